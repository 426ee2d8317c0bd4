import { licencesOf } from '@mycelium/profile';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serverConfig, service } from './harness/configuration.ts';
import { type Database, migratedDatabase } from './harness/database.ts';
import { type Door, done, restDoor, rpcDoor } from './harness/doors.ts';
import { type Downstream, startDownstream } from './harness/downstream.ts';
import { type Gateway, startGateway } from './harness/gateway.ts';
import { type Mailbox, startMailbox } from './harness/mailbox.ts';
import { type Answer, bearer, call, signUp } from './harness/person.ts';
import { type RunningServer, startRedis } from './servers/index.ts';

const SECRET = 'bootstrap-secret-0123456789';
const WITHIN_MS = 1000;

/** The guided walk of `docs/guides/administration.md`, from the first claim to a revoked licence, on two replicas. */
describe.each(['REST', 'JSON-RPC'])('administration over %s', doorName => {
  let redis: RunningServer;
  let mailbox: Mailbox;
  let downstream: Downstream;
  let database: Database;
  let gateway: Gateway;
  let replica: Gateway;
  let door: Door;
  let staff: string;

  beforeAll(async () => {
    [redis, mailbox, downstream, database] = await Promise.all([
      startRedis(),
      startMailbox(),
      startDownstream(),
      migratedDatabase(),
    ]);
    const config = serverConfig({
      database: database.url,
      redis: redis.url,
      mailbox,
      core: `staffBootstrapSecret = "${SECRET}"`,
      services: service('content', downstream.host, [
        { group: '{ protectedByRoles = [{ slug = "editor", permission = "write" }] }', path: '/articles/*' },
        { group: 'protected', path: '/profile' },
      ]),
    });
    gateway = await startGateway({ config });
    // One installation has one address, however many processes stand behind it.
    replica = await startGateway({
      config: config.replace('"http://127.0.0.1:{port}"', JSON.stringify(gateway.url)),
    });
    door = doorName === 'REST' ? await restDoor(gateway.url) : rpcDoor(gateway.url);
    staff = await claim('operator@example.org');
  });
  afterAll(async () => {
    await Promise.all([gateway?.stop(), replica?.stop()]);
    await Promise.all([redis?.stop(), mailbox?.stop(), downstream?.stop(), database?.drop()]);
  });

  async function claim(email: string): Promise<string> {
    const asked = await call(`${gateway.url}/_adm/instance/bootstrap/request-code`, {
      json: { secret: SECRET, email },
    });
    expect(asked.status).toBe(200);
    const { links } = await mailbox.newest(email);
    const page = await call(links.find(link => link.includes('/magic-link/display/')) ?? '');
    const code = /id="login-code">(\d{6})</.exec(page.body)?.[1];
    const claimed = await call(`${gateway.url}/_adm/instance/bootstrap/complete`, {
      json: { secret: SECRET, email, code },
    });
    expect(claimed).toMatchObject({ status: 200, body: { type: 'Bearer' } });
    return claimed.body.token as string;
  }

  const join = async (email: string): Promise<string> => (await signUp(gateway.url, mailbox, email)).token;
  const as = (token: string) => (operation: string, params: Readonly<Record<string, unknown>>) =>
    done(door.call(token, operation, params));
  const article = (at: Gateway, token: string): Promise<Answer> =>
    call(`${at.url}/articles/1`, { headers: bearer(token) });

  /** A tenant with an owner, a tenant manager, an account and a subscriptions manager, each made by the one before. */
  async function tenantWithPeople(name: string) {
    const people = {
      owner: `owner@${name}.example`,
      manager: `manager@${name}.example`,
      inviter: `inviter@${name}.example`,
    };
    const [owner, manager, inviter] = [
      await join(people.owner),
      await join(people.manager),
      await join(people.inviter),
    ];
    const { owners } = await as(owner)('beginners.accounts.get', {});
    const tenant = await as(staff)('managers.tenants.create', { name, ownerId: owners.records[0].id });
    const tenantId: string = tenant.id;

    const management = await as(owner)('tenantOwner.accounts.createManagementAccount', { tenantId });
    const managing = await roleId(owner, { tenantId, slug: 'tenant-manager', permission: 'write' });
    await as(owner)('subscriptionsManager.guests.guestUserToSubscriptionAccount', {
      tenantId,
      accountId: management.id,
      roleId: managing,
      email: people.manager,
    });
    await accept(manager, management.id, 'tenant-manager');

    const account = await as(manager)('subscriptionsManager.accounts.createSubscriptionAccount', {
      tenantId,
      name: 'Newsroom',
    });
    const inviting = await as(manager)('tenantManager.accounts.createSubscriptionManagerAccount', {
      tenantId,
    });
    await as(manager)('tenantManager.guests.guestUserToSubscriptionManagerAccount', {
      tenantId,
      accountId: inviting.id,
      email: people.inviter,
      permission: 'write',
    });
    await accept(inviter, inviting.id, 'subscriptions-manager');
    return { tenantId, accountId: account.id as string, owner, manager, inviter };
  }

  async function roleId(
    token: string,
    { permission, ...params }: { tenantId: string; slug: string; permission: 'read' | 'write' },
  ): Promise<string> {
    const { records } = await as(token)('subscriptionsManager.guestRoles.list', params);
    return records.find((role: { permission: string }) => role.permission === permission).id;
  }

  const accept = (token: string, accountId: string, guestRoleName: string): Promise<unknown> =>
    as(token)('beginners.guests.acceptInvitation', { accountId, guestRoleName, permission: 'write' });

  it('goes from the first claim to a role that opens a route, and back', async () => {
    const { tenantId, accountId, inviter } = await tenantWithPeople('acme');
    const writer = await join('writer@acme.example');
    expect((await article(gateway, writer)).body.code).toBe('MYC00045');

    const editor = await roleId(inviter, { tenantId, slug: 'editor', permission: 'write' });
    const place = { tenantId, accountId, roleId: editor, email: 'writer@acme.example' };
    await as(inviter)('subscriptionsManager.guests.guestUserToSubscriptionAccount', place);
    const invitation = await mailbox.newest('writer@acme.example', 2);
    const link = invitation.links.find(each => each.includes('/guests/account/')) ?? '';
    expect(await call(link)).toMatchObject({ status: 200 });
    // Neither the invitation nor looking at it grants anything.
    expect((await article(replica, writer)).body.code).toBe('MYC00045');

    await accept(writer, accountId, 'editor');
    for (const at of [gateway, replica]) expect(await article(at, writer)).toMatchObject({ status: 200 });
    expect(licencesOf(downstream.last().profile!)).toMatchObject([
      { accId: accountId, tenantId, role: 'editor', perm: 'write', verified: true },
    ]);

    await as(inviter)('subscriptionsManager.guests.revokeUserGuestToSubscriptionAccount', place);
    const revoked = Date.now();
    for (const at of [gateway, replica]) await refusedSoon(() => article(at, writer), revoked);
  });

  /** Asks until it is refused, and not longer than a change may take to reach every replica. */
  async function refusedSoon(ask: () => Promise<Answer>, since: number): Promise<void> {
    for (;;) {
      const { status } = await ask();
      if (status === 403) return;
      expect(Date.now() - since, 'the revoked licence still opens the route').toBeLessThan(WITHIN_MS);
    }
  }

  it('lets nobody act in a tenant where they hold nothing', async () => {
    const [ours, theirs] = [await tenantWithPeople('ours'), await tenantWithPeople('theirs')];
    for (const token of [ours.owner, ours.manager, ours.inviter]) {
      const foreign = door.call(token, 'subscriptionsManager.accounts.createSubscriptionAccount', {
        tenantId: theirs.tenantId,
        name: 'Mine',
      });
      expect(await foreign).toMatchObject({ ok: false, code: 'MYC00019' });
      const smuggled = door.call(token, 'subscriptionsManager.accounts.get', {
        tenantId: ours.tenantId,
        accountId: theirs.accountId,
      });
      expect(await smuggled).toMatchObject({ ok: false, code: 'MYC00054' });
    }
    const { count } = await as(theirs.owner)('subscriptionsManager.accounts.list', {
      tenantId: theirs.tenantId,
    });
    expect(count).toBe(1);
  });

  it('suspends an account on every replica', async () => {
    const token = await join('suspended@example.org');
    const own = await as(token)('beginners.accounts.get', {});
    const profile = (at: Gateway) => call(`${at.url}/profile`, { headers: bearer(token) });
    for (const at of [gateway, replica]) expect((await profile(at)).status).toBe(200);
    await as(staff)('userManager.account.deactivate', { accountId: own.id });
    const suspended = Date.now();
    for (const at of [gateway, replica]) await refusedSoon(() => profile(at), suspended);
    await as(staff)('userManager.account.activate', { accountId: own.id });
    expect(await profile(gateway)).toMatchObject({ status: 200 });
  });

  it('keeps the trail of who changed what', async () => {
    const { tenantId, owner } = await tenantWithPeople('trail');
    await as(owner)('tenantOwner.tenant.updateNameAndDescription', { tenantId, name: 'Trail & Sons' });
    const trail = await as(owner)('audit.resourceTrail.fetch', {
      resourceType: 'tenant',
      resourceId: tenantId,
    });
    expect(trail.map(({ metadata }: Answer['body']) => metadata.action)).toEqual([
      'update_tenant_name_and_description',
      'create_tenant',
    ]);
  });
});
