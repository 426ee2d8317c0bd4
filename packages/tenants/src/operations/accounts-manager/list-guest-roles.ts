import { GuestRoleView } from '@mycelium/accounts';
import { pageOf, shape } from '@mycelium/schema';
import { guestRoleFilter, guestRolesPage } from '../guest-roles-at-hand.ts';
import { operation } from '../operation.ts';
import { seeing } from './access.ts';

export const listRolesForAccountsManager = operation({
  name: 'accountManager.guestRoles.listGuestRoles',
  route: 'GET /_adm/account-manager/guest-roles',
  aliases: ['GET /_adm/accounts-manager/guest-roles'],
  access: seeing,
  summary: 'List the roles, with those that their holders may hand on.',
  params: shape('ListRolesForAccountsManagerParams', guestRoleFilter),
  result: pageOf(GuestRoleView),
  errors: [],
  run: guestRolesPage,
});
