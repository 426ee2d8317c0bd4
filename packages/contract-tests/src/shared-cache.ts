import type { SharedCache } from '@mycelium/accounts';
import { expect, vi } from 'vitest';
import { type ContractCase, describeContract, type OpenedWorld } from './contract.ts';

/** One cache as two processes see it. An adapter that lives within one process gives the same instance twice. */
export interface SharedCacheWorld {
  readonly first: SharedCache;
  readonly second: SharedCache;
}

const write = async (cache: SharedCache, group: string, value: string): Promise<void> => {
  const { generation } = await cache.get(group, 'key');
  await cache.set({ group, key: 'key', value, ttlSeconds: 60, generation });
};
const read = async (cache: SharedCache, group: string): Promise<string | undefined> =>
  (await cache.get(group, 'key')).value;

const heardWithin = { timeout: 1000, interval: 5 };

const values: readonly ContractCase<SharedCacheWorld>[] = [
  {
    name: 'answers `undefined` for what was never written',
    async run({ first }) {
      expect(await read(first, 'nobody')).toBeUndefined();
    },
  },
  {
    name: 'gives every process what one has written, exactly',
    async run({ first, second }) {
      for (const value of ['', 'a\nb\n', '{"name":"Zoë 🍄"}', 'x'.repeat(200_000)]) {
        await write(first, 'group', value);
        expect(await read(second, 'group')).toBe(value);
      }
    },
  },
  {
    name: 'keeps groups and keys apart, whatever their names look like',
    async run({ first }) {
      const names = ['a', 'a:b', 'b', 'a}', '{a', 'a}:v:b', 'caller:zoë@example.org', 'a%3Ab', ''];
      const pairs = names.flatMap(group => names.map(key => ({ group, key, value: `${group} ${key}` })));
      for (const { group, key, value } of pairs) {
        const { generation } = await first.get(group, key);
        await first.set({ group, key, value, ttlSeconds: 60, generation });
      }
      for (const { group, key, value } of pairs) expect((await first.get(group, key)).value).toBe(value);
      await first.invalidate('a');
      for (const { group, key, value } of pairs)
        expect((await first.get(group, key)).value).toBe(group === 'a' ? undefined : value);
    },
  },
  {
    name: 'forgets a value when its time is over, and not before',
    async run({ first }) {
      const { generation } = await first.get('group', 'key');
      await first.set({ group: 'group', key: 'key', value: 'v', ttlSeconds: 1, generation });
      expect(await read(first, 'group')).toBe('v');
      await new Promise(resolve => setTimeout(resolve, 1100));
      expect(await read(first, 'group')).toBeUndefined();
    },
  },
];

const invalidation: readonly ContractCase<SharedCacheWorld>[] = [
  {
    name: 'forgets a whole group for every process',
    async run({ first, second }) {
      await write(first, 'group', 'v');
      await write(first, 'other', 'kept');
      await second.invalidate('group');
      expect(await read(first, 'group')).toBeUndefined();
      expect(await read(second, 'group')).toBeUndefined();
      expect(await read(first, 'other')).toBe('kept');
    },
  },
  {
    name: 'never serves a value that was computed before an invalidation',
    async run({ first, second }) {
      const { generation } = await first.get('group', 'key');
      await second.invalidate('group');
      await first.set({ group: 'group', key: 'key', value: 'stale', ttlSeconds: 60, generation });
      expect(await read(first, 'group')).toBeUndefined();
      expect(await read(second, 'group')).toBeUndefined();
      await write(first, 'group', 'fresh');
      expect(await read(second, 'group')).toBe('fresh');
    },
  },
  {
    name: 'never does so even after several invalidations in a row',
    async run({ first }) {
      const generations: string[] = [];
      for (let round = 0; round < 5; round += 1) {
        generations.push((await first.get('group', 'key')).generation);
        await first.invalidate('group');
      }
      for (const generation of generations) {
        await first.set({ group: 'group', key: 'key', value: 'stale', ttlSeconds: 60, generation });
        expect(await read(first, 'group')).toBeUndefined();
      }
    },
  },
  {
    name: 'never serves an older truth to a reader that begins after the invalidation, whoever races',
    async run({ first, second }) {
      let truth = 0;
      const seen: { readonly value: number; readonly least: number }[] = [];
      const reader = async (cache: SharedCache): Promise<void> => {
        for (let round = 0; round < 25; round += 1) {
          const least = invalidated;
          const { value, generation } = await cache.get('group', 'key');
          if (value !== undefined) seen.push({ value: Number(value), least });
          else {
            const computed = String(truth);
            await new Promise(resolve => setTimeout(resolve, round % 3));
            await cache.set({ group: 'group', key: 'key', value: computed, ttlSeconds: 60, generation });
          }
        }
      };
      let invalidated = 0;
      const writer = async (): Promise<void> => {
        for (let round = 0; round < 25; round += 1) {
          truth += 1;
          const now = truth;
          await second.invalidate('group');
          invalidated = now;
          await new Promise(resolve => setTimeout(resolve, 1));
        }
      };
      await Promise.all([writer(), ...Array.from({ length: 10 }, (_, i) => reader(i % 2 ? first : second))]);
      for (const { value, least } of seen) expect(value).toBeGreaterThanOrEqual(least);
      await write(first, 'group', String(truth));
      expect(await read(second, 'group')).toBe(String(truth));
    },
  },
  {
    name: 'serves one of the written values, whole, when many write at once',
    async run({ first, second }) {
      const written = Array.from({ length: 20 }, (_, i) => `${i}`.repeat(1000));
      // The group exists before the race: which of several first generations wins is the adapter's affair.
      await write(first, 'group', 'before');
      await Promise.all(written.map((value, i) => write(i % 2 ? first : second, 'group', value)));
      const value = await read(first, 'group');
      expect(written).toContain(value);
      expect(await read(second, 'group')).toBe(value);
    },
  },
];

const listening: readonly ContractCase<SharedCacheWorld>[] = [
  {
    name: 'tells the listeners of all processes within a second',
    async run({ first, second }) {
      const heard: (string | undefined)[][] = [[], []];
      first.subscribe(group => void heard[0]?.push(group));
      second.subscribe(group => void heard[1]?.push(group));
      await first.invalidate('from first');
      await second.invalidate('from second');
      await vi.waitFor(() => {
        for (const groups of heard)
          expect(groups).toEqual(expect.arrayContaining(['from first', 'from second']));
      }, heardWithin);
    },
  },
  {
    name: 'has forgotten the group by the time it tells its listeners',
    async run({ first, second }) {
      await write(first, 'group', 'v');
      const found: Promise<string | undefined>[] = [];
      second.subscribe(group => void (group === 'group' && found.push(read(second, 'group'))));
      await first.invalidate('group');
      await vi.waitFor(() => expect(found).toHaveLength(1), heardWithin);
      expect(await found[0]).toBeUndefined();
    },
  },
  {
    name: 'stops telling whoever has stopped listening, and goes on telling the others',
    async run({ first }) {
      const left: (string | undefined)[] = [];
      const stayed: (string | undefined)[] = [];
      const stop = first.subscribe(group => void left.push(group));
      first.subscribe(group => void stayed.push(group));
      stop();
      stop();
      await first.invalidate('group');
      await vi.waitFor(() => expect(stayed).toContain('group'), heardWithin);
      expect(left).not.toContain('group');
    },
  },
  {
    name: 'answers that it is ready',
    async run({ first, second }) {
      expect(await first.ready()).toBe(true);
      expect(await second.ready()).toBe(true);
    },
  },
];

/** What every `SharedCache` guarantees. */
export const sharedCacheCases: readonly ContractCase<SharedCacheWorld>[] = [
  ...values,
  ...invalidation,
  ...listening,
];

/** Runs the cases; `open` gives an empty cache each time. */
export const sharedCacheContract = (
  name: string,
  open: () => Promise<OpenedWorld<SharedCacheWorld>> | OpenedWorld<SharedCacheWorld>,
): void => describeContract(`${name} as a shared cache`, sharedCacheCases, open);
