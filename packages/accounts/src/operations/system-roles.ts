import type { Clock, Ids, RoleId } from '@mycelium/kernel';
import type { Permission } from '@mycelium/profile';
import { slugify } from '../model/account.ts';
import type { GuestRole } from '../model/guest-role.ts';
import { actorTitle, SYSTEM_ACTORS, type SystemActorName } from '../model/system-actor.ts';
import type { Stores } from '../ports/stores.ts';

interface RolePorts {
  readonly ids: Ids;
  readonly clock: Clock;
}

export interface NewRole {
  readonly name: string;
  readonly slug?: string;
  readonly description?: string;
  readonly permission: Permission;
  readonly system: boolean;
}

export const newRole = ({ ids, clock }: RolePorts, role: NewRole): GuestRole => ({
  ...role,
  id: ids.uuid() as RoleId,
  slug: role.slug ?? slugify(role.name),
  created: clock.now(),
  children: [],
});

export interface RolePair {
  readonly read: GuestRole;
  readonly write: GuestRole;
}

/** The reading and the writing role of one slug, made where they are missing. */
export async function rolePair(
  stores: Pick<Stores, 'guestRoles'>,
  ports: RolePorts,
  role: Omit<NewRole, 'permission'>,
): Promise<RolePair> {
  const read = await stores.guestRoles.getOrInsert(newRole(ports, { ...role, permission: 'read' }));
  const write = await stores.guestRoles.getOrInsert(newRole(ports, { ...role, permission: 'write' }));
  return { read, write };
}

/** The pair of one actor of the administration. */
export const systemRolePair = (
  stores: Pick<Stores, 'guestRoles'>,
  ports: RolePorts,
  actor: SystemActorName,
): Promise<RolePair> =>
  rolePair(stores, ports, { name: actorTitle(actor), slug: SYSTEM_ACTORS[actor], system: true });
