import {
  type IssueLimit,
  type LinkCredential,
  MAX_CODE_ATTEMPTS,
  type MagicLink,
  type MagicLinkStore,
} from '@mycelium/accounts';
import type { Session, Sql } from './session.ts';

/**
 * A link is a row of `token` whose meta holds nothing but the key `magicLink`, so that the lookups of the other kinds
 * of token never see it. A used or voided link stays, with `endedAt`, for as long as it counts against its e-mail.
 */
interface StoredLink {
  readonly id: string;
  readonly email: string;
  readonly tokenHash: string;
  readonly codeHash: string;
  readonly createdAt: string;
  readonly expiresAt: string;
  readonly wrongCodes: number;
  readonly endedAt?: string;
}

interface LinkRow {
  readonly link: StoredLink;
}

export function postgresMagicLinkStore(session: Session): MagicLinkStore {
  return {
    issue: (link, limit) => session.turn(({ sql }) => issue(sql, link, limit)),
    peek: (tokenHash, now) =>
      session.turn(async ({ sql }) => linkOf(await sql<LinkRow>(PEEK, [tokenHash, now]))),
    consume: (credential, now) =>
      session.turn(async ({ sql }) => linkOf(await consume(sql, credential, now))),
  };
}

const LINK = `meta -> 'magicLink'`;
const IS_LIVE = `meta ? 'magicLink' AND NOT (${LINK} ? 'endedAt')`;

const LOCK_EMAIL = `SELECT pg_advisory_xact_lock(hashtextextended('magic-link:' || $1, 0))`;

const COUNT_RECENT = `
  SELECT count(*)::int AS recent FROM public.token
  WHERE meta ? 'magicLink' AND ${LINK} ->> 'email' = $1 AND (${LINK} ->> 'createdAt')::timestamptz > $2`;

const VOID_EARLIER = `
  UPDATE public.token SET meta = jsonb_set(meta, '{magicLink,endedAt}', to_jsonb($2::text))
  WHERE ${IS_LIVE} AND ${LINK} ->> 'email' = $1`;

const INSERT = `
  INSERT INTO public.token (meta, expiration) VALUES (jsonb_build_object('magicLink', $1::jsonb), $2)`;

/** Links that expired before the counted time can count no more. A few go with every new one. */
const FORGET_OLD = `
  WITH old AS (
    SELECT id FROM public.token WHERE meta ? 'magicLink' AND expiration < $1
    LIMIT 20 FOR UPDATE SKIP LOCKED
  )
  DELETE FROM public.token AS t USING old WHERE t.id = old.id`;

async function issue(sql: Sql, link: MagicLink, limit: IssueLimit): Promise<'issued' | 'throttled'> {
  await sql(LOCK_EMAIL, [link.email]);
  const [counted] = await sql<{ recent: number }>(COUNT_RECENT, [link.email, limit.since]);
  if ((counted?.recent ?? 0) >= limit.max) return 'throttled';
  await sql(VOID_EARLIER, [link.email, link.createdAt.toISOString()]);
  await sql(INSERT, [JSON.stringify(stored(link)), link.expiresAt]);
  await sql(FORGET_OLD, [limit.since]);
  return 'issued';
}

const PEEK = `
  SELECT ${LINK} AS link FROM public.token
  WHERE ${IS_LIVE} AND ${LINK} ->> 'tokenHash' = $1 AND expiration > $2`;

/** PostgreSQL checks the condition again after waiting for a concurrent writer, so only one caller ends the link. */
const CONSUME_TOKEN = `
  UPDATE public.token SET meta = jsonb_set(meta, '{magicLink,endedAt}', to_jsonb($3::text))
  WHERE ${IS_LIVE} AND ${LINK} ->> 'tokenHash' = $1 AND expiration > $2
  RETURNING ${LINK} AS link`;

const WRONG_CODES = `coalesce((${LINK} ->> 'wrongCodes')::int, 0) + 1`;

/** The right code ends the link; a wrong one is counted, and ends it when it is one too many. */
const CONSUME_CODE = `
  UPDATE public.token
  SET meta = CASE
    WHEN ${LINK} ->> 'codeHash' = $2 THEN jsonb_set(meta, '{magicLink,endedAt}', to_jsonb($4::text))
    WHEN ${WRONG_CODES} >= $5 THEN
      jsonb_set(jsonb_set(meta, '{magicLink,wrongCodes}', to_jsonb(${WRONG_CODES})),
        '{magicLink,endedAt}', to_jsonb($4::text))
    ELSE jsonb_set(meta, '{magicLink,wrongCodes}', to_jsonb(${WRONG_CODES}))
  END
  WHERE ${IS_LIVE} AND ${LINK} ->> 'email' = $1 AND expiration > $3
  RETURNING ${LINK} AS link`;

async function consume(sql: Sql, credential: LinkCredential, now: Date): Promise<LinkRow[]> {
  const at = now.toISOString();
  if ('tokenHash' in credential) return sql<LinkRow>(CONSUME_TOKEN, [credential.tokenHash, now, at]);
  const { email, codeHash } = credential;
  const touched = await sql<LinkRow>(CONSUME_CODE, [email, codeHash, now, at, MAX_CODE_ATTEMPTS]);
  return touched.filter(row => row.link.codeHash === codeHash);
}

const stored = (link: MagicLink): StoredLink => ({
  id: link.id,
  email: link.email,
  tokenHash: link.tokenHash,
  codeHash: link.codeHash,
  createdAt: link.createdAt.toISOString(),
  expiresAt: link.expiresAt.toISOString(),
  wrongCodes: 0,
});

function linkOf([row]: readonly LinkRow[]): MagicLink | undefined {
  if (!row) return undefined;
  const { id, email, tokenHash, codeHash, createdAt, expiresAt } = row.link;
  return {
    id,
    email,
    tokenHash,
    codeHash,
    createdAt: new Date(createdAt),
    expiresAt: new Date(expiresAt),
  };
}
