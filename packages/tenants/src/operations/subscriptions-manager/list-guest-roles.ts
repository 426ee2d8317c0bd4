import { GuestRoleView } from '@mycelium/accounts';
import { pageOf, shape } from '@mycelium/schema';
import { guestRoleFilter, guestRolesPage } from '../guest-roles-at-hand.ts';
import { operation } from '../operation.ts';
import { reading } from './access.ts';
import { roleExample, TENANT } from './examples.ts';

export const listRolesForSubscriptions = operation({
  name: 'subscriptionsManager.guestRoles.list',
  route: 'GET /_adm/subscriptions-manager/guest-roles',
  access: { ...reading, withoutTenant: 'anywhere' },
  summary: 'List the roles in which people can be invited.',
  params: shape('ListRolesForSubscriptionsParams', guestRoleFilter),
  result: pageOf(GuestRoleView),
  errors: [],
  example: {
    params: { tenantId: TENANT, slug: 'editor' },
    result: { count: 1, skip: 0, size: 10, records: [roleExample] },
  },
  run: guestRolesPage,
});
