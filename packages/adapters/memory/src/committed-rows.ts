import type {
  Account,
  AuditEntry,
  ConnectionStringRecord,
  Guest,
  GuestPlace,
  GuestRole,
  Tag,
  User,
} from '@mycelium/accounts';
import type { DomainEvent, QueuedMail } from '@mycelium/notifications';
import type { ErrorCode, Webhook } from '@mycelium/system';
import type { ManagerLink, OwnerLink, Tenant } from '@mycelium/tenants';
import { roleWith } from './guest-role-store.ts';
import { guestWith } from './guest-store.ts';
import { copied, type Tables, type TagRow } from './tables.ts';

type Defined<Value> = Exclude<Value, undefined>;

/** What was committed so far, as copies. For tests and for looking around. */
export interface CommittedRows {
  readonly users: readonly User[];
  readonly accounts: readonly Account[];
  readonly audit: readonly AuditEntry[];
  readonly events: readonly DomainEvent[];
  readonly settings: readonly string[];
  /** Mails that were neither delivered nor given up. */
  readonly mails: readonly QueuedMail[];
  readonly guestRoles: readonly GuestRole[];
  readonly guests: readonly Guest[];
  readonly places: readonly GuestPlace[];
  readonly accountTags: readonly OwnedTag[];
  readonly connectionStrings: readonly ConnectionStringRecord[];
  readonly tenants: readonly Tenant[];
  readonly owners: readonly OwnerLink[];
  readonly managers: readonly ManagerLink[];
  readonly tenantTags: readonly OwnedTag[];
  readonly errorCodes: readonly ErrorCode[];
  readonly webhooks: readonly Webhook[];
}

export interface OwnedTag extends Tag {
  readonly ownerId: string;
}

export const rowsOf = (tables: Tables): CommittedRows =>
  copied({
    users: [...tables.users.values()],
    accounts: [...tables.accounts.values()],
    audit: tables.audit,
    events: tables.events,
    settings: [...tables.settings.keys()],
    mails: [...tables.mails.values()].filter(row => row.status === 'queued').map(row => row.queued),
    guestRoles: [...tables.guestRoles.keys()].map(id => roleWith(tables, id)).filter(isThere),
    guests: [...tables.guests.keys()].map(id => guestWith(tables, id)).filter(isThere),
    places: [...tables.places.values()],
    accountTags: [...tables.accountTags.values()].map(ownedTag),
    connectionStrings: [...tables.connectionStrings.values()].map(({ record }) => record),
    tenants: [...tables.tenants.values()],
    owners: [...tables.owners.values()],
    managers: [...tables.managers].map(([tenantId, accountId]) => ({ tenantId, accountId })),
    tenantTags: [...tables.tenantTags.values()].map(ownedTag),
    errorCodes: [...tables.errorCodes.values()],
    webhooks: [...tables.webhooks.values()],
  });

const isThere = <Value>(value: Value): value is Defined<Value> => value !== undefined;
const ownedTag = ({ ownerId, tag }: TagRow): OwnedTag => ({ ...tag, ownerId });
