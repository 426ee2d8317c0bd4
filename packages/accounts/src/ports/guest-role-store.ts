import type { AccountId, Page, PageRequest, RoleId } from '@mycelium/kernel';
import type { Permission } from '@mycelium/profile';
import type { GuestRole } from '../model/guest-role.ts';

/** Every given member must hold. */
export interface GuestRoleFilter {
  /** Part of the name, literally, upper and lower case alike. */
  readonly name?: string;
  /** The whole slug. */
  readonly slug?: string;
  readonly system?: boolean;
}

/** What is given changes, the rest stays. */
export interface GuestRoleChange {
  readonly name?: string;
  readonly description?: string;
  readonly permission?: Permission;
}

/** Names and slugs are unique for each permission. */
export interface GuestRoleStore {
  byId(id: RoleId): Promise<GuestRole | undefined>;
  /** Those that exist, ordered by id; in one round trip, however many are asked for. */
  byIds(ids: readonly RoleId[]): Promise<readonly GuestRole[]>;
  /** Ordered by slug (code points), permission (read first), id. */
  list(filter: GuestRoleFilter, page: PageRequest): Promise<Page<GuestRole>>;
  /** Atomic. `children` of the given role are ignored. */
  insert(role: GuestRole): Promise<'inserted' | 'duplicate'>;
  /**
   * The role with the slug and permission of `role`, which is inserted when there is none; atomic. Where a role of another
   * slug has its name already, the new one is called by its slug.
   */
  getOrInsert(role: GuestRole): Promise<GuestRole>;
  update(id: RoleId, change: GuestRoleChange, at: Date): Promise<'updated' | 'duplicate' | 'absent'>;
  /** `in-use`: somebody is a guest in it, or it is another role's parent or child. Nothing is deleted then; atomic. */
  delete(id: RoleId): Promise<'deleted' | 'in-use' | 'absent'>;
  /**
   * `cycle`: the parent would become a descendant of itself, directly or over others. Atomic: links
   * that are made at once close no ring either. The roles' own `updated` stays.
   */
  insertChild(link: RoleLink, at: Date): Promise<'inserted' | 'duplicate' | 'cycle' | 'absent'>;
  removeChild(link: Pick<RoleLink, 'parentId' | 'childId'>): Promise<'removed' | 'absent'>;
  /** The roles of which `id` is a child, ordered by id. */
  parentsOf(id: RoleId): Promise<readonly RoleId[]>;
}

export interface RoleLink {
  readonly parentId: RoleId;
  readonly childId: RoleId;
  /** Who links them. */
  readonly createdBy: AccountId;
}
