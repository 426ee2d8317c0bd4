import type { IssuedToken, TokenSigner } from '@mycelium/accounts';
import type { Clock, Secret, UserId } from '@mycelium/kernel';
import jwt from 'jsonwebtoken';
import { INTERNAL_ISSUER, internalKey, MFA_CLAIM, MFA_PENDING } from './internal-key.ts';

export interface JwtTokenSignerOptions {
  /** At least 32 bytes; the factory throws otherwise. */
  readonly secret: Secret;
  readonly audience: string;
  /** Seconds that a session lasts. */
  readonly expiresIn: number;
  /** Seconds within which the second factor must be given. */
  readonly tmpExpiresIn: number;
  readonly clock: Clock;
}

/** Access tokens as JWT (RFC 7519), HS512: `sub` user id, `email`, `iss`, `aud`, `iat`, `exp`. */
export function jwtTokenSigner(options: JwtTokenSignerOptions): TokenSigner {
  const key = internalKey(options.secret);
  const issue = (
    subject: { readonly userId: UserId; readonly email: string },
    duration: number,
    extra: Readonly<Record<string, string>>,
  ): IssuedToken => {
    const iat = Math.floor(options.clock.now().getTime() / 1000);
    const claims = {
      sub: subject.userId,
      email: subject.email,
      iss: INTERNAL_ISSUER,
      aud: options.audience,
      iat,
      exp: iat + duration,
      ...extra,
    };
    return { token: jwt.sign(claims, key, { algorithm: 'HS512' }), duration };
  };
  return {
    sign: subject => issue(subject, options.expiresIn, {}),
    signPending: subject => issue(subject, options.tmpExpiresIn, { [MFA_CLAIM]: MFA_PENDING }),
  };
}
