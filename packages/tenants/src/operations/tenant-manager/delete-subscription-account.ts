import { accountListingView, actor, announceAccount, audit, forgetGuests } from '@mycelium/accounts';
import { type AccountId, refuse, type TenantId } from '@mycelium/kernel';
import { nothing } from '@mycelium/operations';
import { shape, uuid } from '@mycelium/schema';
import { operation } from '../operation.ts';
import type { Needs } from '../ports.ts';
import { isAdministrative } from '../subscriptions-manager/administrative-account.ts';
import { ACCOUNT, TENANT } from '../subscriptions-manager/examples.ts';
import { accountInTenant, openTenant } from '../tenant-at-hand.ts';

type Ports = Needs<'unitOfWork' | 'clock' | 'ids' | 'cache'>;

export const deleteSubscriptionAccount = operation({
  name: 'tenantManager.accounts.deleteSubscriptionAccount',
  route: 'DELETE /_adm/tenant-manager/accounts/{accountId}',
  access: { tenant: ['admin', 'owner', 'tenant-manager'], permission: 'write' },
  summary: 'Delete a subscription account of the tenant, and with it all that its guests may do.',
  description:
    'Also deletes accounts that are bound to a role, but none that the administration of the tenant stands on.',
  params: shape('DeleteSubscriptionAccountParams', {
    tenantId: uuid<TenantId>(),
    accountId: uuid<AccountId>(),
  }),
  result: nothing(),
  errors: ['TENANT_NOT_FOUND', 'ACCOUNT_NOT_FOUND', 'INVALID_STATE'],
  run: async (ports: Ports, { caller }, { tenantId, accountId }) =>
    ports.unitOfWork.run(async stores => {
      await openTenant(stores, tenantId);
      const account = await accountInTenant(stores, tenantId, accountId);
      if (isAdministrative(account)) {
        throw refuse('INVALID_STATE', {
          message: 'The administration of the tenant stands on this account.',
        });
      }
      const by = actor(caller);
      // What is gone, as it was: the receivers' last chance to find their own copies of it.
      const listing = await stores.accounts.listing(accountId);
      await forgetGuests(stores, ports.cache, { accountId });
      await stores.accounts.softDelete(accountId, { ...by, at: ports.clock.now() });
      await audit(stores, ports, {
        action: 'delete_subscription_account',
        resourceType: 'account',
        resourceId: accountId,
        tenantId,
        event: 'deleted',
        performedBy: by,
      });
      await announceAccount(stores, ports, {
        trigger: 'subscriptionAccount.deleted',
        account,
        view: accountListingView(listing ?? { account, owners: [], tags: [] }),
      });
    }),
  example: { params: { tenantId: TENANT, accountId: ACCOUNT }, result: null },
});
