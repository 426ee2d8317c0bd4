import type {
  FlagsChange,
  GuestListing,
  GuestPlace,
  GuestPlaceKey,
  GuestStore,
  InvitationKey,
  LicenceFilter,
} from '@mycelium/accounts';
import { type AccountId, type GuestId, NIL_UUID, type RoleId } from '@mycelium/kernel';
import type { LicensedResource } from '@mycelium/profile';
import { type ParentRow, permissionColumn, permissionOf, ROLE_COLUMNS, roleOf } from './guest-role-row.ts';
import { allOf, mapped, pageOf } from './paging.ts';
import type { Session, Sql } from './session.ts';

export function postgresGuestStore(session: Session): GuestStore {
  return {
    invite: ({ id, email, roleId, accountId, at }) =>
      session.turn(async ({ sql }) => {
        const rows = await sql(INVITE, [id, email, roleId, accountId, at]);
        return rows.length > 0 ? 'invited' : 'duplicate';
      }),
    find: ({ email, roleId, accountId }) =>
      session.turn(async ({ sql }) => {
        const [row] = await sql<ListingRow>(FIND, [email, roleId, accountId]);
        return row && listingOf(row);
      }),
    withRole: (accountId, roleId) =>
      session.turn(async ({ sql }) => {
        const rows = await sql<ListingRow>(WITH_ROLE, [accountId, roleId]);
        return rows.map(listingOf);
      }),
    accept: (key, at) => session.turn(({ sql }) => accept(sql, key, at)),
    revoke: key => session.turn(({ sql }) => revoke(sql, key)),
    revokeAll: email => session.turn(({ sql }) => revokeAll(sql, email)),
    setFlags: (guestId, accountId, flags) =>
      session.turn(async ({ sql }) => {
        const [row] = await sql<PlaceRow>(SET_FLAGS, [guestId, accountId, flagColumns(flags)]);
        return row && placeOf(row);
      }),
    onAccount: (accountId, page) =>
      session.turn(async ({ sql }) => {
        const listing = {
          columns: LISTING_COLUMNS,
          from: `${PLACES} WHERE l.account_id = $1`,
          parameters: [accountId],
          order: '"guestEmail" COLLATE "C", slug COLLATE "C", (permission = 1), id',
        };
        return mapped(await pageOf<ListingRow>(sql, listing, page), listingOf);
      }),
    licencesOf: filter => session.turn(({ sql }) => licencesOf(sql, filter)),
    emails: of =>
      session.turn(async ({ sql }) => {
        const rows = await sql<{ email: string }>(...emailsQuery(of));
        return rows.map(({ email }) => email);
      }),
  };
}

const PLACES = `
  FROM public.guest_user_on_account AS l
  JOIN public.guest_user AS g ON g.id = l.guest_user_id
  JOIN public.guest_role AS r ON r.id = g.guest_role_id`;

/** Rows from before acceptance was kept per place have none of their own. */
const ACCEPTED = 'coalesce(l.was_verified, g.was_verified, false)';

interface PlaceRow {
  readonly guestId: string;
  readonly accountId: string;
  readonly invited: Date | null;
  readonly accepted: boolean;
  readonly permitFlags: readonly unknown[] | null;
  readonly denyFlags: readonly unknown[] | null;
}

interface ListingRow extends PlaceRow, ParentRow {
  readonly guestEmail: string;
  readonly guestCreated: Date | null;
  readonly guestUpdated: Date | null;
  readonly guestVerified: boolean;
}

const PLACE_COLUMNS = `
  l.guest_user_id AS "guestId", l.account_id AS "accountId", l.created AS invited, ${ACCEPTED} AS accepted,
  to_jsonb(l.permit_flags) AS "permitFlags", to_jsonb(l.deny_flags) AS "denyFlags"`;

const LISTING_COLUMNS = `${PLACE_COLUMNS}, ${ROLE_COLUMNS}, g.email AS "guestEmail", g.created AS "guestCreated",
  g.updated AS "guestUpdated", EXISTS (
    SELECT FROM public.guest_user_on_account AS other
    WHERE other.guest_user_id = g.id AND coalesce(other.was_verified, g.was_verified)
  ) AS "guestVerified"`;

const placeOf = (row: PlaceRow): GuestPlace => ({
  guestId: row.guestId as GuestId,
  accountId: row.accountId as AccountId,
  created: row.invited ?? new Date(0),
  accepted: row.accepted,
  permitFlags: textsIn(row.permitFlags),
  denyFlags: textsIn(row.denyFlags),
});

const listingOf = (row: ListingRow): GuestListing => ({
  guest: {
    id: row.guestId as GuestId,
    email: row.guestEmail,
    roleId: row.id as RoleId,
    created: row.guestCreated ?? new Date(0),
    ...(row.guestUpdated && { updated: row.guestUpdated }),
    wasVerified: row.guestVerified,
  },
  place: placeOf(row),
  role: roleOf(row),
});

const textsIn = (flags: readonly unknown[] | null): readonly string[] =>
  (flags ?? []).filter(flag => typeof flag === 'string');

/** The guest's row is locked either way, so that it is not revoked between the two inserts. */
const INVITE = `
  WITH guest AS (
    INSERT INTO public.guest_user (id, email, guest_role_id, created, was_verified)
    VALUES ($1, $2, $3, $5, false)
    ON CONFLICT (email, guest_role_id) DO UPDATE SET email = EXCLUDED.email
    RETURNING id
  )
  INSERT INTO public.guest_user_on_account (guest_user_id, account_id, created, was_verified)
  SELECT id, $4, $5, false FROM guest
  ON CONFLICT DO NOTHING RETURNING guest_user_id`;

const FIND = `
  SELECT ${LISTING_COLUMNS} ${PLACES} WHERE g.email = $1 AND g.guest_role_id = $2 AND l.account_id = $3`;

const WITH_ROLE = `
  SELECT ${LISTING_COLUMNS} ${PLACES} WHERE l.account_id = $1 AND g.guest_role_id = $2
  ORDER BY g.email COLLATE "C"`;

/** Whatever changes a guest's places locks the guest first. A role's slug counts before another role's name. */
const HOLD_INVITED = `
  SELECT g.id AS "guestId" ${PLACES}
  WHERE g.email = $1 AND l.account_id = $2 AND (r.slug = $3 OR r.name = $3) AND coalesce(r.permission, 0) = $4
  ORDER BY r.slug = $3 DESC LIMIT 1
  FOR UPDATE OF g`;

/**
 * Places without an acceptance of their own follow the guest's: they get what holds for them now, before the guest
 * counts as verified because of this one.
 */
const ACCEPT = `
  WITH before AS (SELECT coalesce(was_verified, false) AS verified FROM public.guest_user WHERE id = $1),
  place AS (
    UPDATE public.guest_user_on_account AS l SET was_verified = true FROM before
    WHERE l.guest_user_id = $1 AND l.account_id = $2 AND NOT coalesce(l.was_verified, before.verified)
    RETURNING l.guest_user_id
  ),
  others AS (
    UPDATE public.guest_user_on_account AS l SET was_verified = before.verified FROM before
    WHERE l.guest_user_id = $1 AND l.account_id <> $2 AND l.was_verified IS NULL
      AND EXISTS (SELECT FROM place)
  ),
  guest AS (
    UPDATE public.guest_user SET was_verified = true, updated = $3 WHERE id = $1 AND EXISTS (SELECT FROM place)
  )
  SELECT guest_user_id FROM place`;

async function accept(
  sql: Sql,
  { email, accountId, role, permission }: InvitationKey,
  at: Date,
): Promise<'accepted' | 'already' | 'absent'> {
  const held = await sql<PlaceRow>(HOLD_INVITED, [email, accountId, role, permissionColumn(permission)]);
  const guestId = held[0]?.guestId;
  if (guestId === undefined) return 'absent';
  const rows = await sql(ACCEPT, [guestId, accountId, at]);
  return rows.length > 0 ? 'accepted' : 'already';
}

const HOLD_GUEST = `
  SELECT id AS "guestId" FROM public.guest_user WHERE email = $1 AND guest_role_id = $2 FOR UPDATE`;
const REMOVE_PLACE = `
  DELETE FROM public.guest_user_on_account WHERE guest_user_id = $1 AND account_id = $2 RETURNING guest_user_id`;

/** The locks of these guests are held; the look at their places has to be a later statement than that. */
const FORGET_GUESTS = `
  DELETE FROM public.guest_user AS g
  WHERE g.id = ANY ($1)
    AND NOT EXISTS (SELECT FROM public.guest_user_on_account AS l WHERE l.guest_user_id = g.id)`;

/** Removes those of the guests who have no place left. */
export const forgetGuests = (sql: Sql, ids: readonly string[]): Promise<unknown[]> =>
  sql(FORGET_GUESTS, [ids]);

async function revoke(sql: Sql, { email, roleId, accountId }: GuestPlaceKey): Promise<'revoked' | 'absent'> {
  const [held] = await sql<PlaceRow>(HOLD_GUEST, [email, roleId]);
  if (!held) return 'absent';
  const removed = await sql(REMOVE_PLACE, [held.guestId, accountId]);
  if (removed.length === 0) return 'absent';
  await forgetGuests(sql, [held.guestId]);
  return 'revoked';
}

/** Guests in the order of their ids, as everything that locks several of them. */
const HOLD_ALL = 'SELECT id FROM public.guest_user WHERE email = $1 ORDER BY id FOR UPDATE';

/** Their places go with them. */
async function revokeAll(sql: Sql, email: string): Promise<void> {
  await sql(HOLD_ALL, [email]);
  await sql('DELETE FROM public.guest_user WHERE email = $1', [email]);
}

/** Whatever the columns are arrays of: `jsonb_populate_record` takes their type from the table. */
const SET_FLAGS = `
  UPDATE public.guest_user_on_account AS l
  SET (permit_flags, deny_flags) = (
    SELECT flags.permit_flags, flags.deny_flags
    FROM jsonb_populate_record(NULL::public.guest_user_on_account, $3::jsonb) AS flags
  )
  FROM public.guest_user AS g
  WHERE g.id = l.guest_user_id AND l.guest_user_id = $1 AND l.account_id = $2
  RETURNING ${PLACE_COLUMNS}`;

const flagColumns = ({ permitFlags, denyFlags }: FlagsChange): string =>
  JSON.stringify({ permit_flags: permitFlags, deny_flags: denyFlags });

interface LicenceRow extends Omit<PlaceRow, 'guestId' | 'invited'> {
  readonly sysAcc: boolean | null;
  readonly accName: string;
  readonly tenantId: string | null;
  readonly role: string;
  readonly roleId: string;
  readonly perm: number | null;
}

/** A role without permission stands for both. */
const IN_ROLES = `EXISTS (
  SELECT FROM jsonb_to_recordset($?::jsonb) AS wanted (slug text, permission int)
  WHERE wanted.slug = r.slug AND coalesce(wanted.permission, coalesce(r.permission, 0)) = coalesce(r.permission, 0)
)`;

async function licencesOf(
  sql: Sql,
  { email, tenantId, roles, wasVerified }: LicenceFilter,
): Promise<readonly LicensedResource[]> {
  const wanted = roles?.map(({ slug, permission }) => ({
    slug,
    ...(permission !== undefined && { permission: permissionColumn(permission) }),
  }));
  const where = allOf('a.is_deleted IS NOT TRUE', [
    ['g.email = $?', email],
    [`coalesce(a.tenant_id, '${NIL_UUID}') = $?`, tenantId],
    [IN_ROLES, wanted && JSON.stringify(wanted)],
    [`${ACCEPTED} = $?`, wasVerified],
  ]);
  const rows = await sql<LicenceRow>(
    `SELECT ${PLACE_COLUMNS}, a.is_default AS "sysAcc", a.name AS "accName", a.tenant_id AS "tenantId",
       r.slug AS role, r.id AS "roleId", r.permission AS perm
     ${PLACES} JOIN public.account AS a ON a.id = l.account_id
     WHERE ${where.sql} ORDER BY r.slug COLLATE "C", a.id, r.id`,
    where.parameters,
  );
  return rows.map(licenceOf);
}

function licenceOf(row: LicenceRow): LicensedResource {
  const [permitFlags, denyFlags] = [textsIn(row.permitFlags), textsIn(row.denyFlags)];
  return {
    accId: row.accountId,
    sysAcc: row.sysAcc ?? false,
    tenantId: row.tenantId ?? NIL_UUID,
    accName: row.accName,
    role: row.role,
    roleId: row.roleId,
    perm: permissionOf(row.perm),
    verified: row.accepted,
    ...(permitFlags.length > 0 && { permitFlags }),
    ...(denyFlags.length > 0 && { denyFlags }),
  };
}

const EMAILS_OF_ROLE =
  'SELECT email FROM public.guest_user WHERE guest_role_id = $1 ORDER BY email COLLATE "C"';

/** Guests, and the users to whom the account belongs. */
const EMAILS_OF_ACCOUNT = `
  SELECT email FROM (
    SELECT g.email FROM public.guest_user_on_account AS l JOIN public.guest_user AS g ON g.id = l.guest_user_id
    WHERE l.account_id = $1
    UNION
    SELECT u.email FROM public."user" AS u WHERE u.account_id = $1
  ) AS concerned ORDER BY email COLLATE "C"`;

/** Guests on its accounts, and its owners. */
const EMAILS_OF_TENANT = `
  SELECT email FROM (
    SELECT g.email FROM public.account AS a
    JOIN public.guest_user_on_account AS l ON l.account_id = a.id
    JOIN public.guest_user AS g ON g.id = l.guest_user_id
    WHERE a.tenant_id = $1
    UNION
    SELECT u.email FROM public.owner_on_tenant AS o JOIN public."user" AS u ON u.id = o.owner_id
    WHERE o.tenant_id = $1
  ) AS concerned ORDER BY email COLLATE "C"`;

function emailsQuery(of: Parameters<GuestStore['emails']>[0]): [string, string[]] {
  if ('accountId' in of) return [EMAILS_OF_ACCOUNT, [of.accountId]];
  if ('roleId' in of) return [EMAILS_OF_ROLE, [of.roleId]];
  return [EMAILS_OF_TENANT, [of.tenantId]];
}
