import { accessRefusal, type Caller, callerProfile } from '@mycelium/accounts';
import {
  idOf,
  type StatementRecorder,
  serverDatabase,
  statementRecorder,
  type TestDatabase,
} from '@mycelium/adapter-postgres/testing';
import { AppError, silentLogger } from '@mycelium/kernel';
import { type AnyOperation, exampleParams, execute } from '@mycelium/operations';
import { world } from '@mycelium/testkit';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ADMIN } from './testing/admin-world.ts';

/** Enough for a statement in a loop to show. */
const MANY = 40;
/** No operation needs more: its rows, its trail, its mail, its event, and who has to be forgotten. */
const AT_MOST = 24;
/** Makes fourteen roles, each with its trail, and never more. */
const MAKES_MANY: Readonly<Record<string, number>> = { 'managers.guestRoles.createSystemRoles': 60 };

/** What does not fit the rows of this test: those who may not, have, are or did so already. */
const REFUSED = [
  'beginners.guests.acceptInvitation',
  'beginners.accounts.create',
  'beginners.accounts.delete',
  'guestManager.guestRoles.delete',
  'staff.accounts.downgradePrivileges',
  'userManager.account.activate',
  'userManager.account.unarchive',
  'accountManager.guests.guestToChildrenAccount',
  'managers.tenants.delete',
];

const CALLER = 'staff@example.org';
const GUEST = 'guest1@example.org';

const id = (table: string, expression: string | number): string => `md5('${table}' || ${expression})::uuid`;

/** One tenant with forty of everything, and one with one of each; the caller is staff and owns both. */
const seed = (group: 'many' | 'few'): string => {
  const count = group === 'many' ? MANY : 1;
  const own = (table: string): string => id(table, `'${group}'`);
  const each = (table: string): string => id(table, `'${group}' || n`);
  const series = `generate_series(1, ${count}) AS n`;
  const account = (table: string, type: string, system: boolean): string => `
    INSERT INTO account (id, name, slug, account_type, tenant_id, is_checked, is_default)
    VALUES (${own(table)}, '${table} ${group}', '${table}-${group}', ${type}, ${own('tenant')}, true, ${system});`;
  return `
INSERT INTO tenant (id, name, meta) VALUES (${own('tenant')}, 'Tenant ${group}', '{"locale": "es", "country": "BR"}');
INSERT INTO guest_role (id, name, slug, permission) VALUES (${own('role')}, 'Role ${group}', 'role-${group}', 1);
INSERT INTO guest_role (id, name, slug) VALUES (${own('reading')}, 'Role ${group}', 'role-${group}');
INSERT INTO guest_role (id, name, slug, permission) SELECT ${each('child')}, 'Child ${group} ' || n, 'child-${group}-' || n, 0 FROM ${series};
INSERT INTO guest_role (id, name, slug, permission) VALUES (${own('parent')}, 'Parent ${group}', 'parent-${group}', 1);
INSERT INTO guest_role (id, name, slug, permission) VALUES (${own('family')}, 'Family ${group}', 'family-${group}', 1);
INSERT INTO guest_role_children (parent_id, child_role_id, created_by) SELECT ${own('family')}, ${each('child')}, gen_random_uuid() FROM ${series};
${account('team', `jsonb_build_object('subscription', jsonb_build_object('tenantId', ${own('tenant')}))`, false)}
${account('management', `jsonb_build_object('tenantManager', jsonb_build_object('tenantId', ${own('tenant')}))`, true)}
${account('inviting', `jsonb_build_object('roleAssociated', jsonb_build_object('tenantId', ${own('tenant')}, 'roleName', 'subscriptions-manager', 'readRoleId', ${own('reading')}, 'writeRoleId', ${own('role')}))`, true)}
INSERT INTO account (id, name, slug, account_type, tenant_id, is_checked)
  SELECT ${each('other')}, 'Other ${group} ' || n, 'other-${group}-' || n,
    jsonb_build_object('subscription', jsonb_build_object('tenantId', ${own('tenant')})), ${own('tenant')}, true FROM ${series};
INSERT INTO account (id, name, slug, account_type, is_checked) VALUES (${own('person')}, 'Person', 'person-${group}', '"user"', true);
INSERT INTO "user" (id, username, email, first_name, last_name, is_principal, account_id)
  SELECT ${each('user')}, 'u', '${group}' || n || '@example.org', '', '', true, ${own('person')} FROM ${series};
INSERT INTO owner_on_tenant (tenant_id, owner_id, guest_by) SELECT ${own('tenant')}, ${each('user')}, 'x' FROM ${series};
INSERT INTO owner_on_tenant (tenant_id, owner_id, guest_by) SELECT ${own('tenant')}, id, 'x' FROM "user" WHERE email = '${CALLER}';
INSERT INTO account_tag (id, value, account_id) SELECT ${each('tag')}, 'tag ' || n, ${own('team')} FROM ${series};
INSERT INTO tenant_tag (id, value, tenant_id) SELECT ${each('tenant-tag')}, 'tag ' || n, ${own('tenant')} FROM ${series};
INSERT INTO guest_user (id, email, guest_role_id, was_verified)
  SELECT ${each('guest')}, 'guest' || n || '@example.org', ${own('role')}, true FROM ${series};
INSERT INTO guest_user_on_account (guest_user_id, account_id)
  SELECT g, a FROM (SELECT ${each('guest')} AS g FROM ${series}) AS guests,
    unnest(ARRAY[${own('team')}, ${own('inviting')}]) AS a;
INSERT INTO webhook (id, name, url, trigger) VALUES (${own('webhook')}, 'Hook ${group}', 'https://example.org', 'userAccount.created');
INSERT INTO resource_audit_log (resource_type, resource_id, event, performed_by, created_at)
  SELECT 'tenant', ${own('tenant')}, 'updated', '{}', now() FROM ${series};`;
};

const BASE = `
INSERT INTO account (id, name, slug, account_type, is_checked, meta)
  VALUES (${id('staff', 1)}, 'Staff', 'staff', '"staff"', true, '{"locale": "es"}');
INSERT INTO "user" (id, username, email, first_name, last_name, is_principal, account_id)
  VALUES (${id('staff-user', 1)}, 'staff', '${CALLER}', '', '', true, ${id('staff', 1)});
INSERT INTO "user" (id, username, email, first_name, last_name, is_principal)
  VALUES (${id('newcomer', 1)}, 'u', 'newcomer@example.org', '', '', true);
INSERT INTO token (id, meta, expiration) VALUES (1, jsonb_build_object('id', gen_random_uuid(), 'name', 'x', 'token', 'x',
  'createdAt', now(), 'scope', '[]'::jsonb, 'email', '{"username": "a", "domain": "b.c"}'::jsonb,
  'accountId', ${id('staff', 1)}), now() + interval '1 day');
INSERT INTO error_code (prefix, code, message) VALUES ('SVC', 7, 'x');`;

let database: TestDatabase;
let recorder: StatementRecorder;
let caller: Caller;
beforeAll(async () => {
  database = await serverDatabase();
  await database.database.withSchemaConnection(connection =>
    connection.script(BASE + seed('many') + seed('few')),
  );
  recorder = statementRecorder(database.database);
  const record = await database.postgres.profileSource.byEmail(CALLER);
  if (!record?.account) throw new Error('the caller was not seeded');
  const profile = callerProfile(record);
  caller = { email: CALLER, secondFactorPending: false, ...record, ...(profile && { profile }) };
});
afterAll(() => database.close());

type Group = 'many' | 'few';

const roleFor = (name: string): string => {
  if (name.endsWith('insertRoleChild')) return 'parent';
  return name.startsWith('guestManager.') ? 'family' : 'role';
};

const emailFor = (name: string, group: Group): string => {
  if (name.endsWith('owner.guest')) return 'newcomer@example.org';
  if (name.endsWith('owner.revoke')) return `${group}1@example.org`;
  return name.includes('guestUserTo') ? 'new@example.org' : GUEST;
};

const accountFor = (name: string): string => {
  if (name.startsWith('userManager.') || name.startsWith('staff.')) return 'person';
  if (name.includes('SubscriptionManagerAccount')) return 'inviting';
  return name.includes('deleteTenantManagerAccount') ? 'management' : 'team';
};

/** The rows of one group under the names that params give them. */
function paramsOf(operation: AnyOperation, group: Group): Readonly<Record<string, unknown>> {
  const { name } = operation;
  const of = (table: string, number = ''): string => idOf(table, `${group}${number}`);
  const known: Readonly<Record<string, unknown>> = {
    tenantId: of('tenant'),
    accountId: name.startsWith('beginners.accounts.') ? idOf('staff', 1) : of(accountFor(name)),
    roleId: of('role'),
    guestRoleId: of(roleFor(name)),
    childId: of('child', '1'),
    tagId: of(name.startsWith('tenantManager.') ? 'tenant-tag' : 'tag', '1'),
    webhookId: of('webhook'),
    ownerId: name.includes('includeTenantOwner') ? idOf('newcomer', 1) : of('user', '1'),
    tokenId: 1,
    key: 'locale',
    ...(!name.endsWith('errorCodes.create') && { prefix: 'SVC', code: 7 }),
    resourceId: of('tenant'),
    resourceType: 'tenant',
    email: emailFor(name, group),
    ...(name.startsWith('managers.tenants.') && { id: of('tenant') }),
    ...(name.includes('guestRoles.get') && { id: of('role') }),
    ...(name.includes('fetchGuestRole') && { id: of('role') }),
    ...('pageSize' in operation.params.fields && { pageSize: MANY }),
  };
  const params = { ...exampleParams(operation) };
  for (const field of Object.keys(operation.params.fields)) if (field in known) params[field] = known[field];
  return params;
}

class Undone extends Error {}

/** The ports of a world over the real database, in which every unit of work is taken back in the end. */
function portsThatUndo() {
  const { ports } = world();
  const { unitOfWork } = database.postgres;
  return {
    ...ports,
    unitOfWork: {
      run: async <Result>(
        work: (stores: Parameters<Parameters<typeof unitOfWork.run>[0]>[0]) => Promise<Result>,
      ) => {
        let result: Result | undefined;
        try {
          await unitOfWork.run(async stores => {
            result = await work(stores);
            throw new Undone();
          });
        } catch (error) {
          if (!(error instanceof Undone)) throw error;
        }
        return result as Result;
      },
    },
  };
}

interface Counted {
  readonly statements: number;
  /** The code of a refusal. */
  readonly refused: string | undefined;
}

async function counted(operation: AnyOperation, group: Group): Promise<Counted> {
  const host = {
    ports: portsThatUndo(),
    authorise: accessRefusal,
    log: silentLogger,
    ids: world().ports.ids,
  };
  const context = { requestId: 'r', clientAddress: '192.0.2.1', caller };
  let refused: string | undefined;
  const statements = await recorder.during(async () => {
    try {
      await execute(host as never, operation, {
        context: context as never,
        params: paramsOf(operation, group),
      });
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      refused = error.code;
    }
  });
  return { statements: statements.length, refused };
}

const operations = ADMIN.operations.filter(
  ({ result, access }) => result.kind !== 'html' && access !== 'public',
);

it.each(operations.map(operation => [operation.name, operation] as const))(
  '%s sends a bounded number of statements, however much there is',
  async (_name, operation) => {
    const many = await counted(operation, 'many');
    const few = await counted(operation, 'few');
    expect(many.statements).toBeLessThanOrEqual(MAKES_MANY[operation.name] ?? AT_MOST);
    if (many.refused === few.refused) expect(many.statements).toBe(few.statements);
  },
);

it('is no empty question: nearly all operations come to their end there', async () => {
  const ended: string[] = [];
  for (const operation of operations) {
    const { refused } = await counted(operation, 'many');
    if (refused !== undefined) ended.push(operation.name);
  }
  expect(ended).toEqual(REFUSED);
});
