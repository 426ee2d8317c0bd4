import type {
  Account,
  AuditEntry,
  ConnectionStringRecord,
  Guest,
  GuestPlace,
  GuestRole,
  IssuedConnectionString,
  MagicLink,
  RoleLink,
  Tag,
  User,
  WrittenBy,
} from '@mycelium/accounts';
import type { WrappedKey } from '@mycelium/envelope-crypto';
import type { AccountId, GuestId, RoleId, TagId, TenantId, UserId, WebhookId } from '@mycelium/kernel';
import type { DomainEvent, QueuedMail } from '@mycelium/notifications';
import type { ErrorCode, Webhook } from '@mycelium/system';
import type { OwnerLink, Tenant } from '@mycelium/tenants';

export interface LinkRow {
  readonly link: MagicLink;
  readonly state: 'live' | 'used' | 'void';
  readonly wrongCodes: number;
}

export interface MailRow {
  readonly queued: QueuedMail;
  readonly status: 'queued' | 'given-up';
  /** When a dispatcher last took it. */
  readonly attempted?: Date;
  readonly reason?: string;
}

export interface SettingRow {
  readonly value: unknown;
  readonly by: WrittenBy;
}

/** Its children are links. */
export type RoleRow = Omit<GuestRole, 'children'>;

/** Whether it was verified is what its places say. */
export type GuestRow = Omit<Guest, 'wasVerified'>;

export interface TagRow {
  readonly ownerId: string;
  readonly tag: Tag;
}

export interface ConnectionStringRow {
  readonly record: ConnectionStringRecord;
  readonly sealed: Pick<IssuedConnectionString, 'signature' | 'digest'>;
}

/**
 * Rows by their keys; keys of two parts are joined by `pair`. Rows are never changed in place: a change puts a new row,
 * so that copying the maps copies the state.
 */
export interface Tables {
  readonly users: Map<UserId, User>;
  readonly accounts: Map<AccountId, Account>;
  readonly links: Map<string, LinkRow>;
  readonly audit: AuditEntry[];
  readonly settings: Map<string, SettingRow>;
  readonly mails: Map<string, MailRow>;
  readonly events: DomainEvent[];
  readonly guestRoles: Map<RoleId, RoleRow>;
  /** By parent and child. */
  readonly roleLinks: Map<string, RoleLink>;
  readonly guests: Map<GuestId, GuestRow>;
  /** By guest and account. */
  readonly places: Map<string, GuestPlace>;
  readonly accountTags: Map<TagId, TagRow>;
  readonly connectionStrings: Map<number, ConnectionStringRow>;
  /** The nil UUID is the installation's own row. */
  readonly tenants: Map<TenantId, Tenant>;
  /** By tenant and user. */
  readonly owners: Map<string, OwnerLink>;
  readonly managers: Map<TenantId, AccountId>;
  readonly tenantTags: Map<TagId, TagRow>;
  readonly dataKeys: Map<TenantId, WrappedKey>;
  /** By prefix and number. */
  readonly errorCodes: Map<string, ErrorCode>;
  readonly webhooks: Map<WebhookId, Webhook>;
  /** The last number that each sequence gave. */
  readonly sequences: Map<string, number>;
}

export const emptyTables = (): Tables => ({
  users: new Map(),
  accounts: new Map(),
  links: new Map(),
  audit: [],
  settings: new Map(),
  mails: new Map(),
  events: [],
  guestRoles: new Map(),
  roleLinks: new Map(),
  guests: new Map(),
  places: new Map(),
  accountTags: new Map(),
  connectionStrings: new Map(),
  tenants: new Map(),
  owners: new Map(),
  managers: new Map(),
  tenantTags: new Map(),
  dataKeys: new Map(),
  errorCodes: new Map(),
  webhooks: new Map(),
  sequences: new Map(),
});

export const draftOf = (tables: Tables): Tables => ({
  users: new Map(tables.users),
  accounts: new Map(tables.accounts),
  links: new Map(tables.links),
  audit: [...tables.audit],
  settings: new Map(tables.settings),
  mails: new Map(tables.mails),
  events: [...tables.events],
  guestRoles: new Map(tables.guestRoles),
  roleLinks: new Map(tables.roleLinks),
  guests: new Map(tables.guests),
  places: new Map(tables.places),
  accountTags: new Map(tables.accountTags),
  connectionStrings: new Map(tables.connectionStrings),
  tenants: new Map(tables.tenants),
  owners: new Map(tables.owners),
  managers: new Map(tables.managers),
  tenantTags: new Map(tables.tenantTags),
  dataKeys: new Map(tables.dataKeys),
  errorCodes: new Map(tables.errorCodes),
  webhooks: new Map(tables.webhooks),
  sequences: new Map(tables.sequences),
});

/** The key of a row that has two. */
export const pair = (left: string, right: string): string => `${left} ${right}`;

/** What crosses the border is a copy, in both directions: nobody can change a stored row from outside. */
export const copied = <T>(value: T): T => structuredClone(value);
