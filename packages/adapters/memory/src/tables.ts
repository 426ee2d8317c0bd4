import type { Account, AuditEntry, MagicLink, User, WrittenBy } from '@mycelium/accounts';
import type { AccountId, UserId } from '@mycelium/kernel';
import type { DomainEvent, QueuedMail } from '@mycelium/notifications';
import type { LicensedResource, TenantOwnership } from '@mycelium/profile';

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

export interface LicenceRow {
  readonly email: string;
  readonly licence: LicensedResource;
}

export interface OwnershipRow {
  readonly email: string;
  readonly ownership: TenantOwnership;
}

/** Rows are never changed in place: a change puts a new row, so that copying the maps copies the state. */
export interface Tables {
  readonly users: Map<UserId, User>;
  readonly accounts: Map<AccountId, Account>;
  readonly links: Map<string, LinkRow>;
  readonly audit: AuditEntry[];
  readonly settings: Map<string, SettingRow>;
  readonly mails: Map<string, MailRow>;
  readonly events: DomainEvent[];
  readonly licences: LicenceRow[];
  readonly ownerships: OwnershipRow[];
}

export const emptyTables = (): Tables => ({
  users: new Map(),
  accounts: new Map(),
  links: new Map(),
  audit: [],
  settings: new Map(),
  mails: new Map(),
  events: [],
  licences: [],
  ownerships: [],
});

export const draftOf = (tables: Tables): Tables => ({
  users: new Map(tables.users),
  accounts: new Map(tables.accounts),
  links: new Map(tables.links),
  audit: [...tables.audit],
  settings: new Map(tables.settings),
  mails: new Map(tables.mails),
  events: [...tables.events],
  licences: [...tables.licences],
  ownerships: [...tables.ownerships],
});

/** What crosses the border is a copy, in both directions: nobody can change a stored row from outside. */
export const copied = <T>(value: T): T => structuredClone(value);
