import type { RoleId } from '@mycelium/kernel';
import type { Permission } from '@mycelium/profile';

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
