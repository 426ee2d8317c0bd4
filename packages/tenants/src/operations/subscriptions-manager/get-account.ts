import { AccountView, accountListingView } from '@mycelium/accounts';
import { type AccountId, refuse, type TenantId } from '@mycelium/kernel';
import { described, optional, shape, uuid } from '@mycelium/schema';
import { operation } from '../operation.ts';
import type { Needs } from '../ports.ts';
import { reading } from './access.ts';
import { ACCOUNT, subscriptionExample, TENANT } from './examples.ts';

type Ports = Needs<'unitOfWork'>;

export const getTenantAccount = operation({
  name: 'subscriptionsManager.accounts.get',
  route: 'GET /_adm/subscriptions-manager/accounts/{accountId}',
  access: { ...reading, withoutTenant: 'admin' },
  summary: 'Look at one account of a tenant.',
  params: shape('GetTenantAccountParams', {
    tenantId: described(optional(uuid<TenantId>()), 'The tenant of the account.'),
    accountId: uuid<AccountId>(),
  }),
  result: AccountView,
  errors: ['ACCOUNT_NOT_FOUND'],
  example: { params: { tenantId: TENANT, accountId: ACCOUNT }, result: subscriptionExample },
  run: async (ports: Ports, _, { tenantId, accountId }) => {
    const listing = await ports.unitOfWork.run(stores => stores.accounts.listing(accountId));
    const { account } = listing ?? {};
    const elsewhere = tenantId !== undefined && account?.tenantId !== tenantId;
    if (!listing || account?.isDeleted || elsewhere) throw refuse('ACCOUNT_NOT_FOUND');
    return accountListingView(listing);
  },
});
