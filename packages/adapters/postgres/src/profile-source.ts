import type { CallerRecord, ProfileSource } from '@mycelium/accounts';
import { NIL_UUID } from '@mycelium/kernel';
import type { LicensedResource, TenantOwnership } from '@mycelium/profile';
import { accountOf } from './account-store.ts';
import type { AccountRow, IdentityProviderRow, UserRow } from './entities.ts';
import type { Session } from './session.ts';
import { userOf } from './user-store.ts';

/**
 * Everything about a caller in one statement, assembled as JSON by the database. Written by hand because it stands in
 * the request path. The sort orders are those of code points, whatever the database's collation.
 */
const CALLER = `
  SELECT
    json_build_object(
      'id', u.id, 'username', u.username, 'email', u.email, 'firstName', u.first_name, 'lastName', u.last_name,
      'isActive', u.is_active, 'isPrincipal', u.is_principal, 'created', u.created, 'updated', u.updated,
      'mfa', u.mfa, 'accountId', u.account_id
    ) AS "user",
    (
      SELECT json_build_object('userId', p.user_id, 'name', p.name, 'passwordHash', p.password_hash)
      FROM public.identity_provider AS p WHERE p.user_id = u.id
    ) AS provider,
    CASE WHEN a.id IS NOT NULL THEN json_build_object(
      'id', a.id, 'name', a.name, 'slug', a.slug, 'meta', a.meta, 'accountType', a.account_type,
      'created', a.created, 'createdBy', a.created_by, 'updated', a.updated, 'updatedBy', a.updated_by,
      'isActive', a.is_active, 'isChecked', a.is_checked, 'isArchived', a.is_archived, 'isDeleted', a.is_deleted,
      'isDefault', a.is_default, 'tenantId', a.tenant_id
    ) END AS account,
    (
      SELECT json_agg(json_build_object(
        'accId', l.acc_id, 'sysAcc', l.is_acc_std, 'tenantId', l.tenant_id, 'accName', l.acc_name,
        'role', l.gr_slug, 'roleId', l.gr_id, 'perm', l.gr_perm, 'verified', l.gu_verified,
        'permitFlags', to_json(l.permit_flags), 'denyFlags', to_json(l.deny_flags)
      ) ORDER BY l.gr_slug COLLATE "C", l.acc_id, l.gr_id)
      FROM public.licensed_resources AS l WHERE l.gu_email = u.email
    ) AS licences,
    (
      SELECT json_agg(json_build_object('id', t.id, 'name', t.name, 'since', o.created)
        ORDER BY t.name COLLATE "C", t.id)
      FROM public.owner_on_tenant AS o JOIN public.tenant AS t ON t.id = o.tenant_id
      WHERE o.owner_id = u.id
    ) AS ownerships
  FROM public."user" AS u
  LEFT JOIN public.account AS a ON a.id = u.account_id
  WHERE u.email = $1
  ORDER BY u.account_id IS NULL, u.created, u.id
  LIMIT 1`;

/** Instants arrive as RFC 3339 texts inside of JSON. */
type Json<Row> = { readonly [Key in keyof Row]: Row[Key] extends Date | null ? string | null : Row[Key] };

interface CallerRow {
  readonly user: Json<UserRow>;
  readonly provider: IdentityProviderRow | null;
  readonly account: Json<AccountRow> | null;
  readonly licences: readonly LicenceRow[] | null;
  readonly ownerships: readonly { id: string; name: string; since: string | null }[] | null;
}

interface LicenceRow {
  readonly accId: string;
  readonly sysAcc: boolean | null;
  readonly tenantId: string | null;
  readonly accName: string;
  readonly role: string;
  readonly roleId: string;
  readonly perm: number | null;
  readonly verified: boolean | null;
  readonly permitFlags: readonly unknown[] | null;
  readonly denyFlags: readonly unknown[] | null;
}

export const postgresProfileSource = (session: Session): ProfileSource => ({
  byEmail: email =>
    session.turn(async ({ sql }) => {
      const [row] = await sql<CallerRow>(CALLER, [email]);
      return row && callerOf(row);
    }),
});

function callerOf({ user, provider, account, licences, ownerships }: CallerRow): CallerRecord {
  return {
    user: userOf(withDates(user), provider ?? undefined),
    ...(account && { account: accountOf(withDates(account)) }),
    licences: (licences ?? []).map(licenceOf),
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

function licenceOf(row: LicenceRow): LicensedResource {
  const permitFlags = flagsOf(row.permitFlags);
  const denyFlags = flagsOf(row.denyFlags);
  return {
    accId: row.accId,
    sysAcc: row.sysAcc ?? false,
    tenantId: row.tenantId ?? NIL_UUID,
    accName: row.accName,
    role: row.role,
    roleId: row.roleId,
    perm: row.perm === 1 ? 'write' : 'read',
    verified: row.verified ?? false,
    ...(permitFlags && { permitFlags }),
    ...(denyFlags && { denyFlags }),
  };
}

/** The columns are arrays of JSON texts, or of plain texts in some installations; both arrive here as texts. */
function flagsOf(flags: readonly unknown[] | null): readonly string[] | undefined {
  const texts = (flags ?? []).filter(flag => typeof flag === 'string');
  return texts.length > 0 ? texts : undefined;
}

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
