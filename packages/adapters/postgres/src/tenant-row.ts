import type { TenantId } from '@mycelium/kernel';
import type { Marked, Tenant, TenantMark } from '@mycelium/tenants';
import type { TenantRow } from './entities.ts';
import { textsOf } from './meta-column.ts';

const MARKS = ['verified', 'archived', 'trashed'] as const satisfies readonly TenantMark[];

export const tenantOf = (row: TenantRow): Tenant => ({
  id: row.id as TenantId,
  name: row.name,
  ...(row.description !== null && { description: row.description }),
  marks: marksOf(row.status),
  meta: textsOf(row.meta),
  created: row.created ?? new Date(0),
  ...(row.updated && { updated: row.updated }),
});

/** An entry of `status`, such as `{"archived":{"at":"…","by":"profile/…"}}`. */
export const statusEntry = (mark: TenantMark, { at, by }: Marked): object => ({
  [mark]: { at: at.toISOString(), by },
});

export const statusColumn = (marks: Tenant['marks']): readonly object[] =>
  MARKS.flatMap(mark => (marks[mark] ? [statusEntry(mark, marks[mark])] : []));

/** Entries were once only ever added, so one mark may be there several times: the latest counts. */
function marksOf(status: unknown): Tenant['marks'] {
  const marks: Partial<Record<TenantMark, Marked>> = {};
  for (const entry of Array.isArray(status) ? status : []) {
    for (const mark of MARKS) {
      const marked = markedOf(entry?.[mark]);
      const known = marks[mark];
      if (marked && !(known && known.at > marked.at)) marks[mark] = marked;
    }
  }
  return marks;
}

/** A mark without a readable date is still a mark. */
function markedOf(value: unknown): Marked | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { at, by } = value as Readonly<Record<string, unknown>>;
  const instant = new Date(typeof at === 'string' ? at : 0);
  return {
    at: Number.isNaN(instant.getTime()) ? new Date(0) : instant,
    by: typeof by === 'string' ? by : '',
  };
}
