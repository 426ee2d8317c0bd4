import type { TokenTrace, VerifiedToken } from '@mycelium/accounts';
import type { Clock, Secret } from '@mycelium/kernel';
import { checkClaims, invalid } from './claims.ts';
import { emailOf } from './email-claim.ts';
import { INTERNAL_ISSUER, internalKey, MFA_CLAIM, MFA_PENDING } from './internal-key.ts';
import { signatureHolds } from './signature.ts';
import type { TokenParts } from './token-parts.ts';

export interface InternalTokens {
  /** At least 32 bytes; the factory throws otherwise. */
  readonly secret: Secret;
  readonly audience: string;
}

/** Our own tokens: HS512 and nothing else. */
export function internalTokenVerifier(options: InternalTokens, clock: Clock) {
  const key = internalKey(options.secret);
  return (token: string, parts: TokenParts, trace: TokenTrace): VerifiedToken => {
    if (!signatureHolds(token, parts, { key, algorithm: 'HS512' }))
      throw invalid('its signature does not hold');
    const { subject, expiresAt } = checkClaims(parts.claims, [options.audience], clock);
    // We wrote the address ourselves, after its owner had proved to have it.
    const email = emailOf(parts.claims, true);
    trace.stage('identity.email', 'from_token');
    return {
      email,
      issuer: INTERNAL_ISSUER,
      subject,
      expiresAt,
      secondFactorPending: secondFactorPending(parts.claims[MFA_CLAIM]),
    };
  };
}

/** An unknown value of the claim is refused: it may mean a restriction that we would otherwise lift. */
function secondFactorPending(claim: unknown): boolean {
  if (claim !== undefined && claim !== MFA_PENDING) throw invalid('its second-factor state is unknown');
  return claim === MFA_PENDING;
}
