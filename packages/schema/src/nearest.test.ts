import fc from 'fast-check';
import { expect, it } from 'vitest';
import { nearest } from './index.ts';

it.each([
  ['tennant', ['name', 'tenant', 'tenantId'], 'tenant'],
  ['nmae', ['name', 'kind'], 'name'],
  ['PageSize', ['pageSize', 'skip'], 'pageSize'],
  ['x', ['name'], undefined],
  ['completely', ['different'], undefined],
  ['', ['a'], undefined],
])('suggests for %j out of %j: %j', (word, candidates, expected) => {
  expect(nearest(word, candidates)).toBe(expected);
});

it('finds a word again after two neighbouring letters were swapped', () => {
  const word = fc.stringMatching(/^[a-z]{4,20}$/);
  fc.assert(
    fc.property(word, fc.nat(18), (original, at) => {
      const cut = at % (original.length - 1);
      const swapped = `${original.slice(0, cut)}${original[cut + 1]}${original[cut]}${original.slice(cut + 2)}`;
      expect(nearest(swapped, [original])).toBe(original);
    }),
  );
});

it('gives up on very long words instead of measuring them', () => {
  const word = 'a'.repeat(65);
  expect(nearest(word, [word])).toBeUndefined();
});
