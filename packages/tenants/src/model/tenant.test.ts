import { expect, it } from 'vitest';
import { isFrozen, isReservedTenantName, type Marked, type TenantMark, tenantStatus } from './tenant.ts';

const at = (time: number): Marked => ({ at: new Date(time), by: 'profile/x' });
const marked = (...marks: readonly TenantMark[]) => ({
  marks: Object.fromEntries(marks.map((mark, index) => [mark, at(index)])),
});

it.each([
  [[], 'unverified', false],
  [['verified'], 'verified', false],
  [['archived'], 'archived', true],
  [['trashed'], 'trashed', true],
  // Whatever was put last: the graver mark decides.
  [['archived', 'verified'], 'archived', true],
  [['trashed', 'archived'], 'trashed', true],
  [['trashed', 'archived', 'verified'], 'trashed', true],
] as const)('a tenant with the marks %j is %s', (marks, status, frozen) => {
  expect(tenantStatus(marked(...marks))).toBe(status);
  expect(isFrozen(marked(...marks))).toBe(frozen);
});

it('keeps the name of the installation free, however it is written', () => {
  expect(['System', 'system', 'SYSTEM'].map(isReservedTenantName)).toEqual([true, true, true]);
  expect(['Systems', 'The System', 'Acme'].map(isReservedTenantName)).toEqual([false, false, false]);
});
