import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type TcpProxy, tcpProxy } from '../packages/adapters/redis/src/testing/tcp-proxy.ts';
import { serverConfig, service } from './harness/configuration.ts';
import { type Database, migratedDatabase } from './harness/database.ts';
import { type Downstream, startDownstream } from './harness/downstream.ts';
import { type Gateway, startGateway } from './harness/gateway.ts';
import { type Mailbox, startMailbox } from './harness/mailbox.ts';
import { type Answer, bearer, call, signUp } from './harness/person.ts';
import { type RunningServer, startRedis } from './servers/index.ts';

let redis: RunningServer;
let mailbox: Mailbox;
let downstream: Downstream;
let database: Database;
let gateway: Gateway;
/** What stands between the gateway and its servers, so that they can fail and come back. */
let toRedis: TcpProxy;
let toPostgres: TcpProxy;
/** `warm` has called a protected route before; the others have accounts and have not. */
let warm: string;
const cold: string[] = [];

const proxyTo = (url: string): Promise<TcpProxy> => {
  const { hostname, port } = new URL(url);
  return tcpProxy({ host: hostname, port: Number(port) });
};

beforeAll(async () => {
  [redis, mailbox, downstream, database] = await Promise.all([
    startRedis(),
    startMailbox(),
    startDownstream(),
    migratedDatabase(),
  ]);
  [toRedis, toPostgres] = await Promise.all([proxyTo(redis.url), proxyTo(database.url)]);
  const url = new URL(database.url);
  url.host = `127.0.0.1:${toPostgres.port}`;
  gateway = await startGateway({
    config: serverConfig({
      database: url.href,
      redis: `redis://127.0.0.1:${toRedis.port}`,
      mailbox,
      services: service('svc', downstream.host, [
        { group: 'public', path: '/open' },
        { group: 'protected', path: '/safe' },
      ]),
    }),
  });
  warm = (await signUp(gateway.url, mailbox, 'warm@example.org')).token;
  for (const name of ['one', 'two', 'three', 'four', 'five', 'six'])
    cold.push((await signUp(gateway.url, mailbox, `${name}@example.org`)).token);
  expect((await timed('/safe', warm)).status).toBe(200);
});
afterAll(async () => {
  await gateway?.stop();
  expect(gateway?.program.output()).not.toMatch(/a bug/);
  await Promise.all([toRedis?.down(), toPostgres?.down()]);
  await Promise.all([redis?.stop(), mailbox?.stop(), downstream?.stop(), database?.drop()]);
});

const get = (path: string, token = ''): Promise<Answer> =>
  call(`${gateway.url}${path}`, { headers: token === '' ? {} : bearer(token) });

async function timed(path: string, token = ''): Promise<Answer & { readonly ms: number }> {
  const begun = performance.now();
  return { ...(await get(path, token)), ms: performance.now() - begun };
}

const health = async (): Promise<unknown> => {
  const { status, body } = await get('/health');
  return { status, database: body.database, cache: body.cache };
};
const WELL = { status: 200, database: 'up', cache: 'up' };

/** A gateway that was never restarted must be well again by itself. */
afterEach(async () => {
  await expect.poll(health, { timeout: 15_000, interval: 100 }).toEqual(WELL);
  expect((await get('/safe', warm)).status).toBe(200);
});

describe('O1 without Redis', () => {
  it.each(['refuses', 'is silent'])(
    'that %s, routes go on from this process and the database',
    async kind => {
      if (kind === 'refuses') await toRedis.down();
      else toRedis.pass('black-hole');
      try {
        expect((await get('/open')).status).toBe(200);
        expect((await get('/safe', warm)).status).toBe(200);
        const stranger = await timed('/safe', cold.pop());
        expect(stranger.status).toBe(200);
        expect(stranger.ms).toBeLessThan(1000);
        // Nobody waits for Redis again and again.
        const times = [];
        for (let i = 0; i < 20; i++) times.push((await timed('/safe', warm)).ms);
        expect(times.sort((a, b) => a - b)[10]).toBeLessThan(50);
        await expect
          .poll(health, { timeout: 5000, interval: 100 })
          .toEqual({ status: 503, database: 'up', cache: 'down' });
        expect((await get('/health/live')).status).toBe(200);
      } finally {
        if (kind === 'refuses') await toRedis.up();
        else toRedis.pass('through');
      }
    },
  );
});

describe('O2 without PostgreSQL', () => {
  it.each(['refuses', 'is silent'])(
    'that %s, known callers go on and unknown ones are told to come back',
    async kind => {
      if (kind === 'refuses') await toPostgres.down();
      else toPostgres.pass('black-hole');
      try {
        expect((await get('/open')).status).toBe(200);
        expect((await get('/safe', warm)).status).toBe(200);
        const before = downstream.requests.length;
        const stranger = await timed('/safe', cold.pop());
        expect(stranger).toMatchObject({ status: 503, body: { code: 'MYC00053', status: 503 } });
        expect(Number(stranger.headers.get('retry-after'))).toBeGreaterThan(0);
        expect(stranger.ms).toBeLessThan(15_000);
        expect(downstream.requests).toHaveLength(before);
        const asked = await call(`${gateway.url}/_adm/beginners/users/magic-link/request`, {
          json: { email: 'somebody@example.org' },
        });
        expect(asked.status).toBe(503);
        expect(JSON.stringify(asked.body)).not.toMatch(/ECONNREFUSED|127\.0\.0\.1|postgres:/);
        await expect
          .poll(health, { timeout: 15_000, interval: 100 })
          .toEqual({ status: 503, database: 'down', cache: 'up' });
        expect((await get('/health/live')).status).toBe(200);
        expect((await get('/safe', warm)).status).toBe(200);
      } finally {
        if (kind === 'refuses') await toPostgres.up();
        else toPostgres.pass('through');
      }
      const waiting = cold.pop();
      const back = (): Promise<number> => get('/safe', waiting).then(({ status }) => status);
      await expect.poll(back, { timeout: 15_000, interval: 200 }).toBe(200);
    },
  );

  it('and without Redis, which tells of changes, only public routes go on', async () => {
    await Promise.all([toRedis.down(), toPostgres.down()]);
    try {
      expect((await get('/open')).status).toBe(200);
      const known = (): Promise<Answer> => get('/safe', warm);
      // What is kept of callers may be outdated without anybody being able to say so.
      await expect.poll(known, { timeout: 5000 }).toMatchObject({ status: 503, body: { code: 'MYC00053' } });
      expect((await known()).headers.get('retry-after')).toBe('1');
      await expect
        .poll(health, { timeout: 5000, interval: 100 })
        .toEqual({ status: 503, database: 'down', cache: 'down' });
    } finally {
      await Promise.all([toRedis.up(), toPostgres.up()]);
    }
  });
});
