import { expect, it } from 'vitest';
import { goalsTable, markdown, met } from './results.ts';

it('a goal is met at its bound and missed beyond it', () => {
  expect(met({ label: '', value: 0.9, atLeast: 0.9 })).toBe(true);
  expect(met({ label: '', value: 0.89, atLeast: 0.9 })).toBe(false);
  expect(met({ label: '', value: 1.31, atMost: 1.3 })).toBe(false);
});

it('a goal without a figure is missed', () => {
  expect(met({ label: '', value: Number.NaN, atLeast: 0.9 })).toBe(false);
});

it('a missed goal is seen in the table', () => {
  const table = goalsTable([
    { label: 'memory', value: 151, unit: 'MB', atMost: 150 },
    { label: 'ratio', value: 0.956, atLeast: 0.9 },
  ]);
  expect(table).toContain('| memory | 151 MB | at most 150 | **no** |');
  expect(table).toContain('| ratio | 0.96 | at least 0.9 | yes |');
});

it('a table is Markdown, its numbers to the right', () => {
  expect(markdown({ columns: ['who', 'n'], rows: [['a', '1']] })).toBe(
    '| who | n |\n| --- | ---: |\n| a | 1 |',
  );
});
