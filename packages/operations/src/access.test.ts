import { describe, expect, it } from 'vitest';
import {
  type Access,
  accessLabel,
  accessSentence,
  fitsScope,
  isAccess,
  isPlatformAccess,
  isPrivileged,
  isTenantAccess,
  PLATFORM_ROLES,
  scopeOfName,
  scopeOfPath,
  TENANT_RIGHTS,
} from './access.ts';

const platform: Access = { role: 'guests-manager', permission: 'write' };
const managing: Access = { tenant: ['admin', 'owner', 'tenant-manager'], permission: 'write' };
const owning: Access = { tenant: ['owner'], permission: 'write' };
const optional: Access = {
  tenant: ['admin', 'subscriptions-manager'],
  permission: 'read',
  withoutTenant: 'admin',
};

describe('an access', () => {
  it.each<Access>(['public', 'bearer', 'account', 'managers', 'staff', platform, managing, owning, optional])(
    'can be enforced: %j',
    access => {
      expect(isAccess(access)).toBe(true);
    },
  );

  it('knows every role of the platform and every right within a tenant', () => {
    for (const role of PLATFORM_ROLES) expect(isAccess({ role, permission: 'read' })).toBe(true);
    for (const right of TENANT_RIGHTS) expect(isAccess({ tenant: [right], permission: 'read' })).toBe(true);
  });

  it.each([
    'admin',
    'guests-manager',
    '',
    undefined,
    null,
    7,
    {},
    { permission: 'read' },
    { role: 'guests-manager' },
    { role: 'guests-manager', permission: 'admin' },
    { role: 'tenant-manager', permission: 'read' },
    { role: 'toString', permission: 'read' },
    { tenant: [], permission: 'read' },
    { tenant: ['owner'] },
    { tenant: ['owner', 'staff'], permission: 'read' },
    { tenant: ['guests-manager'], permission: 'read' },
    { tenant: ['owner'], permission: 'read', withoutTenant: 'admin' },
    { tenant: ['admin'], permission: 'read', withoutTenant: 'toString' },
    { role: 'guests-manager', tenant: ['owner'], permission: 'read' },
  ])('cannot be enforced: %j', access => {
    expect(isAccess(access as Access)).toBe(false);
  });

  it('is told apart by what it names', () => {
    const kinds = (access: Access) => [
      isPlatformAccess(access),
      isTenantAccess(access),
      isPrivileged(access),
    ];
    expect(kinds(platform)).toEqual([true, false, true]);
    expect(kinds(managing)).toEqual([false, true, true]);
    expect(kinds('staff')).toEqual([false, false, true]);
    expect(kinds('managers')).toEqual([false, false, true]);
    for (const open of ['public', 'bearer', 'account'] as const) {
      expect(kinds(open)).toEqual([false, false, false]);
    }
  });
});

describe('the scope of a name or a path', () => {
  it.each([
    ['managers.tenants.create', 'managers'],
    ['accountManager.guests.guestToChildrenAccount', 'accounts-manager'],
    ['subscriptionsManager.accounts.list', 'subscriptions-manager'],
    ['userManager.account.approve', 'users-manager'],
    ['tenantOwner.meta.create', 'tenant-owner'],
    ['beginners.profile.get', 'self'],
    ['service.listDiscoverableServices', undefined],
    ['toString.a.b', undefined],
  ])('of %s is %s', (name, scope) => {
    expect(scopeOfName(name)).toBe(scope);
  });

  it.each([
    ['/_adm/account-manager/guest-roles', 'accounts-manager'],
    ['/_adm/accounts-manager/guest-roles', 'accounts-manager'],
    ['/_adm/subscriptions-manager/accounts', 'subscriptions-manager'],
    ['/_adm/staff/accounts', 'staff'],
    ['/_adm/staffs/accounts', 'staff'],
    ['/_adm/beginners/profile', 'self'],
    ['/_adm/instance/bootstrap', undefined],
    ['/health/managers', undefined],
  ])('of %s is %s', (path, scope) => {
    expect(scopeOfPath(path)).toBe(scope);
  });

  it('takes the access that it is named after, among others', () => {
    expect(fitsScope(platform, 'guests-manager')).toBe(true);
    expect(fitsScope(platform, 'users-manager')).toBe(false);
    expect(fitsScope(managing, 'tenant-manager')).toBe(true);
    expect(fitsScope(managing, 'tenant-owner')).toBe(true);
    expect(fitsScope(managing, 'subscriptions-manager')).toBe(false);
    expect(fitsScope({ tenant: ['admin'], permission: 'read' }, 'tenant-owner')).toBe(false);
    expect(fitsScope('managers', 'managers')).toBe(true);
    expect(fitsScope('managers', 'staff')).toBe(false);
    expect(fitsScope(managing, 'managers')).toBe(false);
  });

  it('takes an account where the operation itself looks closer, and never less', () => {
    for (const scope of ['staff', 'tenant-owner', 'users-manager'] as const) {
      expect(fitsScope('account', scope)).toBe(true);
      expect(fitsScope('bearer', scope)).toBe(false);
      expect(fitsScope('public', scope)).toBe(false);
    }
  });

  it('asks for no role in everybody’s own affairs', () => {
    for (const access of ['public', 'bearer', 'account'] as const)
      expect(fitsScope(access, 'self')).toBe(true);
    for (const access of ['staff', 'managers', platform, owning] as const) {
      expect(fitsScope(access, 'self')).toBe(false);
    }
  });
});

describe('documents', () => {
  it.each<[Access, string]>([
    ['public', 'public'],
    ['staff', 'staff'],
    [platform, 'guests-manager (write)'],
    [owning, 'owner (write)'],
    [optional, 'admin or subscriptions-manager (read)'],
    [managing, 'admin, owner or tenant-manager (write)'],
  ])('label %j in a word or two', (access, label) => {
    expect(accessLabel(access)).toBe(label);
  });

  it.each<[Access, string]>([
    ['public', 'Anybody may call it.'],
    ['bearer', 'Needs a valid credential; an account need not exist yet.'],
    ['account', 'Needs an account.'],
    ['managers', 'Needs a staff or manager account.'],
    ['staff', 'Needs a staff account.'],
    [platform, 'Needs the role guests-manager with write permission, or a staff or manager account.'],
    [owning, 'Needs, in the tenant, the ownership of the tenant.'],
    [
      managing,
      'Needs, in the tenant, a staff or manager account, the ownership of the tenant or the role tenant-manager (roles with write permission).',
    ],
    [
      optional,
      'Needs, in the tenant, a staff or manager account or the role subscriptions-manager (roles with read permission). Staff and managers may leave the tenant out.',
    ],
    [
      { tenant: ['accounts-manager'], permission: 'read', withoutTenant: 'anywhere' },
      'Needs, in the tenant, the role accounts-manager (roles with read permission). Without a tenant, the right in any tenant is enough.',
    ],
  ])('tell of %j who may call', (access, sentence) => {
    expect(accessSentence(access)).toBe(sentence);
  });
});
