import type { Clock, Ids, RoleId } from '@mycelium/kernel';
import type { Permission } from '@mycelium/profile';
import { slugify, type WrittenBy } from '../model/account.ts';
import type { GuestRole } from '../model/guest-role.ts';
import { actorTitle, SYSTEM_ACTORS, type SystemActorName } from '../model/system-actor.ts';
import type { Stores } from '../ports/stores.ts';
import { audit } from './writers.ts';

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
  /** Those of the two that were not there before. */
  readonly made: readonly GuestRole[];
}

/** The reading and the writing role of one slug, made where they are missing. */
export async function rolePair(
  stores: Pick<Stores, 'guestRoles'>,
  ports: RolePorts,
  role: Omit<NewRole, 'permission'>,
): Promise<RolePair> {
  const wanted = {
    read: newRole(ports, { ...role, permission: 'read' }),
    write: newRole(ports, { ...role, permission: 'write' }),
  };
  const read = await stores.guestRoles.getOrInsert(wanted.read);
  const write = await stores.guestRoles.getOrInsert(wanted.write);
  const isNew = ({ id }: GuestRole): boolean => id === wanted.read.id || id === wanted.write.id;
  return { read, write, made: [read, write].filter(isNew) };
}

/** The pair of one actor of the administration. */
export const systemRolePair = (
  stores: Pick<Stores, 'guestRoles'>,
  ports: RolePorts,
  actor: SystemActorName,
): Promise<RolePair> =>
  rolePair(stores, ports, { name: actorTitle(actor), slug: SYSTEM_ACTORS[actor], system: true });

/** One entry of the trail for each new role. */
export async function auditRoles(
  stores: Pick<Stores, 'audit'>,
  ports: RolePorts,
  { made, by }: { readonly made: readonly GuestRole[]; readonly by: WrittenBy },
): Promise<void> {
  for (const { id, slug, permission } of made) {
    await audit(stores, ports, {
      action: 'create_guest_role',
      details: { slug, permission },
      resourceType: 'guest_role',
      resourceId: id,
      event: 'created',
      performedBy: by,
    });
  }
}
