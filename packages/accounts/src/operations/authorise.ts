import { type AppError, type ErrorName, refuse } from '@mycelium/kernel';
import { type Access, isRole, type Role } from '@mycelium/operations';
import { licencesOf, ownershipsOf, type Profile } from '@mycelium/profile';
import { accountRefusal, type Caller } from '../model/caller.ts';

/**
 * Why a caller may not use an operation; `undefined` when it may. Never throws, and allows nothing that is not said
 * here. Operations that act on one tenant or account look closer by themselves.
 */
export function accessRefusal(access: Access, caller: Caller | undefined): AppError | undefined {
  const reason = refusalOf(access, caller);
  return reason && refuse(reason);
}

/** The same as a gate: throws the refusal. Gives nothing back, so that nobody can overlook what it says. */
export function authorise(access: Access, caller: Caller | undefined): void {
  const refusal = accessRefusal(access, caller);
  if (refusal) throw refusal;
}

function refusalOf(access: Access, caller: Caller | undefined): ErrorName | undefined {
  if (access === 'public') return undefined;
  if (!caller) return 'NOT_AUTHENTICATED';
  if (caller.secondFactorPending) return 'SECOND_FACTOR_REQUIRED';
  if (access === 'bearer') return caller.user && !caller.user.isActive ? 'USER_INACTIVE' : undefined;
  const refusal = accountRefusal(caller);
  if (refusal) return refusal;
  if (!caller.profile) return 'ACCOUNT_MISSING';
  return isRole(access) && !holds(access, caller.profile) ? 'INSUFFICIENT_PRIVILEGES' : undefined;
}

/** Staff and managers stand above the roles of the platform, but not above the owners of a tenant. */
function holds(role: Role, profile: Profile): boolean {
  switch (role) {
    case 'staff':
      return profile.isStaff;
    case 'managers':
      return profile.isStaff || profile.isManager;
    case 'tenant-owner':
      return ownershipsOf(profile).length > 0;
    default:
      return (
        profile.isStaff ||
        profile.isManager ||
        licencesOf(profile).some(licence => licence.verified && licence.role === role)
      );
  }
}
