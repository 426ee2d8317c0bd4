import type { SharedCache } from '@mycelium/accounts';
import { type Clock, systemClock } from '@mycelium/kernel';

interface Entry {
  readonly value: string;
  readonly expiresAt: number;
}

export interface MemoryCacheOptions {
  readonly clock?: Clock;
  /** Entries kept at most; whole groups are dropped, the longest unused first. */
  readonly maxEntries?: number;
}

/** The shared cache of a single process. */
export function memorySharedCache({
  clock = systemClock,
  maxEntries = 10_000,
}: MemoryCacheOptions = {}): SharedCache {
  const groups = cacheGroups(maxEntries);
  const listeners = new Set<(group: string | undefined) => void>();
  return {
    get: async (group, key) => {
      const found = groups.entries(group)?.get(key);
      const fresh = found && found.expiresAt > clock.now().getTime();
      return { value: fresh ? found.value : undefined, generation: groups.generation(group) };
    },
    set: async ({ group, key, value, ttlSeconds, generation }) => {
      if (generation !== groups.generation(group)) return;
      groups.put(group, key, { value, expiresAt: clock.now().getTime() + ttlSeconds * 1000 });
    },
    invalidate: async group => {
      groups.forget(group);
      for (const listener of listeners) listener(group);
    },
    subscribe: listener => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    ready: async () => true,
    close: async () => listeners.clear(),
  };
}

interface CacheGroups {
  entries(group: string): Map<string, Entry> | undefined;
  put(group: string, key: string, entry: Entry): void;
  forget(group: string): void;
  generation(group: string): string;
}

/** How many invalidations are remembered one by one before one generation stands for all older ones. */
const REMEMBERED_INVALIDATIONS = 10_000;

function cacheGroups(maxEntries: number): CacheGroups {
  const groups = new Map<string, Map<string, Entry>>();
  const generations = new Map<string, number>();
  let size = 0;
  let clock = 0;
  // Of every group without a generation of its own. Raising it refuses writes that are under way, never allows one.
  let floor = 0;

  const drop = (group: string): void => {
    size -= groups.get(group)?.size ?? 0;
    groups.delete(group);
  };
  return {
    entries: group => {
      const entries = groups.get(group);
      if (!entries) return undefined;
      groups.delete(group);
      groups.set(group, entries);
      return entries;
    },
    put: (group, key, entry) => {
      const entries = groups.get(group) ?? new Map<string, Entry>();
      if (!entries.has(key)) size += 1;
      entries.set(key, entry);
      groups.delete(group);
      groups.set(group, entries);
      for (const oldest of groups.keys()) {
        if (size <= maxEntries) break;
        drop(oldest);
      }
    },
    forget: group => {
      drop(group);
      clock += 1;
      if (generations.size >= REMEMBERED_INVALIDATIONS) {
        generations.clear();
        floor = clock;
      }
      generations.set(group, clock);
    },
    generation: group => String(generations.get(group) ?? floor),
  };
}
