import { type ErrorName, NIL_UUID } from '@mycelium/kernel';
import {
  type LicensedResource,
  licencesOf,
  type Owner,
  ownershipsOf,
  type Profile,
  type TenantMembership,
} from '@mycelium/profile';
import type { CallerRecord } from '../ports/profile-source.ts';
import { type Account, verboseStatus } from './account.ts';
import type { User } from './user.ts';

/** Who is calling, as far as the credential and the store could tell. */
export interface Caller {
  /** Canonical e-mail, taken from a verified credential. */
  readonly email: string;
  /** True while the second factor is still owed; such a caller may do nothing but give it. */
  readonly secondFactorPending: boolean;
  /** `mycelium` or the external issuer that vouched for the e-mail. Absent for other kinds of credentials. */
  readonly issuer?: string;
  /** Absent when nobody registered with this e-mail yet. */
  readonly user?: User;
  /** Absent while the user has not created an account. */
  readonly account?: Account;
  /** In the full records form. Present whenever `account` is. */
  readonly profile?: Profile;
}

/** Why a caller must not pass, by name; `undefined` when nothing stands against it. The gravest reason wins. */
export function accountRefusal(record: {
  readonly user?: User;
  readonly account?: Account;
}): ErrorName | undefined {
  const { user, account } = record;
  if (account?.isDeleted) return 'ACCOUNT_DELETED';
  if (user && !user.isActive) return 'USER_INACTIVE';
  if (!user || !account) return 'ACCOUNT_MISSING';
  if (!account.isActive) return 'ACCOUNT_INACTIVE';
  if (!account.isChecked) return 'ACCOUNT_UNAPPROVED';
  if (account.isArchived) return 'ACCOUNT_ARCHIVED';
  return undefined;
}

/**
 * The profile of a caller, in the full records form; `undefined` while the caller has no account. Only accepted
 * licences appear in it: whoever reads a profile may trust every licence that it lists.
 */
export function callerProfile(record: CallerRecord): Profile | undefined {
  const { user, account, ownerships } = record;
  if (!account) return undefined;
  const licences = record.licences.filter(licence => licence.verified);
  return {
    owners: [ownerOf(user)],
    accId: account.id,
    ...kindOf(account),
    ownerIsActive: user.isActive,
    accountIsActive: account.isActive,
    accountWasApproved: account.isChecked,
    accountWasArchived: account.isArchived,
    accountWasDeleted: account.isDeleted,
    verboseStatus: verboseStatus(account),
    ...(licences.length > 0 && { licensedResources: { records: licences } }),
    ...(ownerships.length > 0 && { tenantsOwnership: { records: ownerships } }),
    email: user.email,
    tenants: membershipsOf(licences),
  };
}

function kindOf(account: Account): Pick<Profile, 'isSubscription' | 'isManager' | 'isStaff'> {
  const type = account.accountType;
  const isStaff = type === 'staff';
  return {
    isSubscription: typeof type === 'object' && ('subscription' in type || 'roleAssociated' in type),
    isManager: isStaff || type === 'manager',
    isStaff,
  };
}

const ownerOf = (user: User): Owner => ({
  id: user.id,
  email: user.email,
  ...(user.firstName && { firstName: user.firstName }),
  ...(user.lastName && { lastName: user.lastName }),
  username: user.username,
  isPrincipal: user.isPrincipal,
});

/** Tenants and their accounts in the order of the licences. Accounts outside of any tenant are no membership. */
export function membershipsOf(licences: readonly LicensedResource[]): TenantMembership[] {
  const inTenants = licences.filter(licence => licence.tenantId !== NIL_UUID);
  return [...Map.groupBy(inTenants, licence => licence.tenantId)].map(([id, ofTenant]) => ({
    id,
    accounts: [...Map.groupBy(ofTenant, licence => licence.accId)].map(([accId, ofAccount]) => ({
      id: accId,
      name: ofAccount[0]?.accName ?? '',
      roles: ofAccount.map(licence => ({ slug: licence.role, permission: licence.perm })),
    })),
  }));
}

/**
 * The profile as it stands within one tenant: the tenant's licences and ownership, and licences outside of any tenant,
 * which hold everywhere. `undefined` for a stranger to the tenant.
 */
export function profileInTenant(profile: Profile, tenantId: string): Profile | undefined {
  const ownerships = ownershipsOf(profile).filter(ownership => ownership.id === tenantId);
  const licences = licencesOf(profile);
  const member = ownerships.length > 0 || licences.some(licence => licence.tenantId === tenantId);
  if (!member || tenantId === NIL_UUID) return undefined;
  const kept = licences.filter(({ tenantId: of }) => of === tenantId || of === NIL_UUID);
  const { licensedResources: _all, tenantsOwnership: _others, ...rest } = profile;
  return {
    ...rest,
    ...(kept.length > 0 && { licensedResources: { records: kept } }),
    ...(ownerships.length > 0 && { tenantsOwnership: { records: ownerships } }),
    tenants: membershipsOf(kept),
  };
}
