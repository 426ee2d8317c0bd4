import type { SharedCache } from '@mycelium/accounts';
import { expect, it } from 'vitest';
import { failingCases } from './contract.ts';
import { sharedCacheCases } from './shared-cache.ts';

type Defect = (cache: SharedCache, generations: Map<string, number>) => Partial<SharedCache>;

/** A cache that keeps every guarantee, except where a defect replaces a method. */
function cacheWith(defect: Defect): SharedCache {
  const generations = new Map<string, number>();
  const values = new Map<string, { value: string; until: number }>();
  const listeners = new Set<(group: string | undefined) => void>();
  const generation = (group: string): string => String(generations.get(group) ?? 0);
  const name = (group: string, key: string, of: string): string => JSON.stringify([group, key, of]);
  const cache: SharedCache = {
    async get(group, key) {
      const found = values.get(name(group, key, generation(group)));
      return {
        value: found && found.until > Date.now() ? found.value : undefined,
        generation: generation(group),
      };
    },
    async set({ group, key, value, ttlSeconds, generation: of }) {
      values.set(name(group, key, of), { value, until: Date.now() + ttlSeconds * 1000 });
    },
    async invalidate(group) {
      generations.set(group, (generations.get(group) ?? 0) + 1);
      for (const listener of listeners) listener(group);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    ready: async () => true,
    close: async () => undefined,
  };
  return { ...cache, ...defect(cache, generations) };
}

const failures = (defect: Defect, cases = sharedCacheCases): Promise<readonly string[]> =>
  failingCases(cases, () => {
    const cache = cacheWith(defect);
    return { world: { first: cache, second: cache } };
  });

it('finds nothing wrong with a cache that keeps every guarantee', async () => {
  expect(await failures(() => ({}))).toEqual([]);
});

const STALE = 'never serves a value that was computed before an invalidation';

it.each<[string, string, Defect]>([
  [
    'stores values under the generation of now, not of the reader',
    STALE,
    cache => ({
      set: async entry => cache.set({ ...entry, generation: (await cache.get(entry.group, '')).generation }),
    }),
  ],
  [
    'hears of no invalidation',
    'forgets a whole group for every process',
    () => ({ invalidate: async () => undefined }),
  ],
  [
    'lets values live for ever',
    'forgets a value when its time is over, and not before',
    cache => ({ set: entry => cache.set({ ...entry, ttlSeconds: 3600 }) }),
  ],
  [
    'joins group and key without care',
    'keeps groups and keys apart, whatever their names look like',
    cache => ({
      get: (group, key) => cache.get('all', `${group}:${key}`),
      set: entry => cache.set({ ...entry, group: 'all', key: `${entry.group}:${entry.key}` }),
    }),
  ],
  [
    'tells its listeners before it has forgotten',
    'has forgotten the group by the time it tells its listeners',
    cache => {
      const early = new Set<(group: string | undefined) => void>();
      return {
        subscribe: listener => {
          early.add(listener);
          return () => early.delete(listener);
        },
        async invalidate(group) {
          for (const listener of early) listener(group);
          await new Promise(resolve => setTimeout(resolve, 10));
          await cache.invalidate(group);
        },
      };
    },
  ],
  [
    'keeps telling whoever has left',
    'stops telling whoever has stopped listening, and goes on telling the others',
    cache => ({
      subscribe: listener => {
        cache.subscribe(listener);
        return () => undefined;
      },
    }),
  ],
])('finds out a cache that %s', async (_defect, expected, defect) => {
  const named = sharedCacheCases.filter(({ name }) => name === expected);
  expect(await failures(defect, named)).toEqual([expected]);
});
