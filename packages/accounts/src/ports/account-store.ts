import type { AccountId, Page, PageRequest, TenantId } from '@mycelium/kernel';
import type { VerboseStatus } from '@mycelium/profile';
import type { Account, AccountFlags, AccountType, WrittenBy } from '../model/account.ts';
import type { Tag } from '../model/tag.ts';
import type { User } from '../model/user.ts';

export type WrittenAt = WrittenBy & { readonly at: Date };

/** What is given changes, the rest stays. */
export interface AccountChange {
  readonly name?: string;
  readonly slug?: string;
  readonly accountType?: AccountType;
  readonly isActive?: boolean;
  readonly isChecked?: boolean;
  readonly isArchived?: boolean;
  readonly isSystemAccount?: boolean;
}

/** The kinds of account types, by the word that stands for them in `accountType`. */
export type AccountKind =
  | 'staff'
  | 'manager'
  | 'user'
  | 'subscription'
  | 'roleAssociated'
  | 'actorAssociated'
  | 'tenantManager';

/** Every given member must hold. Without `status`, deleted accounts are left out. */
export interface AccountFilter {
  readonly kind?: AccountKind;
  readonly tenantId?: TenantId;
  /** A UUID: the account's id. Anything else: part of the name, literally, upper and lower case alike. */
  readonly term?: string;
  /** A UUID: the tag's id. Anything else: the whole value of one of its tags. */
  readonly tagValue?: string;
  /** Whether all of its users are active; accounts without users have none that is not. */
  readonly isOwnerActive?: boolean;
  readonly status?: VerboseStatus;
  /** Of account type `actorAssociated`. */
  readonly actor?: string;
  /** Of account type `roleAssociated`. */
  readonly roleName?: string;
  readonly readRoleId?: string;
  readonly writeRoleId?: string;
}

/** An account as listings show it. */
export interface AccountListing {
  readonly account: Account;
  /** Ordered by creation, then id. */
  readonly owners: readonly User[];
  /** Ordered by value (code points). */
  readonly tags: readonly Tag[];
}

export interface StatusChange {
  /** Accounts in any other status stay as they are. */
  readonly from: readonly VerboseStatus[];
  /** What is given changes, the rest stays. */
  readonly to: Partial<AccountFlags>;
}

export interface AccountStore {
  byId(id: AccountId): Promise<Account | undefined>;
  /** Newest first, then by id. Owners and tags come with it, in a number of statements that does not depend on the page. */
  list(filter: AccountFilter, page: PageRequest): Promise<Page<AccountListing>>;
  /** The same for one account, a deleted one too. */
  listing(id: AccountId): Promise<AccountListing | undefined>;
  /** Names and slugs are unique within a tenant; accounts outside of tenants never clash with each other. */
  insert(account: Account): Promise<'inserted' | 'duplicate'>;
  /**
   * For the accounts of system actors, outside of any tenant: `duplicate` when one of the same type exists that is not
   * deleted; atomic.
   */
  insertForActor(account: Account): Promise<'inserted' | 'duplicate'>;
  update(id: AccountId, change: AccountChange, by: WrittenAt): Promise<'updated' | 'duplicate' | 'absent'>;
  /** Sets the flags unless the account is in another status than those named (`refused`); atomic. */
  changeStatus(id: AccountId, change: StatusChange, by: WrittenAt): Promise<'changed' | 'refused' | 'absent'>;
  /**
   * Changes the type unless the account is deleted or has another one than those named (`refused`). `last`: it is of type
   * `staff`, `to` is not, and no other verified account is; nothing changes then. Atomic, also against the same of another
   * account.
   */
  changeKind(
    id: AccountId,
    change: { readonly from: readonly AccountKind[]; readonly to: 'staff' | 'manager' | 'user' },
    by: WrittenAt,
  ): Promise<'changed' | 'refused' | 'last' | 'absent'>;
  /**
   * Puts one entry and gives the whole metadata; concurrent changes of other keys are kept. A deleted account takes no
   * metadata and has none: `undefined` (`absent`) as for an account that does not exist.
   */
  putMeta(
    id: AccountId,
    entry: { readonly key: string; readonly value: string },
    by: WrittenAt,
  ): Promise<Readonly<Record<string, string>> | undefined>;
  deleteMeta(id: AccountId, key: string, by: WrittenAt): Promise<'deleted' | 'absent'>;
  /**
   * Soft delete: name and slug become `<id>-deleted`, metadata is emptied, the flags become those of a deleted
   * account; tags, guest links (each guest with the last one) and the manager link of the account go.
   */
  softDelete(id: AccountId, by: WrittenAt): Promise<'deleted' | 'absent'>;
  /** Users attached to the account, ordered by creation, then id. */
  owners(id: AccountId): Promise<readonly User[]>;
}
