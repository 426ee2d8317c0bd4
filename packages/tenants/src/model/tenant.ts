import type { AccountId, TenantId, UserId } from '@mycelium/kernel';

/** Marks that owners put on a tenant. The latest one is its status; a tenant without marks has none. */
export type TenantMark = 'verified' | 'archived' | 'trashed';

/** Since when, and by whom: `profile/<account id>`. */
export interface Marked {
  readonly at: Date;
  readonly by: string;
}

export interface Tenant {
  readonly id: TenantId;
  readonly name: string;
  readonly description?: string;
  /** Each mark at most once; where a row repeats one, its latest entry counts. */
  readonly marks: Readonly<Partial<Record<TenantMark, Marked>>>;
  /** As stored: the values of reserved keys are sealed. */
  readonly meta: Readonly<Record<string, string>>;
  readonly created: Date;
  readonly updated?: Date;
}

/** An owner's hold on a tenant. */
export interface OwnerLink {
  readonly tenantId: TenantId;
  readonly ownerId: UserId;
  /** Who appointed the owner: `account-id:<uuid>`. */
  readonly guestBy: string;
  readonly created: Date;
  readonly updated?: Date;
}

export interface TenantOwner {
  readonly id: UserId;
  readonly email: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly username: string;
  readonly isPrincipal: boolean;
}

/** The management account, one per tenant. */
export interface ManagerLink {
  readonly tenantId: TenantId;
  readonly accountId: AccountId;
}

/** How the installation's own row is called, whenever it is made. Names are unique, so no tenant may take it first. */
const INSTALLATION = 'system';

export const isReservedTenantName = (name: string): boolean => name.toLowerCase() === INSTALLATION;

/** Marks under which nothing in the tenant may be changed but the mark itself. */
export const isFrozen = ({ marks }: Pick<Tenant, 'marks'>): boolean =>
  marks.archived !== undefined || marks.trashed !== undefined;

/** `trashed` outweighs `archived`, which outweighs `verified`. */
export function tenantStatus({ marks }: Pick<Tenant, 'marks'>): TenantMark | 'unverified' {
  if (marks.trashed) return 'trashed';
  if (marks.archived) return 'archived';
  return marks.verified ? 'verified' : 'unverified';
}
