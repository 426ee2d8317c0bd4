import { inspect } from 'node:util';
import { expect, it } from 'vitest';
import { Secret } from './index.ts';

it('prints nothing of a secret, however it is rendered', () => {
  const secret = new Secret('hunter2');
  const renderings = [
    String(secret),
    `${secret}`,
    JSON.stringify({ secret }),
    inspect({ secret }, { depth: 5 }),
  ];
  for (const text of renderings) {
    expect(text).not.toContain('hunter2');
    expect(text).toContain('[secret]');
  }
  expect(secret.reveal()).toBe('hunter2');
});
