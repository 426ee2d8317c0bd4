import { NIL_UUID, type TenantId } from '@mycelium/kernel';
import {
  isSecretMetaKey,
  type Tenant,
  type TenantFilter,
  type TenantListing,
  type TenantStore,
} from '@mycelium/tenants';
import { contains, newestFirst, pageOf } from './listing.ts';
import { copied, type Tables } from './tables.ts';
import { dropTags, tagsOf } from './tag-store.ts';
import { ownersOf } from './tenant-owner-store.ts';

export function memoryTenantStore(tables: Tables): TenantStore {
  const { tenants } = tables;
  const byId = async (id: TenantId): Promise<Tenant | undefined> => copied(tenantWith(tables, id));
  return {
    byId,
    // Units of work run one after the other, so whatever is read is held.
    holdById: byId,
    listing: async id => {
      const tenant = tenantWith(tables, id);
      return tenant && copied(listingOf(tables, tenant));
    },
    list: async (filter, page) => {
      const listings = [...tenants.values()]
        .filter(({ id }) => id !== NIL_UUID)
        .map(tenant => listingOf(tables, tenant))
        .filter(listing => matches(listing, filter));
      return pageOf(
        listings.sort(newestFirst(({ tenant }) => ({ at: tenant.created, id: tenant.id }))),
        page,
      );
    },
    insert: async tenant => {
      if (tenants.has(tenant.id) || clashes(tables, tenant)) return 'duplicate';
      tenants.set(tenant.id, copied(tenant));
      return 'inserted';
    },
    update: async (id, change, at) => {
      const tenant = tenantWith(tables, id);
      if (!tenant) return 'absent';
      const changed = { ...tenant, ...change, updated: copied(at) };
      if (clashes(tables, changed)) return 'duplicate';
      tenants.set(id, changed);
      return 'updated';
    },
    delete: async id => remove(tables, id),
    ...marksAndMeta(tables),
  };
}

function marksAndMeta(tables: Tables): Pick<TenantStore, 'setMark' | 'putMeta' | 'deleteMeta'> {
  const { tenants } = tables;
  return {
    setMark: async (id, mark, set) => {
      const tenant = tenantWith(tables, id);
      if (!tenant) return 'absent';
      const { [mark]: former, ...others } = tenant.marks;
      if ((former === undefined) === (set === undefined)) return 'unchanged';
      tenants.set(id, { ...tenant, marks: set ? { ...others, [mark]: copied(set) } : others });
      return 'changed';
    },
    putMeta: async (id, { key, value }, at) => {
      const tenant = tenantWith(tables, id);
      if (!tenant) return undefined;
      const meta = { ...tenant.meta, [key]: value };
      tenants.set(id, { ...tenant, meta, updated: copied(at) });
      return copied(meta);
    },
    deleteMeta: async (id, key, at) => {
      const tenant = tenantWith(tables, id);
      if (!tenant || !Object.hasOwn(tenant.meta, key)) return 'absent';
      const { [key]: _gone, ...meta } = tenant.meta;
      tenants.set(id, { ...tenant, meta, updated: copied(at) });
      return 'deleted';
    },
  };
}

/** The installation's own row is no tenant. */
export const tenantWith = ({ tenants }: Tables, id: TenantId): Tenant | undefined =>
  id === NIL_UUID ? undefined : tenants.get(id);

const clashes = ({ tenants }: Tables, candidate: Tenant): boolean =>
  [...tenants.values()].some(other => other.id !== candidate.id && other.name === candidate.name);

function remove(tables: Tables, id: TenantId): 'deleted' | 'in-use' | 'absent' {
  const { tenants, accounts, owners, managers, dataKeys } = tables;
  if (!tenantWith(tables, id)) return 'absent';
  if ([...accounts.values()].some(account => account.tenantId === id)) return 'in-use';
  tenants.delete(id);
  managers.delete(id);
  dataKeys.delete(id);
  dropTags(tables.tenantTags, id);
  for (const [key, link] of owners) if (link.tenantId === id) owners.delete(key);
  return 'deleted';
}

function listingOf(tables: Tables, tenant: Tenant): TenantListing {
  const managerId = tables.managers.get(tenant.id);
  return {
    tenant,
    owners: ownersOf(tables, tenant.id),
    ...(managerId && { managerId }),
    tags: tagsOf(tables.tenantTags, tenant.id),
  };
}

function matches({ tenant, owners, tags }: TenantListing, filter: TenantFilter): boolean {
  const { name, ownerId, metadata, tag } = filter;
  return (
    (name === undefined || contains(tenant.name, name)) &&
    (ownerId === undefined || owners.some(({ id }) => id === ownerId)) &&
    (metadata === undefined || (!isSecretMetaKey(metadata.key) && hasEntry(tenant.meta, metadata))) &&
    (tag === undefined ||
      tags.some(({ value, meta }) => hasEntry({ ...meta, value }, tag) || hasEntry(meta ?? {}, tag)))
  );
}

const hasEntry = (
  meta: Readonly<Record<string, string>>,
  { key, value }: { readonly key: string; readonly value: string },
): boolean => Object.hasOwn(meta, key) && meta[key] === value;
