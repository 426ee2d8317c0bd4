import type { InstanceSettings } from '@mycelium/accounts';
import { copied, type Tables } from './tables.ts';

export const memoryInstanceSettings = ({ settings }: Tables): InstanceSettings => ({
  has: async key => settings.has(key),
  insert: async (key, value, by) => {
    if (settings.has(key)) return 'duplicate';
    settings.set(key, copied({ value, by }));
    return 'inserted';
  },
});
