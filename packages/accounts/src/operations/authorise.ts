import { type AppError, type ErrorName, NIL_UUID, refuse } from '@mycelium/kernel';
import {
  type Access,
  accessSentence,
  type ChosenTenant,
  isPlatformAccess,
  type PlatformAccess,
  type TenantAccess,
  type TenantRight,
} from '@mycelium/operations';
import { licencesOf, ownershipsOf, type Permission, type Profile, permits } from '@mycelium/profile';
import { accountRefusal, type Caller } from '../model/caller.ts';

/**
 * Why a caller may not use an operation; `undefined` when it may. Never throws, and allows nothing that is not said
 * here. Without `chosen`, access within a tenant is judged for any tenant.
 */
export function accessRefusal(
  access: Access,
  caller: Caller | undefined,
  chosen?: ChosenTenant,
): AppError | undefined {
  const reason = refusalOf(access, caller, chosen);
  if (reason !== 'INSUFFICIENT_PRIVILEGES') return reason && refuse(reason);
  return refuse(reason, { details: accessSentence(access) });
}

/** The same as a gate: throws the refusal. Gives nothing back, so that nobody can overlook what it says. */
export function authorise(access: Access, caller: Caller | undefined, chosen?: ChosenTenant): void {
  const refusal = accessRefusal(access, caller, chosen);
  if (refusal) throw refusal;
}

function refusalOf(
  access: Access,
  caller: Caller | undefined,
  chosen: ChosenTenant | undefined,
): ErrorName | undefined {
  if (access === 'public') return undefined;
  if (!caller) return 'NOT_AUTHENTICATED';
  if (caller.secondFactorPending) return 'SECOND_FACTOR_REQUIRED';
  if (access === 'bearer') return caller.user && !caller.user.isActive ? 'USER_INACTIVE' : undefined;
  const refusal = accountRefusal(caller);
  if (refusal) return refusal;
  if (!caller.profile) return 'ACCOUNT_MISSING';
  return holds(access, caller.profile, chosen) ? undefined : 'INSUFFICIENT_PRIVILEGES';
}

function holds(
  access: Exclude<Access, 'public' | 'bearer'>,
  profile: Profile,
  chosen?: ChosenTenant,
): boolean {
  switch (access) {
    case 'account':
      return true;
    case 'staff':
      return profile.isStaff;
    case 'managers':
      return hasAdminPrivileges(profile);
    default:
      return isPlatformAccess(access) ? holdsRole(profile, access) : holdsInTenant(profile, access, chosen);
  }
}

export const hasAdminPrivileges = (profile: Profile): boolean => profile.isStaff || profile.isManager;

/** Roles of the platform count on its own system accounts only: whatever a tenant calls a role of its own is not one. */
const holdsRole = (profile: Profile, { role, permission }: PlatformAccess): boolean =>
  hasAdminPrivileges(profile) ||
  licencesOf(profile).some(
    licence =>
      licence.verified &&
      licence.sysAcc &&
      licence.tenantId === NIL_UUID &&
      licence.role === role &&
      permits(licence.perm, permission),
  );

function holdsInTenant(profile: Profile, access: TenantAccess, chosen?: ChosenTenant): boolean {
  if (chosen !== undefined && chosen.tenantId === undefined) return mayLeaveTenantOut(profile, access);
  return access.tenant.some(right => hasTenantRight(profile, { right, ...access, ...chosen }));
}

function mayLeaveTenantOut(profile: Profile, access: TenantAccess): boolean {
  if (access.withoutTenant === 'anywhere') return holdsInTenant(profile, access);
  return access.withoutTenant === 'admin' && hasAdminPrivileges(profile);
}

export interface TenantQuestion {
  readonly right: TenantRight;
  readonly permission: Permission;
  /** Any tenant when absent. The nil UUID, which licences outside of tenants carry, is none. */
  readonly tenantId?: string | undefined;
}

/** Whether a profile has one right in a tenant. Operations ask it where a rule needs more than their access says. */
export function hasTenantRight(profile: Profile, { right, permission, tenantId }: TenantQuestion): boolean {
  const here = (id: string): boolean => id !== NIL_UUID && (tenantId === undefined || id === tenantId);
  switch (right) {
    case 'admin':
      return hasAdminPrivileges(profile);
    case 'owner':
      return ownershipsOf(profile).some(({ id }) => here(id));
    case 'tenant-manager':
    case 'subscriptions-manager':
    case 'accounts-manager':
      return licencesOf(profile).some(
        licence =>
          licence.verified &&
          licence.role === right &&
          // The roles of an administration stand on its system accounts; delegated inviting stands on any account.
          (licence.sysAcc || right === 'accounts-manager') &&
          here(licence.tenantId) &&
          permits(licence.perm, permission),
      );
  }
}
