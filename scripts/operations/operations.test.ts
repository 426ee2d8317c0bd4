import { expect, it } from 'vitest';
import { ROOT } from '../tasks/program.ts';
import { filesOf } from './files.ts';

it('an operation is two files by hand: its record and a test of it', () => {
  const others = filesOf(ROOT).filter(({ files }) => files.length !== 2);
  expect(others).toEqual([]);
});
