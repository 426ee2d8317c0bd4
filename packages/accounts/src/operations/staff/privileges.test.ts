import type { TenantId } from '@mycelium/kernel';
import { anAccount, aSubscription, aUser, world } from '@mycelium/testkit';
import { expect, it } from 'vitest';
import type { Account } from '../../model/account.ts';
import type { Caller } from '../../model/caller.ts';
import { downgradePrivileges } from './downgrade-privileges.ts';
import { upgradePrivileges } from './upgrade-privileges.ts';

async function withPeople() {
  const opened = world();
  const person = (name: string, accountType: 'staff' | 'manager' | 'user'): Promise<Caller> =>
    opened.person({ email: `${name}@acme.example`, accountType });
  const idOf = ({ account }: Caller): string => account?.id ?? '';
  return {
    ...opened,
    staff: await person('ana', 'staff'),
    manager: await person('max', 'manager'),
    user: await person('uma', 'user'),
    named: person,
    idOf,
    up: (caller: Caller, accountId: string, to: unknown) =>
      opened.call(upgradePrivileges, { accountId, to }, { caller }),
    down: (caller: Caller, accountId: string, to: unknown) =>
      opened.call(downgradePrivileges, { accountId, to }, { caller }),
    typeOf: (who: Caller) =>
      opened.stores.rows().accounts.find(({ id }) => id === who.account?.id)?.accountType,
  };
}

it('raises and lowers accounts, with trail, and forgets their owners', async () => {
  const { up, down, staff, user, idOf, stores, invalidated, caller } = await withPeople();
  await stores.addUser(
    aUser({ email: 'second@acme.example', accountId: user.account?.id ?? anAccount().id }),
  );
  expect(await up(staff, idOf(user), 'manager')).toMatchObject({ accountType: 'manager' });
  expect((await caller(user.email)).profile).toMatchObject({ isManager: true, isStaff: false });
  expect(await up(staff, idOf(user), 'Staff')).toMatchObject({ accountType: 'staff' });
  expect(await down(staff, idOf(user), 'User')).toMatchObject({ accountType: 'user' });
  expect(stores.rows().audit.map(({ metadata }) => metadata)).toEqual([
    { action: 'upgrade_account_privileges', from: 'user', to: 'manager' },
    { action: 'upgrade_account_privileges', from: 'manager', to: 'staff' },
    { action: 'downgrade_account_privileges', from: 'staff', to: 'user' },
  ]);
  expect([...new Set(invalidated)].sort()).toEqual(['caller:second@acme.example', `caller:${user.email}`]);
});

it('lets nobody below staff raise anybody, themselves before all', async () => {
  const { up, manager, user, idOf } = await withPeople();
  for (const caller of [manager, user]) {
    for (const target of [manager, user]) {
      for (const to of ['staff', 'manager']) {
        await expect(up(caller, idOf(target), to)).rejects.toMatchObject({ code: 'MYC00019' });
      }
    }
  }
});

it('T4 turns no downgrade into a way up', async () => {
  const { down, staff, manager, user, idOf, typeOf, stores } = await withPeople();
  await expect(down(user, idOf(user), 'manager')).rejects.toMatchObject({ code: 'MYC00018' });
  await expect(down(user, idOf(user), 'user')).rejects.toMatchObject({ code: 'MYC00018' });
  await expect(down(manager, idOf(manager), 'manager')).rejects.toMatchObject({ code: 'MYC00018' });
  await expect(down(staff, idOf(user), 'manager')).rejects.toMatchObject({ code: 'MYC00018' });
  await expect(down(user, idOf(user), 'staff')).rejects.toMatchObject({ code: 'MYC00033' });
  expect([typeOf(user), typeOf(manager)]).toEqual(['user', 'manager']);
  expect(stores.rows().audit).toEqual([]);
});

it('turns no upgrade into a way down, and none into nothing', async () => {
  const { up, staff, manager, idOf, typeOf } = await withPeople();
  await expect(up(staff, idOf(staff), 'manager')).rejects.toMatchObject({ code: 'MYC00018' });
  await expect(up(staff, idOf(staff), 'staff')).rejects.toMatchObject({ code: 'MYC00018' });
  await expect(up(staff, idOf(manager), 'manager')).rejects.toMatchObject({ code: 'MYC00018' });
  await expect(up(staff, idOf(manager), 'user')).rejects.toMatchObject({ code: 'MYC00033' });
  expect([typeOf(staff), typeOf(manager)]).toEqual(['staff', 'manager']);
});

it('lets everybody step down, and nobody push others down but staff', async () => {
  const { down, staff, manager, user, named, idOf, typeOf } = await withPeople();
  for (const [by, target] of [
    [user, manager],
    [manager, staff],
    [user, staff],
  ] as const) {
    await expect(down(by, idOf(target), 'user')).rejects.toMatchObject({ code: 'MYC00019' });
  }
  expect(await down(manager, idOf(manager), 'user')).toMatchObject({ accountType: 'user' });
  const other = await named('bob', 'staff');
  expect(await down(staff, idOf(other), 'manager')).toMatchObject({ accountType: 'manager' });
  expect(typeOf(staff)).toBe('staff');
});

it('keeps the last staff account that can act', async () => {
  const { down, staff, idOf, typeOf, stores } = await withPeople();
  const sleeping = anAccount({ name: 'Sleeping', accountType: 'staff', isActive: false });
  await stores.addAccount(sleeping);
  for (const to of ['manager', 'user']) {
    await expect(down(staff, idOf(staff), to)).rejects.toMatchObject({
      code: 'MYC00018',
      message: expect.stringContaining('last'),
    });
  }
  expect(typeOf(staff)).toBe('staff');
  expect(await down(staff, sleeping.id, 'user')).toMatchObject({ accountType: 'user' });
});

it('keeps one of two staff accounts that step down at once', async () => {
  const { down, staff, named, idOf, typeOf } = await withPeople();
  const other = await named('bob', 'staff');
  const attempts = await Promise.allSettled([
    down(staff, idOf(staff), 'user'),
    down(other, idOf(other), 'user'),
  ]);
  expect(attempts.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  expect([typeOf(staff), typeOf(other)].sort()).toEqual(['staff', 'user']);
});

it('raises only accounts that can act', async () => {
  const { up, staff, stores } = await withPeople();
  const flags: readonly Partial<Account>[] = [
    { isActive: false },
    { isChecked: false },
    { isArchived: true },
  ];
  for (const over of flags) {
    const account = anAccount(over);
    await stores.addAccount(account);
    await expect(up(staff, account.id, 'manager')).rejects.toMatchObject({ code: 'MYC00018' });
  }
});

it('T3 finds accounts of people only', async () => {
  const { up, down, staff, stores } = await withPeople();
  const ofTenant = aSubscription('0000000d-0000-4000-8000-0000000000aa' as TenantId);
  const deleted = anAccount({ isDeleted: true });
  for (const account of [ofTenant, deleted]) await stores.addAccount(account);
  for (const { id } of [ofTenant, deleted, anAccount()]) {
    await expect(up(staff, id, 'manager')).rejects.toMatchObject({ code: 'MYC00054' });
    await expect(down(staff, id, 'user')).rejects.toMatchObject({ code: 'MYC00054' });
  }
});
