import {
  actor,
  emailAddress,
  GuestUserView,
  guestUserView,
  INVITATION_ERRORS,
  inviteGuest,
  permissionLevel,
} from '@mycelium/accounts';
import { type AccountId, refuse, type TenantId } from '@mycelium/kernel';
import { shape, uuid } from '@mycelium/schema';
import { operation } from '../operation.ts';
import type { Needs } from '../ports.ts';
import { ACCOUNT, guestExample, roleExample, TENANT } from '../subscriptions-manager/examples.ts';
import { subscriptionsManagerAccount } from '../subscriptions-manager-account.ts';
import { openTenant } from '../tenant-at-hand.ts';

type Ports = Needs<'unitOfWork' | 'clock' | 'ids' | 'cache' | 'settings'>;

export const guestUserToSubscriptionManagerAccount = operation({
  name: 'tenantManager.guests.guestUserToSubscriptionManagerAccount',
  route: 'POST /_adm/tenant-manager/guests/accounts/{accountId}',
  status: 201,
  access: { tenant: ['admin', 'owner', 'tenant-manager'], permission: 'write' },
  summary: 'Invite somebody to be a subscriptions manager of the tenant.',
  description: 'They are mailed, and may do nothing until they accept.',
  params: shape('GuestUserToSubscriptionManagerAccountParams', {
    tenantId: uuid<TenantId>(),
    accountId: uuid<AccountId>(),
    email: emailAddress(),
    permission: permissionLevel(),
  }),
  result: GuestUserView,
  errors: ['TENANT_NOT_FOUND', 'ACCOUNT_NOT_FOUND', 'GUEST_ROLE_NOT_FOUND', ...INVITATION_ERRORS],
  run: async (ports: Ports, { caller }, { tenantId, accountId, email, permission }) =>
    ports.unitOfWork.run(async stores => {
      await openTenant(stores, tenantId);
      const { account, roles } = await subscriptionsManagerAccount(stores, tenantId, accountId);
      const role = await stores.guestRoles.byId(roles[permission]);
      if (!role) throw refuse('GUEST_ROLE_NOT_FOUND');
      return guestUserView(await inviteGuest(stores, ports, { account, role, email, by: actor(caller) }));
    }),
  example: {
    params: { tenantId: TENANT, accountId: ACCOUNT, email: 'ada@example.com', permission: 'write' },
    result: {
      ...guestExample,
      guestRole: {
        record: {
          ...roleExample,
          name: 'Subscriptions Manager',
          slug: 'subscriptions-manager',
          system: true,
        },
      },
    },
  },
});
