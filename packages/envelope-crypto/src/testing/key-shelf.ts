import type { DataKeyStore, WrappedKey } from '../ports/data-key-store.ts';

/** Data keys of the named tenants, in a map that tests may look into. */
export interface KeyShelf extends DataKeyStore {
  readonly keys: Map<string, WrappedKey>;
}

export function keyShelf(...tenants: readonly string[]): KeyShelf {
  const keys = new Map<string, WrappedKey>();
  return {
    keys,
    find: async tenantId => keys.get(tenantId),
    provision: async (tenantId, key) => {
      if (!tenants.includes(tenantId)) return undefined;
      const held = keys.get(tenantId) ?? key;
      keys.set(tenantId, held);
      return held;
    },
  };
}
