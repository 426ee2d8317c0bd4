import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { generatedFiles } from '../../../../sql/generate.ts';
import { migrations } from './migrations.generated.ts';

it.each([...generatedFiles()])('%s is what `node sql/generate.ts` writes', (path, wanted) => {
  expect(readFileSync(path, 'utf8')).toBe(wanted);
});

it('orders the migrations by their names and knows their digests', () => {
  const names = migrations.map(({ name }) => name);
  expect(names).toEqual([...names].sort());
  for (const { sql, checksum } of migrations) {
    expect(checksum).toBe(createHash('sha256').update(sql).digest('hex'));
  }
});
