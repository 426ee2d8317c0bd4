import type { AccountId, PageRequest, RoleId, TenantId } from '@mycelium/kernel';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { idOf } from './testing/many-rows.ts';
import { type StatementRecorder, statementRecorder } from './testing/statements.ts';
import { serverDatabase, type TestDatabase } from './testing/test-database.ts';
import type { PostgresStores } from './unit-of-work.ts';

const MANY = 50;

const id = (table: string, number: string | number): string => `md5('${table}' || ${number})::uuid`;
const series = `generate_series(1, ${MANY}) AS n`;

/** Fifty of everything, half of it belonging to the first account, tenant, role or person; the second has one each. */
const SEED = `
INSERT INTO tenant (id, name) SELECT ${id('tenant', 'n')}, 'Tenant ' || n FROM ${series};
INSERT INTO account (id, name, slug, account_type, tenant_id)
  SELECT ${id('account', 'n')}, 'Account ' || n, 'account-' || n, '"user"', ${id('tenant', 1)} FROM ${series};
INSERT INTO "user" (id, username, email, first_name, last_name, account_id)
  SELECT ${id('user', 'n')}, 'u', 'user' || n || '@example.org', '', '', ${id('account', 1)} FROM ${series}
  UNION ALL SELECT gen_random_uuid(), 'u', 'one@example.org', '', '', ${id('account', 2)};
INSERT INTO identity_provider (user_id, name) SELECT id, 'https://id.example.org' FROM "user";
INSERT INTO account_tag (value, account_id) SELECT 'tag ' || n, ${id('account', 1)} FROM ${series};
INSERT INTO account_tag (value, account_id) VALUES ('tag', ${id('account', 2)});
INSERT INTO tenant_tag (value, tenant_id) SELECT 'tag ' || n, ${id('tenant', 1)} FROM ${series};
INSERT INTO tenant_tag (value, tenant_id) VALUES ('tag', ${id('tenant', 2)});
INSERT INTO owner_on_tenant (tenant_id, owner_id, guest_by) SELECT ${id('tenant', 1)}, ${id('user', 'n')}, 'x' FROM ${series};
INSERT INTO owner_on_tenant (tenant_id, owner_id, guest_by) VALUES (${id('tenant', 2)}, ${id('user', 1)}, 'x');
INSERT INTO guest_role (id, name, slug) SELECT ${id('role', 'n')}, 'Role ' || n, 'role-' || n FROM ${series};
INSERT INTO guest_role_children (parent_id, child_role_id, created_by)
  SELECT ${id('role', 'n')}, ${id('role', 3)}, gen_random_uuid() FROM ${series} WHERE n > 3;
INSERT INTO guest_user (id, email, guest_role_id)
  SELECT ${id('guest', 'n')}, 'guest' || n || '@example.org', ${id('role', 1)} FROM ${series}
  UNION ALL SELECT ${id('much', 'n')}, 'much@example.org', ${id('role', 'n')} FROM ${series}
  UNION ALL SELECT ${id('guest', `'one'`)}, 'one@example.org', ${id('role', 2)};
INSERT INTO guest_user_on_account (guest_user_id, account_id)
  SELECT ${id('guest', 'n')}, ${id('account', 1)} FROM ${series}
  UNION ALL SELECT ${id('much', 'n')}, ${id('account', 3)} FROM ${series}
  UNION ALL SELECT ${id('guest', `'one'`)}, ${id('account', 2)};
INSERT INTO token (meta, expiration)
  SELECT jsonb_build_object('id', n, 'name', 'x', 'token', 'x', 'createdAt', now(), 'scope', '[]'::jsonb,
    'email', '{"username":"a","domain":"b.c"}'::jsonb, 'accountId', ${id('account', 'greatest(n - 48, 1)')}), now() FROM ${series};
INSERT INTO webhook (name, url, trigger) SELECT 'Hook ' || n, 'https://example.org', 'userAccount.created' FROM ${series};
INSERT INTO error_code (prefix, code, message) SELECT 'SVC', n, 'x' FROM ${series};
INSERT INTO resource_audit_log (resource_type, resource_id, event, performed_by, created_at)
  SELECT 'account', ${id('account', 1)}, 'updated', '{}', now() FROM ${series};
`;

let database: TestDatabase;
let recorder: StatementRecorder;
beforeAll(async () => {
  database = await serverDatabase();
  await database.database.withSchemaConnection(connection => connection.script(SEED));
  recorder = statementRecorder(database.database);
});
afterAll(() => database.close());

type Verb<Argument> = (stores: PostgresStores, argument: Argument) => Promise<readonly unknown[]>;

async function counted(work: (stores: PostgresStores) => Promise<readonly unknown[]>) {
  let found: readonly unknown[] = [];
  const statements = await recorder.during(() =>
    database.postgres.unitOfWork.run(async stores => {
      found = await work(stores);
    }),
  );
  return { found: found.length, statements: statements.length };
}

const account = (n: number) => idOf('account', n) as AccountId;
const tenant = (n: number) => idOf('tenant', n) as TenantId;
const role = (n: number) => idOf('role', n) as RoleId;

describe('a page', () => {
  const pages: readonly [string, number, Verb<PageRequest>][] = [
    ['accounts', 3, async ({ accounts }, page) => (await accounts.list({}, page)).records],
    [
      'accounts of a tenant',
      3,
      async ({ accounts }, page) =>
        (await accounts.list({ tenantId: tenant(1), kind: 'user' }, page)).records,
    ],
    ['tenants', 3, async ({ tenants }, page) => (await tenants.list({}, page)).records],
    ['roles', 1, async ({ guestRoles }, page) => (await guestRoles.list({}, page)).records],
    ['guests', 1, async ({ guests }, page) => (await guests.onAccount(account(1), page)).records],
    ['error codes', 1, async ({ errorCodes }, page) => (await errorCodes.list({}, page)).records],
    ['webhooks', 1, async ({ webhooks }, page) => (await webhooks.list({}, page)).records],
    [
      'audit entries',
      1,
      ({ audit }, page) => audit.of({ resourceType: 'account', resourceId: account(1) }, page),
    ],
  ];
  it.each(pages)('of %s takes %i statements, with one row or with fifty', async (_rows, wanted, list) => {
    const page = (pageSize: number) => counted(stores => list(stores, { pageSize, skip: 0 }));
    expect(await page(1)).toEqual({ found: 1, statements: wanted });
    expect(await page(MANY)).toEqual({ found: MANY, statements: wanted });
  });
});

describe('everything that belongs to one', () => {
  /** The first has fifty, the second one. */
  const lists: readonly [string, number, Verb<1 | 2>][] = [
    ['users of an account', 1, ({ accounts }, n) => accounts.owners(account(n))],
    [
      'owners and tags of an account',
      3,
      async ({ accounts }, n) => (await accounts.listing(account(n)))?.owners ?? [],
    ],
    ['tags of an account', 1, ({ accountTags }, n) => accountTags.list(account(n))],
    ['tags of a tenant', 1, ({ tenantTags }, n) => tenantTags.list(tenant(n))],
    ['owners of a tenant', 1, ({ tenantOwners }, n) => tenantOwners.list(tenant(n))],
    [
      'owners and tags of a tenant',
      3,
      async ({ tenants }, n) => (await tenants.listing(tenant(n)))?.tags ?? [],
    ],
    ['guests in a role', 1, ({ guests }, n) => guests.withRole(account(n), role(n))],
    [
      'licences of a person',
      1,
      ({ guests }, n) =>
        guests.licencesOf({ email: n === 1 ? 'much@example.org' : 'one@example.org', tenantId: tenant(1) }),
    ],
    ['e-mails about an account', 1, async ({ guests }, n) => guests.emails({ accountId: account(n) })],
    ['connection strings', 1, ({ connectionStrings }, n) => connectionStrings.list(account(n))],
  ];
  it.each(lists)('%s: %i statements, with one row or with many', async (_rows, wanted, list) => {
    const few = await counted(stores => list(stores, 2));
    const many = await counted(stores => list(stores, 1));
    expect(many.found).toBeGreaterThan(few.found + 40);
    expect([few.statements, many.statements]).toEqual([wanted, wanted]);
  });
});

it('reads a profile in one statement', async () => {
  const statements = await recorder.during(() =>
    database.postgres.profileSource.byEmail('user1@example.org'),
  );
  expect(statements).toHaveLength(1);
});

it('hears what TypeORM writes by itself, and what goes past it', async () => {
  const { unitOfWork, profileSource } = database.postgres;
  const heard = await recorder.during(async () => {
    await unitOfWork.run(({ accounts }) => accounts.byId(account(1)));
    await profileSource.byEmail('nobody@example.org');
  });
  expect(heard.map(({ parameters }) => parameters)).toEqual([[account(1)], ['nobody@example.org']]);
});
