import { type RoleId, refuse } from '@mycelium/kernel';
import { shape, uuid } from '@mycelium/schema';
import type { GuestRole } from '../../model/guest-role.ts';
import type { Stores } from '../../ports/stores.ts';
import { GuestRoleView, guestRoleView } from '../../views/guest-role-view.ts';
import { EXAMPLE_ROLE, EXAMPLE_ROLE_ID } from '../example-values.ts';
import { permissionLevel } from '../fields.ts';
import { guestRole, ordinaryRole, refuseUnfittingChild } from '../guest-role-at-hand.ts';
import { operation } from '../operation.ts';
import type { Needs } from '../ports.ts';
import { actor, audit, forgetGuests } from '../writers.ts';

type Ports = Needs<'unitOfWork' | 'clock' | 'ids' | 'cache'>;

export const updateGuestRolePermission = operation({
  name: 'guestManager.guestRoles.updatePermission',
  route: 'PATCH /_adm/guests-manager/guest-roles/{guestRoleId}/permissions',
  access: { role: 'guests-manager', permission: 'write' },
  summary: 'Change what holders of a guest role may do.',
  description: 'Counts from the next request of everybody who holds the role.',
  params: shape('UpdateGuestRolePermissionParams', {
    guestRoleId: uuid<RoleId>(),
    permission: permissionLevel(),
  }),
  result: GuestRoleView,
  errors: ['GUEST_ROLE_NOT_FOUND', 'GUEST_ROLE_EXISTS', 'INVALID_STATE'],
  example: {
    params: { guestRoleId: EXAMPLE_ROLE_ID, permission: 'read' },
    result: { ...EXAMPLE_ROLE, permission: 'read', updated: '2026-03-03T08:00:00.000Z' },
  },
  run: async (ports: Ports, { caller }, { guestRoleId, permission }) =>
    ports.unitOfWork.run(async stores => {
      await ordinaryRole(stores, guestRoleId);
      const at = ports.clock.now();
      const outcome = await stores.guestRoles.update(guestRoleId, { permission }, at);
      if (outcome === 'absent') throw refuse('GUEST_ROLE_NOT_FOUND');
      if (outcome === 'duplicate') throw refuse('GUEST_ROLE_EXISTS');
      // Judged after the change: whoever links the role at the same time has to wait for its row.
      const role = await guestRole(stores, guestRoleId);
      await refuseUnfittingFamily(stores, role);
      await audit(stores, ports, {
        action: 'update_guest_role_permission',
        details: { permission },
        resourceType: 'guest_role',
        resourceId: role.id,
        event: 'updated',
        performedBy: actor(caller),
      });
      await forgetGuests(stores, ports.cache, { roleId: role.id });
      return guestRoleView(role);
    }),
});

/** Only a parent that lost something, or a child that gained something, can stand wrongly now. */
async function refuseUnfittingFamily(stores: Pick<Stores, 'guestRoles'>, role: GuestRole): Promise<void> {
  const { guestRoles } = stores;
  if (role.permission === 'read') {
    for (const child of await guestRoles.byIds(role.children)) refuseUnfittingChild(role, child);
    return;
  }
  const parents = await guestRoles.byIds(await guestRoles.parentsOf(role.id));
  for (const parent of parents) refuseUnfittingChild(parent, role);
}
