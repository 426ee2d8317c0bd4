import type { UserId } from '@mycelium/kernel';

/** What an accepted access token says. */
export interface VerifiedToken {
  /** Canonical e-mail. */
  readonly email: string;
  /** `mycelium` for our own tokens, else the configured external issuer. */
  readonly issuer: string;
  readonly subject: string;
  /** Milliseconds since the epoch, leeway not included. */
  readonly expiresAt: number;
  /** True for a token that opens nothing but the second-factor check. */
  readonly secondFactorPending: boolean;
}

/** How the e-mail and keys were found, for the `stage` log events. */
export interface TokenTrace {
  stage(stage: string, outcome?: string, fields?: Readonly<Record<string, unknown>>): void;
}

/** Checks access tokens (JWT, RFC 7519). Refusals throw `AppError` of kind `unauthenticated`; an unreachable issuer `unavailable`. */
export interface TokenVerifier {
  verify(token: string, trace: TokenTrace): Promise<VerifiedToken>;
}

export interface IssuedToken {
  readonly token: string;
  /** Lifetime in seconds. */
  readonly duration: number;
}

/** Issues our own access tokens. */
export interface TokenSigner {
  sign(subject: { readonly userId: UserId; readonly email: string }): IssuedToken;
  /** A token that only the second-factor check accepts. */
  signPending(subject: { readonly userId: UserId; readonly email: string }): IssuedToken;
}

/** One-time secrets of a magic link. */
export interface LinkSecrets {
  /** A fresh, unguessable token (at least 128 bits), safe in a URL path. */
  newToken(): string;
  /** The six-digit code that belongs to a token; the same token always gives the same code. */
  codeOf(token: string): string;
  tokenHash(token: string): string;
  /** Keyed, so that six digits cannot be searched offline; bound to the e-mail. */
  codeHash(email: string, code: string): string;
}

/** Compares an instance's bootstrap secret in constant time. Absent: claiming is switched off. */
export interface BootstrapSecret {
  readonly enabled: boolean;
  matches(candidate: string): boolean;
}
