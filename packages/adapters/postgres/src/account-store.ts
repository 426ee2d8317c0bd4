import type {
  Account,
  AccountChange,
  AccountFilter,
  AccountKind,
  AccountListing,
  AccountStore,
  StatusChange,
  WrittenAt,
} from '@mycelium/accounts';
import { type AccountId, type Page, type PageRequest, parseUuid } from '@mycelium/kernel';
import { accountOf, accountRow } from './account-row.ts';
import { columnsOf } from './columns.ts';
import { isUniqueViolation } from './database-error.ts';
import { type AccountRow, accountEntity, accountTagEntity } from './entities.ts';
import { forgetGuests } from './guest-store.ts';
import { insertedNew } from './insert.ts';
import { textsOf, withEntry } from './meta-column.ts';
import { allOf, type Condition, contains, pageOf } from './paging.ts';
import { type Connection, type Session, type Sql, withSavepoint } from './session.ts';
import { tagsOf } from './tag-store.ts';
import { ownersOf } from './user-store.ts';
import { writerColumn } from './written-by.ts';

export function postgresAccountStore(session: Session): AccountStore {
  return {
    byId: id =>
      session.turn(async ({ manager }) => {
        const row = await manager.findOneBy(accountEntity, { id });
        return row ? accountOf(row) : undefined;
      }),
    list: (filter, page) => session.turn(({ sql }) => listAccounts(sql, filter, page)),
    listing: id =>
      session.turn(async ({ sql }) => {
        const rows = await sql<AccountRow>(BY_ID, [id]);
        return (await listings(sql, rows))[0];
      }),
    insert: account =>
      session.turn(async ({ manager }) =>
        (await insertedNew(manager, accountEntity, accountRow(account))) ? 'inserted' : 'duplicate',
      ),
    insertForActor: account => session.turn(connection => insertForActor(connection, account)),
    update: (id, change, by) => session.turn(({ sql }) => updateAccount(sql, id, { change, by })),
    changeStatus: (id, change, by) => session.turn(({ sql }) => changeStatus(sql, id, { change, by })),
    changeKind: (id, change, by) => session.turn(({ sql }) => changeKind(sql, { id, ...change, by })),
    putMeta: (id, { key, value }, by) =>
      session.turn(async ({ sql }) => {
        const [row] = await sql<AccountRow>(PUT_META, [id, key, value, ...writing(by)]);
        return row && textsOf(row.meta);
      }),
    deleteMeta: (id, key, by) =>
      session.turn(async ({ sql }) => {
        const rows = await sql(DELETE_META, [id, key, ...writing(by)]);
        return rows.length > 0 ? 'deleted' : 'absent';
      }),
    softDelete: (id, by) => session.turn(({ sql }) => softDelete(sql, id, by)),
    owners: id => session.turn(async ({ sql }) => (await ownersOf(sql, [id])).get(id) ?? []),
  };
}

const COLUMNS = columnsOf(accountEntity, 'a');
const BY_ID = `SELECT ${COLUMNS} FROM public.account AS a WHERE a.id = $1`;

/** The same as `verboseStatus`, for conditions. */
const STATUS = `
  CASE
    WHEN a.is_deleted THEN 'deleted'
    WHEN a.is_active IS NOT TRUE THEN 'inactive'
    WHEN a.is_checked IS NOT TRUE THEN 'unverified'
    WHEN a.is_archived THEN 'archived'
    ELSE 'verified'
  END`;

/** A text is the kind itself, an object has it as its one key. */
const KIND = `
  CASE jsonb_typeof(a.account_type)
    WHEN 'string' THEN a.account_type #>> '{}'
    WHEN 'object' THEN (SELECT key FROM jsonb_object_keys(a.account_type) AS key LIMIT 1)
  END`;

const TAGGED = (column: string): string =>
  `EXISTS (SELECT FROM public.account_tag AS t WHERE t.account_id = a.id AND t.${column} = $?)`;

/** Accounts without users have none that is not active. */
const OWNERS_ACTIVE = `
  NOT EXISTS (SELECT FROM public."user" AS u WHERE u.account_id = a.id AND u.is_active IS NOT TRUE) = $?`;

function termCondition(term = ''): Condition {
  const id = parseUuid(term);
  return id ? ['a.id = $?', id] : contains('a.name', term);
}

function tagCondition(value: string | undefined): Condition {
  const id = parseUuid(value ?? '');
  return id ? [TAGGED('id'), id] : [TAGGED('value'), value];
}

const typed = (type: unknown): string | undefined => (type === undefined ? undefined : JSON.stringify(type));

function typeOf({ kind, actor, roleName, readRoleId, writeRoleId }: AccountFilter): readonly unknown[] {
  const simple = kind === 'staff' || kind === 'manager' || kind === 'user';
  const role = { roleName, readRoleId, writeRoleId };
  return [
    ...(kind === undefined ? [] : [simple ? kind : { [kind]: {} }]),
    ...(actor === undefined ? [] : [{ actorAssociated: { actor } }]),
    ...(Object.values(role).every(value => value === undefined) ? [] : [{ roleAssociated: role }]),
  ];
}

async function listAccounts(
  sql: Sql,
  filter: AccountFilter,
  page: PageRequest,
): Promise<Page<AccountListing>> {
  const { tenantId, term, tagValue, isOwnerActive, status } = filter;
  const where = allOf(status === undefined ? 'a.is_deleted IS NOT TRUE' : 'true', [
    ...typeOf(filter).map(type => ['a.account_type @> $?::jsonb', typed(type)] as const),
    ['a.tenant_id = $?', tenantId],
    termCondition(term),
    tagCondition(tagValue),
    [OWNERS_ACTIVE, isOwnerActive],
    [`${STATUS} = $?`, status],
  ]);
  const found = await pageOf<AccountRow>(
    sql,
    {
      columns: COLUMNS,
      from: `FROM public.account AS a WHERE ${where.sql}`,
      parameters: where.parameters,
      order: 'created DESC NULLS LAST, id',
    },
    page,
  );
  return { ...found, records: await listings(sql, found.records) };
}

/** One statement for all owners and one for all tags. */
async function listings(sql: Sql, rows: readonly AccountRow[]): Promise<AccountListing[]> {
  const ids = rows.map(({ id }) => id);
  const owners = await ownersOf(sql, ids);
  const tags = await tagsOf(sql, accountTagEntity, ids);
  return rows.map(row => ({
    account: accountOf(row),
    owners: owners.get(row.id) ?? [],
    tags: tags.get(row.id) ?? [],
  }));
}

const writing = (by: WrittenAt): readonly [Date, string] => [by.at, JSON.stringify(writerColumn(by))];

/** No constraint covers the types of accounts outside of tenants, so the inserts of one type follow one another. */
async function insertForActor(
  { sql, manager }: Connection,
  account: Account,
): Promise<'inserted' | 'duplicate'> {
  const type = JSON.stringify(account.accountType);
  await sql(`SELECT pg_advisory_xact_lock(hashtextextended('account-type:' || $1::jsonb::text, 0))`, [type]);
  const clash = await sql(
    `SELECT id FROM public.account
     WHERE account_type @> $1::jsonb AND account_type = $1::jsonb AND is_deleted IS NOT TRUE LIMIT 1`,
    [type],
  );
  if (clash.length > 0) return 'duplicate';
  return (await insertedNew(manager, accountEntity, accountRow(account))) ? 'inserted' : 'duplicate';
}

const UPDATE = `
  UPDATE public.account
  SET name = coalesce($2, name), slug = coalesce($3, slug), account_type = coalesce($4, account_type),
      is_active = coalesce($5, is_active), is_checked = coalesce($6, is_checked),
      is_archived = coalesce($7, is_archived), is_default = coalesce($8, is_default),
      updated = $9, updated_by = $10
  WHERE id = $1
  RETURNING id`;

async function updateAccount(
  sql: Sql,
  id: AccountId,
  { change, by }: { readonly change: AccountChange; readonly by: WrittenAt },
): Promise<'updated' | 'duplicate' | 'absent'> {
  const { name, slug, accountType, isActive, isChecked, isArchived, isSystemAccount } = change;
  const given = [name, slug, typed(accountType), isActive, isChecked, isArchived, isSystemAccount];
  const parameters = [id, ...given.map(value => value ?? null), ...writing(by)];
  try {
    const rows = await withSavepoint(sql, () => sql(UPDATE, parameters));
    return rows.length > 0 ? 'updated' : 'absent';
  } catch (error) {
    if (isUniqueViolation(error)) return 'duplicate';
    throw error;
  }
}

/** PostgreSQL looks at the condition again after waiting for a concurrent writer. */
const CHANGE_STATUS = `
  UPDATE public.account AS a
  SET is_active = coalesce($3, is_active), is_checked = coalesce($4, is_checked),
      is_archived = coalesce($5, is_archived), is_deleted = coalesce($6, is_deleted),
      updated = $7, updated_by = $8
  WHERE id = $1 AND ${STATUS} = ANY ($2)
  RETURNING id`;

async function changeStatus(
  sql: Sql,
  id: AccountId,
  { change: { from, to }, by }: { readonly change: StatusChange; readonly by: WrittenAt },
): Promise<'changed' | 'refused' | 'absent'> {
  const flags = [to.isActive, to.isChecked, to.isArchived, to.isDeleted].map(flag => flag ?? null);
  const changed = await sql(CHANGE_STATUS, [id, from, ...flags, ...writing(by)]);
  return changed.length > 0 ? 'changed' : refusedOrAbsent(sql, id);
}

/** Those who leave the staff follow one another, so that each sees who is left. */
const HOLD_STAFF = `SELECT pg_advisory_xact_lock(hashtextextended('account-type:"staff"', 0))`;
const CHANGE_KIND = `
  UPDATE public.account AS a
  SET account_type = to_jsonb($3::text), updated = $4, updated_by = $5
  WHERE id = $1 AND ${KIND} = ANY ($2) AND is_deleted IS NOT TRUE
    AND ($3 = 'staff' OR account_type <> '"staff"'::jsonb OR EXISTS (
      SELECT FROM public.account AS other
      WHERE other.account_type @> '"staff"'::jsonb AND other.account_type = '"staff"'::jsonb AND other.id <> $1
        AND other.is_active AND other.is_checked
        AND other.is_archived IS NOT TRUE AND other.is_deleted IS NOT TRUE))
  RETURNING id`;
const FITS = `
  SELECT ${KIND} = ANY ($2) AND a.is_deleted IS NOT TRUE AS fits FROM public.account AS a WHERE a.id = $1`;

interface KindChange {
  readonly id: AccountId;
  readonly from: readonly AccountKind[];
  readonly to: 'staff' | 'manager' | 'user';
  readonly by: WrittenAt;
}

async function changeKind(
  sql: Sql,
  { id, from, to, by }: KindChange,
): Promise<'changed' | 'refused' | 'last' | 'absent'> {
  if (to !== 'staff' && from.includes('staff')) await sql(HOLD_STAFF, []);
  const changed = await sql(CHANGE_KIND, [id, from, to, ...writing(by)]);
  if (changed.length > 0) return 'changed';
  const [row] = await sql<{ readonly fits: boolean | null }>(FITS, [id, from]);
  if (!row) return 'absent';
  return row.fits ? 'last' : 'refused';
}

async function refusedOrAbsent(sql: Sql, id: AccountId): Promise<'refused' | 'absent'> {
  const rows = await sql('SELECT id FROM public.account WHERE id = $1', [id]);
  return rows.length > 0 ? 'refused' : 'absent';
}

const PUT_META = `
  UPDATE public.account SET meta = ${withEntry('$2', '$3')}, updated = $4, updated_by = $5
  WHERE id = $1 AND is_deleted IS NOT TRUE RETURNING meta`;

const DELETE_META = `
  UPDATE public.account SET meta = meta - $2::text, updated = $3, updated_by = $4
  WHERE id = $1 AND is_deleted IS NOT TRUE AND meta ? $2 RETURNING id`;

/** In the order of their ids, and before anything else: whatever changes a guest's places locks the guest first. */
const HOLD_GUESTS = `
  SELECT g.id FROM public.guest_user_on_account AS l JOIN public.guest_user AS g ON g.id = l.guest_user_id
  WHERE l.account_id = $1 ORDER BY g.id FOR UPDATE OF g`;

const SOFT_DELETE = `
  WITH gone AS (
    UPDATE public.account
    SET name = id || '-deleted', slug = id || '-deleted', meta = '{}',
        is_active = false, is_checked = true, is_deleted = true, updated = $2, updated_by = $3
    WHERE id = $1
    RETURNING id
  ),
  tags AS (DELETE FROM public.account_tag WHERE account_id = $1),
  places AS (DELETE FROM public.guest_user_on_account WHERE account_id = $1),
  managers AS (DELETE FROM public.manager_account_on_tenant WHERE account_id = $1)
  SELECT id FROM gone`;

async function softDelete(sql: Sql, id: AccountId, by: WrittenAt): Promise<'deleted' | 'absent'> {
  const guests = await sql<{ id: string }>(HOLD_GUESTS, [id]);
  const gone = await sql(SOFT_DELETE, [id, ...writing(by)]);
  if (guests.length > 0) {
    await forgetGuests(
      sql,
      guests.map(guest => guest.id),
    );
  }
  return gone.length > 0 ? 'deleted' : 'absent';
}
