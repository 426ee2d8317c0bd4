import type { Account } from '@mycelium/accounts';
import { type AccountId, refuse, type TenantId } from '@mycelium/kernel';
import { isFrozen, type Tenant, tenantStatus } from '../model/tenant.ts';
import type { TenantsStores } from '../ports/stores.ts';

/** The tenant of a call, for changing something in it: refused while it is archived or trashed. */
export async function openTenant(
  { tenants }: Pick<TenantsStores, 'tenants'>,
  tenantId: TenantId,
): Promise<Tenant> {
  const tenant = await tenants.holdById(tenantId);
  if (!tenant) throw refuse('TENANT_NOT_FOUND');
  if (isFrozen(tenant)) {
    throw refuse('INVALID_STATE', {
      message: `The tenant is ${tenantStatus(tenant)}.`,
      details: 'Its owner has to restore it before anything in it can be changed.',
    });
  }
  return tenant;
}

/** An account of the tenant. Accounts of other tenants do not exist as far as the caller is told. */
export async function accountInTenant(
  { accounts }: Pick<TenantsStores, 'accounts'>,
  tenantId: TenantId,
  accountId: AccountId,
): Promise<Account> {
  const account = await accounts.byId(accountId);
  if (!account || account.isDeleted || account.tenantId !== tenantId) throw refuse('ACCOUNT_NOT_FOUND');
  return account;
}
