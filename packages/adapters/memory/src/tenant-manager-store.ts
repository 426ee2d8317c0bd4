import type { TenantManagerStore } from '@mycelium/tenants';
import type { Tables } from './tables.ts';

export const memoryTenantManagerStore = ({ managers }: Tables): TenantManagerStore => ({
  link: async (tenantId, accountId) => {
    if (managers.has(tenantId) || [...managers.values()].includes(accountId)) return 'duplicate';
    managers.set(tenantId, accountId);
    return 'linked';
  },
  of: async tenantId => managers.get(tenantId),
});
