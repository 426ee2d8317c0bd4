import { randomUUID } from 'node:crypto';
import { licencesOf } from '@mycelium/profile';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serverConfig, service } from './harness/configuration.ts';
import { type Database, migratedDatabase } from './harness/database.ts';
import { type Downstream, startDownstream } from './harness/downstream.ts';
import { type Gateway, startGateway } from './harness/gateway.ts';
import { type Mailbox, startMailbox } from './harness/mailbox.ts';
import { type Answer, bearer, call, signUp } from './harness/person.ts';
import { type RunningServer, startRedis } from './servers/index.ts';

/** Every documented way to ask for a role, under the path that stands for it. */
const SPELLINGS: readonly (readonly [string, string])[] = [
  ['slugs', '{ protectedByRoles = [{ slug = "admin" }, { slug = "editor" }] }'],
  ['slug-write', '{ protectedByRoles = [{ slug = "editor", permission = "write" }] }'],
  ['slug-read', '{ protectedByRoles = [{ slug = "editor", permission = "read" }] }'],
  ['list', '{ protectedByRoles = { roles = ["admin", "editor"] } }'],
  ['names', '{ protectedByRoles = ["admin", "editor"] }'],
  [
    'pairs',
    '{ protectedByPermissionedRoles = { permissionedRoles = [["admin", "write"], ["editor", "read"]] } }',
  ],
  ['pairs-write', '{ protectedByPermissionedRoles = { permissionedRoles = [["editor", "write"]] } }'],
  ['elsewhere', '{ protectedByRoles = [{ slug = "auditor" }] }'],
];
const READ_IS_ENOUGH = ['slugs', 'slug-read', 'list', 'names', 'pairs'];
const WRITE_IS_NEEDED = ['slug-write', 'pairs-write'];

describe('roles that guests hold', () => {
  let redis: RunningServer;
  let mailbox: Mailbox;
  let downstream: Downstream;
  let database: Database;
  let gateway: Gateway;
  const roles = new Map<string, string>();

  beforeAll(async () => {
    [redis, mailbox, downstream, database] = await Promise.all([
      startRedis(),
      startMailbox(),
      startDownstream(),
      migratedDatabase(),
    ]);
    for (const [slug, permission] of [
      ['editor', 0],
      ['editor', 1],
      ['auditor', 0],
    ] as const) {
      const [row] = await database.query(
        'INSERT INTO guest_role (name, slug, permission) VALUES ($1, $1, $2) RETURNING id',
        [slug, permission],
      );
      roles.set(`${slug}:${permission}`, row.id);
    }
    const routes = SPELLINGS.map(([name, group]) => ({ group, path: `/${name}/*` }));
    gateway = await startGateway({
      config: serverConfig({
        database: database.url,
        redis: redis.url,
        mailbox,
        services: service('content', downstream.host, [
          ...routes,
          { group: 'protected', path: '/profile' },
          { group: '{ protectedByRoles = [{ slug = "editor" }] }', path: '/mixed/*', methods: '["READ"]' },
          {
            group: '{ protectedByRoles = [{ slug = "editor", permission = "write" }] }',
            path: '/mixed/*',
            methods: '["WRITE"]',
          },
        ]),
      }),
    });
  });
  afterAll(async () => {
    await gateway?.stop();
    await Promise.all([redis?.stop(), mailbox?.stop(), downstream?.stop(), database?.drop()]);
  });

  /** A subscription account of a new tenant. */
  async function tenantAccount(name: string): Promise<{ tenantId: string; accountId: string }> {
    const tenantId = randomUUID();
    const accountId = randomUUID();
    await database.query('INSERT INTO tenant (id, name, status) VALUES ($1, $2, ARRAY[]::jsonb[])', [
      tenantId,
      name,
    ]);
    await database.query(
      `INSERT INTO account (id, name, slug, account_type, tenant_id, is_checked) VALUES ($1, $2, $2, $3, $4, true)`,
      [accountId, name, JSON.stringify({ subscription: { tenantId } }), tenantId],
    );
    return { tenantId, accountId };
  }

  async function invite(email: string, role: string, accountId: string, verified = true): Promise<void> {
    const [guest] = await database.query(
      'INSERT INTO guest_user (email, guest_role_id, was_verified) VALUES ($1, $2, $3) RETURNING id',
      [email, roles.get(role), verified],
    );
    await database.query('INSERT INTO guest_user_on_account (guest_user_id, account_id) VALUES ($1, $2)', [
      guest.id,
      accountId,
    ]);
  }

  const ask = (path: string, token: string, init: RequestInit = {}): Promise<Answer> =>
    call(`${gateway.url}${path}`, { ...init, headers: { ...bearer(token), ...init.headers } });

  it('reading roles open every spelling that asks for reading, and none that asks for writing', async () => {
    const { accountId, tenantId } = await tenantAccount('readers');
    const { token } = await signUp(gateway.url, mailbox, 'reader@example.org');
    await invite('reader@example.org', 'editor:0', accountId);
    for (const path of READ_IS_ENOUGH) {
      expect((await ask(`/${path}/1`, token)).status, path).toBe(200);
      const { profile, headers } = downstream.last();
      expect(headers['x-mycelium-profile']).toBeDefined();
      expect(licencesOf(profile!)).toMatchObject([
        { role: 'editor', perm: 'read', accId: accountId, tenantId, verified: true },
      ]);
      expect(profile!.tenants).toEqual([
        {
          id: tenantId,
          accounts: [{ id: accountId, name: 'readers', roles: [{ slug: 'editor', permission: 'read' }] }],
        },
      ]);
    }
    const before = downstream.requests.length;
    for (const path of [...WRITE_IS_NEEDED, 'elsewhere']) {
      const refused = await ask(`/${path}/1`, token);
      expect(refused, path).toMatchObject({ status: 403, body: { code: 'MYC00045' } });
    }
    expect(downstream.requests).toHaveLength(before);
  });

  it('a role with writing opens routes for both, and the method decides between two routes of one path', async () => {
    const { accountId } = await tenantAccount('writers');
    const { token } = await signUp(gateway.url, mailbox, 'writer@example.org');
    await invite('writer@example.org', 'editor:1', accountId);
    for (const path of [...READ_IS_ENOUGH, ...WRITE_IS_NEEDED])
      expect((await ask(`/${path}/1`, token)).status, path).toBe(200);
    expect((await ask('/mixed/1', token, { method: 'PUT', body: 'text' })).status).toBe(200);
    expect(downstream.last()).toMatchObject({ method: 'PUT', body: 'text' });

    const reader = await signUp(gateway.url, mailbox, 'mixed@example.org');
    await invite('mixed@example.org', 'editor:0', accountId);
    expect((await ask('/mixed/1', reader.token)).status).toBe(200);
    expect((await ask('/mixed/1', reader.token, { method: 'PUT' })).status).toBe(403);
  });

  it('the profile of a role route carries the licences that opened it, and no others', async () => {
    const { accountId } = await tenantAccount('several');
    const { token } = await signUp(gateway.url, mailbox, 'several@example.org');
    await invite('several@example.org', 'editor:0', accountId);
    await invite('several@example.org', 'auditor:0', accountId);
    await ask('/profile', token);
    expect(licencesOf(downstream.last().profile!).map(({ role }) => role)).toEqual(['auditor', 'editor']);
    await ask('/elsewhere/1', token);
    expect(licencesOf(downstream.last().profile!).map(({ role }) => role)).toEqual(['auditor']);
  });

  it('T1 the tenant header narrows the profile and never widens it', async () => {
    const [first, second, foreign] = await Promise.all(['one', 'two', 'foreign'].map(tenantAccount));
    const { token } = await signUp(gateway.url, mailbox, 'tenants@example.org');
    await invite('tenants@example.org', 'editor:0', first!.accountId);
    await invite('tenants@example.org', 'auditor:0', second!.accountId);
    await ask('/profile', token);
    expect(downstream.last().profile!.tenants).toHaveLength(2);

    const inTenant = (id: string): RequestInit => ({ headers: { 'x-mycelium-tenant-id': id } });
    expect((await ask('/profile', token, inTenant(first!.tenantId))).status).toBe(200);
    expect(downstream.last().headers['x-mycelium-tenant-id']).toBe(first!.tenantId);
    expect(licencesOf(downstream.last().profile!)).toMatchObject([{ tenantId: first!.tenantId }]);

    // The role exists, but not in this tenant.
    expect((await ask('/elsewhere/1', token, inTenant(first!.tenantId))).body.code).toBe('MYC00045');
    expect((await ask('/elsewhere/1', token, inTenant(second!.tenantId))).status).toBe(200);

    expect(await ask('/profile', token, inTenant(foreign!.tenantId))).toMatchObject({
      status: 403,
      body: { code: 'MYC00044' },
    });
    expect(await ask('/profile', token, inTenant('not-a-uuid'))).toMatchObject({
      status: 400,
      body: { code: 'MYC00049' },
    });
  });

  it('an invitation that was not accepted grants nothing', async () => {
    const { accountId, tenantId } = await tenantAccount('pending');
    const { token } = await signUp(gateway.url, mailbox, 'pending@example.org');
    await invite('pending@example.org', 'editor:1', accountId, false);
    for (const [path] of SPELLINGS) expect((await ask(`/${path}/1`, token)).status, path).toBe(403);
    expect((await ask('/profile', token)).status).toBe(200);
    expect(licencesOf(downstream.last().profile!)).toEqual([]);
    const within = await ask('/profile', token, { headers: { 'x-mycelium-tenant-id': tenantId } });
    expect(within).toMatchObject({ status: 403, body: { code: 'MYC00044' } });
  });

  it.each([
    ['an inactive account', 'account', 'is_active = false', 'MYC00039'],
    ['an account that was not approved', 'account', 'is_checked = false', 'MYC00040'],
    ['an archived account', 'account', 'is_archived = true', 'MYC00041'],
    ['a deleted account', 'account', 'is_deleted = true', 'MYC00042'],
    ['an inactive user', '"user"', 'is_active = false', 'MYC00043'],
  ])('%s is refused with its own code, whatever its roles', async (_name, table, change, code) => {
    const email = `${code.toLowerCase()}@example.org`;
    const { accountId } = await tenantAccount(code);
    const person = await signUp(gateway.url, mailbox, email);
    await invite(email, 'editor:1', accountId);
    const key = table === 'account' ? 'id' : 'account_id';
    await database.query(`UPDATE ${table} SET ${change} WHERE ${key} = $1`, [person.accountId]);
    const before = downstream.requests.length;
    for (const path of ['/profile', '/slugs/1', '/pairs/1'])
      expect(await ask(path, person.token)).toMatchObject({ status: 403, body: { code, status: 403 } });
    expect(downstream.requests).toHaveLength(before);
  });

  it('being staff does not stand in for a role', async () => {
    const { token, accountId } = await signUp(gateway.url, mailbox, 'staff@example.org');
    await database.query(`UPDATE account SET account_type = '"staff"' WHERE id = $1`, [accountId]);
    expect((await ask('/slugs/1', token)).status).toBe(403);
    expect((await ask('/profile', token)).status).toBe(200);
    expect(downstream.last().profile).toMatchObject({ isStaff: true, isManager: true });
  });
});
