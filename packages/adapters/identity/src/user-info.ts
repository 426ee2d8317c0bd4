import { createHash } from 'node:crypto';
import type { SharedCache, TokenTrace } from '@mycelium/accounts';
import { AppError, type Clock, refuse, SingleFlight } from '@mycelium/kernel';
import { invalid } from './claims.ts';
import { emailOf } from './email-claim.ts';
import { fetchJson, StatusError } from './fetch-json.ts';
import { isRecord } from './token-parts.ts';

/** A verified token, as far as the userinfo endpoint needs it. */
export interface UserInfoToken {
  readonly token: string;
  readonly issuer: string;
  readonly subject: string;
  readonly tokenId: string | undefined;
  readonly expiresAt: number;
}

export interface UserInfoSource {
  readonly url: string;
  readonly acceptUnverifiedEmail: boolean;
}

export interface UserInfoEmails {
  /** Canonical e-mail that the issuer's userinfo endpoint (OpenID Connect Core §5.3) gives for this token. */
  emailFor(token: UserInfoToken, source: UserInfoSource, trace: TokenTrace): Promise<string>;
}

export interface UserInfoOptions {
  readonly clock: Clock;
  readonly cache: SharedCache | undefined;
  readonly ttlSeconds: number;
}

const GROUP = 'token-email';
const RETRY_AFTER_SECONDS = 5;

export function userInfoEmails(options: UserInfoOptions): UserInfoEmails {
  const flights = new SingleFlight<string>();
  return {
    emailFor: async (token, source, trace) => {
      trace.stage('identity.email', undefined, { user_info_url: source.url });
      const key = cacheKey(token, source);
      const cached = await readCache(options.cache, key);
      trace.stage('identity.email.cache', undefined, { cache_hit: cached.value !== undefined });
      if (cached.value !== undefined) {
        trace.stage('identity.email', 'from_cache');
        return cached.value;
      }
      const email = await flights.run(key, () => fetchEmail(token, source));
      const secondsLeft = Math.floor((token.expiresAt - options.clock.now().getTime()) / 1000);
      const ttlSeconds = Math.min(options.ttlSeconds, secondsLeft);
      if (cached.write && ttlSeconds > 0) await cached.write(email, ttlSeconds);
      trace.stage('identity.email', 'resolved');
      return email;
    },
  };
}

/** Issuer and subject are part of the key: an identifier chosen by one issuer never answers for another's token. */
function cacheKey({ issuer, subject, tokenId, token }: UserInfoToken, source: UserInfoSource): string {
  const identity = JSON.stringify([
    issuer,
    subject,
    tokenId ?? token,
    source.url,
    source.acceptUnverifiedEmail,
  ]);
  return createHash('sha256').update(identity).digest('base64url');
}

interface CachedEmail {
  readonly value: string | undefined;
  readonly write: ((email: string, ttlSeconds: number) => Promise<void>) | undefined;
}

/** Without its cache the question is simply asked again. */
async function readCache(cache: SharedCache | undefined, key: string): Promise<CachedEmail> {
  if (!cache) return { value: undefined, write: undefined };
  try {
    const { value, generation } = await cache.get(GROUP, key);
    const write = (email: string, ttlSeconds: number): Promise<void> =>
      cache.set({ group: GROUP, key, value: email, ttlSeconds, generation }).catch(unlessDown);
    return { value, write };
  } catch (error) {
    unlessDown(error);
    return { value: undefined, write: undefined };
  }
}

function unlessDown(error: unknown): void {
  if (!(error instanceof AppError && error.kind === 'unavailable')) throw error;
}

async function fetchEmail(token: UserInfoToken, source: UserInfoSource): Promise<string> {
  const answer = await fetchJson(source.url, { authorization: `Bearer ${token.token}` }).catch(error => {
    const refused = error instanceof StatusError && error.status >= 400 && error.status < 500;
    if (refused && error.status !== 429) throw invalid('its issuer does not accept it');
    throw refuse('IDENTITY_UNAVAILABLE', {
      message: 'The e-mail of this access token cannot be asked for right now.',
      retryAfter: RETRY_AFTER_SECONDS,
      cause: error,
    });
  });
  if (!isRecord(answer)) throw invalid('its issuer tells no e-mail for it');
  // OpenID Connect Core §5.3.2: an answer about somebody else must not be used.
  if (answer.sub !== undefined && answer.sub !== token.subject) {
    throw invalid('its issuer answered for another subject');
  }
  return emailOf(answer, source.acceptUnverifiedEmail);
}
