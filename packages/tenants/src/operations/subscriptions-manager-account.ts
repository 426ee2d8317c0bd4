import type { Account } from '@mycelium/accounts';
import { type AccountId, refuse, type TenantId } from '@mycelium/kernel';
import { type RoleIds, subscriptionsManagerRoles } from '../model/tenant-accounts.ts';
import type { TenantsStores } from '../ports/stores.ts';
import { accountInTenant } from './tenant-at-hand.ts';

/** The account of the tenant's subscriptions managers, with the roles that they hold on it; refused if it is another. */
export async function subscriptionsManagerAccount(
  stores: Pick<TenantsStores, 'accounts'>,
  tenantId: TenantId,
  accountId: AccountId,
): Promise<{ readonly account: Account; readonly roles: RoleIds }> {
  const account = await accountInTenant(stores, tenantId, accountId);
  const roles = subscriptionsManagerRoles(account);
  if (roles) return { account, roles };
  throw refuse('INVALID_STATE', {
    message: "This is not the account of the tenant's subscriptions managers.",
    details: 'POST /_adm/tenant-manager/accounts makes it.',
  });
}
