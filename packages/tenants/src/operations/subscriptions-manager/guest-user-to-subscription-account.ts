import {
  actor,
  emailAddress,
  GuestUserView,
  guestUserView,
  INVITATION_ERRORS,
  inviteGuest,
} from '@mycelium/accounts';
import { refuse } from '@mycelium/kernel';
import { shape } from '@mycelium/schema';
import { operation } from '../operation.ts';
import type { Needs } from '../ports.ts';
import { ACCOUNT, guestExample, ROLE, TENANT } from './examples.ts';
import { accountToStaff, GUESTING_RULE, placeFields, STAFFING_ERRORS } from './guested-account.ts';

type Ports = Needs<'unitOfWork' | 'clock' | 'ids' | 'cache' | 'settings'>;

export const guestUserToSubscriptionAccount = operation({
  name: 'subscriptionsManager.guests.guestUserToSubscriptionAccount',
  route: 'POST /_adm/subscriptions-manager/guests/accounts/{accountId}/roles/{roleId}',
  status: 201,
  access: 'account',
  rule: GUESTING_RULE,
  summary: 'Invite somebody to an account, in one role.',
  description: 'A mail with a link goes out. The invitation grants nothing until it is accepted.',
  params: shape('GuestUserToSubscriptionAccountParams', { ...placeFields, email: emailAddress() }),
  result: GuestUserView,
  errors: [...STAFFING_ERRORS, ...INVITATION_ERRORS, 'GUEST_ROLE_NOT_FOUND'],
  example: {
    params: { tenantId: TENANT, accountId: ACCOUNT, roleId: ROLE, email: 'ada@example.com' },
    result: guestExample,
  },
  run: async (ports: Ports, { caller }, { roleId, email, ...place }) =>
    ports.unitOfWork.run(async stores => {
      const account = await accountToStaff(stores, caller, place);
      const role = await stores.guestRoles.byId(roleId);
      if (!role) throw refuse('GUEST_ROLE_NOT_FOUND');
      return guestUserView(await inviteGuest(stores, ports, { account, role, email, by: actor(caller) }));
    }),
});
