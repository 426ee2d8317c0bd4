import type { Tag, TagStore } from '@mycelium/accounts';
import type { AccountId, Page, PageRequest, TenantId, UserId } from '@mycelium/kernel';
import type { Marked, OwnerLink, Tenant, TenantMark, TenantOwner } from '../model/tenant.ts';

/** Every given member must hold. */
export interface TenantFilter {
  /** Part of the name, literally, upper and lower case alike. */
  readonly name?: string;
  readonly ownerId?: UserId;
  /** An entry of the metadata. Reserved keys match nothing. */
  readonly metadata?: { readonly key: string; readonly value: string };
  /** An entry of a tag's metadata; under the key `value` also the tag's own value. */
  readonly tag?: { readonly key: string; readonly value: string };
}

export interface TenantListing {
  readonly tenant: Tenant;
  /** Ordered by when they were appointed, then by id. */
  readonly owners: readonly TenantOwner[];
  readonly managerId?: AccountId;
  /** Ordered by value (code points). */
  readonly tags: readonly Tag[];
}

export interface TenantChange {
  readonly name?: string;
  readonly description?: string;
}

/** The installation's own row (the nil UUID) is no tenant: no verb finds it. Its name is taken all the same. */
export interface TenantStore {
  byId(id: TenantId): Promise<Tenant | undefined>;
  /**
   * The same, and nobody changes its marks or owners before this unit of work has ended: what is decided by them stays
   * true until it is written.
   */
  holdById(id: TenantId): Promise<Tenant | undefined>;
  /** With its owners, manager and tags, in a number of statements that does not depend on how many there are. */
  listing(id: TenantId): Promise<TenantListing | undefined>;
  /** Newest first, then by id. */
  list(filter: TenantFilter, page: PageRequest): Promise<Page<TenantListing>>;
  /** Names are unique; atomic. */
  insert(tenant: Tenant): Promise<'inserted' | 'duplicate'>;
  update(id: TenantId, change: TenantChange, at: Date): Promise<'updated' | 'duplicate' | 'absent'>;
  /** `in-use`: accounts refer to it, deleted ones included. Owners, tags and its data key go with it. */
  delete(id: TenantId): Promise<'deleted' | 'in-use' | 'absent'>;
  /**
   * Puts the mark or, with `undefined`, takes it away. `unchanged`: it was so already, and stays with its earlier date.
   * Atomic: of several concurrent calls one hears `changed`. The tenant's `updated` stays.
   */
  setMark(
    id: TenantId,
    mark: TenantMark,
    set: Marked | undefined,
  ): Promise<'changed' | 'unchanged' | 'absent'>;
  /** Puts one entry and gives the whole metadata; concurrent changes of other keys are kept. `undefined`: no such tenant. */
  putMeta(
    id: TenantId,
    entry: { readonly key: string; readonly value: string },
    at: Date,
  ): Promise<Readonly<Record<string, string>> | undefined>;
  deleteMeta(id: TenantId, key: string, at: Date): Promise<'deleted' | 'absent'>;
}

export interface TenantOwnerStore {
  /** User and tenant exist. Atomic. */
  insert(link: OwnerLink): Promise<'inserted' | 'duplicate'>;
  /** `last`: it is the only owner, who stays. `absent`: it is none. Atomic: of two owners who remove each other one stays. */
  remove(tenantId: TenantId, ownerId: UserId): Promise<'removed' | 'last' | 'absent'>;
  /** Ordered by when they were appointed, then by id. */
  list(tenantId: TenantId): Promise<readonly TenantOwner[]>;
}

/** The management account of a tenant. */
export interface TenantManagerStore {
  /** One per tenant, and one tenant per account: `duplicate` when either is taken; atomic. Both exist. */
  link(tenantId: TenantId, accountId: AccountId): Promise<'linked' | 'duplicate'>;
  of(tenantId: TenantId): Promise<AccountId | undefined>;
}

export type TenantTagStore = TagStore<TenantId>;
