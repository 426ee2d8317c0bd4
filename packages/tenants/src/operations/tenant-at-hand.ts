import type { Account } from '@mycelium/accounts';
import { type AccountId, NIL_UUID, refuse, type TenantId } from '@mycelium/kernel';
import { isFrozen, type Tenant, tenantStatus } from '../model/tenant.ts';
import type { TenantsStores } from '../ports/stores.ts';
import type { TenantListing } from '../ports/tenant-store.ts';

type Tenants = Pick<TenantsStores, 'tenants'>;

/** The row of the installation itself is no tenant to anybody. */
const isTenant = (id: TenantId): boolean => id !== NIL_UUID;

/** The tenant of a call, held: what is decided by its marks and owners stays true until it is written. */
export async function heldTenant({ tenants }: Tenants, tenantId: TenantId): Promise<Tenant> {
  const tenant = isTenant(tenantId) ? await tenants.holdById(tenantId) : undefined;
  if (!tenant) throw refuse('TENANT_NOT_FOUND');
  return tenant;
}

/** The same for changing something in it: refused while it is archived or trashed. */
export async function openTenant(stores: Tenants, tenantId: TenantId): Promise<Tenant> {
  const tenant = await heldTenant(stores, tenantId);
  if (isFrozen(tenant)) {
    throw refuse('INVALID_STATE', {
      message: `The tenant is ${tenantStatus(tenant)}.`,
      details: 'Its owner has to restore it before anything in it can be changed.',
    });
  }
  return tenant;
}

/** A tenant as answers show it. */
export async function tenantListing({ tenants }: Tenants, tenantId: TenantId): Promise<TenantListing> {
  const listing = isTenant(tenantId) ? await tenants.listing(tenantId) : undefined;
  if (!listing) throw refuse('TENANT_NOT_FOUND');
  return listing;
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
