import { type Clock, refuse } from '@mycelium/kernel';
import { audiencesOf } from './token-parts.ts';

/** Clocks of issuers may differ from ours by this much. */
export const CLOCK_SKEW_SECONDS = 60;

export interface CheckedClaims {
  readonly subject: string;
  /** Milliseconds since the epoch, skew not included. */
  readonly expiresAt: number;
}

/** The registered claims of RFC 7519 §4.1. Only for claims whose signature was verified. */
export function checkClaims(
  claims: Readonly<Record<string, unknown>>,
  audiences: readonly string[],
  clock: Clock,
): CheckedClaims {
  const now = clock.now().getTime() / 1000;
  const expiry = instant(claims, 'exp');
  if (expiry === undefined) throw invalid('it does not say when it expires');
  if (now >= expiry + CLOCK_SKEW_SECONDS) throw refuse('TOKEN_EXPIRED');
  const notBefore = instant(claims, 'nbf');
  if (notBefore !== undefined && notBefore > now + CLOCK_SKEW_SECONDS) throw invalid('it is not valid yet');
  const issuedAt = instant(claims, 'iat');
  if (issuedAt !== undefined && issuedAt > now + CLOCK_SKEW_SECONDS)
    throw invalid('it was issued in the future');
  if (!audiencesOf(claims).some(audience => audiences.includes(audience))) {
    throw invalid('it was issued for another audience');
  }
  if (typeof claims.sub !== 'string' || claims.sub === '') throw invalid('it names no subject');
  return { subject: claims.sub, expiresAt: expiry * 1000 };
}

/** A NumericDate in seconds: any finite number, so that `"exp": "9999999999"` opens nothing. */
function instant(claims: Readonly<Record<string, unknown>>, name: string): number | undefined {
  const value = claims[name];
  if (value === undefined) return undefined;
  if (typeof value !== 'number' || !Number.isFinite(value)) throw invalid(`its "${name}" is not a number`);
  return value;
}

export const invalid = (why: string): Error =>
  refuse('TOKEN_INVALID', { message: `The access token is not valid: ${why}.` });
