import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { migrations } from './migrations.generated.ts';

it('orders the migrations by their names and knows their digests', () => {
  const names = migrations.map(({ name }) => name);
  expect(names).toEqual([...names].sort());
  for (const { sql, checksum } of migrations) {
    expect(checksum).toBe(createHash('sha256').update(sql).digest('hex'));
  }
});
