import { actor, emailAddress, revokeGuest } from '@mycelium/accounts';
import type { AccountId, RoleId, TenantId } from '@mycelium/kernel';
import { nothing } from '@mycelium/operations';
import { shape, uuid } from '@mycelium/schema';
import { operation } from '../operation.ts';
import type { Needs } from '../ports.ts';
import { ACCOUNT, ROLE, TENANT } from '../subscriptions-manager/examples.ts';
import { subscriptionsManagerAccount } from '../subscriptions-manager-account.ts';
import { openTenant } from '../tenant-at-hand.ts';

type Ports = Needs<'unitOfWork' | 'clock' | 'ids' | 'cache'>;

export const revokeUserGuestToSubscriptionManagerAccount = operation({
  name: 'tenantManager.guests.revokeUserGuestToSubscriptionManagerAccount',
  route: 'DELETE /_adm/tenant-manager/guests/accounts/{accountId}/roles/{roleId}',
  access: { tenant: ['admin', 'owner', 'tenant-manager'], permission: 'write' },
  summary: 'Take from somebody what they may do as a subscriptions manager of the tenant.',
  description: 'Also withdraws an invitation that has not been accepted yet.',
  params: shape('RevokeUserGuestToSubscriptionManagerAccountParams', {
    tenantId: uuid<TenantId>(),
    accountId: uuid<AccountId>(),
    roleId: uuid<RoleId>(),
    email: emailAddress(),
  }),
  result: nothing(),
  errors: ['TENANT_NOT_FOUND', 'ACCOUNT_NOT_FOUND', 'GUEST_NOT_FOUND', 'INVALID_STATE'],
  run: async (ports: Ports, { caller }, { tenantId, accountId, roleId, email }) =>
    ports.unitOfWork.run(async stores => {
      await openTenant(stores, tenantId);
      const { account } = await subscriptionsManagerAccount(stores, tenantId, accountId);
      await revokeGuest(stores, ports, { account, roleId, email, by: actor(caller) });
    }),
  example: {
    params: { tenantId: TENANT, accountId: ACCOUNT, roleId: ROLE, email: 'ada@example.com' },
    result: null,
  },
});
