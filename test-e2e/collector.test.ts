import { grpcCollector, httpCollector, type TestCollector } from '@mycelium/adapter-telemetry/testing';
import { describe, expect, it, onTestFinished } from 'vitest';
import { serverConfig, service } from './harness/configuration.ts';
import { migratedDatabase } from './harness/database.ts';
import { startDownstream } from './harness/downstream.ts';
import { type Gateway, startGateway } from './harness/gateway.ts';
import { admit } from './harness/guests.ts';
import { startMailbox } from './harness/mailbox.ts';
import { bearer, call, signUp } from './harness/person.ts';
import { startRedis } from './servers/index.ts';

/** A gateway in server mode that tells a collector what it counts, with somebody signed in and something to call. */
async function world({ protocol, host, port }: Pick<TestCollector, 'protocol' | 'host' | 'port'>, api = '') {
  const [redis, mailbox, downstream, database] = await Promise.all([
    startRedis(),
    startMailbox(),
    startDownstream(),
    migratedDatabase(),
  ]);
  const collector = `{ name = "acme-gateway", protocol = "${protocol}", host = "${host}", port = ${port} }`;
  const routes = [
    { group: 'public', path: '/open' },
    { group: 'authenticated', path: '/known' },
    { group: 'protected', path: '/safe' },
    { group: '{ protectedByRoles = [{ slug = "editor" }] }', path: '/edit' },
  ];
  const gateway = await startGateway({
    config: serverConfig({
      database: database.url,
      redis: redis.url,
      mailbox,
      api,
      services: service('orders', downstream.host, routes),
      logging: `level = "warn"\ntarget = { collector = ${collector} }`,
    }),
  });
  onTestFinished(async () => {
    await gateway.program.stop();
    await Promise.all([redis.stop(), mailbox.stop(), downstream.stop(), database.drop()]);
  });
  const person = async (email: string) => {
    const { token, accountId } = await signUp(gateway.url, mailbox, email);
    const ask = async (path: string, fields = {}): Promise<number> =>
      (await call(`${gateway.url}${path}`, { headers: { ...bearer(token), ...fields } })).status;
    return { ask, profileId: `profileId:${accountId.replaceAll('-', '')}` };
  };
  return { gateway, database, person };
}

/** What all processes have counted in the end: `name {attributes}` and how often. */
async function counted(gateway: Gateway, { deliveries }: TestCollector): Promise<Record<string, number>> {
  await gateway.stop();
  const last = new Map(
    deliveries.map(({ resource, readings }) => [resource['service.instance.id'], readings]),
  );
  const sums: Record<string, number> = {};
  for (const { name, attributes, value } of [...last.values()].flat()) {
    const key = `${name} ${Object.values(attributes).sort().join(' ')}`;
    sums[key] = (sums[key] ?? 0) + value;
  }
  return sums;
}

describe.each([
  ['http', httpCollector],
  ['grpc', grpcCollector],
] as const)('a collector that is spoken to over %s', (_protocol, open) => {
  it('H10: is told who called which service, and what forms profiles took', async () => {
    const collector = await open();
    onTestFinished(() => collector.close());
    const { gateway, database, person } = await world(collector, 'serviceWorkers = 2');
    const ada = await person('ada@example.org');
    for (const path of ['/open', '/known', '/known', '/safe', '/safe', '/safe'])
      expect(await ada.ask(path)).toBe(200);
    expect(await ada.ask('/edit')).toBe(403);
    const busy = await person('busy@example.org');
    const tenant = await admit(database, 'busy@example.org', 120);
    await admit(database, 'busy@example.org', 700);
    expect(await busy.ask('/safe')).toBe(431);
    expect(await busy.ask('/safe', { 'x-mycelium-tenant-id': tenant })).toBe(200);
    const counts = await counted(gateway, collector);
    expect(gateway.program.output()).toContain(`counts    sent to ${collector.host}:${collector.port}`);
    const email = `email:${Buffer.from('ada@example.org').toString('base64')}`;
    expect(counts).toMatchObject({
      [`router.requests_count ${email} orders`]: 2,
      [`router.requests_count orders ${ada.profileId}`]: 3,
      [`router.requests_count orders ${busy.profileId}`]: 1,
    });
    expect(counts['identity.profiles_count refused']).toBeGreaterThan(0);
    expect(counts['identity.profiles_count full']).toBeGreaterThan(0);
    expect(counts['identity.profiles_count slim']).toBeGreaterThan(0);
    expect(Object.keys(counts)).toHaveLength(6);
    expect(collector.deliveries.map(({ resource }) => resource['service.name'])).toContain('acme-gateway');
  });
});

it('a collector that is away costs no request and is said once', async () => {
  const { gateway, person } = await world({ protocol: 'grpc', host: '127.0.0.1', port: 1 });
  expect(await (await person('ada@example.org')).ask('/safe')).toBe(200);
  const began = performance.now();
  await gateway.stop();
  expect(performance.now() - began).toBeLessThan(6000);
  const output = gateway.program.output();
  expect(
    output.match(/the collector does not take the counts|the last counts could not be sent/g),
  ).toHaveLength(1);
  expect(output).toContain('http://127.0.0.1:1');
});
