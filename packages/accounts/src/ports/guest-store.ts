import type { AccountId, GuestId, Page, PageRequest, RoleId, TenantId } from '@mycelium/kernel';
import type { LicensedResource, Permission } from '@mycelium/profile';
import type { Guest, GuestPlace } from '../model/guest.ts';
import type { GuestRole } from '../model/guest-role.ts';

export interface Invitation {
  /** For a new guest; a guest who is known in this role keeps the old id. */
  readonly id: GuestId;
  readonly email: string;
  readonly roleId: RoleId;
  readonly accountId: AccountId;
  readonly at: Date;
}

export interface GuestPlaceKey {
  readonly email: string;
  readonly roleId: RoleId;
  readonly accountId: AccountId;
}

export interface InvitationKey {
  readonly email: string;
  readonly accountId: AccountId;
  /** Slug or name of the role. */
  readonly role: string;
  readonly permission: Permission;
}

/** A guest on one account, with the role. */
export interface GuestListing {
  readonly guest: Guest;
  readonly place: GuestPlace;
  readonly role: GuestRole;
}

/** Every given member must hold. */
export interface LicenceFilter {
  readonly email: string;
  readonly tenantId: TenantId;
  /** Any of these; a role without permission stands for both. An empty list matches nothing. */
  readonly roles?: readonly { readonly slug: string; readonly permission?: Permission }[];
  readonly wasVerified?: boolean;
}

export interface FlagsChange {
  readonly permitFlags: readonly string[];
  readonly denyFlags: readonly string[];
}

/** Who was invited to which account in which role. */
export interface GuestStore {
  /** Makes a place that nobody has accepted yet. Role and account exist. `duplicate`: there is one already; atomic. */
  invite(invitation: Invitation): Promise<'invited' | 'duplicate'>;
  /** The place with its guest and role; `undefined` when there is none. */
  find(key: GuestPlaceKey): Promise<GuestListing | undefined>;
  /** Every guest of the account in the role, ordered by e-mail. */
  withRole(accountId: AccountId, roleId: RoleId): Promise<readonly GuestListing[]>;
  /**
   * Accepts one pending place, that of this e-mail in this role on this account and no other. `accepted` gives the
   * place to exactly one of several concurrent calls; the others hear `already`. Where `role` is the slug of one of the
   * person's roles and the name of another, the slug counts. The guest's `updated` becomes `at`.
   */
  accept(key: InvitationKey, at: Date): Promise<'accepted' | 'already' | 'absent'>;
  /** Takes the place away, and the guest with its last one. */
  revoke(key: GuestPlaceKey): Promise<'revoked' | 'absent'>;
  /** Takes every place of an e-mail away, in every role and on every account. */
  revokeAll(email: string): Promise<void>;
  /** Replaces both lists. */
  setFlags(guestId: GuestId, accountId: AccountId, flags: FlagsChange): Promise<GuestPlace | undefined>;
  /** Ordered by e-mail, role slug (code points both), permission (read first). */
  onAccount(accountId: AccountId, page: PageRequest): Promise<Page<GuestListing>>;
  /** Ordered by role slug, account id, role id. Accounts flagged deleted are left out. `verified` is that of the place. */
  licencesOf(filter: LicenceFilter): Promise<readonly LicensedResource[]>;
  /**
   * E-mails whose profiles speak of what is named, each once, ordered by code points, for forgetting what is cached about
   * them: guests, invited or accepted; of an account also its users, of a tenant also its owners.
   */
  emails(
    of: { readonly accountId: AccountId } | { readonly roleId: RoleId } | { readonly tenantId: TenantId },
  ): Promise<readonly string[]>;
}
