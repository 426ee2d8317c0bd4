import { GuestRoleView } from '@mycelium/accounts';
import { shape } from '@mycelium/schema';
import { guestRoleById, guestRoleKey } from '../guest-roles-at-hand.ts';
import { operation } from '../operation.ts';
import { seeing } from './access.ts';

export const fetchGuestRoleDetails = operation({
  name: 'accountManager.guestRoles.fetchGuestRoleDetails',
  route: 'GET /_adm/account-manager/guest-roles/{id}',
  aliases: ['GET /_adm/accounts-manager/guest-roles/{id}'],
  access: seeing,
  summary: 'Look at one role and at those that its holders may hand on.',
  params: shape('FetchGuestRoleDetailsParams', guestRoleKey),
  result: GuestRoleView,
  errors: ['GUEST_ROLE_NOT_FOUND'],
  run: guestRoleById,
});
