import { AccountView, accountListingView, announceAccount } from '@mycelium/accounts';
import { type AccountId, refuse, type TenantId } from '@mycelium/kernel';
import { shape, uuid } from '@mycelium/schema';
import { operation } from '../operation.ts';
import type { Needs } from '../ports.ts';
import { accountInTenant, openTenant } from '../tenant-at-hand.ts';
import { writing } from './access.ts';
import { isAdministrative } from './administrative-account.ts';
import { ACCOUNT, subscriptionExample, TENANT } from './examples.ts';

type Ports = Needs<'unitOfWork' | 'clock' | 'ids'>;

export const propagateSubscriptionAccount = operation({
  name: 'subscriptionsManager.accounts.propagateSubscriptionAccount',
  route: 'POST /_adm/subscriptions-manager/accounts/{accountId}/propagate',
  access: writing,
  summary: 'Tell every subscriber of subscriptionAccount.created about an account once more.',
  description: 'For receivers that were added later or have lost what they knew. Nothing else changes.',
  params: shape('PropagateSubscriptionAccountParams', {
    tenantId: uuid<TenantId>(),
    accountId: uuid<AccountId>(),
  }),
  result: AccountView,
  errors: ['TENANT_NOT_FOUND', 'ACCOUNT_NOT_FOUND', 'INVALID_STATE'],
  example: { params: { tenantId: TENANT, accountId: ACCOUNT }, result: subscriptionExample },
  run: async (ports: Ports, _, { tenantId, accountId }) =>
    ports.unitOfWork.run(async stores => {
      await openTenant(stores, tenantId);
      const account = await accountInTenant(stores, tenantId, accountId);
      if (isAdministrative(account)) {
        throw refuse('INVALID_STATE', {
          message: 'Accounts of the administration were never announced, and are not now.',
        });
      }
      const listing = await stores.accounts.listing(accountId);
      if (!listing) throw refuse('ACCOUNT_NOT_FOUND');
      const view = accountListingView(listing);
      await announceAccount(stores, ports, { trigger: 'subscriptionAccount.created', account, view });
      return view;
    }),
});
