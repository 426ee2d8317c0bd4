import { createPublicKey, type KeyObject } from 'node:crypto';
import { type Clock, refuse } from '@mycelium/kernel';
import type { JwksClient } from 'jwks-rsa';
import { fetchJson } from './fetch-json.ts';
import { type AsymmetricAlgorithm, algorithmsOf } from './signature.ts';
import { isRecord } from './token-parts.ts';

export interface JwksKey {
  readonly keyId: string;
  readonly key: KeyObject;
  readonly algorithms: readonly AsymmetricAlgorithm[];
}

export interface FoundKeys {
  /** Keys of that id; several when the set reuses an id for keys of different kinds. */
  readonly keys: readonly JwksKey[];
  readonly source: 'from_cache' | 'resolved';
}

/** The public keys of one issuer (RFC 7517). */
export interface JwksKeys {
  /** Throws `IDENTITY_UNAVAILABLE` when the set cannot be had and nothing known answers the question. */
  find(keyId: string): Promise<FoundKeys>;
}

export interface JwksKeysOptions {
  readonly uri: string;
  readonly clock: Clock;
  /** Seconds for which a fetched set is taken as it is. */
  readonly ttlSeconds: number;
}

/** A set is asked for again at most this often, however many unknown key ids arrive. */
const REFETCH_COOLDOWN_MS = 30_000;
/** The same while there is no set at all, so that a short outage at start does not cost half a minute. */
const FIRST_FETCH_COOLDOWN_MS = 5_000;

/** Fetched when first needed; one request at a time; the last good set stays in use while the issuer is down. */
export function jwksKeys(options: JwksKeysOptions): JwksKeys {
  const fetchSet = keySetFetcher(options.uri);
  const now = (): number => options.clock.now().getTime();
  let known: readonly JwksKey[] | undefined;
  let fetchedAt = 0;
  let attemptedAt = Number.NEGATIVE_INFINITY;
  let failure: unknown;
  let underWay: Promise<void> | undefined;

  const refresh = (): Promise<void> => {
    underWay ??= (async () => {
      attemptedAt = now();
      try {
        known = await fetchSet();
        fetchedAt = now();
        failure = undefined;
      } catch (error) {
        failure = error;
      } finally {
        underWay = undefined;
      }
    })();
    return underWay;
  };
  const cooldownLeft = (): number =>
    attemptedAt + (known ? REFETCH_COOLDOWN_MS : FIRST_FETCH_COOLDOWN_MS) - now();
  const having = (keyId: string): readonly JwksKey[] => known?.filter(key => key.keyId === keyId) ?? [];

  return {
    find: async keyId => {
      const fresh = known !== undefined && now() < fetchedAt + options.ttlSeconds * 1000;
      if (fresh && having(keyId).length > 0) return { keys: having(keyId), source: 'from_cache' };
      const mayFetch = underWay !== undefined || cooldownLeft() <= 0;
      if (mayFetch) await refresh();
      const keys = having(keyId);
      if (keys.length === 0 && failure !== undefined) throw unavailable(cooldownLeft(), failure);
      return { keys, source: mayFetch && failure === undefined ? 'resolved' : 'from_cache' };
    },
  };
}

const unavailable = (milliseconds: number, cause: unknown): Error =>
  refuse('IDENTITY_UNAVAILABLE', {
    message: 'The keys of the issuer of this access token cannot be fetched right now.',
    retryAfter: Math.max(1, Math.ceil(milliseconds / 1000)),
    cause,
  });

/** Keys that cannot be used here (other kinds, no id, not for signatures) are skipped, never fatal. */
function keySetFetcher(uri: string): () => Promise<readonly JwksKey[]> {
  let client: Promise<JwksClient> | undefined;
  return async () => {
    client ??= jwksClient(uri);
    return (await (await client).getSigningKeys()).flatMap(usableKey);
  };
}

/** Caching, rate limit and transport are ours; the library turns JWK into keys. Loaded for those who have an issuer. */
async function jwksClient(uri: string): Promise<JwksClient> {
  const { JwksClient } = await import('jwks-rsa');
  return new JwksClient({
    jwksUri: uri,
    cache: false,
    rateLimit: false,
    fetcher: async url => {
      const document = await fetchJson(url);
      if (!isRecord(document) || !Array.isArray(document.keys)) throw new Error(`${url} answered no key set`);
      return { keys: document.keys.filter(isRecord) };
    },
  });
}

function usableKey(signing: {
  readonly kid?: string;
  readonly alg?: string;
  getPublicKey(): string;
}): JwksKey[] {
  if (!signing.kid) return [];
  const key = createPublicKey(signing.getPublicKey());
  const able = algorithmsOf(key);
  const algorithms = signing.alg ? able.filter(algorithm => algorithm === signing.alg) : able;
  return algorithms.length > 0 ? [{ keyId: signing.kid, key, algorithms }] : [];
}
