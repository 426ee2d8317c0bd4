import { describe, expect, it } from 'vitest';
import type { TenantRow } from './entities.ts';
import { statusColumn, tenantOf } from './tenant-row.ts';

const row: TenantRow = {
  id: '00000000-0000-4000-8000-000000000001',
  name: 'Acme',
  description: null,
  meta: null,
  status: null,
  created: null,
  updated: null,
  encryptedDek: null,
  kekVersion: 1,
};
const marksOf = (status: unknown) => tenantOf({ ...row, status }).marks;
const on = (day: number, by = 'profile/x') => ({ at: `2026-01-0${day}T00:00:00Z`, by });
const marked = (day: number, by = 'profile/x') => ({ at: new Date(`2026-01-0${day}T00:00:00Z`), by });

describe('the marks of a tenant', () => {
  it.each([
    ['no column', null, {}],
    ['no entries', [], {}],
    ['one entry', [{ archived: on(1) }], { archived: marked(1) }],
    [
      'entries of several marks',
      [{ verified: on(1) }, { trashed: on(2) }],
      { verified: marked(1), trashed: marked(2) },
    ],
    [
      'a mark several times: the latest',
      [{ archived: on(1) }, { archived: on(3, 'c') }, { archived: on(2) }],
      { archived: marked(3, 'c') },
    ],
    [
      'another offset and nine digits',
      [{ verified: { at: '2026-01-01T02:00:00.123456789+02:00', by: 'x' } }],
      { verified: { at: new Date('2026-01-01T00:00:00.123Z'), by: 'x' } },
    ],
    ['no date', [{ trashed: { by: 'x' } }], { trashed: { at: new Date(0), by: 'x' } }],
    ['an unreadable date', [{ trashed: { at: 'soon', by: 'x' } }], { trashed: { at: new Date(0), by: 'x' } }],
    ['entries that are none', ['other', null, 7, { other: on(1) }], {}],
    // Better once too often than a tenant that leaves the trash because its entry was cut short.
    ['a mark without anything', ['trashed'], { trashed: { at: new Date(0), by: '' } }],
    ['a mark with something else', [{ archived: 'x' }], { archived: { at: new Date(0), by: '' } }],
  ])('are read from %s', (_what, status, marks) => {
    expect(marksOf(status)).toEqual(marks);
  });

  it('are written so that they are read again', () => {
    const marks = { trashed: marked(2), verified: marked(1, 'a') };
    expect(statusColumn(marks)).toEqual([
      { verified: { at: '2026-01-01T00:00:00.000Z', by: 'a' } },
      { trashed: { at: '2026-01-02T00:00:00.000Z', by: 'profile/x' } },
    ]);
    expect(marksOf(statusColumn(marks))).toEqual(marks);
  });
});
