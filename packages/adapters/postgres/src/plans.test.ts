import type { Account, GuestRole, IssuedConnectionString, User } from '@mycelium/accounts';
import type {
  AccountId,
  GuestId,
  PageRequest,
  RoleId,
  TagId,
  TenantId,
  UserId,
  WebhookId,
} from '@mycelium/kernel';
import type { Webhook } from '@mycelium/system';
import type { Tenant } from '@mycelium/tenants';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SchemaConnection } from './migrator.ts';
import { BUSY_EMAIL, idOf, MANY, manyRowsSql } from './testing/many-rows.ts';
import { fullReads, indexesOf, largeTables, planOf } from './testing/plans.ts';
import { type Statement, type StatementRecorder, statementRecorder } from './testing/statements.ts';
import { serverDatabase, type TestDatabase } from './testing/test-database.ts';
import type { PostgresStores } from './unit-of-work.ts';

let database: TestDatabase;
let recorder: StatementRecorder;
let large: ReadonlySet<string>;
beforeAll(async () => {
  database = await serverDatabase();
  await withConnection(connection => connection.script(manyRowsSql));
  large = await withConnection(largeTables);
  recorder = statementRecorder(database.database);
});
afterAll(() => database.close());

const withConnection = <Result>(work: (connection: SchemaConnection) => Promise<Result>): Promise<Result> =>
  database.database.withSchemaConnection(work);

const readsOf = (statements: readonly Statement[]): Promise<readonly string[]> =>
  withConnection(async connection => {
    const reads: string[] = [];
    for (const statement of statements) reads.push(...fullReads(await planOf(connection, statement), large));
    return reads;
  });

/** What a verb sends. Whatever it writes is undone. */
const sentBy = (verb: (stores: PostgresStores) => Promise<unknown>): Promise<readonly Statement[]> => {
  const undone = new Error('undone');
  return recorder.during(() =>
    database.postgres.unitOfWork
      .run(async stores => {
        await verb(stores);
        throw undone;
      })
      .catch(error => expect(error).toBe(undone)),
  );
};

it('knows the tables that are large', () => {
  expect([...large].sort()).toEqual([
    'account',
    'account_tag',
    'guest_user',
    'guest_user_on_account',
    'identity_provider',
    'resource_audit_log',
    'tenant_tag',
    'token',
    'user',
  ]);
});

it.each([
  ['SELECT id FROM account WHERE slug || $1 = name', ['x'], ['Seq Scan on account']],
  ['SELECT id FROM account WHERE tenant_id = $1 AND name ILIKE $2', [idOf('tenant', 1), '%x%'], []],
  [
    `UPDATE token SET expiration = now() WHERE meta -> 'scope' = '[]' AND id > 0 OR expiration < $1`,
    ['2020-01-01'],
    ['Seq Scan on token'],
  ],
])('tells a lookup without an index: %s', async (text, parameters, reads) => {
  expect(await readsOf([{ text, parameters }])).toEqual(reads);
});

it('reads no large table to resolve a profile, be it of a busy person, of another or of nobody', async () => {
  const { profileSource } = database.postgres;
  for (const email of [BUSY_EMAIL, 'user2@example.org', 'nobody@example.org']) {
    const sent = await recorder.during(() => profileSource.byEmail(email));
    expect(sent).toHaveLength(1);
    expect(await readsOf(sent)).toEqual([]);
  }
  expect((await profileSource.byEmail(BUSY_EMAIL))?.licences).toHaveLength(1_000);
});

it('resolves a profile by the indexes made for it, with the plan that is kept for every e-mail as well', async () => {
  const [sent] = await recorder.during(() => database.postgres.profileSource.byEmail(BUSY_EMAIL));
  const kept = await withConnection(async connection => {
    await connection.script('SET plan_cache_mode = force_generic_plan');
    await connection.script(`PREPARE caller AS ${sent?.text}`);
    return planOf(connection, { text: `EXECUTE caller ('${BUSY_EMAIL}')`, parameters: [] });
  });
  const made = await withConnection(connection => planOf(connection, sent as Statement));
  for (const plan of [kept, made]) {
    expect(fullReads(plan, large)).toEqual([]);
    expect([...indexesOf(plan)]).toEqual(
      expect.arrayContaining(['guest_user_on_account_pkey', 'idx_tenant_perhaps_trashed']),
    );
  }
});

const at = new Date('2026-03-01T12:00:00Z');
const by = { id: idOf('account', 1), from: 'account', at } as const;
const page: PageRequest = { pageSize: 10, skip: 0 };
const email = 'user2@example.org';
const accountId = idOf('account', MANY.users + 1) as AccountId;
const personal = idOf('account', 2) as AccountId;
const tenantId = idOf('tenant', 1) as TenantId;
const userId = idOf('user', 2) as UserId;
const roleId = idOf('role', 4) as RoleId;
const guestId = idOf('guest', '2-1') as GuestId;
const tagId = idOf('account-tag', 1) as TagId;
const fresh = idOf('fresh', 1);
const key = { email, roleId, accountId };
const entry = { key: 'locale', value: 'es' };

const user: User = {
  id: fresh as UserId,
  username: 'new',
  email: 'new@example.org',
  firstName: '',
  lastName: '',
  isActive: true,
  isPrincipal: true,
  created: at,
};
const account: Account = {
  id: fresh as AccountId,
  name: 'New',
  slug: 'new',
  accountType: { actorAssociated: { actor: 'gatewayManager' } },
  isSystemAccount: true,
  isActive: true,
  isChecked: true,
  isArchived: false,
  isDeleted: false,
  meta: {},
  createdAt: at,
};
const role: GuestRole = {
  id: fresh as RoleId,
  name: 'New',
  slug: 'new',
  permission: 'read',
  system: false,
  created: at,
  children: [],
};
const tenant: Tenant = { id: fresh as TenantId, name: 'New', marks: {}, meta: {}, created: at };
const issued: IssuedConnectionString = {
  innerId: fresh,
  accountId: personal,
  email,
  name: 'x',
  expiration: at,
  createdAt: at,
  scope: [],
  signature: 'x',
  digest: 'x',
};
const webhook: Webhook = {
  id: fresh as WebhookId,
  name: 'x',
  url: 'https://example.org',
  trigger: 'userAccount.created',
  method: 'POST',
  isActive: true,
  created: at,
};
const link = {
  id: fresh,
  email,
  tokenHash: 'x',
  codeHash: 'x',
  createdAt: at,
  expiresAt: at,
};

type Lookups = { readonly [Store in keyof PostgresStores]?: (stores: PostgresStores) => Promise<unknown>[] };

/** Every verb that looks something up by a key, or writes. */
const VERBS: Lookups = {
  users: ({ users }) => [
    users.byEmail(email),
    users.byId(userId),
    users.insert(user),
    users.attachAccount(userId, accountId),
    users.anonymise(userId, at),
  ],
  accounts: ({ accounts }) => [
    accounts.byId(accountId),
    accounts.listing(personal),
    accounts.owners(personal),
    accounts.list({ tenantId }, page),
    accounts.list({ term: accountId }, page),
    accounts.list({ kind: 'staff' }, page),
    accounts.list({ actor: 'gatewayManager' }, page),
    accounts.list({ tenantId, roleName: 'x' }, page),
    accounts.list({ tagValue: tagId, tenantId }, page),
    accounts.insert(account),
    accounts.insertForActor({ ...account, id: idOf('fresh', 2) as AccountId }),
    accounts.update(accountId, { name: 'x' }, by),
    accounts.changeStatus(accountId, { from: ['verified'], to: { isArchived: true } }, by),
    accounts.changeKind(personal, { from: ['user'], to: 'staff' }, by),
    accounts.changeKind(personal, { from: ['staff'], to: 'user' }, by),
    accounts.putMeta(accountId, entry, by),
    accounts.deleteMeta(accountId, 'locale', by),
    accounts.softDelete(accountId, by),
  ],
  accountTags: ({ accountTags }) => [
    accountTags.list(personal),
    accountTags.insert(personal, { id: fresh as TagId, value: 'x' }),
    accountTags.update(idOf('account', 1) as AccountId, { id: tagId, value: 'y' }),
    accountTags.delete(idOf('account', 1) as AccountId, tagId),
  ],
  guestRoles: ({ guestRoles }) => [
    guestRoles.byId(roleId),
    guestRoles.byIds([roleId]),
    guestRoles.getOrInsert(role),
    guestRoles.update(roleId, { name: 'x' }, at),
    guestRoles.insertChild({ parentId: roleId, childId: role.id, createdBy: personal }, at),
    guestRoles.removeChild({ parentId: roleId, childId: role.id }),
    guestRoles.parentsOf(roleId),
    guestRoles.delete(role.id),
  ],
  guests: ({ guests }) => [
    guests.find(key),
    guests.withRole(accountId, roleId),
    guests.onAccount(accountId, page),
    guests.licencesOf({ email, tenantId, roles: [{ slug: 'role-4' }], wasVerified: true }),
    guests.emails({ accountId }),
    guests.emails({ roleId }),
    guests.emails({ tenantId }),
    guests.invite({ ...key, id: guestId, at }),
    guests.accept({ email, accountId, role: 'role-4', permission: 'read' }, at),
    guests.setFlags(guestId, accountId, { permitFlags: ['x'], denyFlags: [] }),
    guests.revoke(key),
    guests.revokeAll(email),
  ],
  connectionStrings: ({ connectionStrings }) => [
    connectionStrings.list(personal),
    connectionStrings.insert(issued),
    connectionStrings.revoke(personal, 1, at),
    connectionStrings.delete(personal, 1),
    connectionStrings.deleteAll(personal),
  ],
  magicLinks: ({ magicLinks }) => [
    magicLinks.peek('x', at),
    magicLinks.issue(link, { since: at, max: 5 }),
    magicLinks.consume({ tokenHash: 'x' }, at),
    magicLinks.consume({ email, codeHash: 'x' }, at),
  ],
  tenants: ({ tenants }) => [
    tenants.byId(tenantId),
    tenants.holdById(tenantId),
    tenants.listing(tenantId),
    tenants.list({ ownerId: userId }, page),
    tenants.insert(tenant),
    tenants.update(tenantId, { name: 'x' }, at),
    tenants.setMark(tenantId, 'archived', { at, by: 'x' }),
    tenants.setMark(tenantId, 'archived', undefined),
    tenants.putMeta(tenantId, entry, at),
    tenants.deleteMeta(tenantId, 'locale', at),
    tenants.delete(tenant.id),
  ],
  tenantOwners: ({ tenantOwners }) => [
    tenantOwners.list(tenantId),
    tenantOwners.insert({ tenantId, ownerId: userId, guestBy: 'x', created: at }),
    tenantOwners.remove(tenantId, userId),
  ],
  tenantManagers: ({ tenantManagers }) => [
    tenantManagers.of(tenantId),
    tenantManagers.link(tenantId, accountId),
  ],
  tenantTags: ({ tenantTags }) => [
    tenantTags.list(tenantId),
    tenantTags.insert(tenantId, { id: fresh as TagId, value: 'x' }),
    tenantTags.update(tenantId, { id: fresh as TagId, value: 'y' }),
    tenantTags.delete(tenantId, fresh as TagId),
  ],
  dataKeys: ({ dataKeys }) => [
    dataKeys.find(tenantId),
    dataKeys.provision(tenantId, { wrapped: 'v2:x', kekVersion: 1 }),
  ],
  errorCodes: ({ errorCodes }) => [
    errorCodes.insertNext({ prefix: 'SVC', message: 'x', isInternal: false, isNative: false }),
    errorCodes.find({ prefix: 'SVC', number: 1 }),
    errorCodes.update({ prefix: 'SVC', number: 1 }, { message: 'y' }),
    errorCodes.delete({ prefix: 'SVC', number: 1 }),
  ],
  webhooks: ({ webhooks }) => [
    webhooks.insert(webhook),
    webhooks.byId(webhook.id),
    webhooks.update(webhook.id, { isActive: false }, by),
    webhooks.delete(webhook.id),
  ],
  audit: ({ audit }) => [audit.of({ resourceType: 'account', resourceId: accountId }, page)],
};

describe('no large table is read from end to end', () => {
  it.each(Object.entries(VERBS))('by the verbs of %s', async (_store, verbs) => {
    const sent = await sentBy(stores => Promise.all(verbs(stores)));
    expect(sent.length).toBeGreaterThan(0);
    expect(await readsOf(sent)).toEqual([]);
  });

  it('by the question for a member of the staff', async () => {
    const sent = await recorder.during(() => database.postgres.hasStaffAccount());
    expect(await readsOf(sent)).toEqual([]);
  });

  it('to check that nothing refers to a row that is deleted', async () => {
    const unindexed = await withConnection(({ rows }) =>
      rows<{ key: string }>(
        `SELECT c.conrelid::regclass || ' ' || pg_get_constraintdef(c.oid) AS key FROM pg_constraint AS c
         WHERE c.contype = 'f' AND c.connamespace = 'public'::regnamespace AND NOT EXISTS (
           SELECT FROM pg_index AS i WHERE i.indrelid = c.conrelid AND i.indpred IS NULL AND i.indkey[0] = c.conkey[1]
         )`,
      ),
    );
    expect(unindexed).toEqual([]);
  });
});
