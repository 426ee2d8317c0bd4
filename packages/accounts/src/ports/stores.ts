import type { AccountId, PageRequest, UnitOfWork, UserId } from '@mycelium/kernel';
import type { EventOutbox, MailOutbox } from '@mycelium/notifications';
import type { WrittenBy } from '../model/account.ts';
import type { MagicLink } from '../model/magic-link.ts';
import type { User } from '../model/user.ts';
import type { AccountStore } from './account-store.ts';
import type { ConnectionStringStore } from './connection-string-store.ts';
import type { GuestRoleStore } from './guest-role-store.ts';
import type { GuestStore } from './guest-store.ts';
import type { TagStore } from './tag-store.ts';

/** Users by canonical e-mail (see `parseEmail`); the stores never canonicalise by themselves. */
export interface UserStore {
  byEmail(email: string): Promise<User | undefined>;
  byId(id: UserId): Promise<User | undefined>;
  /** `duplicate` when a user with this e-mail exists; atomic under concurrent inserts of the same e-mail. */
  insert(user: User): Promise<'inserted' | 'duplicate'>;
  /** Links the user to an account unless it already has one (`taken`); atomic. */
  attachAccount(id: UserId, accountId: AccountId): Promise<'attached' | 'taken' | 'absent'>;
  /** Blanks everything personal: username and e-mail become `<id>-deleted`, the names empty, both flags false. Credential and second factor go. */
  anonymise(id: UserId, at: Date): Promise<'anonymised' | 'absent'>;
}

export interface IssueLimit {
  /** Links with `createdAt` after this instant count. */
  readonly since: Date;
  readonly max: number;
}

/** `{ tokenHash }` is the link itself; `{ email, codeHash }` the code typed by hand. */
export type LinkCredential =
  | { readonly tokenHash: string }
  | { readonly email: string; readonly codeHash: string };

/** Magic links. All verbs are atomic; under N concurrent `consume` calls with the same credential one succeeds. */
export interface MagicLinkStore {
  /**
   * Stores the link and voids every earlier one of the same e-mail. `throttled` (and nothing stored or voided) when
   * the e-mail had `limit.max` links since `limit.since`, voided and used ones included.
   */
  issue(link: MagicLink, limit: IssueLimit): Promise<'issued' | 'throttled'>;
  /** A live (unused, unvoided, unexpired) link by its token's digest. Reading consumes nothing. */
  peek(tokenHash: string, now: Date): Promise<MagicLink | undefined>;
  /**
   * Uses up a live link and returns it. A wrong code counts against the e-mail's live link, which is void once
   * `MAX_CODE_ATTEMPTS` wrong codes were tried. `undefined`: nothing was consumed.
   */
  consume(credential: LinkCredential, now: Date): Promise<MagicLink | undefined>;
}

export type AuditedResource =
  | 'account'
  | 'account_meta'
  | 'user'
  | 'tenant'
  | 'tenant_meta'
  | 'guest_role'
  | 'webhook';

export interface AuditEntry {
  readonly id: string;
  readonly resourceType: AuditedResource;
  readonly resourceId: string;
  readonly tenantId?: string;
  readonly event: 'created' | 'updated' | 'deleted';
  readonly performedBy: WrittenBy;
  /** At least `{"action": "<operation>"}`. */
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly createdAt: Date;
}

/** Append-only. */
export interface AuditTrail {
  append(entry: AuditEntry): Promise<void>;
  /** What happened to one resource, newest first, then by id descending. Another resource of the same id is another one. */
  of(
    resource: Pick<AuditEntry, 'resourceType' | 'resourceId'>,
    page: PageRequest,
  ): Promise<readonly AuditEntry[]>;
}

/** Instance-wide settings by key. The key `staff_bootstrap` is present once the instance has been claimed. */
export interface InstanceSettings {
  has(key: string): Promise<boolean>;
  /** Atomic: under N concurrent calls exactly one answers `inserted`. */
  insert(key: string, value: unknown, by: WrittenBy): Promise<'inserted' | 'duplicate'>;
}

/** Everything of this package that one unit of work can write. */
export interface Stores {
  readonly users: UserStore;
  readonly accounts: AccountStore;
  readonly magicLinks: MagicLinkStore;
  readonly guestRoles: GuestRoleStore;
  readonly guests: GuestStore;
  readonly accountTags: TagStore<AccountId>;
  readonly connectionStrings: ConnectionStringStore;
  readonly audit: AuditTrail;
  readonly settings: InstanceSettings;
  readonly mails: MailOutbox;
  readonly events: EventOutbox;
}

export type StoresUnitOfWork = UnitOfWork<Stores>;
