import { AccountView, accountView, systemRolePair } from '@mycelium/accounts';
import type { TenantId } from '@mycelium/kernel';
import { shape, uuid } from '@mycelium/schema';
import { managementAccountName } from '../../model/tenant-accounts.ts';
import { tenantAccountExample } from '../examples.ts';
import { operation } from '../operation.ts';
import type { Needs } from '../ports.ts';
import { ACCOUNT, TENANT } from '../subscriptions-manager/examples.ts';
import { alreadyThere, makeTenantAccount } from '../tenant-account.ts';
import { openTenant } from '../tenant-at-hand.ts';

type Ports = Needs<'unitOfWork' | 'clock' | 'ids'>;

export const createManagementAccount = operation({
  name: 'tenantOwner.accounts.createManagementAccount',
  route: 'POST /_adm/tenant-owner/accounts',
  status: 201,
  access: { tenant: ['owner'], permission: 'write' },
  summary: 'Create the management account of the tenant.',
  description:
    'Its guests in the role tenant-manager manage the tenant. A tenant has one such account; both roles are made when they are missing.',
  params: shape('CreateManagementAccountParams', { tenantId: uuid<TenantId>() }),
  result: AccountView,
  errors: ['TENANT_NOT_FOUND', 'INVALID_STATE'],
  run: async (ports: Ports, { caller }, { tenantId }) =>
    ports.unitOfWork.run(async stores => {
      await openTenant(stores, tenantId);
      await systemRolePair(stores, ports, 'tenantManager');
      const name = managementAccountName(tenantId);
      const account = await makeTenantAccount(stores, ports, {
        tenantId,
        name,
        accountType: { tenantManager: { tenantId } },
        caller,
        action: 'create_management_account',
      });
      if ((await stores.tenantManagers.link(tenantId, account.id)) === 'duplicate') throw alreadyThere(name);
      return accountView(account, []);
    }),
  example: {
    params: { tenantId: TENANT },
    result: tenantAccountExample({
      id: ACCOUNT,
      name: 'tid/018f5b8a00007000800000000000007e/manager',
      slug: 'tid-018f5b8a00007000800000000000007e-manager',
      accountType: { tenantManager: { tenantId: TENANT } },
    }),
  },
});
