import { expect, it } from 'vitest';
import { remembered } from './remembered.ts';

it('computes once what comes again, and anew what is long or has no answer', () => {
  const asked: string[] = [];
  const length = remembered(text => {
    asked.push(text);
    return text === 'none' ? undefined : text.length;
  });
  const long = 'x'.repeat(1000);
  for (let i = 0; i < 2; i++) expect(['', 'four', 'none', long].map(length)).toEqual([0, 4, undefined, 1000]);
  expect(asked).toEqual(['', 'four', 'none', long, 'none', long]);
});

it('holds no more than it has room for', () => {
  let computed = 0;
  const count = remembered(() => ++computed);
  for (let i = 0; i < 3000; i++) count(`${i}`);
  expect([count('2999'), computed]).toEqual([3000, 3000]);
  expect(count('0')).toBe(3001);
});
