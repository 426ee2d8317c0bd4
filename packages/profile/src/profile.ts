/** Ordered: whoever may write may read. */
export type Permission = 'read' | 'write';

export const permits = (held: Permission, required: Permission): boolean =>
  held === 'write' || required === 'read';

export type VerboseStatus = 'unverified' | 'verified' | 'inactive' | 'archived' | 'deleted' | 'unknown';

/** A person who may act for the account. */
export interface Owner {
  readonly id: string;
  readonly email: string;
  readonly firstName?: string;
  readonly lastName?: string;
  readonly username?: string;
  readonly isPrincipal: boolean;
}

/** One role on one account of one tenant. `tenantId` is the nil UUID for accounts outside of any tenant. */
export interface LicensedResource {
  readonly accId: string;
  readonly sysAcc: boolean;
  readonly tenantId: string;
  readonly accName: string;
  /** The role's slug. */
  readonly role: string;
  readonly roleId: string;
  readonly perm: Permission;
  /** False while the invitation has not been accepted; such a licence grants nothing. */
  readonly verified: boolean;
  readonly permitFlags?: readonly string[];
  readonly denyFlags?: readonly string[];
}

export interface TenantOwnership {
  readonly id: string;
  readonly name: string;
  /** RFC 3339. */
  readonly since: string;
}

export interface TenantMembership {
  readonly id: string;
  readonly accounts: readonly {
    readonly id: string;
    readonly name: string;
    readonly roles: readonly { readonly slug: string; readonly permission: Permission }[];
  }[];
}

/** Lists travel as records, or in the short URL form when records would make the header too long. Read both. */
export type Listed<T> = { readonly records: readonly T[] } | { readonly urls: readonly string[] };

/** Who is calling, as a service receives it in `x-mycelium-profile`. Optional keys are absent, never null. */
export interface Profile {
  readonly owners: readonly Owner[];
  readonly accId: string;
  readonly isSubscription: boolean;
  readonly isManager: boolean;
  readonly isStaff: boolean;
  readonly ownerIsActive: boolean;
  readonly accountIsActive: boolean;
  readonly accountWasApproved: boolean;
  readonly accountWasArchived: boolean;
  readonly accountWasDeleted: boolean;
  readonly verboseStatus?: VerboseStatus;
  readonly licensedResources?: Listed<LicensedResource>;
  readonly tenantsOwnership?: Listed<TenantOwnership>;
  readonly meta?: Readonly<Record<string, string>>;
  readonly filteringState?: readonly string[];
  /** The caller's e-mail address. */
  readonly email?: string;
  /** The accepted licences grouped by tenant. */
  readonly tenants?: readonly TenantMembership[];
}
