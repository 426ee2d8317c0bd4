import { randomUUID } from 'node:crypto';
import {
  type Account,
  callerGroup,
  type TokenVerifier,
  type User,
  type VerifiedToken,
} from '@mycelium/accounts';
import { memoryMeter, memorySharedCache, memoryStores } from '@mycelium/adapter-memory';
import { type AppError, type LogFields, type Logger, refuse, Secret, silentLogger } from '@mycelium/kernel';
import { decodeProfile, type LicensedResource, licencesOf, verifyCaller } from '@mycelium/profile';
import { beforeEach, describe, expect, it } from 'vitest';
import { requestCounter } from './counters.ts';
import { Exchange, outgoingFields } from './exchange.ts';
import { callerSignatures } from './identity/caller-signatures.ts';
import { Identities } from './identity/identities.ts';
import { clientAt } from './model/client.ts';
import { HEADER } from './model/header-policy.ts';
import { RouteTable } from './model/route-table.ts';
import type { Service } from './model/service.ts';
import { sourcePolicies } from './model/source.ts';
import { decideAgain, runPipeline } from './pipeline.ts';
import type { PipelinePorts } from './ports.ts';
import { aRoute, aService } from './testing/builders.ts';

const TENANT = 'c8282c6d-ce0b-4fed-a4e8-8e8a70f5b789';
const OTHER_TENANT = '11111111-1111-4111-8111-111111111111';

const user = (change: Partial<User> = {}): User => ({
  id: '9f3f7c55-7d0c-4f0c-9d0f-0f8c8f6f8a11' as User['id'],
  username: 'alice@example.com',
  email: 'alice@example.com',
  firstName: '',
  lastName: '',
  isActive: true,
  isPrincipal: true,
  created: new Date('2026-01-01T00:00:00Z'),
  accountId: '2a6f0a42-54a9-4b62-8c58-2f4f2f8d9b10' as Account['id'],
  ...change,
});

const account = (change: Partial<Account> = {}): Account => ({
  id: '2a6f0a42-54a9-4b62-8c58-2f4f2f8d9b10' as Account['id'],
  name: 'Alice',
  slug: 'alice-example-com',
  accountType: 'user',
  isActive: true,
  isChecked: true,
  isArchived: false,
  isDeleted: false,
  isSystemAccount: false,
  meta: {},
  createdAt: new Date('2026-01-01T00:00:00Z'),
  ...change,
});

const licence = (change: Partial<LicensedResource> = {}): LicensedResource => ({
  accId: '7b0d4f7e-40a5-4b0f-9f55-0f2f3a4b5c6d',
  sysAcc: false,
  tenantId: TENANT,
  accName: 'Sales',
  role: 'editor',
  roleId: '8d7b119b-a12b-4ff1-9db0-5b6d05794282',
  perm: 'read',
  verified: true,
  ...change,
});

/** Accepts tokens of the form `<e-mail>` and `pending:<e-mail>`; counts how often it is asked. */
function fakeVerifier(now: () => number): TokenVerifier & { asked: number } {
  const verifier = {
    asked: 0,
    verify: async (token: string): Promise<VerifiedToken> => {
      verifier.asked++;
      const [email = '', mark] = token.split(':').reverse();
      if (!email.includes('@')) throw refuse('TOKEN_INVALID');
      const expiresAt = now() + 60_000;
      return {
        email,
        issuer: 'mycelium',
        subject: mark === 'former' ? 'somebody-else' : user().id,
        expiresAt,
        secondFactorPending: mark === 'pending',
      };
    },
  };
  return verifier;
}

function setUp(services: readonly Service[], log: Logger = silentLogger) {
  const state = {
    now: Date.parse('2026-05-01T12:00:00Z'),
    storeDown: false,
    reads: 0,
    duringRead: async () => {},
  };
  const stores = memoryStores();
  const cache = memorySharedCache({ clock: { now: () => new Date(state.now) } });
  const verifier = fakeVerifier(() => state.now);
  const source = {
    byEmail: async (email: string) => {
      state.reads++;
      if (state.storeDown) throw refuse('DATABASE_UNAVAILABLE');
      const record = await stores.profileSource.byEmail(email);
      await state.duringRead();
      return record;
    },
  };
  const meter = memoryMeter();
  const identities = new Identities({
    verifier,
    source,
    cache,
    now: () => state.now,
    log,
    profileTtl: 60,
    profileLimits: { slimAbove: 7000, max: 14_000 },
    meter,
  });
  const sources = sourcePolicies(services);
  const requests = requestCounter(meter);
  const ports = { routes: new RouteTable(services), identities, sources, requests, log } as PipelinePorts;
  return { state, stores, cache, verifier, ports, counts: () => meter.readings() };
}

async function run(
  ports: PipelinePorts,
  target: string,
  options: { method?: string; headers?: string[]; peer?: string } = {},
) {
  const exchange = new Exchange({
    method: options.method ?? 'GET',
    target,
    rawHeaders: ['Host', 'gateway.example', ...(options.headers ?? [])],
    client: clientAt(options.peer ?? '203.0.113.7', false),
    requestId: 'request-1',
  });
  const refusal = await runPipeline(exchange, ports);
  return { exchange, refusal };
}

const bearer = (token: string): string[] => ['Authorization', `Bearer ${token}`];

function outgoing(exchange: Exchange): Map<string, string> {
  const pairs = new Map<string, string>();
  const fields = outgoingFields(exchange);
  for (let i = 0; i < fields.length; i += 2) pairs.set((fields[i] ?? '').toLowerCase(), fields[i + 1] ?? '');
  return pairs;
}

const code = (refusal: AppError | undefined) => refusal?.code;

const services = [
  aService('svc', [
    aRoute('/public/*'),
    aRoute('/authenticated/*', { group: { kind: 'authenticated' } }),
    aRoute('/protected/*', { group: { kind: 'protected' } }),
    aRoute('/editors/*', {
      group: {
        kind: 'protectedByRoles',
        roles: [
          { slug: 'editor', permission: 'write' },
          { slug: 'admin', permission: 'read' },
        ],
      },
    }),
    aRoute('/nobody/*', { group: { kind: 'protectedByRoles', roles: [] } }),
    aRoute('/tokens/*', {
      group: { kind: 'protectedByServiceTokenWithRole', roles: [{ slug: 'editor', permission: 'read' }] },
    }),
  ]),
  aService('picky', [aRoute('/picky-route')], { allowedSources: ['10.0.0.0/8'] }),
];

describe('the request path', () => {
  let world: ReturnType<typeof setUp>;
  beforeEach(async () => {
    world = setUp(services);
    await world.stores.addAccount(account());
    await world.stores.addUser(user());
  });

  it('passes public requests on without asking who calls, credentials untouched', async () => {
    const { exchange, refusal } = await run(world.ports, '/svc/public/x?a=1', {
      headers: bearer('not even a token'),
    });
    expect(refusal).toBeUndefined();
    expect(exchange).toMatchObject({ origin: 'http://127.0.0.1:1', downstreamPath: '/public/x?a=1' });
    const sent = outgoing(exchange);
    expect(sent.get('authorization')).toBe('Bearer not even a token');
    expect(sent.get(HEADER.requestId)).toBe('request-1');
    expect(sent.get(HEADER.serviceName)).toBe('svc');
    expect(sent.get(HEADER.securityGroup)).toBe('"public"');
    expect(sent.get('x-forwarded-for')).toBe('203.0.113.7');
    expect(sent.has(HEADER.email)).toBe(false);
  });

  it('injects the plain e-mail on authenticated routes and keeps the credential to itself', async () => {
    const { exchange, refusal } = await run(world.ports, '/authenticated/me', {
      headers: bearer('stranger@example.com'),
    });
    expect(refusal).toBeUndefined();
    expect(outgoing(exchange).get(HEADER.email)).toBe('stranger@example.com');
    expect(outgoing(exchange).has('authorization')).toBe(false);
    expect(outgoing(exchange).has(HEADER.profile)).toBe(false);
  });

  it('injects e-mail and profile on protected routes', async () => {
    await world.stores.addLicence('alice@example.com', licence());
    const { exchange, refusal } = await run(world.ports, '/protected/x', {
      headers: bearer('alice@example.com'),
    });
    expect(refusal).toBeUndefined();
    const profile = decodeProfile(outgoing(exchange).get(HEADER.profile) ?? '');
    expect(profile).toMatchObject({ email: 'alice@example.com', accId: account().id, ownerIsActive: true });
    expect(profile.tenants).toMatchObject([
      { id: TENANT, accounts: [{ roles: [{ slug: 'editor', permission: 'read' }] }] },
    ]);
    expect(outgoing(exchange).get(HEADER.email)).toBe('alice@example.com');
  });

  it('H6: judges by the connection string where a token comes with it, and notes that both came', async () => {
    const noted: unknown[] = [];
    const log = { ...silentLogger, log: (...line: unknown[]) => void noted.push(line) };
    const { refusal } = await run({ ...world.ports, log }, '/protected/x', {
      headers: [...bearer('alice@example.com'), HEADER.connectionString, 'acc=1;sig=x'],
    });
    expect(noted).toContainEqual([
      'info',
      expect.stringContaining('the connection string decides'),
      { requestId: 'request-1' },
    ]);
    expect(refusal).toMatchObject({
      code: 'MYC00035',
      details: expect.stringMatching(/[Cc]onnection string/),
    });
  });

  it('H1: never lets a client say who it is, on any group', async () => {
    const forged = Object.values(HEADER)
      .filter(n => n !== HEADER.connectionString && n !== HEADER.tenantId)
      .flatMap(n => [n, 'forged']);
    for (const path of ['/public/x', '/authenticated/x', '/protected/x']) {
      const { exchange } = await run(world.ports, path, {
        headers: [...bearer('alice@example.com'), ...forged],
      });
      expect(outgoingFields(exchange)).not.toContain('forged');
    }
  });

  it.each([
    ['a path nobody knows', '/nothing', 'GET', [], 'MYC00047'],
    ['a dot segment', '/svc/public/../protected/x', 'GET', [], 'MYC00049'],
    ['an underscore name', '/public/x', 'GET', ['X_Mycelium_Profile', 'x'], 'MYC00049'],
    ['no credential', '/protected/x', 'GET', [], 'MYC00034'],
    ['a scheme that is not Bearer', '/protected/x', 'GET', ['Authorization', 'Basic YTpi'], 'MYC00035'],
    ['a token nobody issued', '/protected/x', 'GET', bearer('rubbish'), 'MYC00035'],
    ['a caller without an account', '/protected/x', 'GET', bearer('stranger@example.com'), 'MYC00038'],
    ['a caller without the role', '/editors/x', 'GET', bearer('alice@example.com'), 'MYC00045'],
    ['a role group that nobody can satisfy', '/nobody/x', 'GET', bearer('alice@example.com'), 'MYC00045'],
    [
      'a token of the former user of the address',
      '/protected/x',
      'GET',
      bearer('former:alice@example.com'),
      'MYC00035',
    ],
    ['a pending second factor', '/authenticated/x', 'GET', bearer('pending:alice@example.com'), 'MYC00059'],
    [
      'a tenant id that is none',
      '/protected/x',
      'GET',
      [...bearer('alice@example.com'), 'x-mycelium-tenant-id', 'acme'],
      'MYC00049',
    ],
    [
      'T1: a tenant that is not the caller’s',
      '/protected/x',
      'GET',
      [...bearer('alice@example.com'), 'x-mycelium-tenant-id', OTHER_TENANT],
      'MYC00044',
    ],
    ['a service-token route', '/tokens/x', 'GET', [], 'MYC00062'],
    ['TRACE', '/public/x', 'TRACE', [], 'MYC00048'],
  ])('refuses %s', async (_, target, method, headers, expected) => {
    const { refusal } = await run(world.ports, target, { method, headers });
    expect(code(refusal)).toBe(expected);
  });

  it('T4: asks for the permission, and any of the roles will do', async () => {
    const attempt = async () => run(world.ports, '/editors/x', { headers: bearer('alice@example.com') });
    await world.stores.addLicence('alice@example.com', licence({ perm: 'read' }));
    expect(code((await attempt()).refusal)).toBe('MYC00045');
    await world.stores.addLicence(
      'alice@example.com',
      licence({ role: 'admin', roleId: '00000000-0000-4000-8000-000000000001' }),
    );
    await world.cache.invalidate(callerGroup('alice@example.com'));
    const { exchange, refusal } = await attempt();
    expect(refusal).toBeUndefined();
    const profile = decodeProfile(outgoing(exchange).get(HEADER.profile) ?? '');
    expect(profile.licensedResources).toMatchObject({ records: [{ role: 'admin' }] });
  });

  it('does not count an invitation that was not accepted', async () => {
    await world.stores.addLicence('alice@example.com', licence({ perm: 'write', verified: false }));
    const { refusal } = await run(world.ports, '/editors/x', { headers: bearer('alice@example.com') });
    expect(code(refusal)).toBe('MYC00045');
  });

  it('T1: narrows the profile to the tenant that the client names', async () => {
    await world.stores.addLicence('alice@example.com', licence());
    await world.stores.addLicence(
      'alice@example.com',
      licence({ tenantId: OTHER_TENANT, accId: randomUUID(), roleId: randomUUID(), role: 'viewer' }),
    );
    const headers = [...bearer('alice@example.com'), 'X-Mycelium-Tenant-Id', TENANT.toUpperCase()];
    const { exchange } = await run(world.ports, '/protected/x', { headers });
    const profile = decodeProfile(outgoing(exchange).get(HEADER.profile) ?? '');
    expect(profile.licensedResources).toMatchObject({ records: [{ tenantId: TENANT }] });
    expect(profile.tenants).toHaveLength(1);
    expect(outgoing(exchange).get(HEADER.tenantId)).toBe(TENANT);
  });

  it('lets platform flags pass no role route', async () => {
    const staff = setUp(services);
    await staff.stores.addAccount(account({ accountType: 'staff' }));
    await staff.stores.addUser(user());
    const { refusal } = await run(staff.ports, '/editors/x', { headers: bearer('alice@example.com') });
    expect(code(refusal)).toBe('MYC00045');
  });

  it.each([
    [{ isActive: false }, {}, 'MYC00039'],
    [{ isChecked: false }, {}, 'MYC00040'],
    [{ isArchived: true }, {}, 'MYC00041'],
    [{ isDeleted: true }, {}, 'MYC00042'],
    [{}, { isActive: false }, 'MYC00043'],
  ])('refuses an account with %o and a user with %o', async (accountChange, userChange, expected) => {
    const changed = setUp(services);
    await changed.stores.addAccount(account(accountChange));
    await changed.stores.addUser(user(userChange));
    const { refusal } = await run(changed.ports, '/protected/x', { headers: bearer('alice@example.com') });
    expect(code(refusal)).toBe(expected);
  });

  it('refuses sources that the service does not name', async () => {
    expect(code((await run(world.ports, '/picky-route')).refusal)).toBe('MYC00046');
    expect((await run(world.ports, '/picky-route', { peer: '10.1.2.3' })).refusal).toBeUndefined();
  });

  it('lets each of two services of one name name its own sources', async () => {
    const one = aService('same', [aRoute('/one')], { allowedSources: ['10.0.0.0/8'] });
    const two = aService('same', [aRoute('/two')], { allowedSources: ['192.0.2.0/24'] });
    const { ports } = setUp([one, two]);
    const from = async (peer: string) =>
      Promise.all(['/one', '/two'].map(async path => code((await run(ports, path, { peer })).refusal)));
    expect(await from('10.1.2.3')).toEqual([undefined, 'MYC00046']);
    expect(await from('192.0.2.1')).toEqual(['MYC00046', undefined]);
  });

  it('says 405 and which methods there are', async () => {
    const table = setUp([aService('a', [aRoute('/x', { methods: ['GET', 'POST'] })])]);
    const { exchange, refusal } = await run(table.ports, '/x', { method: 'DELETE' });
    expect([code(refusal), exchange.allow]).toEqual(['MYC00048', 'GET, POST']);
  });
});

describe('identity on the way', () => {
  let world: ReturnType<typeof setUp>;
  const call = () => run(world.ports, '/protected/x', { headers: bearer('alice@example.com') });
  beforeEach(async () => {
    world = setUp(services);
    await world.stores.addAccount(account());
    await world.stores.addUser(user());
  });

  it('costs one verification and one read, then none, and waits for nothing when warm', async () => {
    await call();
    const exchange = new Exchange({
      method: 'GET',
      target: '/protected/x',
      rawHeaders: bearer('alice@example.com'),
      client: clientAt('', false),
      requestId: '',
    });
    expect(runPipeline(exchange, world.ports)).toBeUndefined();
    expect([world.verifier.asked, world.state.reads]).toEqual([1, 1]);
  });

  it('O5: reads once for many concurrent strangers to the cache', async () => {
    const answers = await Promise.all(Array.from({ length: 50 }, call));
    expect(answers.every(({ refusal }) => refusal === undefined)).toBe(true);
    expect(world.state.reads).toBe(1);
  });

  it('is looked up again after a change, and after its time', async () => {
    await call();
    await world.cache.invalidate(callerGroup('alice@example.com'));
    await call();
    expect(world.state.reads).toBe(2);
    world.state.now += 61_000;
    await call();
    expect(world.state.reads).toBe(3);
  });

  it('is never kept when the caller changed while being read', async () => {
    world.state.duringRead = () => world.cache.invalidate(callerGroup('alice@example.com'));
    await call();
    world.state.duringRead = async () => {};
    await call();
    await call();
    expect(world.state.reads).toBe(2);
  });

  it('O2: serves who is cached while the store is away, and says 503 with a time for who is not', async () => {
    await call();
    world.state.storeDown = true;
    expect((await call()).refusal).toBeUndefined();
    const { refusal } = await run(world.ports, '/protected/x', { headers: bearer('bob@example.com') });
    expect(refusal).toMatchObject({ code: 'MYC00053', kind: 'unavailable', retryAfter: 1 });
    expect((await run(world.ports, '/public/x')).refusal).toBeUndefined();
  });

  it('O1: goes on from the store while the shared cache is away', async () => {
    world.cache.get = async () => {
      throw refuse('CACHE_UNAVAILABLE');
    };
    expect((await call()).refusal).toBeUndefined();
  });
});

describe('H14: a service that has a key for signatures', () => {
  const key = '0123456789abcdef0123456789abcdef';
  const routes = services[0]!.routes;
  const signed = aService('signed', routes, { signatureKey: new Secret(key) });
  let world: ReturnType<typeof setUp>;
  let ports: PipelinePorts;
  beforeEach(async () => {
    world = setUp([signed, aService('bare', [aRoute('/bare/*', { group: { kind: 'protected' } })])]);
    const clock = { now: () => new Date(world.state.now) };
    ports = { ...world.ports, signatures: callerSignatures([signed], clock)! };
    await world.stores.addAccount(account());
    await world.stores.addUser(user());
    await world.stores.addLicence('alice@example.com', licence());
  });
  const sent = async (target: string, ...headers: string[]) => {
    const { exchange, refusal } = await run(ports, target, {
      headers: [...bearer('alice@example.com'), ...headers],
    });
    expect(refusal).toBeUndefined();
    return Object.fromEntries(outgoing(exchange));
  };
  const verified = (fields: Readonly<Record<string, string>>) =>
    verifyCaller(fields, { service: 'signed', key, now: world.state.now / 1000 });

  it('is told who calls so that it can check it: e-mail, tenant and profile', async () => {
    expect(verified(await sent('/authenticated/x'))).toEqual({ email: 'alice@example.com' });
    const fields = await sent('/protected/x', 'x-mycelium-tenant-id', TENANT);
    const profile = decodeProfile(fields[HEADER.profile] ?? '');
    expect(verified(fields)).toEqual({ email: 'alice@example.com', tenantId: TENANT, profile });
  });

  it('is signed nothing where nobody is known, and others are signed nothing at all', async () => {
    expect(await sent('/public/x')).not.toHaveProperty(HEADER.signature);
    expect(await sent('/bare/x')).not.toHaveProperty(HEADER.signature);
  });

  it('is signed with its own key, also beside another one of its name', async () => {
    const other = 'f'.repeat(32);
    const twin = aService('signed', [aRoute('/twin/*', { group: { kind: 'protected' } })], {
      signatureKey: new Secret(other),
    });
    const clock = { now: () => new Date(world.state.now) };
    const both = [signed, twin];
    ports = { ...ports, routes: new RouteTable(both), signatures: callerSignatures(both, clock)! };
    expect(verified(await sent('/protected/x'))).toMatchObject({ email: 'alice@example.com' });
    await expect(sent('/twin/x').then(verified)).rejects.toThrow(/another key/);
  });

  it('gets no signature that a client brings along', async () => {
    const forged = [HEADER.signature, 'forged'];
    expect(await sent('/public/x', ...forged)).not.toHaveProperty(HEADER.signature);
    expect(verified(await sent('/protected/x', ...forged))?.email).toBe('alice@example.com');
  });

  it('is signed the same for half a minute, and never what is no longer so', async () => {
    const first = await sent('/protected/x');
    expect(await sent('/protected/x')).toEqual(first);
    const narrowed = await sent('/protected/x', 'x-mycelium-tenant-id', TENANT);
    expect(narrowed[HEADER.signature]).not.toBe(first[HEADER.signature]);
    expect(verified(narrowed)?.tenantId).toBe(TENANT);
    world.state.now += 30_000;
    const later = await sent('/protected/x');
    expect(later[HEADER.signature]).not.toBe(first[HEADER.signature]);
    expect(verified(later)).toEqual(verified(first));
  });
});

describe('H10: a profile that is long for a header', () => {
  const prepared = (form: string, value: number) => ({
    scope: 'identity',
    name: 'identity.profiles_count',
    attributes: { form },
    value,
  });

  async function withLicences(count: number, log?: Logger) {
    const world = setUp(services, log);
    await world.stores.addAccount(account());
    await world.stores.addUser(user());
    for (let i = 0; i < count; i++) {
      const tenantId = i === 0 ? OTHER_TENANT : TENANT;
      await world.stores.addLicence(
        'alice@example.com',
        licence({ tenantId, accId: randomUUID(), roleId: randomUUID(), role: `role-${i}` }),
      );
    }
    return world;
  }

  it('is sent in the slim form, with every licence', async () => {
    const said: unknown[] = [];
    const log: Logger = {
      ...silentLogger,
      log: (level, message, fields) => void said.push([level, message, fields]),
    };
    const world = await withLicences(150, log);
    const { exchange, refusal } = await run(world.ports, '/protected/x', {
      headers: bearer('alice@example.com'),
    });
    expect(refusal).toBeUndefined();
    const header = outgoing(exchange).get(HEADER.profile) ?? '';
    expect(header.length).toBeLessThanOrEqual(14_000);
    const profile = decodeProfile(header);
    expect(profile.licensedResources).toHaveProperty('urls');
    expect(licencesOf(profile)).toHaveLength(150);
    expect(profile.tenants).toBeUndefined();
    const sizes = { full: expect.any(Number), slim: header.length };
    expect(said).toEqual([
      ['info', 'a profile is sent in its slim form', { accId: profile.accId, ...sizes }],
    ]);
    expect(world.counts()).toContainEqual(prepared('slim', 1));
  });

  it('is refused with advice when even that is too long, and passes when narrowed to a tenant', async () => {
    const world = await withLicences(400);
    const { refusal } = await run(world.ports, '/protected/x', { headers: bearer('alice@example.com') });
    expect(refusal).toMatchObject({
      code: 'MYC00065',
      details: expect.stringContaining('x-mycelium-tenant-id'),
    });
    const headers = [...bearer('alice@example.com'), 'x-mycelium-tenant-id', OTHER_TENANT];
    expect((await run(world.ports, '/protected/x', { headers })).refusal).toBeUndefined();
    expect(world.counts()).toContainEqual(prepared('refused', 1));
    expect(world.counts()).toContainEqual(prepared('full', 1));
  });
});

describe('secrets for the service', () => {
  const secrets = new Map([
    [
      'header',
      { kind: 'header' as const, headerName: 'Authorization', prefix: 'Bearer', token: new Secret('s3cret') },
    ],
    ['query', { kind: 'query' as const, parameter: 'token', token: new Secret('s&cret') }],
  ]);
  const world = setUp([
    aService('s', [aRoute('/h', { secretName: 'header' }), aRoute('/q', { secretName: 'query' })], {
      secrets,
    }),
  ]);

  it('replace a header of the same name, also one of our own', async () => {
    const token = new Secret('10.0.0.9');
    const own = { kind: 'header' as const, headerName: 'X-Forwarded-For', prefix: '', token };
    const odd = setUp([
      aService('s', [aRoute('/o', { secretName: 'own' })], { secrets: new Map([['own', own]]) }),
    ]);
    const { exchange: other } = await run(odd.ports, '/o');
    const fields = outgoingFields(other).map(text => text.toLowerCase());
    expect(fields.filter((_, i) => fields[i - 1] === 'x-forwarded-for')).toEqual(['10.0.0.9']);

    const { exchange } = await run(world.ports, '/h', { headers: ['authorization', 'Bearer client'] });
    expect(outgoingFields(exchange).filter(v => /bearer/i.test(v))).toEqual(['Bearer s3cret']);
  });

  it('are added to the query, replacing only a parameter of the same name in any spelling', async () => {
    const { exchange } = await run(world.ports, '/q?a=1&token=mine&%74oken=mine&b=2');
    expect(exchange.downstreamPath).toBe('/q?a=1&b=2&token=s%26cret');
  });
});

describe('the target', () => {
  it('stands in the path of the request when the service is reached through a proxy', async () => {
    const through = { hosts: ['a:1', 'b:2'], proxyAddress: 'http://proxy:3128/to' };
    const world = setUp([aService('api', [aRoute('/api/*')], through)]);
    const { exchange } = await run(world.ports, '/api/x?q=1');
    expect(exchange).toMatchObject({
      origin: 'http://proxy:3128',
      downstreamPath: '/to/http://a:1/x?q=1',
    });
  });

  it('takes the hosts of a service in turn', async () => {
    const world = setUp([aService('s', [aRoute('/x')], { hosts: ['a:1', 'b:2'] })]);
    const origins = [];
    for (let i = 0; i < 4; i++) origins.push((await run(world.ports, '/x')).exchange.origin);
    expect(origins).toEqual(['http://a:1', 'http://b:2', 'http://a:1', 'http://b:2']);
  });

  it('P3: removes the service’s name once, at the start', async () => {
    const world = setUp([aService('api', [aRoute('/*')])]);
    expect((await run(world.ports, '/api/apiv2/api/x')).exchange.downstreamPath).toBe('/apiv2/api/x');
    expect((await run(world.ports, '/apiv2/x')).exchange.downstreamPath).toBe('/apiv2/x');
    expect((await run(world.ports, '/api')).exchange.downstreamPath).toBe('/');
  });
});

it('strangers, however many, take the place of nobody who is known', async () => {
  const world = setUp([aService('s', [aRoute('/protected/*', { group: { kind: 'protected' } })])]);
  await world.stores.addAccount(account());
  await world.stores.addUser(user());
  const caller = (email: string) => world.ports.identities.caller(email, { stage: () => undefined });
  await caller('alice@example.com');
  for (let n = 0; n < 20_001; n += 1) await caller(`stranger-${n}@example.com`);
  // Known within this process: nothing is waited for.
  expect(caller('alice@example.com')).not.toBeInstanceOf(Promise);
});

describe('the count of requests', () => {
  const world = setUp([
    aService('orders', [
      aRoute('/public/*', { group: { kind: 'public' } }),
      aRoute('/authenticated/*', { group: { kind: 'authenticated' } }),
      aRoute('/protected/*', { group: { kind: 'protected' } }),
      aRoute('/admins/*', {
        group: { kind: 'protectedByRoles', roles: [{ slug: 'admin', permission: 'read' }] },
      }),
    ]),
  ]);
  const counted = (identifier: string, value: number) => ({
    scope: 'router_counter',
    name: 'router.requests_count',
    attributes: { identifier, down_service_name: 'orders' },
    value,
  });

  it('is by caller and service, of those that are known and let pass', async () => {
    await world.stores.addAccount(account());
    await world.stores.addUser(user());
    const headers = bearer('alice@example.com');
    for (const target of ['/authenticated/1', '/protected/1', '/protected/2', '/public/1', '/admins/1'])
      await run(world.ports, target, { headers });
    await run(world.ports, '/protected/1');
    const { exchange } = await run(world.ports, '/authenticated/1', { headers });
    expect(await decideAgain(exchange.head, world.ports)).toBeUndefined();
    expect(world.counts().filter(({ name }) => name === 'router.requests_count')).toEqual([
      counted(`email:${Buffer.from('alice@example.com').toString('base64')}`, 2),
      counted(`profileId:${account().id.replaceAll('-', '')}`, 2),
    ]);
  });
});

describe('the stage events', () => {
  function recording() {
    const lines: LogFields[] = [];
    const log: Logger = {
      enabled: level => level !== 'debug',
      log: (_level, _message, fields) => void lines.push(fields ?? {}),
      child: () => log,
    };
    return { log, stages: () => lines.map(f => [f.stage, f.outcome].filter(Boolean).join(' ')) };
  }

  it('open and close around the finding of a profile', async () => {
    const { log, stages } = recording();
    const world = setUp(services, log);
    await world.stores.addAccount(account());
    await world.stores.addUser(user());
    await run(world.ports, '/protected/x', { headers: bearer('alice@example.com') });
    expect(stages()).toEqual([
      'router.check_security_group',
      'router.profile_resolution',
      'router.profile_injection',
      'identity.profile',
      'identity.profile.cache',
      'identity.profile resolved',
      'router.profile_injection ok',
      'router.profile_resolution ok',
      'router.check_security_group ok',
    ]);
  });

  it('close with an error when the request is refused', async () => {
    const { log, stages } = recording();
    await run(setUp(services, log).ports, '/authenticated/x');
    expect(stages()).toEqual([
      'router.check_security_group',
      'router.identity_resolution',
      'router.identity_injection',
      'router.identity_injection error',
      'router.identity_resolution error',
      'router.check_security_group error',
    ]);
  });
});

describe('a connection that outlives its request', () => {
  it('is decided about again by what is known now', async () => {
    const world = setUp(services);
    await world.stores.addAccount(account());
    await world.stores.addUser(user());
    const { exchange, refusal } = await run(world.ports, '/protected/live', {
      headers: bearer('alice@example.com'),
    });
    expect(refusal).toBeUndefined();
    expect(exchange.identity?.validUntil).toBe(world.state.now + 60_000);
    expect(await decideAgain(exchange.head, world.ports)).toBeUndefined();
    await world.stores.addAccount(account({ isActive: false }));
    await world.cache.invalidate(callerGroup('alice@example.com'));
    expect(code(await decideAgain(exchange.head, world.ports))).toBe('MYC00039');
  });

  it('never receives the fields of a WebSocket handshake from a plain request', async () => {
    const { ports } = setUp(services);
    const names = ['Key', 'Version', 'Protocol', 'Extensions', 'Accept'].map(name => `Sec-WebSocket-${name}`);
    const { exchange } = await run(ports, '/public/x', { headers: names.flatMap(name => [name, 'x']) });
    expect([...outgoing(exchange).keys()].filter(name => name.startsWith('sec-websocket'))).toEqual([]);
  });
});
