import { NIL_UUID } from '@mycelium/kernel';
import type { Access } from '@mycelium/operations';
import type { LicensedResource } from '@mycelium/profile';
import { anAccount, aUser, world } from '@mycelium/testkit';
import { expect, it } from 'vitest';
import type { Caller } from '../model/caller.ts';
import { accessRefusal, authorise } from './authorise.ts';

async function callerWith(options: {
  readonly accountType?: 'staff' | 'manager' | 'user';
  readonly licence?: Partial<LicensedResource>;
  readonly owner?: boolean;
}) {
  const { stores, caller } = world();
  const account = anAccount({ accountType: options.accountType ?? 'user' });
  const { email } = aUser();
  await stores.addAccount(account);
  await stores.addUser(aUser({ email, accountId: account.id }));
  const licence = { accId: 'a', accName: 'A', tenantId: 't', role: 'r', roleId: 'i', perm: 'read' } as const;
  const granted = { ...licence, sysAcc: true, verified: true, ...options.licence };
  if (options.licence) await stores.addLicence(email, granted);
  if (options.owner)
    await stores.addOwnership(email, { id: 't', name: 'T', since: '2026-01-01T00:00:00.000Z' });
  return caller(email);
}

const guestsManager = (permission: 'read' | 'write'): Access => ({ role: 'guests-manager', permission });
const allowed = (access: Access, caller: Caller, tenantId?: string): boolean =>
  accessRefusal(access, caller, tenantId === undefined ? undefined : { tenantId }) === undefined;

it('opens a role of the platform to those who hold it there, and to no invitation', async () => {
  const platform = { role: 'guests-manager', tenantId: NIL_UUID };
  const reader = await callerWith({ licence: platform });
  const writer = await callerWith({ licence: { ...platform, perm: 'write' } });
  const invited = await callerWith({ licence: { ...platform, perm: 'write', verified: false } });
  expect(allowed(guestsManager('read'), reader)).toBe(true);
  expect(allowed(guestsManager('write'), reader)).toBe(false);
  expect(allowed(guestsManager('write'), writer)).toBe(true);
  expect(allowed({ role: 'gateway-manager', permission: 'read' }, writer)).toBe(false);
  expect(accessRefusal(guestsManager('read'), invited)).toMatchObject({ code: 'MYC00019' });
});

it('takes no role of a tenant for one of the platform, whatever it is called', async () => {
  const held = { role: 'guests-manager', perm: 'write' } as const;
  const inTenant = await callerWith({ licence: held });
  const onOrdinaryAccount = await callerWith({ licence: { ...held, tenantId: NIL_UUID, sysAcc: false } });
  for (const caller of [inTenant, onOrdinaryAccount]) {
    expect(allowed(guestsManager('read'), caller)).toBe(false);
  }
});

it('sets staff above managers, and both above the roles of the platform', async () => {
  const staff = await callerWith({ accountType: 'staff' });
  const manager = await callerWith({ accountType: 'manager' });
  const open = (access: Access) => [staff, manager].map(caller => allowed(access, caller));
  expect(open('staff')).toEqual([true, false]);
  expect(open('managers')).toEqual([true, true]);
  expect(open({ role: 'system-manager', permission: 'write' })).toEqual([true, true]);
  expect(open('account')).toEqual([true, true]);
});

it('asks within a tenant for a right in that very tenant', async () => {
  const owning: Access = { tenant: ['owner'], permission: 'write' };
  const managing: Access = { tenant: ['admin', 'owner', 'tenant-manager'], permission: 'write' };
  const people = {
    staff: await callerWith({ accountType: 'staff' }),
    owner: await callerWith({ owner: true }),
    manager: await callerWith({ licence: { role: 'tenant-manager', perm: 'write' } }),
    reader: await callerWith({ licence: { role: 'tenant-manager' } }),
    ordinary: await callerWith({ licence: { role: 'tenant-manager', perm: 'write', sysAcc: false } }),
  };
  const who = (access: Access, tenantId: string) =>
    Object.entries(people).flatMap(([name, caller]) => (allowed(access, caller, tenantId) ? [name] : []));
  expect(who(owning, 't')).toEqual(['owner']);
  expect(who(managing, 't')).toEqual(['staff', 'owner', 'manager']);
  expect(who(managing, 'another')).toEqual(['staff']);
});

it('takes the nil UUID of licences outside of tenants for no tenant', async () => {
  const outside = { role: 'accounts-manager', perm: 'write', tenantId: NIL_UUID } as const;
  const holder = await callerWith({ licence: outside });
  const access: Access = { tenant: ['owner', 'accounts-manager'], permission: 'read' };
  expect(allowed(access, holder)).toBe(false);
  expect(allowed(access, holder, NIL_UUID)).toBe(false);
});

it('lets the tenant be left out only by whom the access names', async () => {
  const member = await callerWith({ licence: { role: 'subscriptions-manager' } });
  const staff = await callerWith({ accountType: 'staff' });
  const rights = { tenant: ['admin', 'subscriptions-manager'], permission: 'read' } as const;
  const open = (withoutTenant: 'admin' | 'anywhere') =>
    [member, staff].map(
      caller => accessRefusal({ ...rights, withoutTenant }, caller, { tenantId: undefined }) === undefined,
    );
  expect(open('admin')).toEqual([false, true]);
  expect(open('anywhere')).toEqual([true, true]);
});

it('lets half a session through to nothing but what is public', async () => {
  const half = { ...(await callerWith({ accountType: 'staff' })), secondFactorPending: true };
  expect(accessRefusal('public', half)).toBeUndefined();
  for (const access of ['bearer', 'account', 'staff'] as const) {
    expect(accessRefusal(access, half)).toMatchObject({ code: 'MYC00059' });
  }
});

it('asks a stranger to authenticate', () => {
  expect(accessRefusal('public', undefined)).toBeUndefined();
  for (const access of ['bearer', 'account', 'managers'] as const) {
    expect(accessRefusal(access, undefined)).toMatchObject({ code: 'MYC00034' });
  }
});

it('tells whom it lets in where the privileges do not suffice', async () => {
  const nobody = await callerWith({});
  expect(accessRefusal('managers', nobody)?.details).toBe('Needs a staff or manager account.');
  expect(accessRefusal(guestsManager('write'), nobody)?.details).toContain('guests-manager with write');
  const owning: Access = { tenant: ['owner'], permission: 'write' };
  expect(accessRefusal(owning, nobody, { tenantId: 't' })?.details).toContain('the ownership of the tenant');
});

it('throws as a gate what it answers as a question', () => {
  expect(() => authorise('bearer', undefined)).toThrow(
    expect.objectContaining({ code: accessRefusal('bearer', undefined)?.code }),
  );
  expect(authorise('public', undefined)).toBeUndefined();
});
