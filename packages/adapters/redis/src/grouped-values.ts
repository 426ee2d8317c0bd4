import type { CacheEntry, CacheRead } from '@mycelium/accounts';
import type { RedisConnection } from './connection.ts';
import { announcement, freshGeneration, type Names, sealed, unsealed } from './names.ts';

/**
 * The layout in Redis. A group has a generation, a random id; a value carries the generation under which it was written and
 * counts only while that is the group's. Forgetting a group is thus one write, and a value that was computed before it can be
 * stored but is never read.
 */
export interface GroupedValues {
  read(group: string, key: string): Promise<CacheRead>;
  write(entry: CacheEntry): Promise<void>;
  /** A new generation for the group, and the news of it for all who listen. */
  forget(group: string): Promise<void>;
}

/** Longer than any value lives. A generation that runs out, or is evicted, takes its values with it. */
const GENERATION_SECONDS = 24 * 60 * 60;

/** Marks the generation of a group that has none yet: it becomes real with the first value written under it. */
const PROPOSED = '+';

interface GroupedValuesParts {
  readonly client: RedisConnection['client'];
  readonly names: Names;
  /** The id of this process, sent along with its invalidations. */
  readonly self: string;
}

export function groupedValues({ client, names, self }: GroupedValuesParts): GroupedValues {
  const expiration = { type: 'EX', value: GENERATION_SECONDS } as const;
  return {
    async read(group, key) {
      const [generation, stored] = await client.mGet([names.generation(group), names.value(group, key)]);
      if (typeof generation !== 'string')
        return { value: undefined, generation: PROPOSED + freshGeneration() };
      return { value: unsealed(generation, stored ?? null), generation };
    },

    async write({ group, key, value, ttlSeconds, generation }) {
      const milliseconds = Math.round(ttlSeconds * 1000);
      if (milliseconds <= 0) return;
      const lifetime = { expiration: { type: 'PX', value: milliseconds } } as const;
      if (!generation.startsWith(PROPOSED)) {
        await client.set(names.value(group, key), sealed(generation, value), lifetime);
        return;
      }
      const proposed = generation.slice(PROPOSED.length);
      await client
        .multi()
        .set(names.generation(group), proposed, { condition: 'NX', expiration })
        .set(names.value(group, key), sealed(proposed, value), lifetime)
        .exec();
    },

    async forget(group) {
      await client
        .multi()
        .set(names.generation(group), freshGeneration(), { expiration })
        .publish(names.invalidations, announcement(self, group))
        .exec();
    },
  };
}
