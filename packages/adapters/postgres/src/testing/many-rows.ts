import { createHash } from 'node:crypto';

/** How a well filled installation looks: 1,000 tenants, 100,000 accounts, a million licences. */
export const MANY = {
  tenants: 1_000,
  accounts: 100_000,
  users: 20_000,
  roles: 50,
  licences: 1_000_000,
} as const;

/** Holds a thousand licences: ten roles, each on a hundred accounts. */
export const BUSY_EMAIL = 'busy@example.org';

/** The id of the n-th row of a table. */
const ID = (table: string, number: string): string => `md5('${table}' || ${number})::uuid`;

/** The same outside of SQL. */
export function idOf(table: string, number: number | string): string {
  const hex = createHash('md5').update(`${table}${number}`).digest('hex');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

const ROLES_OF_A_GUEST = 5;
const ACCOUNTS_OF_A_GUEST = MANY.licences / MANY.users / ROLES_OF_A_GUEST;

/**
 * Fills an empty, migrated database. The first statement needs a superuser: without it each of the rows would be
 * checked against the tables that it refers to and fire the triggers, which takes minutes.
 */
export const manyRowsSql = `
SET session_replication_role = replica;

INSERT INTO tenant (id, name, status, created)
SELECT ${ID('tenant', 'n')}, 'Tenant ' || n,
  CASE WHEN n % 2 = 0 THEN ARRAY[jsonb_build_object('verified', jsonb_build_object('at', now(), 'by', 'x'))] END,
  now() - n * interval '1 hour'
FROM generate_series(1, ${MANY.tenants}) AS n;

INSERT INTO account (id, name, slug, account_type, created, is_active, is_checked, is_default, tenant_id, meta)
SELECT ${ID('account', 'n')}, 'Account ' || n, 'account-' || n,
  CASE WHEN n <= ${MANY.users} THEN '"user"'
    ELSE jsonb_build_object('subscription', jsonb_build_object('tenantId', ${ID('tenant', `n % ${MANY.tenants} + 1`)})) END,
  now() - n * interval '1 minute', true, true, false,
  CASE WHEN n > ${MANY.users} THEN ${ID('tenant', `n % ${MANY.tenants} + 1`)} END,
  '{}'
FROM generate_series(1, ${MANY.accounts}) AS n;

INSERT INTO "user" (id, username, email, first_name, last_name, is_principal, account_id)
SELECT ${ID('user', 'n')}, 'user' || n, CASE WHEN n = 1 THEN '${BUSY_EMAIL}' ELSE 'user' || n || '@example.org' END,
  'First', 'Last', true, ${ID('account', 'n')}
FROM generate_series(1, ${MANY.users}) AS n;

INSERT INTO identity_provider (user_id, name)
SELECT ${ID('user', 'n')}, 'https://id.example.org' FROM generate_series(1, ${MANY.users}) AS n;

INSERT INTO owner_on_tenant (tenant_id, owner_id, guest_by)
SELECT ${ID('tenant', 'n')}, ${ID('user', 'n * 2 + owner')}, 'account-id:x'
FROM generate_series(1, ${MANY.tenants}) AS n, generate_series(0, 1) AS owner;

INSERT INTO manager_account_on_tenant (tenant_id, account_id)
SELECT ${ID('tenant', 'n')}, ${ID('account', `${MANY.users} + n`)} FROM generate_series(1, ${MANY.tenants}) AS n;

INSERT INTO account_tag (id, value, meta, account_id)
SELECT ${ID('account-tag', 'n')}, 'tag-' || n % 100, '{"colour":"red"}', ${ID('account', 'n')}
FROM generate_series(1, ${MANY.accounts}, 5) AS n;

INSERT INTO tenant_tag (value, meta, tenant_id)
SELECT 'tag-' || tag, '{"colour":"red"}', ${ID('tenant', 'n')}
FROM generate_series(1, ${MANY.tenants}) AS n, generate_series(1, 10) AS tag;

INSERT INTO guest_role (id, name, slug, permission)
SELECT ${ID('role', 'n')}, 'Role ' || n, 'role-' || n, n % 2 FROM generate_series(1, ${MANY.roles}) AS n;

INSERT INTO guest_role_children (parent_id, child_role_id, created_by)
SELECT ${ID('role', 'n')}, ${ID('role', 'n + 1')}, ${ID('account', '1')} FROM generate_series(1, ${MANY.roles - 1}) AS n;

INSERT INTO guest_user (id, email, guest_role_id, was_verified)
SELECT ${ID('guest', "n || '-' || role")}, 'user' || n || '@example.org', ${ID('role', `(n + role) % ${MANY.roles} + 1`)}, true
FROM generate_series(2, ${MANY.users}) AS n, generate_series(1, ${ROLES_OF_A_GUEST}) AS role
UNION ALL
SELECT ${ID('busy', 'role')}, '${BUSY_EMAIL}', ${ID('role', 'role')}, true FROM generate_series(1, 10) AS role;

-- An index is made of all rows at once several times as fast as row by row.
DO $$
DECLARE
    index text := pg_get_indexdef('idx_guest_user_on_account_account_id'::regclass);
BEGIN
    DROP INDEX idx_guest_user_on_account_account_id;
    INSERT INTO guest_user_on_account (
      guest_user_id, account_id, was_verified, account_name, account_tenant_id, account_is_default, account_is_closed
    )
    SELECT place.*, a.name, a.tenant_id, a.is_default, false
    FROM (
      SELECT ${ID('guest', "n || '-' || role")},
        ${ID('account', `${MANY.users + 1} + (n * 7919 + role * 104729 + place * 1299709) % ${MANY.accounts - MANY.users}`)},
        CASE WHEN place % 2 = 0 THEN true END
      FROM generate_series(2, ${MANY.users}) AS n, generate_series(1, ${ROLES_OF_A_GUEST}) AS role,
        generate_series(1, ${ACCOUNTS_OF_A_GUEST}) AS place
      UNION ALL
      SELECT ${ID('busy', 'role')}, ${ID('account', `${MANY.users} + place * 700 + role`)}, true
      FROM generate_series(1, 10) AS role, generate_series(1, 100) AS place
    ) AS place (guest_user_id, account_id, was_verified)
    JOIN account AS a ON a.id = place.account_id
    ORDER BY 1, 2;
    EXECUTE index;
END $$;

INSERT INTO token (meta, expiration)
SELECT jsonb_build_object('id', ${ID('token', 'n')}, 'createdAt', now(), 'name', 'Token ' || n, 'accountId', ${ID('account', 'n')},
    'email', jsonb_build_object('username', 'user' || n, 'domain', 'example.org'), 'token', 'digest',
    'scope', jsonb_build_array(jsonb_build_object('aid', ${ID('account', 'n')}), jsonb_build_object('sig', md5(n::text)))),
  now() + interval '1 day'
FROM generate_series(1, ${MANY.users}) AS n;

INSERT INTO token (meta, expiration)
SELECT jsonb_build_object('magicLink', jsonb_build_object('id', n, 'email', 'user' || n || '@example.org', 'tokenHash', md5(n::text),
    'codeHash', md5(n::text), 'createdAt', now(), 'expiresAt', now(), 'wrongCodes', 0)), now() + interval '15 minutes'
FROM generate_series(1, ${MANY.users}) AS n;

INSERT INTO resource_audit_log (resource_type, resource_id, event, performed_by, created_at)
SELECT 'account', ${ID('account', 'n')}, 'created', '{}', now() FROM generate_series(1, ${MANY.users}) AS n;

SET session_replication_role = origin;
ANALYZE;
`;
