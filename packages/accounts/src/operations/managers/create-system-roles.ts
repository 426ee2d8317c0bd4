import { list, shape } from '@mycelium/schema';
import type { GuestRole } from '../../model/guest-role.ts';
import { SYSTEM_ACTORS, type SystemActorName } from '../../model/system-actor.ts';
import { GuestRoleView, guestRoleView } from '../../views/guest-role-view.ts';
import { EXAMPLE_ROLE } from '../example-values.ts';
import { operation } from '../operation.ts';
import type { Needs } from '../ports.ts';
import { auditRoles, systemRolePair } from '../system-roles.ts';
import { actor } from '../writers.ts';

type Ports = Needs<'unitOfWork' | 'clock' | 'ids'>;

const ACTORS = Object.keys(SYSTEM_ACTORS) as SystemActorName[];

export const createSystemRoles = operation({
  name: 'managers.guestRoles.createSystemRoles',
  route: 'POST /_adm/managers/guest-roles',
  status: 201,
  access: 'managers',
  summary: 'Create the guest roles that the administration relies on, as far as they are missing.',
  description:
    'Two for each actor, one that may read and one that may write. Calling it again changes nothing and gives the ' +
    'same roles.',
  params: shape('CreateSystemRolesParams', {}),
  result: list(GuestRoleView),
  errors: [],
  example: {
    params: {},
    result: [
      {
        ...EXAMPLE_ROLE,
        name: 'Subscriptions Manager',
        slug: 'subscriptions-manager',
        description: null,
        permission: 'read',
        system: true,
      },
    ],
  },
  run: async (ports: Ports, { caller }) =>
    ports.unitOfWork.run(async stores => {
      const by = actor(caller);
      const roles: GuestRole[] = [];
      for (const name of ACTORS) {
        const { read, write, made } = await systemRolePair(stores, ports, name);
        await auditRoles(stores, ports, { made, by });
        roles.push(read, write);
      }
      return roles.map(guestRoleView);
    }),
});
