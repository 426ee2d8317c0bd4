import type { DataKeyStore } from '@mycelium/envelope-crypto';
import { NIL_UUID, type TenantId } from '@mycelium/kernel';
import { copied, type Tables } from './tables.ts';

export function memoryDataKeyStore(tables: Tables): DataKeyStore {
  const { tenants, dataKeys } = tables;
  return {
    find: async tenantId => copied(dataKeys.get(tenantId as TenantId)),
    provision: async (tenantId, key) => {
      const id = tenantId as TenantId;
      if (id === NIL_UUID && !tenants.has(id)) addInstallation(tables, id);
      if (!tenants.has(id)) return undefined;
      const held = dataKeys.get(id) ?? copied(key);
      dataKeys.set(id, held);
      return copied(held);
    },
  };
}

function addInstallation({ tenants }: Tables, id: TenantId): void {
  const taken = [...tenants.values()].some(({ name }) => name === 'System');
  tenants.set(id, { id, name: taken ? `System ${id}` : 'System', marks: {}, meta: {}, created: new Date(0) });
}
