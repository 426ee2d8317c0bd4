import { type RoleId, refuse } from '@mycelium/kernel';
import { shape, uuid } from '@mycelium/schema';
import { GuestRoleView, guestRoleView } from '../../views/guest-role-view.ts';
import { EXAMPLE_CHILD_ID, EXAMPLE_ROLE, EXAMPLE_ROLE_ID } from '../example-values.ts';
import { guestRole } from '../guest-role-at-hand.ts';
import { operation } from '../operation.ts';
import type { Needs } from '../ports.ts';
import { actor, audit } from '../writers.ts';

type Ports = Needs<'unitOfWork' | 'clock' | 'ids'>;

export const removeRoleChild = operation({
  name: 'guestManager.guestRoles.removeRoleChild',
  route: 'DELETE /_adm/guests-manager/guest-roles/{guestRoleId}/children/{childId}',
  status: 200,
  access: { role: 'guests-manager', permission: 'write' },
  summary: 'No longer let holders of a guest role hand another one on.',
  description: 'Whoever linked them. Guests who were invited meanwhile stay.',
  params: shape('RemoveRoleChildParams', { guestRoleId: uuid<RoleId>(), childId: uuid<RoleId>() }),
  result: GuestRoleView,
  errors: ['GUEST_ROLE_NOT_FOUND'],
  example: { params: { guestRoleId: EXAMPLE_ROLE_ID, childId: EXAMPLE_CHILD_ID }, result: EXAMPLE_ROLE },
  run: async (ports: Ports, { caller }, { guestRoleId: parentId, childId }) =>
    ports.unitOfWork.run(async stores => {
      const outcome = await stores.guestRoles.removeChild({ parentId, childId });
      const parent = await guestRole(stores, parentId);
      if (outcome === 'absent') {
        throw refuse('GUEST_ROLE_NOT_FOUND', { message: `The role ${parent.slug} has no such child.` });
      }
      await audit(stores, ports, {
        action: 'remove_role_child',
        details: { childId },
        resourceType: 'guest_role',
        resourceId: parentId,
        event: 'updated',
        performedBy: actor(caller),
      });
      return guestRoleView(parent);
    }),
});
