import { OwnerView, TagView, tagView } from '@mycelium/accounts';
import {
  type Infer,
  instant,
  list,
  nullable,
  optional,
  record,
  shape,
  text,
  union,
  uuid,
} from '@mycelium/schema';
import type { OwnerLink, TenantMark, TenantOwner } from '../model/tenant.ts';
import { shownMeta } from '../model/tenant-meta.ts';
import type { TenantListing } from '../ports/tenant-store.ts';

const MarkedView = shape('Marked', { at: instant(), by: text() });

const StatusEntryView = union(
  shape('VerifiedStatus', { verified: MarkedView }),
  shape('ArchivedStatus', { archived: MarkedView }),
  shape('TrashedStatus', { trashed: MarkedView }),
);

export const TenantView = shape('Tenant', {
  id: uuid(),
  name: text(),
  description: optional(text()),
  owners: union(
    shape('TenantOwners', { records: list(OwnerView) }),
    shape('TenantOwnerIds', { ids: list(uuid()) }),
  ),
  manager: optional(shape('TenantManagerReference', { id: uuid() })),
  tags: optional(list(TagView)),
  meta: optional(record(text())),
  status: optional(list(StatusEntryView)),
  created: instant(),
  updated: optional(instant()),
});
export type TenantView = Infer<typeof TenantView>;

/** How much of the owners an answer tells: their records, or only their ids. */
export type OwnersShown = 'records' | 'ids';

/** A tenant as its people see it. Secrets in its metadata are left out. */
export function tenantView(listing: TenantListing, owners: OwnersShown = 'records'): TenantView {
  const { tenant, managerId, tags } = listing;
  const meta = shownMeta(tenant.meta);
  return {
    id: tenant.id,
    name: tenant.name,
    ...(tenant.description !== undefined && { description: tenant.description }),
    owners: ownersView(listing.owners, owners),
    ...(managerId !== undefined && { manager: { id: managerId } }),
    ...(tags.length > 0 && { tags: tags.map(tagView) }),
    ...(Object.keys(meta).length > 0 && { meta }),
    status: statusView(listing),
    created: tenant.created.toISOString(),
    ...(tenant.updated && { updated: tenant.updated.toISOString() }),
  };
}

/** A tenant as everybody who belongs to it sees it: nobody's name, and nothing of its administration. */
export const publicTenantView = ({ tenant }: TenantListing): TenantView =>
  tenantView({ tenant, owners: [], tags: [] });

const ownersView = (owners: readonly TenantOwner[], shown: OwnersShown): TenantView['owners'] =>
  shown === 'ids' ? { ids: owners.map(({ id }) => id) } : { records: owners.map(ownerView) };

const ownerView = (owner: TenantOwner) => ({
  id: owner.id,
  email: owner.email,
  ...(owner.firstName && { firstName: owner.firstName }),
  ...(owner.lastName && { lastName: owner.lastName }),
  username: owner.username,
  isPrincipal: owner.isPrincipal,
});

/** In the order in which the marks were put, so that the last one is the current status. */
const statusView = ({ tenant }: TenantListing): NonNullable<TenantView['status']> =>
  Object.entries(tenant.marks)
    .sort(([, a], [, b]) => a.at.getTime() - b.at.getTime())
    .map(([mark, { at, by }]) => entryView(mark as TenantMark, { at: at.toISOString(), by }));

function entryView(mark: TenantMark, entry: { readonly at: string; readonly by: string }) {
  switch (mark) {
    case 'verified':
      return { verified: entry };
    case 'archived':
      return { archived: entry };
    case 'trashed':
      return { trashed: entry };
  }
}

export const OwnerLinkView = shape('TenantOwnerConnection', {
  tenantId: uuid(),
  ownerId: uuid(),
  guestBy: text(),
  created: instant(),
  updated: nullable(instant()),
});

export const ownerLinkView = (link: OwnerLink): Infer<typeof OwnerLinkView> => ({
  tenantId: link.tenantId,
  ownerId: link.ownerId,
  guestBy: link.guestBy,
  created: link.created.toISOString(),
  updated: link.updated?.toISOString() ?? null,
});
