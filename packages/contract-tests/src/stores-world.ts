import type { Account, AuditEntry, ProfileSource, StoresUnitOfWork, User } from '@mycelium/accounts';
import type { DomainEvent, MailQueue } from '@mycelium/notifications';
import type { LicensedResource, TenantOwnership } from '@mycelium/profile';

/** A set of stores over one empty storage, with the ways in and out that the ports do not offer. */
export interface StoresWorld {
  readonly unitOfWork: StoresUnitOfWork;
  readonly profileSource: ProfileSource;
  readonly mailQueue: MailQueue;
  readonly seeds: StoresSeeds;
  /** What has been committed, in the order of writing. */
  auditEntries(): Promise<readonly AuditEntry[]>;
  events(): Promise<readonly DomainEvent[]>;
}

/** Puts rows that no port writes. */
export interface StoresSeeds {
  addUser(user: User): Promise<void>;
  addAccount(account: Account): Promise<void>;
  /** Brings the tenant, the role and, where it is absent, the account that the licence names. */
  addLicence(email: string, licence: LicensedResource): Promise<void>;
  /** Brings the tenant. The user with this e-mail exists. */
  addOwnership(email: string, ownership: TenantOwnership): Promise<void>;
}
