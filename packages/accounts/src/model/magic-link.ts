/**
 * A login in progress. Neither the token of the link nor the code that its page shows is stored: the row keeps
 * only their digests, so that a copy of the table opens no door.
 */
export interface MagicLink {
  readonly id: string;
  /** Canonical text form. */
  readonly email: string;
  readonly tokenHash: string;
  readonly codeHash: string;
  readonly createdAt: Date;
  readonly expiresAt: Date;
}

/** Wrong codes that a link survives, less one: the fifth voids it, and the right one comes too late. */
export const MAX_CODE_ATTEMPTS = 5;

/** Links that one address may be sent within an hour. */
export const MAX_LINKS_PER_HOUR = 3;
