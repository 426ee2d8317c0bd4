import type { AccountId, GuestId, RoleId } from '@mycelium/kernel';

/** A person invited in one role. The same person in another role is another guest. */
export interface Guest {
  readonly id: GuestId;
  /** Canonical, see `parseEmail`. Nobody needs to be registered under it yet. */
  readonly email: string;
  readonly roleId: RoleId;
  readonly created: Date;
  readonly updated?: Date;
  /** Whether any of the guest's places is an accepted one. */
  readonly wasVerified: boolean;
}

/** A guest's place on one account. */
export interface GuestPlace {
  readonly guestId: GuestId;
  readonly accountId: AccountId;
  readonly created: Date;
  /** Whether this very invitation has been accepted; until then it grants nothing. */
  readonly accepted: boolean;
  readonly permitFlags: readonly string[];
  readonly denyFlags: readonly string[];
}
