import { registry } from '@mycelium/operations';
import type { LicensedResource } from '@mycelium/profile';
import { anAccount, aUser, world } from '@mycelium/testkit';
import { expect, it } from 'vitest';
import { accountsOperations } from './accounts-operations.ts';
import { accessRefusal, authorise } from './authorise.ts';

it('is a list that the registry takes', () => {
  const { operations } = registry(accountsOperations);
  expect(operations.map(({ access, name }) => `${access} ${name}`)).toEqual([
    'public beginners.magicLink.request',
    'public beginners.magicLink.display',
    'public beginners.magicLink.verify',
    'public instance.bootstrap.page',
    'public instance.bootstrap.requestCode',
    'public instance.bootstrap.complete',
    'bearer beginners.accounts.create',
    'bearer beginners.accounts.get',
    'account beginners.accounts.updateName',
    'account beginners.accounts.delete',
    'account beginners.profile.get',
    'public beginners.appConfig.getPublicInfo',
  ]);
});

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
  if (options.owner) await stores.addOwnership(email, { id: 't', name: 'T', since: '' });
  return caller(email);
}

it('opens a role to those who hold it, and to no invitation', async () => {
  const manager = await callerWith({ licence: { role: 'guests-manager' } });
  const invited = await callerWith({ licence: { role: 'guests-manager', verified: false } });
  expect(accessRefusal('guests-manager', manager)).toBeUndefined();
  expect(accessRefusal('gateway-manager', manager)).toMatchObject({ code: 'MYC00019' });
  expect(accessRefusal('guests-manager', invited)).toMatchObject({ code: 'MYC00019' });
});

it('sets staff above managers, both above the roles, and neither above tenant owners', async () => {
  const [staff, manager] = [
    await callerWith({ accountType: 'staff' }),
    await callerWith({ accountType: 'manager' }),
  ];
  const owner = await callerWith({ owner: true });
  const open = (access: Parameters<typeof accessRefusal>[0]) =>
    [staff, manager, owner].map(caller => accessRefusal(access, caller) === undefined);
  expect(open('staff')).toEqual([true, false, false]);
  expect(open('managers')).toEqual([true, true, false]);
  expect(open('system-manager')).toEqual([true, true, false]);
  expect(open('tenant-owner')).toEqual([false, false, true]);
  expect(open('account')).toEqual([true, true, true]);
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

it('throws as a gate what it answers as a question', () => {
  expect(() => authorise('bearer', undefined)).toThrow(
    expect.objectContaining({ code: accessRefusal('bearer', undefined)?.code }),
  );
  expect(authorise('public', undefined)).toBeUndefined();
});
