import { NIL_UUID, type TenantId } from '@mycelium/kernel';
import type { Marked, Tenant, TenantMark } from '@mycelium/tenants';
import type { TenantRow } from './entities.ts';
import { textsOf } from './meta-column.ts';

/** Without the data key, which is no business of listings. */
export const TENANT_COLUMNS =
  't.id, t.name, t.description, t.meta, to_jsonb(t.status) AS status, t.created, t.updated';

/** The installation's own row is no tenant. */
export const IS_TENANT = `t.id <> '${NIL_UUID}'`;

export type TenantColumns = Omit<TenantRow, 'encryptedDek' | 'kekVersion'>;

export const tenantOf = (row: TenantColumns): Tenant => ({
  id: row.id as TenantId,
  name: row.name,
  ...(row.description !== null && { description: row.description }),
  marks: marksOf(row.status),
  meta: textsOf(row.meta),
  created: row.created ?? new Date(0),
  ...(row.updated && { updated: row.updated }),
});

/** One entry of `tenant.status`: `{"archived": {"at": …, "by": …}}`. */
export const statusEntry = (mark: TenantMark, { at, by }: Marked): object => ({
  [mark]: { at: at.toISOString(), by },
});

const MARKS: readonly TenantMark[] = ['verified', 'archived', 'trashed'];

export const statusColumn = (marks: Tenant['marks']): readonly object[] =>
  MARKS.flatMap(mark => (marks[mark] ? [statusEntry(mark, marks[mark])] : []));

/** The array has been appended to by earlier versions, so that a mark may stand in it more than once. */
function marksOf(status: unknown): Tenant['marks'] {
  const marks: Partial<Record<TenantMark, Marked>> = {};
  for (const entry of Array.isArray(status) ? status : []) {
    for (const mark of MARKS) {
      const marked = markedIn(entry, mark);
      if (marked && (marks[mark]?.at ?? marked.at) <= marked.at) marks[mark] = marked;
    }
  }
  return marks;
}

/** An entry that does not say when or by whom marks all the same: a tenant in the trash must stay there. */
function markedIn(entry: unknown, mark: TenantMark): Marked | undefined {
  if (entry === mark) return UNTOLD;
  if (typeof entry !== 'object' || entry === null || !Object.hasOwn(entry, mark)) return undefined;
  const { at, by } = ((entry as Record<string, unknown>)[mark] ?? {}) as Record<string, unknown>;
  const date = new Date(typeof at === 'string' ? at : 0);
  return {
    at: Number.isNaN(date.getTime()) ? UNTOLD.at : date,
    by: typeof by === 'string' ? by : UNTOLD.by,
  };
}

const UNTOLD: Marked = { at: new Date(0), by: '' };
