import type { RoleId } from '@mycelium/kernel';
import { type Permission, permits } from '@mycelium/profile';
import { isReservedRole } from './system-actor.ts';

/** What guests may be on an account: one role with one permission. Reading and writing are two roles of one slug. */
export interface GuestRole {
  readonly id: RoleId;
  readonly name: string;
  /** Made from the name once; licences and routes refer to it, so it never changes. */
  readonly slug: string;
  readonly description?: string;
  readonly permission: Permission;
  /** One of the roles that the administration itself relies on. */
  readonly system: boolean;
  readonly created: Date;
  readonly updated?: Date;
  /** Roles that a holder of this one may hand on, ordered by id. */
  readonly children: readonly RoleId[];
}

/** Made by the installation and kept as it is: routes, accounts and rights refer to it. */
export const isSystemRole = ({ system, slug }: Pick<GuestRole, 'system' | 'slug'>): boolean =>
  system || isReservedRole(slug);

/** Why holders of `parent` may not hand `child` on; `undefined` when they may. */
export function unfittingChild(parent: GuestRole, child: GuestRole): string | undefined {
  if (parent.id === child.id) return 'A role cannot be its own child.';
  if (!permits(parent.permission, child.permission)) {
    return `The role ${child.slug} may write and the role ${parent.slug} may only read: nobody hands on more than they have.`;
  }
  if (isSystemRole(child) && !isSystemRole(parent)) {
    return `${child.slug} is a role of the administration; only another one of them can have it as a child.`;
  }
  return undefined;
}
