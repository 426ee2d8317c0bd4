import { randomUUID } from 'node:crypto';
import type { SharedCache } from '@mycelium/accounts';
import { sharedCacheContract } from '@mycelium/contract-tests';
import { type AppError, type Logger, Secret, silentLogger } from '@mycelium/kernel';
import { createClient } from 'redis';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { redisSharedCache } from './index.ts';
import { type TcpProxy, tcpProxy } from './testing/tcp-proxy.ts';
import { testRedisUrl } from './testing/test-redis.ts';

const ready = (cache: SharedCache): Promise<void> =>
  vi.waitFor(async () => expect(await cache.ready()).toBe(true), { timeout: 10_000, interval: 20 });

const cacheAt = (
  url: string,
  changes: { prefix?: string; log?: Logger; budgetMs?: number } = {},
): SharedCache =>
  redisSharedCache({
    url,
    log: silentLogger,
    clientName: 'myc test',
    prefix: `test:${randomUUID()}:`,
    ...changes,
  });

// Timing of a busy test machine must not decide these cases; the budget has tests of its own.
const unhurried = { budgetMs: 5000 };

sharedCacheContract('Redis', async () => {
  const prefix = `test:${randomUUID()}:`;
  const first = cacheAt(testRedisUrl(), { prefix, ...unhurried });
  const second = cacheAt(testRedisUrl(), { prefix, ...unhurried });
  await Promise.all([ready(first), ready(second)]);
  return {
    world: { first, second },
    close: async () => void (await Promise.all([first.close(), second.close()])),
  };
});

const put = async (cache: SharedCache, group: string, value: string): Promise<void> => {
  const { generation } = await cache.get(group, 'key');
  await cache.set({ group, key: 'key', value, ttlSeconds: 60, generation });
};
const found = async (cache: SharedCache, group: string): Promise<string | undefined> =>
  (await cache.get(group, 'key')).value;

describe('the shared cache in Redis', () => {
  it('can be used as soon as it is constructed', async () => {
    const cache = cacheAt(testRedisUrl(), unhurried);
    expect((await cache.get('group', 'key')).value).toBeUndefined();
    await cache.close();
  });

  it('gives everything it stores a lifetime', async () => {
    const prefix = `test:${randomUUID()}:`;
    const cache = cacheAt(testRedisUrl(), { prefix, ...unhurried });
    await put(cache, 'a', 'v');
    await cache.invalidate('b');
    await put(cache, 'b', 'v');
    const client = await createClient({ url: testRedisUrl() }).connect();
    const keys = await client.keys(`${prefix}*`);
    expect(keys).toHaveLength(4);
    for (const key of keys) expect(await client.ttl(key)).toBeGreaterThan(0);
    await Promise.all([cache.close(), client.close()]);
  });

  it('serves nothing of a group whose generation was evicted', async () => {
    const prefix = `test:${randomUUID()}:`;
    const cache = cacheAt(testRedisUrl(), { prefix, ...unhurried });
    const before = await cache.get('group', 'key');
    await put(cache, 'group', 'old');
    await cache.invalidate('group');
    const client = await createClient({ url: testRedisUrl() }).connect();
    await client.del(`${prefix}{group}:generation`);
    expect(await found(cache, 'group')).toBeUndefined();
    expect((await cache.get('group', 'key')).generation).not.toBe(before.generation);
    await Promise.all([cache.close(), client.close()]);
  });

  it('refuses an address that cannot be one, without repeating its password', () => {
    const url = new Secret('http://user:hunter2@redis.example');
    expect(() => redisSharedCache({ url, log: silentLogger, clientName: 'test' })).toThrow(
      /must look like redis:\/\/host/,
    );
    try {
      redisSharedCache({ url, log: silentLogger, clientName: 'test' });
    } catch (error) {
      expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain('hunter2');
    }
  });
});

/** Long enough for a busy test machine, short enough to be told from waiting. */
const BUDGET = 250;

describe('when Redis is away', () => {
  let proxy: TcpProxy;
  let cache: SharedCache;
  let lines: string[];
  let url: string;
  const prefix = `test:${randomUUID()}:`;
  const log: Logger = {
    enabled: () => true,
    log: (level, message) => void (level !== 'debug' && lines.push(`${level} ${message}`)),
    child: () => log,
  };

  beforeEach(async () => {
    lines = [];
    const target = new URL(testRedisUrl());
    proxy = await tcpProxy({ host: target.hostname, port: Number(target.port || 6379) });
    target.hostname = '127.0.0.1';
    target.port = String(proxy.port);
    url = target.href;
    cache = cacheAt(url, { prefix, log, budgetMs: BUDGET });
    await ready(cache);
  });
  afterEach(async () => {
    await cache.close();
    await proxy.down();
  });

  const refused = async (): Promise<AppError> => {
    const error = await cache.get('group', 'key').catch((thrown: AppError) => thrown);
    expect(error).toMatchObject({ code: 'MYC00061', kind: 'unavailable' });
    return error as AppError;
  };
  const timed = async (work: () => Promise<unknown>): Promise<number> => {
    const began = performance.now();
    await work();
    return performance.now() - began;
  };

  it('says so at once when connections are refused, and works again by itself', async () => {
    await put(cache, 'returns', 'v');
    await proxy.down();
    await vi.waitFor(refused);
    expect(await timed(refused)).toBeLessThan(BUDGET / 2);
    expect(await cache.ready()).toBe(false);
    await proxy.up();
    await ready(cache);
    expect(await found(cache, 'returns')).toBe('v');
  });

  it('is constructed all the same, and works as soon as Redis is there', async () => {
    await proxy.down();
    const late = cacheAt(url, { prefix });
    await expect(late.get('group', 'key')).rejects.toMatchObject({ kind: 'unavailable' });
    expect(await late.ready()).toBe(false);
    await proxy.up();
    await ready(late);
    await put(late, 'late', 'v');
    expect(await found(late, 'late')).toBe('v');
    await late.close();
  });

  it('costs its budget a few times and then nothing when it is a black hole, and works again by itself', async () => {
    proxy.pass('black-hole');
    for (let attempt = 0; attempt < 3; attempt += 1) {
      const time = await timed(refused);
      expect(time).toBeGreaterThan(BUDGET - 10);
      expect(time).toBeLessThan(BUDGET * 3);
    }
    // A second of requests, none of which waits: the probes are the circuit's own.
    const end = performance.now() + 1000;
    const times: number[] = [];
    while (performance.now() < end) {
      times.push(await timed(refused));
      await new Promise(resolve => setTimeout(resolve, 5));
    }
    expect(Math.max(...times)).toBeLessThan(BUDGET / 2);
    expect(await timed(() => cache.ready())).toBeLessThan(BUDGET / 2);
    proxy.pass('through');
    await ready(cache);
    await put(cache, 'hole', 'v');
    expect(await found(cache, 'hole')).toBe('v');
  });

  it('leaves a Redis alone that answers, but too slowly', async () => {
    proxy.delay(1000);
    for (let attempt = 0; attempt < 3; attempt += 1) await refused();
    expect(await timed(refused)).toBeLessThan(BUDGET / 2);
    proxy.delay(0);
    await ready(cache);
  });

  it('notices a dead connection that nobody uses', async () => {
    const heard: (string | undefined)[] = [];
    cache.subscribe(group => void heard.push(group));
    proxy.pass('black-hole');
    await vi.waitFor(() => expect(heard).toContain(undefined), { timeout: 8000 });
    proxy.pass('through');
    await ready(cache);
  });

  it('tells its listeners that something may have been missed, when it is lost and when it is back', async () => {
    const heard: (string | undefined)[] = [];
    cache.subscribe(group => void heard.push(group));
    await proxy.down();
    await vi.waitFor(() => expect(heard).toEqual([undefined]));
    await proxy.up();
    await vi.waitFor(() => expect(heard).toEqual([undefined, undefined]), { timeout: 5000 });
    const other = cacheAt(testRedisUrl(), { prefix, ...unhurried });
    await other.invalidate('later');
    await vi.waitFor(() => expect(heard).toContain('later'));
    await other.close();
  });

  it('delivers an invalidation late rather than never, and serves nothing of the group until then', async () => {
    const other = cacheAt(testRedisUrl(), { prefix, ...unhurried });
    await ready(other);
    await put(cache, 'delayed', 'stale');
    const heard: (string | undefined)[] = [];
    const heardByOther: (string | undefined)[] = [];
    cache.subscribe(group => void heard.push(group));
    other.subscribe(group => void heardByOther.push(group));
    proxy.pass('black-hole');
    await expect(cache.invalidate('delayed')).rejects.toMatchObject({ kind: 'unavailable' });
    expect(heard).toContain('delayed');
    expect((await cache.get('delayed', 'key')).value).toBeUndefined();
    expect(heardByOther).toEqual([]);
    proxy.pass('through');
    await vi.waitFor(() => expect(heardByOther).toContain('delayed'), { timeout: 8000 });
    expect(await found(other, 'delayed')).toBeUndefined();
    await vi.waitFor(
      async () => {
        await put(cache, 'delayed', 'fresh');
        expect(await found(cache, 'delayed')).toBe('fresh');
      },
      { timeout: 8000 },
    );
    await other.close();
  });

  it('says so in the log once, not once per request', async () => {
    await proxy.down();
    for (let attempt = 0; attempt < 200; attempt += 1) await refused();
    await new Promise(resolve => setTimeout(resolve, 1500));
    expect(lines.filter(line => line.startsWith('warn')).length).toBeLessThanOrEqual(3);
  });

  it('can be closed, and the process is then free to end', async () => {
    await proxy.down();
    const late = cacheAt(url, { prefix });
    await late.close();
    await late.close();
    await expect(late.get('group', 'key')).rejects.toMatchObject({ kind: 'unavailable' });
  });
});
