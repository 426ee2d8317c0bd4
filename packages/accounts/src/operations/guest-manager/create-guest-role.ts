import { refuse } from '@mycelium/kernel';
import { boolean, described, optional, shape, withDefault } from '@mycelium/schema';
import { GuestRoleView, guestRoleView } from '../../views/guest-role-view.ts';
import { EXAMPLE_ROLE } from '../example-values.ts';
import { permissionLevel, roleName, shortText } from '../fields.ts';
import { ownSlug } from '../guest-role-at-hand.ts';
import { operation } from '../operation.ts';
import type { Needs } from '../ports.ts';
import { auditRoles, newRole } from '../system-roles.ts';
import { actor } from '../writers.ts';

type Ports = Needs<'unitOfWork' | 'clock' | 'ids'>;

export const createGuestRole = operation({
  name: 'guestManager.guestRoles.create',
  route: 'POST /_adm/guests-manager/guest-roles',
  status: 201,
  access: { role: 'guests-manager', permission: 'write' },
  summary: 'Create a guest role.',
  description:
    'Its slug is made from the name and never changes, since routes and licences refer to it. Reading and writing are ' +
    'two roles of one name.',
  params: shape('CreateGuestRoleParams', {
    name: roleName(),
    description: optional(shortText()),
    permission: withDefault(permissionLevel(), 'read'),
    system: described(
      withDefault(boolean(), false),
      'Only false: the roles of the administration are made by `managers.guestRoles.createSystemRoles`.',
    ),
  }),
  result: GuestRoleView,
  errors: ['ACTION_NOT_AUTHORISED', 'GUEST_ROLE_EXISTS'],
  example: {
    params: { name: 'Editor', description: 'Writes articles.', permission: 'write' },
    result: EXAMPLE_ROLE,
  },
  run: async (ports: Ports, { caller }, { system, ...given }) =>
    ports.unitOfWork.run(async stores => {
      const slug = ownSlug(given.name);
      if (system) {
        throw refuse('ACTION_NOT_AUTHORISED', {
          message: 'Roles of the administration cannot be made by hand.',
          details: 'Call managers.guestRoles.createSystemRoles.',
        });
      }
      const role = newRole(ports, { ...given, slug, system });
      if ((await stores.guestRoles.insert(role)) === 'duplicate') throw refuse('GUEST_ROLE_EXISTS');
      await auditRoles(stores, ports, { made: [role], by: actor(caller) });
      return guestRoleView(role);
    }),
});
