import type { VerboseStatus } from '@mycelium/profile';
import { expect, it } from 'vitest';
import { type AccountFlags, verboseStatus } from './account.ts';
import { type StatusStep, statusStep, stepsFrom, takesAway } from './account-status.ts';

const STEPS: readonly StatusStep[] = [
  'approve',
  'disapprove',
  'activate',
  'deactivate',
  'archive',
  'unarchive',
];
const bits = [false, true];
const everyAccount: readonly AccountFlags[] = bits.flatMap(isActive =>
  bits.flatMap(isChecked =>
    bits.flatMap(isArchived => bits.map(isDeleted => ({ isActive, isChecked, isArchived, isDeleted }))),
  ),
);

it.each(STEPS)('%s ends in its status, whatever flags the account had', step => {
  const { from, flags, to } = statusStep(step);
  const allowed = everyAccount.filter(account => from.includes(verboseStatus(account)));
  expect(allowed.length).toBeGreaterThan(0);
  for (const account of allowed) expect(verboseStatus({ ...account, ...flags })).toBe(to);
});

it('leads from each status where the table says', () => {
  const table: readonly (readonly [VerboseStatus, readonly StatusStep[]])[] = [
    ['unverified', ['approve', 'disapprove', 'activate', 'archive']],
    ['verified', ['approve', 'disapprove', 'deactivate', 'archive']],
    ['inactive', ['approve', 'disapprove', 'activate', 'archive']],
    ['archived', ['unarchive']],
    ['deleted', []],
    ['unknown', []],
  ];
  for (const [status, steps] of table) expect(stepsFrom(status)).toEqual(steps);
});

it('knows which steps shut somebody out', () => {
  expect(STEPS.filter(takesAway)).toEqual(['disapprove', 'deactivate', 'archive']);
});
