import type {
  Bean,
  ConnectionStringRecord,
  ConnectionStringStore,
  IssuedConnectionString,
} from '@mycelium/accounts';
import type { AccountId } from '@mycelium/kernel';
import { type TokenRow, tokenEntity } from './entities.ts';
import type { Session } from './session.ts';

/** The `meta` column of a connection string, in the form in which installations have always kept them. */
interface StoredString {
  readonly id: string;
  readonly createdAt: string;
  readonly name: string;
  /** The signature is the last. */
  readonly scope: readonly (Bean | { readonly sig: string })[];
  readonly accountId: string;
  readonly email: { readonly username: string; readonly domain: string };
  /** Digest of the signature. */
  readonly token: string;
}

/** What tells connection strings from the other rows of the table, word for word as in their index. */
const IS_CONNECTION_STRING = `t.meta ? 'token' AND t.meta ? 'name' AND t.meta ? 'id'`;
const OF_ACCOUNT = `${IS_CONNECTION_STRING} AND t.meta ->> 'accountId' = $1::text`;

/** Nothing secret leaves the database. */
const LIST = `
  SELECT t.id, t.meta - 'token' AS meta, t.expiration FROM public.token AS t WHERE ${OF_ACCOUNT} ORDER BY t.id DESC`;

const REVOKE = `
  UPDATE public.token AS t SET expiration = least(t.expiration, $3)
  WHERE ${OF_ACCOUNT} AND t.id = $2::bigint RETURNING t.id`;

const DELETE = `DELETE FROM public.token AS t WHERE ${OF_ACCOUNT} AND t.id = $2::bigint RETURNING t.id`;
const DELETE_ALL = `DELETE FROM public.token AS t WHERE ${OF_ACCOUNT}`;

export const postgresConnectionStringStore = (session: Session): ConnectionStringStore => ({
  insert: issued =>
    session.turn(async ({ manager }) => {
      const row = { meta: stored(issued), expiration: issued.expiration };
      const { identifiers } = await manager.insert(tokenEntity, row as never);
      return (identifiers[0] as Pick<TokenRow, 'id'>).id;
    }),
  list: accountId =>
    session.turn(async ({ sql }) =>
      (await sql<TokenRow>(LIST, [accountId])).map(row => recordOf(row, accountId)),
    ),
  revoke: (accountId, id, now) =>
    session.turn(async ({ sql }) => {
      const rows = await sql(REVOKE, [accountId, id, now]);
      return rows.length > 0 ? 'revoked' : 'absent';
    }),
  delete: (accountId, id) =>
    session.turn(async ({ sql }) => {
      const rows = await sql(DELETE, [accountId, id]);
      return rows.length > 0 ? 'deleted' : 'absent';
    }),
  deleteAll: accountId =>
    session.turn(async ({ sql }) => {
      await sql(DELETE_ALL, [accountId]);
    }),
});

function stored({ signature, digest, ...issued }: IssuedConnectionString): StoredString {
  const at = issued.email.lastIndexOf('@');
  return {
    id: issued.innerId,
    createdAt: issued.createdAt.toISOString(),
    name: issued.name,
    scope: [...issued.scope, { sig: signature }],
    accountId: issued.accountId,
    email: { username: issued.email.slice(0, at), domain: issued.email.slice(at + 1) },
    token: digest,
  };
}

function recordOf({ id, meta, expiration }: TokenRow, accountId: AccountId): ConnectionStringRecord {
  const { id: innerId, email, name, createdAt, scope } = meta as Partial<StoredString>;
  const date = new Date(createdAt ?? 0);
  return {
    id,
    innerId: String(innerId),
    accountId,
    email: email ? `${email.username}@${email.domain}` : '',
    name: String(name),
    expiration,
    createdAt: Number.isNaN(date.getTime()) ? new Date(0) : date,
    scope: Array.isArray(scope) ? scope.flatMap(shownBeans) : [],
  };
}

/** What may be shown, by name: a signature under any other name stays hidden too. */
const SHOWN = new Set(['aid', 'edt', 'rls', 'tid', 'sid', 'kvr', 'url']);

const shownBeans = (bean: unknown): Bean[] =>
  typeof bean === 'object' && bean !== null
    ? Object.entries(bean)
        .filter(([key]) => SHOWN.has(key))
        .map(([key, value]) => ({ [key]: value }) as Bean)
    : [];
