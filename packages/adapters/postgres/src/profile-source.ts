import type { CallerRecord, ProfileSource } from '@mycelium/accounts';
import { NIL_UUID } from '@mycelium/kernel';
import type { LicensedResource, TenantOwnership } from '@mycelium/profile';
import { accountOf } from './account-row.ts';
import type { AccountRow, IdentityProviderRow, UserRow } from './entities.ts';
import type { Session } from './session.ts';
import { userOf } from './user-store.ts';

/**
 * Whether the tenant is in the trash. The condition in parentheses implies that of the index
 * `idx_tenant_perhaps_trashed`, which keeps those apart that cannot be; marks are hardly ever more than three.
 */
const TRASHED = `
  (t.status[1] ? 'trashed' OR t.status[2] ? 'trashed' OR t.status[3] ? 'trashed'
    OR cardinality(t.status) > 3 AND EXISTS (SELECT FROM unnest(t.status) AS mark WHERE mark ? 'trashed'))`;

/**
 * Mostly few tenants are in the trash, and their ids are collected once for all licences. Where they are many, it is
 * cheaper to look at the tenant of each licence.
 */
const FEW = 500;
const NOT_TRASHED = `
  CASE WHEN (SELECT count(*) FROM (SELECT FROM public.tenant AS t WHERE ${TRASHED} LIMIT ${FEW + 1}) AS sample) <= ${FEW}
    THEN coalesce(l.account_tenant_id NOT IN (SELECT t.id FROM public.tenant AS t WHERE ${TRASHED}), true)
    ELSE NOT EXISTS (SELECT FROM public.tenant AS t WHERE t.id = l.account_tenant_id AND ${TRASHED})
  END`;

/** What separates places: U+001E, which has no business in a name. */
const SEPARATOR = '\x1e';

/**
 * What an e-mail may do, one row for each role that it is a guest in. It may have thousands of places in a role, so
 * these come as one text: the account's id, the tenant's id, whether it is a system account, whether the place was
 * accepted, and the account's name. The places carry what is needed of their accounts (ADR 0025).
 */
const GUESTS = `
  SELECT NULL::json AS caller, json_build_object('role', r.slug, 'roleId', r.id, 'perm', r.permission) AS role, p.*
  FROM public.guest_user AS g
  JOIN public.guest_role AS r ON r.id = g.guest_role_id
  CROSS JOIN LATERAL (
    SELECT
      string_agg(concat(
        l.account_id, coalesce(l.account_tenant_id, '${NIL_UUID}'), l.account_is_default,
        coalesce(l.was_verified, g.was_verified, false), translate(l.account_name, chr(30), ' ')
      ), chr(30)) AS places,
      json_object_agg(l.account_id, json_build_array(l.permit_flags, l.deny_flags))
        FILTER (WHERE cardinality(l.permit_flags) > 0 OR cardinality(l.deny_flags) > 0) AS flags
    FROM public.guest_user_on_account AS l
    WHERE l.guest_user_id = g.id AND NOT l.account_is_closed AND ${NOT_TRASHED}
    HAVING count(*) > 0
  ) AS p
  WHERE g.email = $1`;

const USER = `
  SELECT json_build_object(
    'user', json_build_object(
      'id', u.id, 'username', u.username, 'email', u.email, 'firstName', u.first_name, 'lastName', u.last_name,
      'isActive', u.is_active, 'isPrincipal', u.is_principal, 'created', u.created, 'updated', u.updated,
      'mfa', u.mfa, 'accountId', u.account_id
    ),
    'provider', (
      SELECT json_build_object('userId', p.user_id, 'name', p.name, 'passwordHash', p.password_hash)
      FROM public.identity_provider AS p WHERE p.user_id = u.id
    ),
    'account', CASE WHEN a.id IS NOT NULL THEN json_build_object(
      'id', a.id, 'name', a.name, 'slug', a.slug, 'meta', a.meta, 'accountType', a.account_type,
      'created', a.created, 'createdBy', a.created_by, 'updated', a.updated, 'updatedBy', a.updated_by,
      'isActive', a.is_active, 'isChecked', a.is_checked, 'isArchived', a.is_archived, 'isDeleted', a.is_deleted,
      'isDefault', a.is_default, 'tenantId', a.tenant_id
    ) END,
    'ownerships', (
      SELECT json_agg(json_build_object('id', t.id, 'name', t.name, 'since', o.created)
        ORDER BY t.name COLLATE "C", t.id)
      FROM public.owner_on_tenant AS o JOIN public.tenant AS t ON t.id = o.tenant_id
      WHERE o.owner_id = u.id
    )
  ) AS caller, NULL::json AS role, NULL::text AS places, NULL::json AS flags
  FROM public."user" AS u
  LEFT JOIN public.account AS a ON a.id = u.account_id
  WHERE u.email = $1
  ORDER BY u.account_id IS NULL, u.created, u.id
  LIMIT 1`;

/** Everything about a caller in one statement. Written by hand because it stands in the request path. */
const CALLER = { name: 'mycelium_caller', text: `(${USER}) UNION ALL (${GUESTS})` };

/** Instants arrive as RFC 3339 texts inside of JSON. */
type Json<Row> = { readonly [Key in keyof Row]: Row[Key] extends Date | null ? string | null : Row[Key] };

interface Caller {
  readonly user: Json<UserRow>;
  readonly provider: IdentityProviderRow | null;
  readonly account: Json<AccountRow> | null;
  readonly ownerships: readonly { id: string; name: string; since: string | null }[] | null;
}

type CallerRow =
  | ({ readonly caller: Caller } & { readonly [Key in keyof GuestRow]: null })
  | ({ readonly caller: null } & GuestRow);

interface GuestRow {
  readonly role: { readonly role: string; readonly roleId: string; readonly perm: number | null };
  readonly places: string;
  /** By account: permit flags and deny flags. */
  readonly flags: Readonly<Record<string, readonly [unknown[] | null, unknown[] | null]>> | null;
}

export const postgresProfileSource = (session: Session): ProfileSource => ({
  byEmail: email =>
    session.turn(async ({ prepared }) => callerOf(await prepared<CallerRow>(CALLER, [email]))),
});

function callerOf(rows: readonly CallerRow[]): CallerRecord | undefined {
  const found = rows.find(row => row.caller)?.caller;
  if (!found) return undefined;
  const { user, provider, account, ownerships } = found;
  const guests = rows.filter(row => row.caller === null).sort(byRole);
  return {
    user: userOf(withDates(user), provider ?? undefined),
    ...(account && { account: accountOf(withDates(account)) }),
    // The places of a role come in order as a rule; sorting what is sorted already takes one comparison each.
    licences: guests.flatMap(licencesOf).sort(inOrder),
    ownerships: (ownerships ?? []).map(ownershipOf),
  };
}

const dateOf = (text: string | null): Date | null => (text === null ? null : new Date(text));

const withDates = <Row extends { created: string | null; updated: string | null }>(
  row: Row,
): Omit<Row, 'created' | 'updated'> & { created: Date | null; updated: Date | null } => ({
  ...row,
  created: dateOf(row.created),
  updated: dateOf(row.updated),
});

/** Where each part of a place begins. */
const TENANT = NIL_UUID.length;
const SYSTEM = 2 * NIL_UUID.length;
const ACCEPTED = SYSTEM + 1;
const NAME = ACCEPTED + 1;

function licencesOf({ role: { role, roleId, perm }, places, flags }: GuestRow): LicensedResource[] {
  const permission = perm === 1 ? 'write' : 'read';
  return places.split(SEPARATOR).map(place => {
    const accId = place.slice(0, TENANT);
    const licence: LicensedResource = {
      accId,
      sysAcc: place[SYSTEM] === 't',
      tenantId: place.slice(TENANT, SYSTEM),
      accName: place.slice(NAME),
      role,
      roleId,
      perm: permission,
      verified: place[ACCEPTED] === 't',
    };
    return flags?.[accId] ? flagged(licence, flags[accId]) : licence;
  });
}

function flagged(
  licence: LicensedResource,
  [permitted, denied]: readonly [unknown[] | null, unknown[] | null],
): LicensedResource {
  const [permitFlags, denyFlags] = [flagsOf(permitted), flagsOf(denied)];
  return { ...licence, ...(permitFlags && { permitFlags }), ...(denyFlags && { denyFlags }) };
}

/** The columns are arrays of JSON texts, or of plain texts in some installations; both arrive here as texts. */
function flagsOf(flags: readonly unknown[] | null): readonly string[] | undefined {
  const texts = (flags ?? []).filter(flag => typeof flag === 'string');
  return texts.length > 0 ? texts : undefined;
}

const compare = (a: string, b: string): number => (a === b ? 0 : a < b ? -1 : 1);

const byRole = (a: GuestRow, b: GuestRow): number => compare(a.role.role, b.role.role);

const inOrder = (a: LicensedResource, b: LicensedResource): number =>
  compare(a.role, b.role) || compare(a.accId, b.accId) || compare(a.roleId, b.roleId);

const ownershipOf = ({
  id,
  name,
  since,
}: {
  id: string;
  name: string;
  since: string | null;
}): TenantOwnership => ({
  id,
  name,
  since: (dateOf(since) ?? new Date(0)).toISOString(),
});
