import type {
  Bean,
  ConnectionStringRecord,
  ConnectionStringStore,
  IssuedConnectionString,
} from '@mycelium/accounts';
import type { AccountId } from '@mycelium/kernel';
import { columnsOf } from './columns.ts';
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

const LIST = `
  SELECT ${columnsOf(tokenEntity, 't')} FROM public.token AS t WHERE ${OF_ACCOUNT} ORDER BY t.id DESC`;

const REVOKE = `
  UPDATE public.token AS t SET expiration = least(t.expiration, $3)
  WHERE ${OF_ACCOUNT} AND t.id = $2::bigint RETURNING t.id`;

const DELETE = `DELETE FROM public.token AS t WHERE ${OF_ACCOUNT} AND t.id = $2::bigint RETURNING t.id`;

export const postgresConnectionStringStore = (session: Session): ConnectionStringStore => ({
  insert: issued =>
    session.turn(async ({ manager }) => {
      const row = { meta: stored(issued), expiration: issued.expiration };
      const { identifiers } = await manager.insert(tokenEntity, row as never);
      return (identifiers[0] as Pick<TokenRow, 'id'>).id;
    }),
  list: accountId => session.turn(async ({ sql }) => (await sql<TokenRow>(LIST, [accountId])).map(recordOf)),
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

function recordOf({ id, meta, expiration }: TokenRow): ConnectionStringRecord {
  const { id: innerId, createdAt, name, scope, accountId, email } = meta as StoredString;
  return {
    id,
    innerId,
    accountId: accountId as AccountId,
    email: `${email.username}@${email.domain}`,
    name,
    expiration,
    createdAt: new Date(createdAt),
    scope: scope.filter((bean): bean is Bean => !('sig' in bean)),
  };
}
