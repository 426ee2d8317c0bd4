import type { Provider, User, UserStore } from '@mycelium/accounts';
import type { AccountId, UserId } from '@mycelium/kernel';
import type { EntityManager } from 'typeorm';
import { columnsOf, grouped } from './columns.ts';
import { type IdentityProviderRow, identityProviderEntity, type UserRow, userEntity } from './entities.ts';
import type { Connection, Session, Sql } from './session.ts';

export function postgresUserStore(session: Session): UserStore {
  return {
    byEmail: email =>
      session.turn(async ({ manager, sql }) => {
        // The table allows one e-mail several rows, one per account; the one that owns an account is the person's.
        const [found] = await sql<{ id: string }>(
          `SELECT id FROM public."user" WHERE email = $1 ORDER BY account_id IS NULL, created, id LIMIT 1`,
          [email],
        );
        return found && userById(manager, found.id);
      }),
    byId: id => session.turn(({ manager }) => userById(manager, id)),
    insert: user => session.turn(connection => insertUser(connection, user)),
    attachAccount: (id, accountId) =>
      session.turn(async ({ sql }) => {
        const attached = await sql(
          `UPDATE public."user" SET account_id = $2 WHERE id = $1 AND account_id IS NULL RETURNING id`,
          [id, accountId],
        );
        if (attached.length > 0) return 'attached';
        return (await exists(sql, id)) ? 'taken' : 'absent';
      }),
    anonymise: (id, at) =>
      session.turn(async ({ sql }) => {
        const rows = await sql(ANONYMISE, [id, at]);
        await sql('DELETE FROM public.identity_provider WHERE user_id = $1', [id]);
        return rows.length > 0 ? 'anonymised' : 'absent';
      }),
  };
}

const ANONYMISE = `
  UPDATE public."user"
  SET username = id || '-deleted', email = id || '-deleted', first_name = '', last_name = '',
      is_active = false, is_principal = false, mfa = NULL, updated = $2
  WHERE id = $1
  RETURNING id`;

const exists = async (sql: Sql, id: UserId): Promise<boolean> =>
  (await sql('SELECT id FROM public."user" WHERE id = $1', [id])).length > 0;

/**
 * One statement takes a lock on the e-mail until the transaction ends and the next looks and inserts: without the lock
 * two inserts of one e-mail would not see each other, because no constraint covers the e-mail alone.
 */
async function insertUser({ sql, manager }: Connection, user: User): Promise<'inserted' | 'duplicate'> {
  await sql(`SELECT pg_advisory_xact_lock(hashtextextended('user:' || $1, 0))`, [user.email]);
  const clash = await sql('SELECT id FROM public."user" WHERE email = $1 OR id = $2 LIMIT 1', [
    user.email,
    user.id,
  ]);
  if (clash.length > 0) return 'duplicate';
  const { provider, ...rest } = user;
  await manager.insert(userEntity, { ...rest, mfa: user.mfa ?? null } as Partial<UserRow> as never);
  if (provider) await manager.insert(identityProviderEntity, providerRow(user.id, provider));
  return 'inserted';
}

const providerRow = (userId: string, provider: Provider): IdentityProviderRow =>
  'external' in provider
    ? { userId, name: provider.external, passwordHash: null }
    : { userId, name: null, passwordHash: provider.internal.passwordHash ?? null };

async function userById(manager: EntityManager, id: string): Promise<User | undefined> {
  const row = await manager.findOneBy(userEntity, { id });
  if (!row) return undefined;
  const provider = await manager.findOneBy(identityProviderEntity, { userId: id });
  return userOf(row, provider ?? undefined);
}

interface ProvidedUserRow extends UserRow {
  readonly hasProvider: boolean;
  readonly provider: string | null;
  readonly passwordHash: string | null;
}

/** The users of many accounts in one statement, by account: ordered by creation, then id. */
export async function ownersOf(
  sql: Sql,
  accountIds: readonly string[],
): Promise<ReadonlyMap<string, readonly User[]>> {
  const rows = await sql<ProvidedUserRow>(
    `SELECT ${columnsOf(userEntity, 'u')}, p.user_id IS NOT NULL AS "hasProvider", p.name AS provider,
       p.password_hash AS "passwordHash"
     FROM public."user" AS u LEFT JOIN public.identity_provider AS p ON p.user_id = u.id
     WHERE u.account_id = ANY ($1) ORDER BY u.created, u.id`,
    [accountIds],
  );
  return grouped(
    rows,
    ({ accountId }) => accountId ?? '',
    ({ hasProvider, provider: name, passwordHash, ...row }) =>
      userOf(row, hasProvider ? { userId: row.id, name, passwordHash } : undefined),
  );
}

/** A row of `user`, with its credential's row when there is one. */
export function userOf(row: UserRow, provider: IdentityProviderRow | undefined): User {
  return {
    id: row.id as UserId,
    username: row.username,
    email: row.email,
    firstName: row.firstName,
    lastName: row.lastName,
    isActive: row.isActive ?? false,
    isPrincipal: row.isPrincipal ?? false,
    created: row.created ?? new Date(0),
    ...(row.updated && { updated: row.updated }),
    ...(row.accountId && { accountId: row.accountId as AccountId }),
    ...(provider && { provider: providerOf(provider) }),
    ...(row.mfa !== null && row.mfa !== undefined && { mfa: row.mfa }),
  };
}

export const providerOf = ({ name, passwordHash }: IdentityProviderRow): Provider => {
  if (passwordHash !== null) return { internal: { passwordHash } };
  return name === null ? { internal: {} } : { external: name };
};
