import { type AccountId, type RoleId, refuse } from '@mycelium/kernel';
import { shape, uuid } from '@mycelium/schema';
import { GuestRoleView, guestRoleView } from '../../views/guest-role-view.ts';
import { EXAMPLE_CHILD_ID, EXAMPLE_ROLE, EXAMPLE_ROLE_ID } from '../example-values.ts';
import { guestRole, refuseUnfittingChild } from '../guest-role-at-hand.ts';
import { operation } from '../operation.ts';
import type { Needs } from '../ports.ts';
import { actor, audit } from '../writers.ts';

type Ports = Needs<'unitOfWork' | 'clock' | 'ids'>;

export const insertRoleChild = operation({
  name: 'guestManager.guestRoles.insertRoleChild',
  route: 'POST /_adm/guests-manager/guest-roles/{guestRoleId}/children/{childId}',
  access: { role: 'guests-manager', permission: 'write' },
  summary: 'Let holders of a guest role hand another one on.',
  description: 'The child may not be stronger than its parent, nor stand above it over other links.',
  params: shape('InsertRoleChildParams', { guestRoleId: uuid<RoleId>(), childId: uuid<RoleId>() }),
  result: GuestRoleView,
  errors: ['GUEST_ROLE_NOT_FOUND', 'INVALID_STATE'],
  example: {
    params: { guestRoleId: EXAMPLE_ROLE_ID, childId: EXAMPLE_CHILD_ID },
    result: { ...EXAMPLE_ROLE, children: { ids: [EXAMPLE_CHILD_ID] } },
  },
  run: async (ports: Ports, { caller }, { guestRoleId: parentId, childId }) =>
    ports.unitOfWork.run(async stores => {
      const by = actor(caller);
      const link = { parentId, childId, createdBy: by.id as AccountId };
      const outcome = await stores.guestRoles.insertChild(link, ports.clock.now());
      if (outcome === 'absent') throw refuse('GUEST_ROLE_NOT_FOUND');
      // Judged after the link is written: whoever changes a permission at the same time has to wait for it.
      const parent = await guestRole(stores, parentId);
      refuseUnfittingChild(parent, await guestRole(stores, childId));
      if (outcome !== 'inserted') throw refuse('INVALID_STATE', { message: REFUSALS[outcome] });
      await audit(stores, ports, {
        action: 'insert_role_child',
        details: { childId },
        resourceType: 'guest_role',
        resourceId: parentId,
        event: 'updated',
        performedBy: by,
      });
      return guestRoleView(parent);
    }),
});

const REFUSALS = {
  duplicate: 'The role has this child already.',
  cycle: 'The role would become its own descendant.',
} as const;
