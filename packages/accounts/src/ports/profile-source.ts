import type { LicensedResource, TenantOwnership } from '@mycelium/profile';
import type { Account } from '../model/account.ts';
import type { User } from '../model/user.ts';

/** All that is stored about a caller, unnarrowed: the raw material of a profile. */
export interface CallerRecord {
  readonly user: User;
  /** Absent while the user has not created an account. Deleted accounts are returned, flagged. */
  readonly account?: Account;
  /**
   * Every licence of the e-mail, accepted or not (`verified`), ordered by role slug, account id, role id. What is out of
   * force is left out: licences on accounts that are deleted, inactive or archived, and in tenants in the trash.
   */
  readonly licences: readonly LicensedResource[];
  /** Ordered by tenant name, then id. Owners keep their hold on tenants in the trash. */
  readonly ownerships: readonly TenantOwnership[];
}

/** Reads a caller in one round trip. */
export interface ProfileSource {
  /** `email` is canonical. `undefined` when no user has it. A store that cannot be reached throws `DATABASE_UNAVAILABLE`. */
  byEmail(email: string): Promise<CallerRecord | undefined>;
}
