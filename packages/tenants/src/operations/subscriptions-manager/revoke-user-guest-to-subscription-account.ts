import { actor, emailAddress, revokeGuest } from '@mycelium/accounts';
import { nothing } from '@mycelium/operations';
import { shape } from '@mycelium/schema';
import { operation } from '../operation.ts';
import type { Needs } from '../ports.ts';
import { accountToStaff, GUESTING_RULE, placeFields, STAFFING_ERRORS } from './guested-account.ts';

type Ports = Needs<'unitOfWork' | 'clock' | 'ids' | 'cache'>;

export const revokeUserGuestToSubscriptionAccount = operation({
  name: 'subscriptionsManager.guests.revokeUserGuestToSubscriptionAccount',
  route: 'DELETE /_adm/subscriptions-manager/guests/accounts/{accountId}/roles/{roleId}',
  access: 'account',
  rule: GUESTING_RULE,
  summary: 'Take a role on an account away from somebody, accepted or not.',
  description: 'The next request of the guest is judged without it.',
  params: shape('RevokeUserGuestToSubscriptionAccountParams', { ...placeFields, email: emailAddress() }),
  result: nothing(),
  errors: [...STAFFING_ERRORS, 'GUEST_NOT_FOUND'],
  run: async (ports: Ports, { caller }, { roleId, email, ...place }) =>
    ports.unitOfWork.run(async stores => {
      const account = await accountToStaff(stores, caller, place);
      await revokeGuest(stores, ports, { account, roleId, email, by: actor(caller) });
    }),
});
