import type { TenantId } from '@mycelium/kernel';
import type { AnyOperation } from '@mycelium/operations';
import { anAccount, aSubscription, aUser, world } from '@mycelium/testkit';
import { expect, it } from 'vitest';
import type { Account } from '../../model/account.ts';
import { type StatusStep, statusStep } from '../../model/account-status.ts';
import { updateAccountName } from '../beginners/update-account-name.ts';
import { activateAccount } from './activate-account.ts';
import { approveAccount } from './approve-account.ts';
import { archiveAccount } from './archive-account.ts';
import { deactivateAccount } from './deactivate-account.ts';
import { disapproveAccount } from './disapprove-account.ts';
import { unarchiveAccount } from './unarchive-account.ts';

const OPERATIONS: Readonly<Record<StatusStep, AnyOperation>> = {
  approve: approveAccount,
  disapprove: disapproveAccount,
  activate: activateAccount,
  deactivate: deactivateAccount,
  archive: archiveAccount,
  unarchive: unarchiveAccount,
};
const STEPS = Object.keys(OPERATIONS) as StatusStep[];

const ACTIONS: Readonly<Record<StatusStep, string>> = {
  approve: 'change_account_approval_status',
  disapprove: 'change_account_approval_status',
  activate: 'change_account_activation_status',
  deactivate: 'change_account_activation_status',
  archive: 'change_account_archival_status',
  unarchive: 'change_account_archival_status',
};

const FLAGS = {
  unverified: { isChecked: false },
  verified: {},
  inactive: { isActive: false },
  archived: { isArchived: true },
} as const satisfies Readonly<Record<string, Partial<Account>>>;
const STATUSES = Object.keys(FLAGS) as (keyof typeof FLAGS)[];

async function byUsersManager() {
  const opened = world();
  const caller = await opened.person({ email: 'uma@acme.example', holds: [{ role: 'users-manager' }] });
  const store = async (over: Partial<Account> = {}): Promise<Account> => {
    const account = anAccount({ name: 'Maria', ...over });
    await opened.stores.addAccount(account);
    await opened.stores.addUser(aUser({ email: 'maria@acme.example', accountId: account.id }));
    await opened.stores.addUser(aUser({ email: 'mario@acme.example', accountId: account.id }));
    return account;
  };
  return {
    ...opened,
    caller,
    resolve: opened.caller,
    store,
    take: (step: StatusStep, { id: accountId }: Pick<Account, 'id'>, by = caller) =>
      opened.call(OPERATIONS[step], { accountId }, { caller: by }),
    now: ({ id }: Account) => opened.stores.rows().accounts.find(account => account.id === id),
  };
}

it.each(STEPS)('%s works from the statuses of the table and from no other', async step => {
  const { from, to } = statusStep(step);
  for (const status of STATUSES) {
    const { store, take, now, stores, invalidated } = await byUsersManager();
    const account = await store(FLAGS[status]);
    if (!(from as readonly string[]).includes(status)) {
      await expect(take(step, account)).rejects.toMatchObject({
        code: 'MYC00018',
        message: expect.stringContaining(status),
        details: expect.stringMatching(/Possible now: \w+/),
      });
      expect(now(account)).toEqual(account);
      expect(stores.rows().audit).toEqual([]);
      continue;
    }
    expect(await take(step, account)).toMatchObject({ id: account.id, verboseStatus: to });
    expect(stores.rows().audit).toMatchObject([
      { resourceId: account.id, event: 'updated', metadata: { action: ACTIONS[step], status: to } },
    ]);
    expect(invalidated).toEqual(['caller:maria@acme.example', 'caller:mario@acme.example']);
  }
});

it('shuts a suspended person out from the next request on, and lets them in again', async () => {
  const { store, take, resolve, call } = await byUsersManager();
  const account = await store();
  const rename = async () => {
    const as = { caller: await resolve('maria@acme.example') };
    return call(updateAccountName, { accountId: account.id, name: 'Mia' }, as);
  };
  await take('deactivate', account);
  await expect(rename()).rejects.toMatchObject({ code: 'MYC00039' });
  await take('activate', account);
  expect(await rename()).toMatchObject({ name: 'Mia' });
});

it('lets one of several opposite steps at once win', async () => {
  const { store, take, now } = await byUsersManager();
  const account = await store();
  const steps = ['deactivate', 'deactivate', 'deactivate'] as const;
  const attempts = await Promise.allSettled(steps.map(step => take(step, account)));
  expect(attempts.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  expect(now(account)).toMatchObject({ isActive: false });
});

it.each(STEPS)('%s is nothing that anybody does to themselves', async step => {
  const { take, person, caller, now } = await byUsersManager();
  const staff = await person({ email: 'ana@acme.example', accountType: 'staff' });
  for (const self of [caller, staff]) {
    const account = self.account ?? anAccount();
    await expect(take(step, account, self)).rejects.toMatchObject({ code: 'MYC00013', kind: 'forbidden' });
    expect(now(account)).toEqual(account);
  }
});

it('lets nobody touch an account that ranks higher', async () => {
  const { take, store, person, caller, now } = await byUsersManager();
  const manager = await person({ email: 'max@acme.example', accountType: 'manager' });
  const staff = await person({ email: 'ana@acme.example', accountType: 'staff' });
  const other = await store({ accountType: 'manager' });
  for (const [by, target] of [
    [caller, staff.account],
    [caller, manager.account],
    [manager, staff.account],
  ] as const) {
    const account = target ?? anAccount();
    for (const step of STEPS) {
      await expect(take(step, account, by)).rejects.toMatchObject({ code: 'MYC00019' });
    }
    expect(now(account)).toEqual(account);
  }
  expect(await take('archive', other, manager)).toMatchObject({ verboseStatus: 'archived' });
  expect(await take('unarchive', other, staff)).toMatchObject({ verboseStatus: 'unverified' });
});

it('takes nothing from an account of staff before it is downgraded, but gives', async () => {
  const { take, store, person, now } = await byUsersManager();
  const staff = await person({ email: 'ana@acme.example', accountType: 'staff' });
  const other = await store({ accountType: 'staff', isActive: false });
  expect(await take('activate', other, staff)).toMatchObject({ verboseStatus: 'verified' });
  for (const step of ['deactivate', 'archive', 'disapprove'] as const) {
    await expect(take(step, other, staff)).rejects.toMatchObject({ code: 'MYC00018' });
  }
  expect(now(other)).toMatchObject({ isActive: true, isArchived: false });
});

it('T3 finds accounts of people only', async () => {
  const { take, stores } = await byUsersManager();
  const tenantId = '0000000d-0000-4000-8000-0000000000aa' as TenantId;
  const ofTenant = aSubscription(tenantId);
  const ofPlatform = anAccount({ accountType: { actorAssociated: { actor: 'gatewayManager' } } });
  const deleted = anAccount({ isDeleted: true, isActive: false });
  for (const account of [ofTenant, ofPlatform, deleted]) await stores.addAccount(account);
  for (const account of [ofTenant, ofPlatform, deleted, anAccount()]) {
    for (const step of STEPS) {
      await expect(take(step, account)).rejects.toMatchObject({ code: 'MYC00054', kind: 'not-found' });
    }
  }
});

it.each(STEPS)('%s is for users managers with writing', async step => {
  const { take, store, person } = await byUsersManager();
  const account = await store();
  const holders = [
    await person({ email: 'rita@acme.example', holds: [{ role: 'users-manager', permission: 'read' }] }),
    await person({ email: 'gus@acme.example', holds: [{ role: 'guests-manager' }] }),
    await person({ email: 'ida@acme.example', holds: [{ role: 'users-manager', accepted: false }] }),
  ];
  for (const by of holders) await expect(take(step, account, by)).rejects.toMatchObject({ code: 'MYC00019' });
});
