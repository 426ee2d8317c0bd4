import type { Stores } from '@mycelium/accounts';
import type { DataKeyStore } from '@mycelium/envelope-crypto';
import type { UnitOfWork } from '@mycelium/kernel';
import type { TenantManagerStore, TenantOwnerStore, TenantStore, TenantTagStore } from './tenant-store.ts';

/** Everything that one unit of work can write here. */
export interface TenantsStores extends Stores {
  readonly tenants: TenantStore;
  readonly tenantOwners: TenantOwnerStore;
  readonly tenantManagers: TenantManagerStore;
  readonly tenantTags: TenantTagStore;
  readonly dataKeys: DataKeyStore;
}

export type TenantsUnitOfWork = UnitOfWork<TenantsStores>;
