import { actor, audit, forgetGuests } from '@mycelium/accounts';
import { type AccountId, refuse, type TenantId } from '@mycelium/kernel';
import { nothing } from '@mycelium/operations';
import { shape, uuid } from '@mycelium/schema';
import { isManagementAccount } from '../../model/tenant-accounts.ts';
import { operation } from '../operation.ts';
import type { Needs } from '../ports.ts';
import { ACCOUNT, TENANT } from '../subscriptions-manager/examples.ts';
import { accountInTenant, openTenant } from '../tenant-at-hand.ts';

type Ports = Needs<'unitOfWork' | 'clock' | 'ids' | 'cache'>;

export const deleteTenantManagerAccount = operation({
  name: 'tenantOwner.accounts.deleteTenantManagerAccount',
  route: 'DELETE /_adm/tenant-owner/accounts/{accountId}',
  access: { tenant: ['owner'], permission: 'write' },
  summary: 'Delete the management account of the tenant, and with it all that its guests may do.',
  params: shape('DeleteTenantManagerAccountParams', {
    tenantId: uuid<TenantId>(),
    accountId: uuid<AccountId>(),
  }),
  result: nothing(),
  errors: ['TENANT_NOT_FOUND', 'ACCOUNT_NOT_FOUND', 'INVALID_STATE'],
  run: async (ports: Ports, { caller }, { tenantId, accountId }) =>
    ports.unitOfWork.run(async stores => {
      await openTenant(stores, tenantId);
      const account = await accountInTenant(stores, tenantId, accountId);
      if (!isManagementAccount(account)) {
        throw refuse('INVALID_STATE', { message: 'This is not the management account of the tenant.' });
      }
      const by = actor(caller);
      // Asked before the guests are gone.
      await forgetGuests(stores, ports.cache, { accountId });
      await stores.accounts.softDelete(accountId, { ...by, at: ports.clock.now() });
      await audit(stores, ports, {
        action: 'delete_tenant_manager_account',
        resourceType: 'account',
        resourceId: accountId,
        tenantId,
        event: 'deleted',
        performedBy: by,
      });
    }),
  example: { params: { tenantId: TENANT, accountId: ACCOUNT }, result: null },
});
