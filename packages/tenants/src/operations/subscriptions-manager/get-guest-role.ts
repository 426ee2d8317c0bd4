import { GuestRoleView } from '@mycelium/accounts';
import { shape } from '@mycelium/schema';
import { guestRoleById, guestRoleKey } from '../guest-roles-at-hand.ts';
import { operation } from '../operation.ts';
import { reading } from './access.ts';
import { ROLE, roleExample, TENANT } from './examples.ts';

export const getRoleForSubscriptions = operation({
  name: 'subscriptionsManager.guestRoles.get',
  route: 'GET /_adm/subscriptions-manager/guest-roles/{id}',
  access: { ...reading, withoutTenant: 'anywhere' },
  summary: 'Look at one role.',
  params: shape('GetRoleForSubscriptionsParams', guestRoleKey),
  result: GuestRoleView,
  errors: ['GUEST_ROLE_NOT_FOUND'],
  example: { params: { tenantId: TENANT, id: ROLE }, result: roleExample },
  run: guestRoleById,
});
