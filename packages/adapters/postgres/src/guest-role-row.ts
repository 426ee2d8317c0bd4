import type { GuestRole } from '@mycelium/accounts';
import type { RoleId } from '@mycelium/kernel';
import type { Permission } from '@mycelium/profile';
import { columnsOf } from './columns.ts';
import { type GuestRoleRow, guestRoleEntity } from './entities.ts';

/** The column has 1 for writing; everything else is reading. */
export const permissionColumn = (permission: Permission): number => (permission === 'write' ? 1 : 0);
export const permissionOf = (column: number | null): Permission => (column === 1 ? 'write' : 'read');

/** A role together with what it is the parent of. */
export interface ParentRow extends GuestRoleRow {
  readonly children: readonly string[];
}

/** The columns of `ParentRow` for a statement in which the role is `r`. */
export const ROLE_COLUMNS = `${columnsOf(guestRoleEntity, 'r')}, to_jsonb(ARRAY(
  SELECT c.child_role_id FROM public.guest_role_children AS c WHERE c.parent_id = r.id ORDER BY c.child_role_id
)) AS children`;

export const roleRow = (role: GuestRole): GuestRoleRow => ({
  id: role.id,
  name: role.name,
  slug: role.slug,
  description: role.description ?? null,
  permission: permissionColumn(role.permission),
  system: role.system,
  created: role.created,
  updated: role.updated ?? null,
});

export const roleOf = (row: ParentRow): GuestRole => ({
  id: row.id as RoleId,
  name: row.name,
  slug: row.slug,
  ...(row.description !== null && { description: row.description }),
  permission: permissionOf(row.permission),
  system: row.system,
  created: row.created ?? new Date(0),
  ...(row.updated && { updated: row.updated }),
  children: row.children as readonly RoleId[],
});
