import { accessRefusal, type Caller } from '@mycelium/accounts';
import { NIL_UUID, type UserId } from '@mycelium/kernel';
import type { MatrixColumn, MatrixTenants } from '@mycelium/operations';
import type { LicensedResource, Permission, Profile, TenantOwnership } from '@mycelium/profile';

/** The tenants of the matrix: the people hold their roles in the first one. */
export const MATRIX_TENANTS: MatrixTenants = {
  own: '00000000-0000-4000-8000-0000000000a1',
  foreign: '00000000-0000-4000-8000-0000000000a2',
};

/** What makes somebody a column of the matrix. */
export interface MatrixPerson {
  readonly name: string;
  /** Absent: signed in at most, without an account. */
  readonly accountType?: 'user' | 'manager' | 'staff';
  /** False for whoever sends no credential. */
  readonly signedIn: boolean;
  readonly owns?: boolean;
  readonly holds?: { readonly role: string; readonly permission: Permission; readonly platform: boolean };
}

const PERMISSIONS = ['read', 'write'] as const;

const holders = (role: string, platform: boolean): MatrixPerson[] =>
  PERMISSIONS.map(permission => ({
    name: `${role} (${permission})`,
    signedIn: true,
    accountType: 'user',
    holds: { role, permission, platform },
  }));

/** Everybody whose rights differ. */
export const MATRIX_PEOPLE: readonly MatrixPerson[] = [
  { name: 'anybody', signedIn: false },
  { name: 'signed in, no account', signedIn: true },
  { name: 'account', signedIn: true, accountType: 'user' },
  ...holders('gateway-manager', true),
  ...holders('guests-manager', true),
  ...holders('system-manager', true),
  ...holders('users-manager', true),
  ...holders('accounts-manager', false),
  ...holders('subscriptions-manager', false),
  ...holders('tenant-manager', false),
  { name: 'tenant owner', signedIn: true, accountType: 'user', owns: true },
  { name: 'manager', signedIn: true, accountType: 'manager' },
  { name: 'staff', signedIn: true, accountType: 'staff' },
];

const SOMEBODY = '00000000-0000-4000-8000-0000000000b1';
const AN_ACCOUNT = '00000000-0000-4000-8000-0000000000b2';

const licenceOf = ({ role, permission, platform }: NonNullable<MatrixPerson['holds']>): LicensedResource => ({
  accId: AN_ACCOUNT,
  sysAcc: true,
  tenantId: platform ? NIL_UUID : MATRIX_TENANTS.own,
  accName: role,
  role,
  roleId: AN_ACCOUNT,
  perm: permission,
  verified: true,
});

const ownership: TenantOwnership = { id: MATRIX_TENANTS.own, name: 'Own', since: '2026-01-01T00:00:00Z' };

function profileOf({ accountType, holds, owns }: MatrixPerson): Profile {
  return {
    owners: [],
    accId: AN_ACCOUNT,
    isSubscription: false,
    isManager: accountType === 'manager' || accountType === 'staff',
    isStaff: accountType === 'staff',
    ownerIsActive: true,
    accountIsActive: true,
    accountWasApproved: true,
    accountWasArchived: false,
    accountWasDeleted: false,
    ...(holds && { licensedResources: { records: [licenceOf(holds)] } }),
    ...(owns && { tenantsOwnership: { records: [ownership] } }),
  };
}

/** The person as a caller, complete enough for being judged. */
function callerOf(person: MatrixPerson): Caller | undefined {
  if (!person.signedIn) return undefined;
  const created = new Date(0);
  const user = {
    id: SOMEBODY as UserId,
    username: 'somebody',
    email: 'somebody@example.org',
    firstName: '',
    lastName: '',
    isActive: true,
    isPrincipal: true,
    created,
  };
  const signedIn: Caller = { email: user.email, secondFactorPending: false, issuer: 'mycelium', user };
  if (person.accountType === undefined) return signedIn;
  const account = {
    id: AN_ACCOUNT as never,
    name: 'Somebody',
    slug: 'somebody',
    accountType: person.accountType,
    isActive: true,
    isChecked: true,
    isArchived: false,
    isDeleted: false,
    isSystemAccount: false,
    meta: {},
    createdAt: created,
  };
  return { ...signedIn, account, profile: profileOf(person) };
}

export const matrixColumns: readonly MatrixColumn[] = MATRIX_PEOPLE.map(person => {
  const caller = callerOf(person);
  return {
    name: person.name,
    may: (access, chosen) => accessRefusal(access, caller, chosen) === undefined,
  };
});
