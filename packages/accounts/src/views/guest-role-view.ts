import {
  boolean,
  type Infer,
  instant,
  list,
  nullable,
  oneOf,
  pageOf,
  shape,
  text,
  uuid,
} from '@mycelium/schema';
import type { GuestRole } from '../model/guest-role.ts';

export const GuestRoleView = shape('GuestRole', {
  id: uuid(),
  name: text(),
  slug: text(),
  description: nullable(text()),
  permission: oneOf('read', 'write'),
  created: instant(),
  updated: nullable(instant()),
  system: boolean(),
  children: nullable(shape('GuestRoleChildren', { ids: list(uuid()) })),
});
export type GuestRoleView = Infer<typeof GuestRoleView>;

/** One for all listings, since documents know every shape by one name. */
export const GuestRolePage = pageOf(GuestRoleView);

/** `children` is null when the role has none. */
export const guestRoleView = (role: GuestRole): GuestRoleView => ({
  id: role.id,
  name: role.name,
  slug: role.slug,
  description: role.description ?? null,
  permission: role.permission,
  created: role.created.toISOString(),
  updated: role.updated?.toISOString() ?? null,
  system: role.system,
  children: role.children.length > 0 ? { ids: role.children } : null,
});
