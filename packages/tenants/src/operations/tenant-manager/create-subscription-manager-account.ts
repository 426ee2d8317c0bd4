import { AccountView, accountView, SYSTEM_ACTORS, systemRolePair } from '@mycelium/accounts';
import type { TenantId } from '@mycelium/kernel';
import { shape, uuid } from '@mycelium/schema';
import { subscriptionsManagerAccountName } from '../../model/tenant-accounts.ts';
import { tenantAccountExample } from '../examples.ts';
import { operation } from '../operation.ts';
import type { Needs } from '../ports.ts';
import { ACCOUNT, ROLE, TENANT } from '../subscriptions-manager/examples.ts';
import { makeTenantAccount } from '../tenant-account.ts';
import { openTenant } from '../tenant-at-hand.ts';

type Ports = Needs<'unitOfWork' | 'clock' | 'ids'>;

export const createSubscriptionManagerAccount = operation({
  name: 'tenantManager.accounts.createSubscriptionManagerAccount',
  route: 'POST /_adm/tenant-manager/accounts',
  status: 201,
  access: { tenant: ['admin', 'owner', 'tenant-manager'], permission: 'write' },
  summary: 'Create the account of the subscriptions managers of the tenant.',
  description:
    'Its guests in the role subscriptions-manager make subscription accounts and invite people to them. A tenant has one such account; both roles are made when they are missing.',
  params: shape('CreateSubscriptionManagerAccountParams', { tenantId: uuid<TenantId>() }),
  result: AccountView,
  errors: ['TENANT_NOT_FOUND', 'INVALID_STATE'],
  run: async (ports: Ports, { caller }, { tenantId }) =>
    ports.unitOfWork.run(async stores => {
      await openTenant(stores, tenantId);
      const { read, write } = await systemRolePair(stores, ports, 'subscriptionsManager');
      const account = await makeTenantAccount(stores, ports, {
        tenantId,
        name: subscriptionsManagerAccountName(tenantId),
        accountType: {
          roleAssociated: {
            tenantId,
            roleName: SYSTEM_ACTORS.subscriptionsManager,
            readRoleId: read.id,
            writeRoleId: write.id,
          },
        },
        caller,
        action: 'create_subscription_manager_account',
      });
      return accountView(account, []);
    }),
  example: {
    params: { tenantId: TENANT },
    result: tenantAccountExample({
      id: ACCOUNT,
      name: `tid/${TENANT}/role/subscriptions-manager`,
      slug: `tid-${TENANT}-role-subscriptions-manager`,
      accountType: {
        roleAssociated: {
          tenantId: TENANT,
          roleName: 'subscriptions-manager',
          readRoleId: '018f5b8a-0000-7000-8000-0000000000e1',
          writeRoleId: ROLE,
        },
      },
    }),
  },
});
