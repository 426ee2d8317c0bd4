import { AccountView, accountName, accountView, actor, announceAccount, audit } from '@mycelium/accounts';
import type { TenantId } from '@mycelium/kernel';
import { shape, uuid } from '@mycelium/schema';
import { operation } from '../operation.ts';
import type { Needs } from '../ports.ts';
import { openTenant } from '../tenant-at-hand.ts';
import { writing } from './access.ts';
import { subscriptionExample, TENANT } from './examples.ts';
import { accountSlug, nameTaken, newAccount, refuseKeptFree } from './new-account.ts';

type Ports = Needs<'unitOfWork' | 'clock' | 'ids'>;

export const createSubscriptionAccount = operation({
  name: 'subscriptionsManager.accounts.createSubscriptionAccount',
  route: 'POST /_adm/subscriptions-manager/accounts',
  status: 201,
  access: writing,
  summary: 'Create a subscription account, to which people can be invited.',
  params: shape('CreateSubscriptionAccountParams', { tenantId: uuid<TenantId>(), name: accountName() }),
  result: AccountView,
  errors: ['TENANT_NOT_FOUND', 'INVALID_STATE'],
  example: { params: { tenantId: TENANT, name: 'Newsroom' }, result: subscriptionExample },
  run: async (ports: Ports, { caller }, { tenantId, name }) =>
    ports.unitOfWork.run(async stores => {
      refuseKeptFree(name, 'name');
      await openTenant(stores, tenantId);
      const by = actor(caller);
      const slug = accountSlug(name, ports.ids.uuid());
      const account = newAccount(ports, {
        tenantId,
        name,
        slug,
        accountType: { subscription: { tenantId } },
        by,
      });
      if ((await stores.accounts.insert(account)) === 'duplicate') throw nameTaken();
      await audit(stores, ports, {
        action: 'create_subscription_account',
        resourceType: 'account',
        resourceId: account.id,
        tenantId,
        event: 'created',
        performedBy: by,
      });
      const view = accountView(account, []);
      await announceAccount(stores, ports, { trigger: 'subscriptionAccount.created', account, view });
      return view;
    }),
});
