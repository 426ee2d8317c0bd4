import type { Page, PageRequest, TenantId } from '@mycelium/kernel';
import {
  isSecretMetaKey,
  type Marked,
  type Tenant,
  type TenantChange,
  type TenantFilter,
  type TenantListing,
  type TenantMark,
  type TenantStore,
} from '@mycelium/tenants';
import { isForeignKeyViolation, isUniqueViolation } from './database-error.ts';
import { tenantTagEntity } from './entities.ts';
import { textsOf, withEntry } from './meta-column.ts';
import { allOf, contains, pageOf } from './paging.ts';
import { type Session, type Sql, withSavepoint } from './session.ts';
import { tagsOf } from './tag-store.ts';
import { tenantOwnersOf } from './tenant-owner-store.ts';
import {
  IS_TENANT,
  statusColumn,
  statusEntry,
  TENANT_COLUMNS,
  type TenantColumns,
  tenantOf,
} from './tenant-row.ts';

/** The row of the installation itself carries its data key and is no tenant: no verb here meets it. */
export function postgresTenantStore(session: Session): TenantStore {
  const one = (statement: string, id: TenantId): Promise<Tenant | undefined> =>
    session.turn(async ({ sql }) => {
      const [row] = await sql<TenantColumns>(statement, [id]);
      return row && tenantOf(row);
    });
  return {
    byId: id => one(BY_ID, id),
    holdById: id => one(HOLD_BY_ID, id),
    listing: id =>
      session.turn(async ({ sql }) => {
        const rows = await sql<ManagedRow>(LISTING, [id]);
        return (await listings(sql, rows))[0];
      }),
    list: (filter, page) => session.turn(({ sql }) => listTenants(sql, filter, page)),
    insert: tenant => session.turn(({ sql }) => insertTenant(sql, tenant)),
    update: (id, change, at) => session.turn(({ sql }) => updateTenant(sql, id, { change, at })),
    delete: id => session.turn(({ sql }) => deleteTenant(sql, id)),
    setMark: (id, mark, set) => session.turn(({ sql }) => setMark(sql, id, { mark, set })),
    putMeta: (id, { key, value }, at) =>
      session.turn(async ({ sql }) => {
        const [row] = await sql<TenantColumns>(PUT_META, [id, key, value, at]);
        return row && textsOf(row.meta);
      }),
    deleteMeta: (id, key, at) =>
      session.turn(async ({ sql }) => {
        const rows = await sql(DELETE_META, [id, key, at]);
        return rows.length > 0 ? 'deleted' : 'absent';
      }),
  };
}

const BY_ID = `SELECT ${TENANT_COLUMNS} FROM public.tenant AS t WHERE t.id = $1 AND ${IS_TENANT}`;
/** Accounts of the tenant can be inserted meanwhile: their foreign key needs no more than KEY SHARE. */
const HOLD_BY_ID = `${BY_ID} FOR NO KEY UPDATE`;

interface ManagedRow extends TenantColumns {
  readonly managerId: NonNullable<TenantListing['managerId']> | null;
}

const MANAGED_COLUMNS = `${TENANT_COLUMNS}, (
  SELECT m.account_id FROM public.manager_account_on_tenant AS m WHERE m.tenant_id = t.id
) AS "managerId"`;

const LISTING = `SELECT ${MANAGED_COLUMNS} FROM public.tenant AS t WHERE t.id = $1 AND ${IS_TENANT}`;

const OWNED = 'EXISTS (SELECT FROM public.owner_on_tenant AS o WHERE o.tenant_id = t.id AND o.owner_id = $?)';
const TAGGED = `EXISTS (
  SELECT FROM public.tenant_tag AS g, jsonb_to_record($?::jsonb) AS wanted (key text, value text)
  WHERE g.tenant_id = t.id
    AND (g.meta @> jsonb_build_object(wanted.key, wanted.value) OR wanted.key = 'value' AND g.value = wanted.value)
)`;

const NEVER: readonly [string, unknown] = ['$?::boolean', false];

async function listTenants(
  sql: Sql,
  { name, ownerId, metadata, tag }: TenantFilter,
  page: PageRequest,
): Promise<Page<TenantListing>> {
  const where = allOf(IS_TENANT, [
    contains('t.name', name),
    [OWNED, ownerId],
    metadata !== undefined && isSecretMetaKey(metadata.key)
      ? NEVER
      : ['t.meta @> $?::jsonb', metadata && JSON.stringify({ [metadata.key]: metadata.value })],
    [TAGGED, tag && JSON.stringify({ key: tag.key, value: tag.value })],
  ]);
  const found = await pageOf<ManagedRow>(
    sql,
    {
      columns: MANAGED_COLUMNS,
      from: `FROM public.tenant AS t WHERE ${where.sql}`,
      parameters: where.parameters,
      order: 'created DESC NULLS LAST, id',
    },
    page,
  );
  return { ...found, records: await listings(sql, found.records) };
}

/** One statement for all owners and one for all tags. */
async function listings(sql: Sql, rows: readonly ManagedRow[]): Promise<TenantListing[]> {
  const ids = rows.map(({ id }) => id);
  const owners = await tenantOwnersOf(sql, ids);
  const tags = await tagsOf(sql, tenantTagEntity, ids);
  return rows.map(row => ({
    tenant: tenantOf(row),
    owners: owners.get(row.id) ?? [],
    ...(row.managerId !== null && { managerId: row.managerId }),
    tags: tags.get(row.id) ?? [],
  }));
}

/** A JSON array as the array that the column is. */
const ENTRIES = (parameter: string): string =>
  `ARRAY(SELECT entry FROM jsonb_array_elements(${parameter}::jsonb) AS entry)`;

const INSERT = `
  INSERT INTO public.tenant (id, name, description, meta, status, created, updated)
  VALUES ($1, $2, $3, $4, ${ENTRIES('$5')}, $6, $7)
  ON CONFLICT DO NOTHING RETURNING id`;

async function insertTenant(sql: Sql, tenant: Tenant): Promise<'inserted' | 'duplicate'> {
  const { id, name, description, meta, marks, created, updated } = tenant;
  const status = JSON.stringify(statusColumn(marks));
  const rows = await sql(INSERT, [
    id,
    name,
    description ?? null,
    JSON.stringify(meta),
    status,
    created,
    updated ?? null,
  ]);
  return rows.length > 0 ? 'inserted' : 'duplicate';
}

const UPDATE = `
  UPDATE public.tenant AS t
  SET name = coalesce($2, name), description = coalesce($3, description), updated = $4
  WHERE id = $1 AND ${IS_TENANT} RETURNING id`;

async function updateTenant(
  sql: Sql,
  id: TenantId,
  { change: { name, description }, at }: { readonly change: TenantChange; readonly at: Date },
): Promise<'updated' | 'duplicate' | 'absent'> {
  try {
    const parameters = [id, name ?? null, description ?? null, at];
    const rows = await withSavepoint(sql, () => sql(UPDATE, parameters));
    return rows.length > 0 ? 'updated' : 'absent';
  } catch (error) {
    if (isUniqueViolation(error)) return 'duplicate';
    throw error;
  }
}

const DELETE = `DELETE FROM public.tenant AS t WHERE id = $1 AND ${IS_TENANT} RETURNING id`;

/** The foreign key knows of accounts that are being inserted at this moment, too. */
async function deleteTenant(sql: Sql, id: TenantId): Promise<'deleted' | 'in-use' | 'absent'> {
  try {
    const rows = await withSavepoint(sql, () => sql(DELETE, [id]));
    return rows.length > 0 ? 'deleted' : 'absent';
  } catch (error) {
    if (isForeignKeyViolation(error)) return 'in-use';
    throw error;
  }
}

const IS_MARKED = 'EXISTS (SELECT FROM unnest(t.status) AS entry WHERE entry ? $2::text)';

/** PostgreSQL looks at the condition again after waiting for a concurrent writer. */
const PUT_MARK = `
  UPDATE public.tenant AS t SET status = array_append(t.status, $3::jsonb)
  WHERE id = $1 AND ${IS_TENANT} AND NOT ${IS_MARKED} RETURNING id`;

/** An entry may hold other marks beside this one, or be nothing but its name. */
const TAKE_MARK = `
  UPDATE public.tenant AS t
  SET status = ARRAY(
    SELECT kept
    FROM unnest(t.status) WITH ORDINALITY AS old (entry, place),
      LATERAL (SELECT CASE jsonb_typeof(entry) WHEN 'object' THEN entry - $2::text ELSE entry END AS kept) AS rest
    WHERE kept <> '{}' AND kept <> to_jsonb($2::text)
    ORDER BY place
  )
  WHERE id = $1 AND ${IS_TENANT} AND ${IS_MARKED} RETURNING id`;

async function setMark(
  sql: Sql,
  id: TenantId,
  { mark, set }: { readonly mark: TenantMark; readonly set: Marked | undefined },
): Promise<'changed' | 'unchanged' | 'absent'> {
  const changed = set
    ? await sql(PUT_MARK, [id, mark, JSON.stringify(statusEntry(mark, set))])
    : await sql(TAKE_MARK, [id, mark]);
  if (changed.length > 0) return 'changed';
  const rows = await sql(BY_ID, [id]);
  return rows.length > 0 ? 'unchanged' : 'absent';
}

const PUT_META = `
  UPDATE public.tenant AS t SET meta = ${withEntry('$2', '$3')}, updated = $4
  WHERE id = $1 AND ${IS_TENANT} RETURNING meta`;

const DELETE_META = `
  UPDATE public.tenant AS t SET meta = meta - $2::text, updated = $3
  WHERE id = $1 AND ${IS_TENANT} AND jsonb_typeof(meta) = 'object' AND meta ? $2::text RETURNING id`;
