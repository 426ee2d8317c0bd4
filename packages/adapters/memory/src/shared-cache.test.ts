import { expect, it } from 'vitest';
import { memorySharedCache } from './index.ts';

const put = async (cache: ReturnType<typeof memorySharedCache>, group: string, key = 'k') => {
  const { generation } = await cache.get(group, key);
  await cache.set({ group, key, value: `${group}/${key}`, ttlSeconds: 60, generation });
};

it('holds a bounded number of entries and drops the group that was unused the longest', async () => {
  const cache = memorySharedCache({ maxEntries: 2 });
  await put(cache, 'a');
  await put(cache, 'b');
  await cache.get('a', 'k');
  await put(cache, 'c');
  expect((await cache.get('a', 'k')).value).toBe('a/k');
  expect((await cache.get('b', 'k')).value).toBeUndefined();
  expect((await cache.get('c', 'k')).value).toBe('c/k');
});

it('does not grow beyond its bound when one group holds everything', async () => {
  const cache = memorySharedCache({ maxEntries: 3 });
  for (let n = 0; n < 50; n += 1) await put(cache, 'one', `key-${n}`);
  const held = [];
  for (let n = 0; n < 50; n += 1) if ((await cache.get('one', `key-${n}`)).value) held.push(n);
  expect(held.length).toBeLessThanOrEqual(3);
});

it('refuses a value computed before an invalidation, even after ten thousand others', async () => {
  const cache = memorySharedCache();
  const { generation } = await cache.get('caller:maria', 'k');
  await cache.invalidate('caller:maria');
  for (let n = 0; n < 10_001; n += 1) await cache.invalidate(`caller:${n}`);
  await cache.set({ group: 'caller:maria', key: 'k', value: 'old', ttlSeconds: 60, generation });
  expect((await cache.get('caller:maria', 'k')).value).toBeUndefined();
});

it('forgets an entry when its time is over', async () => {
  let now = 0;
  const cache = memorySharedCache({ clock: { now: () => new Date(now) } });
  await put(cache, 'a');
  now = 59_999;
  expect((await cache.get('a', 'k')).value).toBe('a/k');
  now = 60_000;
  expect((await cache.get('a', 'k')).value).toBeUndefined();
});
