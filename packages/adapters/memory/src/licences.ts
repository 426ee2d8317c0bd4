import type { Account, GuestPlace, LicenceFilter } from '@mycelium/accounts';
import { NIL_UUID } from '@mycelium/kernel';
import type { LicensedResource } from '@mycelium/profile';
import { by } from './listing.ts';
import { copied, type RoleRow, type Tables } from './tables.ts';

/** A guest's place with all that a licence says of it. */
interface Holding {
  readonly place: GuestPlace;
  readonly role: RoleRow;
  readonly account: Account;
}

/** What a person's profile speaks of: nothing on accounts out of use, nor in tenants in the trash. */
export function licencesInForce(tables: Tables, email: string): LicensedResource[] {
  const inForce = holdingsOf(tables, email).filter(({ account }) => {
    const trashed = account.tenantId && tables.tenants.get(account.tenantId)?.marks.trashed;
    return account.isActive && !account.isArchived && !trashed;
  });
  return licences(inForce);
}

/** What a person was invited to within one tenant, whether it is in force or not. */
export function licencesWithin(tables: Tables, filter: LicenceFilter): LicensedResource[] {
  const { email, tenantId, roles, wasVerified } = filter;
  const kept = holdingsOf(tables, email).filter(
    ({ place, role, account }) =>
      (account.tenantId ?? NIL_UUID) === tenantId &&
      (wasVerified === undefined || place.accepted === wasVerified) &&
      (roles === undefined ||
        roles.some(
          ({ slug, permission }) =>
            slug === role.slug && (permission === undefined || permission === role.permission),
        )),
  );
  return licences(kept);
}

function holdingsOf({ guests, guestRoles, places, accounts }: Tables, email: string): Holding[] {
  return [...places.values()].flatMap(place => {
    const guest = guests.get(place.guestId);
    if (guest?.email !== email) return [];
    const role = guestRoles.get(guest.roleId);
    const account = accounts.get(place.accountId);
    return role && account && !account.isDeleted ? [{ place, role, account }] : [];
  });
}

const licences = (holdings: readonly Holding[]): LicensedResource[] =>
  copied(holdings.map(licenceOf).sort(by(licence => [licence.role, licence.accId, licence.roleId])));

const licenceOf = ({ place, role, account }: Holding): LicensedResource => ({
  accId: account.id,
  sysAcc: account.isSystemAccount,
  tenantId: account.tenantId ?? NIL_UUID,
  accName: account.name,
  role: role.slug,
  roleId: role.id,
  perm: role.permission,
  verified: place.accepted,
  ...(place.permitFlags.length > 0 && { permitFlags: place.permitFlags }),
  ...(place.denyFlags.length > 0 && { denyFlags: place.denyFlags }),
});
