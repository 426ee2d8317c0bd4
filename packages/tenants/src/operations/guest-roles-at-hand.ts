import { type GuestRoleFilter, type GuestRoleView, guestRoleView, shortText } from '@mycelium/accounts';
import { type Page, type PageRequest, type RoleId, refuse, type TenantId } from '@mycelium/kernel';
import { boolean, described, optional, pageFields, uuid } from '@mycelium/schema';
import type { Needs } from './ports.ts';

type Ports = Needs<'unitOfWork'>;

/** Roles are the installation's, the same in every tenant; the tenant only says where the caller's right is. */
const rightIn = described(optional(uuid<TenantId>()), 'Where the caller holds the right to see roles.');

export const guestRoleFilter = {
  ...pageFields,
  tenantId: rightIn,
  name: described(optional(shortText()), 'A part of the name.'),
  slug: described(optional(shortText()), 'The whole slug.'),
  system: described(optional(boolean()), 'Whether the role is one of the administration.'),
};

export const guestRoleKey = { tenantId: rightIn, id: uuid<RoleId>() };

export async function guestRolesPage(
  { unitOfWork }: Ports,
  _: unknown,
  { pageSize, skip, tenantId: _rightIn, ...filter }: GuestRoleFilter & PageRequest & { tenantId?: TenantId },
): Promise<Page<GuestRoleView>> {
  const { records, ...page } = await unitOfWork.run(stores =>
    stores.guestRoles.list(filter, { pageSize, skip }),
  );
  return { ...page, records: records.map(guestRoleView) };
}

export async function guestRoleById(
  { unitOfWork }: Ports,
  _: unknown,
  { id }: { readonly id: RoleId },
): Promise<GuestRoleView> {
  const role = await unitOfWork.run(stores => stores.guestRoles.byId(id));
  if (!role) throw refuse('GUEST_ROLE_NOT_FOUND');
  return guestRoleView(role);
}
