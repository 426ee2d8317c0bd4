import type { AccountId, UserId } from '@mycelium/kernel';
import { NIL_UUID } from '@mycelium/kernel';
import type { LicensedResource } from '@mycelium/profile';
import { expect, it } from 'vitest';
import type { CallerRecord } from '../ports/profile-source.ts';
import type { Account } from './account.ts';
import { accountRefusal, callerProfile } from './caller.ts';
import type { User } from './user.ts';

const user: User = {
  id: '00000000-0000-4000-8000-000000000001' as UserId,
  username: 'maria',
  email: 'maria@acme.example',
  firstName: 'Maria',
  lastName: '',
  isActive: true,
  isPrincipal: true,
  created: new Date(0),
};

const account: Account = {
  id: '00000000-0000-4000-8000-000000000002' as AccountId,
  name: 'Maria',
  slug: 'maria',
  accountType: 'user',
  isActive: true,
  isChecked: true,
  isArchived: false,
  isDeleted: false,
  isSystemAccount: false,
  meta: {},
  createdAt: new Date(0),
};

const licence = (over: Partial<LicensedResource>): LicensedResource => ({
  accId: 'acc-1',
  sysAcc: false,
  tenantId: 'tenant-1',
  accName: 'HR',
  role: 'hr',
  roleId: 'role-1',
  perm: 'read',
  verified: true,
  ...over,
});

const record = (over: Partial<CallerRecord> = {}): CallerRecord => ({
  user,
  account,
  licences: [],
  ownerships: [],
  ...over,
});

it('says nothing against a user with an active, approved account', () => {
  expect(accountRefusal({ user, account })).toBeUndefined();
});

it.each([
  ['ACCOUNT_DELETED', { isDeleted: true, isActive: false }],
  ['ACCOUNT_INACTIVE', { isActive: false, isChecked: false }],
  ['ACCOUNT_UNAPPROVED', { isChecked: false, isArchived: true }],
  ['ACCOUNT_ARCHIVED', { isArchived: true }],
] as const)('refuses with %s by the flags of the account', (reason, flags) => {
  expect(accountRefusal({ user, account: { ...account, ...flags } })).toBe(reason);
});

it('refuses an inactive user, with or without an account, and a user without an account', () => {
  expect(accountRefusal({ user: { ...user, isActive: false }, account })).toBe('USER_INACTIVE');
  expect(accountRefusal({ user: { ...user, isActive: false } })).toBe('USER_INACTIVE');
  expect(accountRefusal({ user })).toBe('ACCOUNT_MISSING');
  expect(accountRefusal({})).toBe('ACCOUNT_MISSING');
});

it('leaves out what is empty and never writes null', () => {
  const profile = callerProfile(record());
  expect(profile).toEqual({
    owners: [{ id: user.id, email: user.email, firstName: 'Maria', username: 'maria', isPrincipal: true }],
    accId: account.id,
    isSubscription: false,
    isManager: false,
    isStaff: false,
    ownerIsActive: true,
    accountIsActive: true,
    accountWasApproved: true,
    accountWasArchived: false,
    accountWasDeleted: false,
    verboseStatus: 'verified',
    email: user.email,
    tenants: [],
  });
});

it('grants nothing by an invitation that was not accepted', () => {
  const invited = licence({ role: 'boss', verified: false, tenantId: 'tenant-2' });
  const accepted = licence({});
  const profile = callerProfile(record({ licences: [invited, accepted] }));
  expect(profile?.licensedResources).toEqual({ records: [accepted] });
  expect(JSON.stringify(profile)).not.toContain('boss');
});

it('groups accepted licences by tenant and account', () => {
  const licences = [
    licence({ role: 'hr', perm: 'write' }),
    licence({ role: 'payroll' }),
    licence({ accId: 'acc-2', accName: 'Ops', role: 'ops' }),
    licence({ accId: 'acc-3', tenantId: NIL_UUID, role: 'system' }),
  ];
  expect(callerProfile(record({ licences }))?.tenants).toEqual([
    {
      id: 'tenant-1',
      accounts: [
        {
          id: 'acc-1',
          name: 'HR',
          roles: [
            { slug: 'hr', permission: 'write' },
            { slug: 'payroll', permission: 'read' },
          ],
        },
        { id: 'acc-2', name: 'Ops', roles: [{ slug: 'ops', permission: 'read' }] },
      ],
    },
  ]);
});

it('calls staff manager and staff, a manager only manager, role-associated accounts subscriptions', () => {
  const kinds = (accountType: Account['accountType']) => {
    const profile = callerProfile(record({ account: { ...account, accountType } }));
    return [profile?.isSubscription, profile?.isManager, profile?.isStaff];
  };
  const tenantId = 'tenant-1' as never;
  const ids = { readRoleId: 'r' as never, writeRoleId: 'w' as never };
  expect(kinds('staff')).toEqual([false, true, true]);
  expect(kinds('manager')).toEqual([false, true, false]);
  expect(kinds({ subscription: { tenantId } })).toEqual([true, false, false]);
  expect(kinds({ roleAssociated: { tenantId, roleName: 'x', ...ids } })).toEqual([true, false, false]);
  expect(kinds({ tenantManager: { tenantId } })).toEqual([false, false, false]);
});

it('has no profile for a user without an account', () => {
  const { account: _, ...without } = record();
  expect(callerProfile(without)).toBeUndefined();
});
