import type { AccountId, UserId } from '@mycelium/kernel';

/** Where a user's credential lives. `internal` covers magic links and passwords. */
export type Provider =
  | { readonly internal: { readonly passwordHash?: string } }
  | { readonly external: string };

export interface User {
  readonly id: UserId;
  readonly username: string;
  /** Canonical text form, see `parseEmail`. */
  readonly email: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly isActive: boolean;
  /** A principal owns the account; others merely act for it. */
  readonly isPrincipal: boolean;
  readonly created: Date;
  readonly updated?: Date;
  readonly accountId?: AccountId;
  readonly provider?: Provider;
  /** The `mfa` column as stored: `{"totp":"unknown"|"disabled"|{"enabled":{…}}}`; absent means unknown. */
  readonly mfa?: unknown;
}
