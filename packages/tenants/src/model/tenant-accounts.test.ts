import type { AccountType } from '@mycelium/accounts';
import type { RoleId, TenantId } from '@mycelium/kernel';
import { expect, it } from 'vitest';
import {
  isManagementAccount,
  managementAccountName,
  subscriptionsManagerAccountName,
  subscriptionsManagerRoles,
} from './tenant-accounts.ts';

const tenantId = '0000000d-0000-4000-8000-000000000001' as TenantId;
const [read, write] = ['r' as RoleId, 'w' as RoleId];

const associatedWith = (roleName: string): AccountType => ({
  roleAssociated: { tenantId, roleName, readRoleId: read, writeRoleId: write },
});

it('names the accounts of the administration after the tenant', () => {
  expect(managementAccountName(tenantId)).toBe('tid/0000000d000040008000000000000001/manager');
  expect(subscriptionsManagerAccountName(tenantId)).toBe(`tid/${tenantId}/role/subscriptions-manager`);
});

it('knows the management account by its type', () => {
  expect(isManagementAccount({ accountType: { tenantManager: { tenantId } } })).toBe(true);
  for (const accountType of ['user', 'staff', 'manager', { subscription: { tenantId } }] as const) {
    expect(isManagementAccount({ accountType })).toBe(false);
  }
});

it('knows the roles of subscriptions managers on the account that was made for them, and on no other', () => {
  const accountType = associatedWith('subscriptions-manager');
  expect(subscriptionsManagerRoles({ accountType, isSystemAccount: true })).toEqual({ read, write });
  for (const other of [
    { accountType, isSystemAccount: false },
    { accountType: associatedWith('editor'), isSystemAccount: true },
    { accountType: { subscription: { tenantId } }, isSystemAccount: true },
    { accountType: 'staff', isSystemAccount: true },
  ] as const) {
    expect(subscriptionsManagerRoles(other)).toBeUndefined();
  }
});
