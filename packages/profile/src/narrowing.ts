import { type LicensedResource, type Permission, type Profile, permits } from './profile.ts';
import { licencesOf, ownershipsOf } from './url-form.ts';

/** The outcome of a narrowing chain: what the caller may touch. */
export type RelatedAccounts =
  | { readonly kind: 'AllowedAccounts'; readonly accounts: readonly string[] }
  | { readonly kind: 'HasTenantWidePrivileges'; readonly tenantId: string }
  | { readonly kind: 'HasStaffPrivileges' }
  | { readonly kind: 'HasManagerPrivileges' };

/** The caller lacks what the chain asked for. `filteringState` tells which filters ran, in order. */
export class InsufficientPrivilegesError extends Error {
  readonly code = 'MYC00019';
  readonly filteringState: readonly string[];

  constructor(missing: string, filteringState: readonly string[]) {
    super(`Insufficient privileges to perform this action (${missing}): ${filteringState.join(', ')}`);
    this.name = 'InsufficientPrivilegesError';
    this.filteringState = filteringState;
  }
}

type Filter = (licence: LicensedResource) => boolean;

/**
 * A profile under narrowing. Every step returns a narrowed copy and never widens; the terminals answer or throw
 * `InsufficientPrivilegesError`. Staff and manager flags and tenant ownerships are not touched by the filters.
 */
export class ProfileScope {
  readonly profile: Profile;
  readonly licences: readonly LicensedResource[];
  readonly filteringState: readonly string[];

  private constructor(profile: Profile, licences: readonly LicensedResource[], state: readonly string[]) {
    this.profile = profile;
    this.licences = licences;
    this.filteringState = state;
  }

  static of(profile: Profile): ProfileScope {
    return new ProfileScope(profile, licencesOf(profile), profile.filteringState ?? []);
  }

  onTenant(tenantId: string): ProfileScope {
    return this.#keep(licence => licence.tenantId === tenantId, `tenantId:${tenantId}`);
  }

  onAccount(accountId: string): ProfileScope {
    return this.#keep(licence => licence.accId === accountId, `accountId:${accountId}`);
  }

  withSystemAccountsAccess(): ProfileScope {
    return this.#keep(licence => licence.sysAcc, 'isAccStd:true');
  }

  withReadAccess(): ProfileScope {
    return this.withPermission('read');
  }

  withWriteAccess(): ProfileScope {
    return this.withPermission('write');
  }

  withPermission(required: Permission): ProfileScope {
    return this.#keep(
      licence => permits(licence.perm, required),
      `permission:${required === 'write' ? 1 : 0}`,
    );
  }

  withRoles(slugs: readonly string[]): ProfileScope {
    return this.#keep(licence => slugs.includes(licence.role), `role:${slugs.join(',')}`);
  }

  hasPermitFlags(flags: readonly string[]): ProfileScope {
    const holds: Filter = licence => flags.every(flag => licence.permitFlags?.includes(flag) ?? false);
    return this.#keep(holds, `permittedFlags:${flags.join(',')}`);
  }

  hasNotDenyFlags(flags: readonly string[]): ProfileScope {
    const free: Filter = licence => !flags.some(flag => licence.denyFlags?.includes(flag) ?? false);
    return this.#keep(free, `deniedFlags:${flags.join(',')}`);
  }

  onTenantAsManager(tenantId: string, required: Permission): ProfileScope {
    const narrowed = this.onTenant(tenantId).withPermission(required).withRoles(['tenant-manager']);
    return narrowed.#keep(() => true, 'isTenantManager:true');
  }

  /** Passes only an owner of the tenant; staff and managers are not exempt. */
  withTenantOwnershipOrError(tenantId: string): ProfileScope {
    const scope = this.#keep(() => true, `tenantOwnership:${tenantId}`);
    if (this.#owns(tenantId)) return scope;
    throw new InsufficientPrivilegesError('no tenant ownership', scope.filteringState);
  }

  get hasAdminPrivileges(): boolean {
    return this.profile.isStaff || this.profile.isManager;
  }

  hasAdminPrivilegesOrError(): void {
    if (!this.hasAdminPrivileges)
      throw new InsufficientPrivilegesError('no administration privileges', this.filteringState);
  }

  getRelatedAccountOrError(): RelatedAccounts {
    const admin = this.#admin();
    if (admin) return admin;
    if (this.licences.length === 0) throw new InsufficientPrivilegesError('no accounts', this.filteringState);
    return { kind: 'AllowedAccounts', accounts: this.licences.map(licence => licence.accId) };
  }

  getTenantWidePermissionOrError(tenantId: string, required: Permission): RelatedAccounts {
    const admin = this.#admin();
    if (admin) return admin;
    const asManager = this.onTenantAsManager(tenantId, required);
    if (this.#owns(tenantId) || asManager.licences.length > 0)
      return { kind: 'HasTenantWidePrivileges', tenantId };
    throw new InsufficientPrivilegesError('no tenant wide permission', this.filteringState);
  }

  /** Tenant-wide rights first, else the accounts that are left. */
  getRelatedAccountsOrTenantWidePermissionOrError(tenantId: string, required: Permission): RelatedAccounts {
    try {
      return this.getTenantWidePermissionOrError(tenantId, required);
    } catch (error) {
      if (error instanceof InsufficientPrivilegesError) return this.getRelatedAccountOrError();
      throw error;
    }
  }

  getIdsOrError(): readonly string[] {
    if (!this.hasAdminPrivileges && this.licences.length === 0) {
      throw new InsufficientPrivilegesError('no ids', this.filteringState);
    }
    return this.licences.map(licence => licence.accId);
  }

  #admin(): RelatedAccounts | undefined {
    if (this.profile.isStaff) return { kind: 'HasStaffPrivileges' };
    return this.profile.isManager ? { kind: 'HasManagerPrivileges' } : undefined;
  }

  #owns(tenantId: string): boolean {
    return ownershipsOf(this.profile).some(ownership => ownership.id === tenantId);
  }

  #keep(filter: Filter, entry: string): ProfileScope {
    const state = [...this.filteringState, `${this.filteringState.length + 1}:${entry}`];
    const licences = this.licences.filter(filter);
    const { licensedResources: _, ...rest } = this.profile;
    const profile: Profile = {
      ...rest,
      ...(licences.length > 0 && { licensedResources: { records: licences } }),
      filteringState: state,
    };
    return new ProfileScope(profile, licences, state);
  }
}
