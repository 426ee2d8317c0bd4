import type { SharedCache, TokenVerifier } from '@mycelium/accounts';
import { type Clock, refuse } from '@mycelium/kernel';
import { type ExternalProvider, externalTokenVerifier } from './external-tokens.ts';
import { INTERNAL_ISSUER } from './internal-key.ts';
import { type InternalTokens, internalTokenVerifier } from './internal-tokens.ts';
import { tokenParts } from './token-parts.ts';
import { userInfoEmails } from './user-info.ts';

export interface JwtTokenVerifierOptions {
  /** Absent: our own tokens are not accepted. */
  readonly internal?: InternalTokens;
  readonly external: readonly ExternalProvider[];
  readonly clock: Clock;
  /** Keeps the e-mails that userinfo endpoints answered. */
  readonly cache?: SharedCache;
  readonly ttl?: { readonly jwksSeconds?: number; readonly emailSeconds?: number };
}

const JWKS_TTL_SECONDS = 600;
const EMAIL_TTL_SECONDS = 600;

/**
 * Accepts JSON Web Tokens of this installation and of the configured providers. The unverified issuer chooses who
 * checks; from there on nothing that the token says about its own checking (algorithm, key address) is believed.
 */
export function jwtTokenVerifier(options: JwtTokenVerifierOptions): TokenVerifier {
  const { clock, ttl } = options;
  const internal = options.internal && internalTokenVerifier(options.internal, clock);
  const external = externalTokenVerifier({
    providers: options.external,
    clock,
    jwksTtlSeconds: ttl?.jwksSeconds ?? JWKS_TTL_SECONDS,
    emails: userInfoEmails({
      clock,
      cache: options.cache,
      ttlSeconds: ttl?.emailSeconds ?? EMAIL_TTL_SECONDS,
    }),
  });
  return {
    verify: async (token, trace) => {
      const parts = tokenParts(token);
      if (parts.issuer.toLowerCase() !== INTERNAL_ISSUER) return external(token, parts, trace);
      if (!internal) {
        throw refuse('ISSUER_UNKNOWN', { message: 'Sign-in of this installation is switched off.' });
      }
      return internal(token, parts, trace);
    },
  };
}
