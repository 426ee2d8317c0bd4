import { type RoleId, refuse } from '@mycelium/kernel';
import { optional, shape, uuid } from '@mycelium/schema';
import type { GuestRoleChange } from '../../ports/guest-role-store.ts';
import { GuestRoleView, guestRoleView } from '../../views/guest-role-view.ts';
import { EXAMPLE_ROLE, EXAMPLE_ROLE_ID } from '../example-values.ts';
import { roleName, shortText } from '../fields.ts';
import { ordinaryRole, ownSlug } from '../guest-role-at-hand.ts';
import { operation } from '../operation.ts';
import type { Needs } from '../ports.ts';
import { actor, audit } from '../writers.ts';

type Ports = Needs<'unitOfWork' | 'clock' | 'ids'>;

export const updateGuestRole = operation({
  name: 'guestManager.guestRoles.updateNameAndDescription',
  route: 'PATCH /_adm/guests-manager/guest-roles/{guestRoleId}',
  access: { role: 'guests-manager', permission: 'write' },
  summary: 'Change what a guest role is called and how it is described.',
  description: 'What is left out stays. The slug stays in any case.',
  params: shape('UpdateGuestRoleParams', {
    guestRoleId: uuid<RoleId>(),
    name: optional(roleName()),
    description: optional(shortText()),
  }),
  result: GuestRoleView,
  errors: ['GUEST_ROLE_NOT_FOUND', 'GUEST_ROLE_EXISTS', 'INVALID_STATE', 'ACTION_NOT_AUTHORISED'],
  example: {
    params: { guestRoleId: EXAMPLE_ROLE_ID, description: 'Writes and publishes articles.' },
    result: {
      ...EXAMPLE_ROLE,
      description: 'Writes and publishes articles.',
      updated: '2026-03-03T08:00:00.000Z',
    },
  },
  run: async (ports: Ports, { caller }, { guestRoleId, ...change }) =>
    ports.unitOfWork.run(async stores => {
      refuseEmpty(change);
      const role = await ordinaryRole(stores, guestRoleId);
      const at = ports.clock.now();
      const outcome = await stores.guestRoles.update(role.id, change, at);
      if (outcome === 'absent') throw refuse('GUEST_ROLE_NOT_FOUND');
      if (outcome === 'duplicate') throw refuse('GUEST_ROLE_EXISTS');
      await audit(stores, ports, {
        action: 'update_guest_role_name_and_description',
        details: { name: change.name ?? role.name },
        resourceType: 'guest_role',
        resourceId: role.id,
        event: 'updated',
        performedBy: actor(caller),
      });
      return guestRoleView({ ...role, ...change, updated: at });
    }),
});

function refuseEmpty({ name, description }: GuestRoleChange): void {
  if (name !== undefined) ownSlug(name);
  else if (description === undefined) {
    throw refuse('INVALID_INPUT', {
      problems: [{ path: 'name', message: 'is required when no description is given' }],
    });
  }
}
