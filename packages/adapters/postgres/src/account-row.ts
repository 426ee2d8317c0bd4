import type { Account, AccountType } from '@mycelium/accounts';
import type { AccountId, TenantId } from '@mycelium/kernel';
import type { AccountRow } from './entities.ts';
import { textsOf } from './meta-column.ts';
import { writerColumn, writtenBy } from './written-by.ts';

export const accountRow = (account: Account): AccountRow => ({
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
    meta: textsOf(row.meta),
    createdAt: row.created ?? new Date(0),
    ...(createdBy && { createdBy }),
    ...(row.updated && { updatedAt: row.updated }),
    ...(updatedBy && { updatedBy }),
  };
}
