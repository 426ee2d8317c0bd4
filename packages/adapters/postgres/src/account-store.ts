import type { Account, AccountChange, AccountStore, AccountType, WrittenBy } from '@mycelium/accounts';
import type { AccountId, TenantId } from '@mycelium/kernel';
import { isUniqueViolation } from './database-error.ts';
import { type AccountRow, accountEntity, identityProviderEntity, userEntity } from './entities.ts';
import { type Session, type Sql, withSavepoint } from './session.ts';
import { userOf } from './user-store.ts';
import { writerColumn, writtenBy } from './written-by.ts';

export function postgresAccountStore(session: Session): AccountStore {
  return {
    byId: id =>
      session.turn(async ({ manager }) => {
        const row = await manager.findOneBy(accountEntity, { id });
        return row ? accountOf(row) : undefined;
      }),
    insert: account =>
      session.turn(async ({ manager }) => {
        const inserted = await manager
          .createQueryBuilder()
          .insert()
          .into(accountEntity)
          .values(rowOf(account) as never)
          .orIgnore()
          .returning('id')
          .execute();
        return (inserted.raw as unknown[]).length > 0 ? 'inserted' : 'duplicate';
      }),
    update: (id, change, by) => session.turn(({ sql }) => updateAccount(sql, id, { change, by })),
    softDelete: (id, by) =>
      session.turn(async ({ sql }) => {
        const rows = await sql(SOFT_DELETE, [id, by.at, JSON.stringify(writerColumn(by))]);
        return rows.length > 0 ? 'deleted' : 'absent';
      }),
    owners: id =>
      session.turn(async ({ manager }) => {
        const users = await manager.find(userEntity, {
          where: { accountId: id },
          order: { created: 'ASC', id: 'ASC' },
        });
        const providers = await manager.findBy(
          identityProviderEntity,
          users.map(user => ({ userId: user.id })),
        );
        const byUser = new Map(providers.map(provider => [provider.userId, provider]));
        return users.map(user => userOf(user, byUser.get(user.id)));
      }),
  };
}

const UPDATE = `
  UPDATE public.account
  SET name = coalesce($2, name), slug = coalesce($3, slug), account_type = coalesce($4, account_type),
      updated = $5, updated_by = $6
  WHERE id = $1
  RETURNING id`;

async function updateAccount(
  sql: Sql,
  id: AccountId,
  { change, by }: { readonly change: AccountChange; readonly by: WrittenBy & { readonly at: Date } },
): Promise<'updated' | 'duplicate' | 'absent'> {
  const { name, slug, accountType } = change;
  const type = accountType === undefined ? null : JSON.stringify(accountType);
  const parameters = [id, name ?? null, slug ?? null, type, by.at, JSON.stringify(writerColumn(by))];
  try {
    const rows = await withSavepoint(sql, () => sql(UPDATE, parameters));
    return rows.length > 0 ? 'updated' : 'absent';
  } catch (error) {
    if (isUniqueViolation(error)) return 'duplicate';
    throw error;
  }
}

/** One statement, so that nobody sees a deleted account that still has guests. */
const SOFT_DELETE = `
  WITH gone AS (
    UPDATE public.account
    SET name = id || '-deleted', slug = id || '-deleted', meta = '{}',
        is_active = false, is_checked = true, is_deleted = true, updated = $2, updated_by = $3
    WHERE id = $1
    RETURNING id
  ),
  tags AS (DELETE FROM public.account_tag WHERE account_id = $1),
  guests AS (DELETE FROM public.guest_user_on_account WHERE account_id = $1),
  managers AS (DELETE FROM public.manager_account_on_tenant WHERE account_id = $1)
  SELECT id FROM gone`;

const rowOf = (account: Account): AccountRow => ({
  id: account.id,
  name: account.name,
  slug: account.slug,
  meta: account.meta,
  accountType: account.accountType,
  created: account.createdAt,
  createdBy: account.createdBy ? writerColumn(account.createdBy) : {},
  updated: account.updatedAt ?? null,
  updatedBy: account.updatedBy ? writerColumn(account.updatedBy) : {},
  isActive: account.isActive,
  isChecked: account.isChecked,
  isArchived: account.isArchived,
  isDeleted: account.isDeleted,
  isDefault: account.isSystemAccount,
  tenantId: account.tenantId ?? null,
});

export function accountOf(row: AccountRow): Account {
  const createdBy = writtenBy(row.createdBy);
  const updatedBy = writtenBy(row.updatedBy);
  return {
    id: row.id as AccountId,
    name: row.name,
    slug: row.slug,
    accountType: row.accountType as AccountType,
    isSystemAccount: row.isDefault ?? false,
    isActive: row.isActive ?? false,
    isChecked: row.isChecked ?? false,
    isArchived: row.isArchived ?? false,
    isDeleted: row.isDeleted ?? false,
    ...(row.tenantId && { tenantId: row.tenantId as TenantId }),
    meta: metaOf(row.meta),
    createdAt: row.created ?? new Date(0),
    ...(createdBy && { createdBy }),
    ...(row.updated && { updatedAt: row.updated }),
    ...(updatedBy && { updatedBy }),
  };
}

/** Values are texts; one that was stored as an object is handed out as its JSON text. */
function metaOf(column: unknown): Readonly<Record<string, string>> {
  if (typeof column !== 'object' || column === null) return {};
  return Object.fromEntries(
    Object.entries(column).map(([key, value]) => [
      key,
      typeof value === 'string' ? value : JSON.stringify(value),
    ]),
  );
}
