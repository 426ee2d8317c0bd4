import { type RoleId, refuse } from '@mycelium/kernel';
import { type GuestRole, isSystemRole, unfittingChild } from '../model/guest-role.ts';
import { isReservedRole } from '../model/system-actor.ts';
import type { Stores } from '../ports/stores.ts';
import { slugOf } from './fields.ts';

type RoleStores = Pick<Stores, 'guestRoles'>;

export async function guestRole({ guestRoles }: RoleStores, id: RoleId): Promise<GuestRole> {
  const role = await guestRoles.byId(id);
  if (!role) throw refuse('GUEST_ROLE_NOT_FOUND');
  return role;
}

/** A role that may be changed; those of the administration may not. */
export async function ordinaryRole(stores: RoleStores, id: RoleId): Promise<GuestRole> {
  const role = await guestRole(stores, id);
  if (isSystemRole(role)) {
    throw refuse('INVALID_STATE', {
      message: `The administration relies on the role ${role.slug}; it stays as it is.`,
    });
  }
  return role;
}

/** The slug of a name that somebody chose for a role. None may look like a role of the administration. */
export function ownSlug(name: string): string {
  const slug = slugOf(name);
  if (!isReservedRole(slug)) return slug;
  throw refuse('ACTION_NOT_AUTHORISED', {
    message: `The name ${slug} is kept for the administration.`,
    details: 'Choose another one. The roles of the administration: managers.guestRoles.createSystemRoles.',
  });
}

/** Refuses a role that may not be the other's child. */
export function refuseUnfittingChild(parent: GuestRole, child: GuestRole): void {
  const unfitting = unfittingChild(parent, child);
  if (unfitting !== undefined) throw refuse('INVALID_STATE', { message: unfitting });
}
