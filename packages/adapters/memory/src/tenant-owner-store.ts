import type { TenantId } from '@mycelium/kernel';
import type { OwnerLink, TenantOwner, TenantOwnerStore } from '@mycelium/tenants';
import { by } from './listing.ts';
import { copied, pair, type Tables } from './tables.ts';

export function memoryTenantOwnerStore(tables: Tables): TenantOwnerStore {
  const { owners } = tables;
  return {
    insert: async link => {
      const key = pair(link.tenantId, link.ownerId);
      if (owners.has(key)) return 'duplicate';
      owners.set(key, copied(link));
      return 'inserted';
    },
    remove: async (tenantId, ownerId) => {
      const key = pair(tenantId, ownerId);
      if (!owners.has(key)) return 'absent';
      if (linksOf(tables, tenantId).length === 1) return 'last';
      owners.delete(key);
      return 'removed';
    },
    list: async tenantId => copied(ownersOf(tables, tenantId)),
  };
}

const linksOf = ({ owners }: Tables, tenantId: TenantId): OwnerLink[] =>
  [...owners.values()].filter(link => link.tenantId === tenantId);

/** Ordered by when they were appointed, then by id. */
export function ownersOf(tables: Tables, tenantId: TenantId): TenantOwner[] {
  const links = linksOf(tables, tenantId).sort(by(link => [link.created, link.ownerId]));
  return links.flatMap(({ ownerId }) => {
    const user = tables.users.get(ownerId);
    if (!user) return [];
    const { id, email, firstName, lastName, username, isPrincipal } = user;
    return [{ id, email, firstName, lastName, username, isPrincipal }];
  });
}
