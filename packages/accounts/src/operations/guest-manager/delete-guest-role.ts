import { type RoleId, refuse } from '@mycelium/kernel';
import { nothing } from '@mycelium/operations';
import { shape, uuid } from '@mycelium/schema';
import type { Stores } from '../../ports/stores.ts';
import { EXAMPLE_ROLE_ID } from '../example-values.ts';
import { ordinaryRole } from '../guest-role-at-hand.ts';
import { operation } from '../operation.ts';
import type { Needs } from '../ports.ts';
import { actor, audit } from '../writers.ts';

type Ports = Needs<'unitOfWork' | 'clock' | 'ids'>;

export const deleteGuestRole = operation({
  name: 'guestManager.guestRoles.delete',
  route: 'DELETE /_adm/guests-manager/guest-roles/{guestRoleId}',
  access: { role: 'guests-manager', permission: 'write' },
  summary: 'Delete a guest role that nobody holds.',
  description: 'Guests, accounts made for the role, and links to parents and children have to go first.',
  params: shape('DeleteGuestRoleParams', { guestRoleId: uuid<RoleId>() }),
  result: nothing(),
  errors: ['GUEST_ROLE_NOT_FOUND', 'INVALID_STATE'],
  example: { params: { guestRoleId: EXAMPLE_ROLE_ID }, result: null },
  run: async (ports: Ports, { caller }, { guestRoleId }) =>
    ports.unitOfWork.run(async stores => {
      const role = await ordinaryRole(stores, guestRoleId);
      const outcome = await stores.guestRoles.delete(role.id);
      if (outcome === 'absent') throw refuse('GUEST_ROLE_NOT_FOUND');
      if (outcome === 'in-use' || (await hasAccounts(stores, role.id))) {
        throw refuse('INVALID_STATE', {
          message: `The role ${role.slug} is in use.`,
          details: 'Revoke its guests, delete its accounts and unlink its parents and children first.',
        });
      }
      await audit(stores, ports, {
        action: 'delete_guest_role',
        details: { slug: role.slug, permission: role.permission },
        resourceType: 'guest_role',
        resourceId: role.id,
        event: 'deleted',
        performedBy: actor(caller),
      });
    }),
});

/** Accounts that were made for one role name it, and no guest could be invited to them without it. */
async function hasAccounts({ accounts }: Pick<Stores, 'accounts'>, id: RoleId): Promise<boolean> {
  const one = { pageSize: 1, skip: 0 };
  const readers = await accounts.list({ kind: 'roleAssociated', readRoleId: id }, one);
  if (readers.count > 0) return true;
  return (await accounts.list({ kind: 'roleAssociated', writeRoleId: id }, one)).count > 0;
}
