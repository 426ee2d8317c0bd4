import type { TokenTrace, VerifiedToken } from '@mycelium/accounts';
import { type Clock, refuse } from '@mycelium/kernel';
import { checkClaims, invalid } from './claims.ts';
import { emailOf } from './email-claim.ts';
import { type JwksKeys, jwksKeys } from './jwks-keys.ts';
import { type AsymmetricAlgorithm, asymmetricAlgorithms, signatureHolds } from './signature.ts';
import type { TokenParts } from './token-parts.ts';
import type { UserInfoEmails } from './user-info.ts';

/** An OpenID Connect provider whose access or identity tokens are accepted. */
export interface ExternalProvider {
  /** Exactly as in the tokens' `iss`, trailing slash included. */
  readonly issuer: string;
  readonly jwksUri: string;
  /** A token must name it in `aud`. */
  readonly audience: string;
  /** Asked for the e-mail when the token carries none. */
  readonly userInfoUrl?: string;
  /** Narrows the accepted algorithms; by default every asymmetric one that the issuer's keys allow. */
  readonly algorithms?: readonly AsymmetricAlgorithm[];
  /**
   * Believes addresses without `email_verified: true`. Only for issuers whose operator assigns the addresses: with
   * any other, whoever types in an address becomes its owner here.
   */
  readonly acceptUnverifiedEmail?: boolean;
}

export interface ExternalTokens {
  readonly providers: readonly ExternalProvider[];
  readonly clock: Clock;
  readonly jwksTtlSeconds: number;
  readonly emails: UserInfoEmails;
}

export type ExternalTokenVerifier = (
  token: string,
  parts: TokenParts,
  trace: TokenTrace,
) => Promise<VerifiedToken>;

export function externalTokenVerifier(options: ExternalTokens): ExternalTokenVerifier {
  const sets = new Map<string, JwksKeys>();
  for (const { jwksUri } of options.providers) {
    const { clock, jwksTtlSeconds: ttlSeconds } = options;
    if (!sets.has(jwksUri)) sets.set(jwksUri, jwksKeys({ uri: jwksUri, clock, ttlSeconds }));
  }
  return async (token, parts, trace) => {
    const provider = providerOf(parts, options.providers);
    const keys = sets.get(provider.jwksUri);
    if (!keys) throw refuse('ISSUER_UNKNOWN');
    trace.stage('identity.external');
    await checkSignature({ token, parts, provider }, keys, trace);
    // The claims that chose the provider are verified now; they must still be this provider's.
    if (parts.claims.iss !== provider.issuer) throw invalid('its issuer is not exactly the configured one');
    const { subject, expiresAt } = checkClaims(parts.claims, [provider.audience], options.clock);
    const verified = { issuer: provider.issuer, subject, expiresAt };
    const email = await emailFor({ token, parts, provider }, { ...verified, emails: options.emails }, trace);
    trace.stage('identity.external', 'ok');
    return { email, ...verified, secondFactorPending: false };
  };
}

/** Several providers may share an issuer, told apart by their audience; they are found regardless of case. */
function providerOf(parts: TokenParts, providers: readonly ExternalProvider[]): ExternalProvider {
  const wanted = parts.issuer.toLowerCase();
  const candidates = providers.filter(provider => provider.issuer.toLowerCase() === wanted);
  const exact = candidates.filter(provider => provider.issuer === parts.issuer);
  const chosen = exact.find(provider => parts.audiences.includes(provider.audience)) ?? exact[0];
  if (chosen) return chosen;
  if (candidates.length > 0) throw invalid('its issuer is not exactly the configured one');
  throw refuse('ISSUER_UNKNOWN');
}

interface ExternalToken {
  readonly token: string;
  readonly parts: TokenParts;
  readonly provider: ExternalProvider;
}

async function checkSignature(external: ExternalToken, keys: JwksKeys, trace: TokenTrace): Promise<void> {
  const { token, parts, provider } = external;
  const allowed: readonly string[] = provider.algorithms ?? asymmetricAlgorithms;
  if (!allowed.includes(parts.algorithm)) throw invalid('its algorithm is not accepted for this issuer');
  if (parts.keyId === undefined) throw invalid('it names no key');
  const { jwksUri } = provider;
  trace.stage('identity.jwks', undefined, { jwks_uri: jwksUri });
  const found = await keys.find(parts.keyId);
  trace.stage('identity.jwks', found.source, { jwks_uri: jwksUri });
  const holds = found.keys.some(({ key, algorithms }) =>
    algorithms.some(algorithm => signatureHolds(token, parts, { key, algorithm })),
  );
  if (!holds) {
    throw invalid(found.keys.length > 0 ? 'its signature does not hold' : 'its issuer has no such key');
  }
}

/** Only the configured address is ever asked, never one that the token names. */
async function emailFor(
  { token, parts, provider }: ExternalToken,
  verified: {
    readonly issuer: string;
    readonly subject: string;
    readonly expiresAt: number;
    readonly emails: UserInfoEmails;
  },
  trace: TokenTrace,
): Promise<string> {
  const acceptUnverifiedEmail = provider.acceptUnverifiedEmail ?? false;
  const { email, jti } = parts.claims;
  if (email !== undefined) return emailOf(parts.claims, acceptUnverifiedEmail);
  if (provider.userInfoUrl === undefined) throw invalid('it tells no e-mail');
  const { emails, ...identity } = verified;
  const tokenId = typeof jti === 'string' ? jti : undefined;
  const source = { url: provider.userInfoUrl, acceptUnverifiedEmail };
  return emails.emailFor({ token, tokenId, ...identity }, source, trace);
}
