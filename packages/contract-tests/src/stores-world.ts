import type { Account, AuditEntry, GuestRole, ProfileSource, User } from '@mycelium/accounts';
import type { UnitOfWork } from '@mycelium/kernel';
import type { DomainEvent, MailQueue } from '@mycelium/notifications';
import type { LicensedResource, TenantOwnership } from '@mycelium/profile';
import type { SystemStores } from '@mycelium/system';
import type { Tenant, TenantsStores } from '@mycelium/tenants';

/** Every store there is. */
export type AllStores = TenantsStores & SystemStores;

/** A set of stores over one empty storage, with the ways in and out that the ports do not offer. */
export interface StoresWorld {
  readonly unitOfWork: UnitOfWork<AllStores>;
  readonly profileSource: ProfileSource;
  readonly mailQueue: MailQueue;
  readonly seeds: StoresSeeds;
  /** What has been committed, in the order of writing. */
  auditEntries(): Promise<readonly AuditEntry[]>;
  events(): Promise<readonly DomainEvent[]>;
}

/** Puts rows past all rules. */
export interface StoresSeeds {
  addUser(user: User): Promise<void>;
  addAccount(account: Account): Promise<void>;
  addTenant(tenant: Tenant): Promise<void>;
  /** Its children are ignored. */
  addRole(role: GuestRole): Promise<void>;
  /**
   * Brings the tenant, the role and, where they are absent, the account that the licence names. `verified` is whether the
   * invitation is accepted.
   */
  addLicence(email: string, licence: LicensedResource): Promise<void>;
  /** Brings the tenant. The user with this e-mail exists. */
  addOwnership(email: string, ownership: TenantOwnership): Promise<void>;
}
