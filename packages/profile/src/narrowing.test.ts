import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  InsufficientPrivilegesError,
  type LicensedResource,
  licenceUrl,
  ownershipUrl,
  type Profile,
  ProfileScope,
  parseLicenceUrl,
  parseOwnershipUrl,
  toUrlForm,
} from './index.ts';

const TENANT = 'c8282c6d-ce0b-4fed-a4e8-8e8a70f5b789';
const OTHER = '11111111-1111-4111-8111-111111111111';
const ACCOUNT = '2a6f0a42-54a9-4b62-8c58-2f4f2f8d9b10';

const licence = (change: Partial<LicensedResource> = {}): LicensedResource => ({
  accId: ACCOUNT,
  sysAcc: false,
  tenantId: TENANT,
  accName: 'Sales',
  role: 'editor',
  roleId: '8d7b119b-a12b-4ff1-9db0-5b6d05794282',
  perm: 'read',
  verified: true,
  ...change,
});

const profile = (records: readonly LicensedResource[], change: Partial<Profile> = {}): Profile => ({
  owners: [],
  accId: ACCOUNT,
  isSubscription: false,
  isManager: false,
  isStaff: false,
  ownerIsActive: true,
  accountIsActive: true,
  accountWasApproved: true,
  accountWasArchived: false,
  accountWasDeleted: false,
  licensedResources: { records },
  ...change,
});

describe('narrowing a profile', () => {
  const scope = ProfileScope.of(
    profile([licence(), licence({ tenantId: OTHER, perm: 'write', role: 'admin' })]),
  );

  it('keeps what matches and records each step', () => {
    const narrowed = scope.onTenant(OTHER).withWriteAccess().withRoles(['admin', 'owner']);
    expect(narrowed.getRelatedAccountOrError()).toEqual({ kind: 'AllowedAccounts', accounts: [ACCOUNT] });
    expect(narrowed.filteringState).toEqual([`1:tenantId:${OTHER}`, '2:permission:1', '3:role:admin,owner']);
  });

  it('refuses when nothing is left, and says which steps were taken', () => {
    const attempt = () => scope.onTenant(TENANT).withWriteAccess().getRelatedAccountOrError();
    expect(attempt).toThrow(InsufficientPrivilegesError);
    expect(attempt).toThrow(/no accounts\): 1:tenantId:.*, 2:permission:1/);
  });

  it('never widens, whatever steps are chained', () => {
    const step = fc.constantFrom<(s: ProfileScope) => ProfileScope>(
      s => s.onTenant(TENANT),
      s => s.onAccount(ACCOUNT),
      s => s.withWriteAccess(),
      s => s.withRoles(['editor']),
      s => s.hasPermitFlags(['x']),
      s => s.hasNotDenyFlags(['y']),
      s => s.withSystemAccountsAccess(),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 6 }), steps => {
        let current = scope;
        for (const take of steps) {
          const next = take(current);
          expect(next.licences.every(held => current.licences.includes(held))).toBe(true);
          current = next;
        }
      }),
    );
  });

  it('asks for every permit flag and for no deny flag', () => {
    const flagged = ProfileScope.of(profile([licence({ permitFlags: ['a', 'b'], denyFlags: ['c'] })]));
    expect(flagged.hasPermitFlags(['a', 'b']).licences).toHaveLength(1);
    expect(flagged.hasPermitFlags(['a', 'z']).licences).toHaveLength(0);
    expect(flagged.hasNotDenyFlags(['z']).licences).toHaveLength(1);
    expect(flagged.hasNotDenyFlags(['c']).licences).toHaveLength(0);
  });

  it('gives tenant-wide rights to owners and tenant managers only', () => {
    const owner = profile([], {
      tenantsOwnership: { records: [{ id: TENANT, name: 'Acme', since: '2026-01-01T00:00:00Z' }] },
    });
    const manager = profile([licence({ role: 'tenant-manager', perm: 'write' })]);
    const wide = { kind: 'HasTenantWidePrivileges', tenantId: TENANT };
    expect(ProfileScope.of(owner).getTenantWidePermissionOrError(TENANT, 'write')).toEqual(wide);
    expect(ProfileScope.of(manager).getTenantWidePermissionOrError(TENANT, 'write')).toEqual(wide);
    expect(() => ProfileScope.of(manager).getTenantWidePermissionOrError(OTHER, 'read')).toThrow(
      /tenant wide/,
    );
    expect(() => scope.getTenantWidePermissionOrError(TENANT, 'read')).toThrow(InsufficientPrivilegesError);
  });

  it('does not let staff pass for an owner', () => {
    const staff = ProfileScope.of(profile([], { isStaff: true, isManager: true }));
    expect(staff.getRelatedAccountOrError()).toEqual({ kind: 'HasStaffPrivileges' });
    expect(() => staff.withTenantOwnershipOrError(TENANT)).toThrow(/no tenant ownership/);
  });
});

describe('the URL form', () => {
  it('reads back every licence it writes', () => {
    const text = fc.string({ unit: 'binary' });
    fc.assert(
      fc.property(
        text,
        fc.boolean(),
        fc.boolean(),
        fc.constantFrom('read' as const, 'write' as const),
        (accName, sysAcc, verified, perm) => {
          const written = licence({
            accName: Buffer.from(accName).toString(),
            sysAcc,
            verified,
            perm,
            denyFlags: ['d'],
          });
          expect(parseLicenceUrl(licenceUrl(written))).toEqual(written);
        },
      ),
    );
  });

  it('reads an ownership whose offset lost its plus sign', () => {
    const ownership = { id: TENANT, name: 'Açme', since: '2026-01-01T00:00:00+00:00' };
    expect(parseOwnershipUrl(ownershipUrl(ownership))).toEqual(ownership);
    expect(parseOwnershipUrl(ownershipUrl(ownership).replaceAll('+', ' '))).toEqual(ownership);
  });

  it('answers undefined for text of another form', () => {
    for (const text of ['', 't/x/a/y/r/z?p=a:1', 'https://example.com', `t/${'0'.repeat(32)}/a/b`]) {
      expect(parseLicenceUrl(text)).toBeUndefined();
      expect(parseOwnershipUrl(text)).toBeUndefined();
    }
  });

  it('narrows the same in either form', () => {
    const inRecords = profile([licence(), licence({ tenantId: OTHER })]);
    const inUrls = toUrlForm(inRecords);
    expect(ProfileScope.of(inUrls).onTenant(OTHER).licences).toEqual(
      ProfileScope.of(inRecords).onTenant(OTHER).licences,
    );
  });
});
