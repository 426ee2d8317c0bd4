import { anAccount, aUser, world } from '@mycelium/testkit';
import { expect, it } from 'vitest';
import type { Account } from '../../model/account.ts';
import { createAccount } from './create-account.ts';
import { deleteAccount } from './delete-account.ts';
import { getAccount } from './get-account.ts';
import { updateAccountName } from './update-account-name.ts';

const email = 'maria@acme.example';

async function withAccount(over: Partial<Account> = {}) {
  const opened = world();
  const account = anAccount(over);
  const maria = aUser({ email, accountId: account.id });
  await opened.stores.addAccount(account);
  await opened.stores.addUser(maria);
  const caller = await opened.caller(email);
  return { ...opened, account, maria, as: { caller } };
}

it('gives the own account, even one that has not been approved yet', async () => {
  const { call, as, account } = await withAccount({ isChecked: false, meta: { locale: 'es' } });
  expect(await call(getAccount, {}, as)).toMatchObject({
    id: account.id,
    verboseStatus: 'unverified',
    meta: { locale: 'es' },
    owners: { records: [{ email: { username: 'maria' } }] },
  });
});

it('says that there is no account yet', async () => {
  const { call, caller, stores } = world();
  await stores.addUser(aUser({ email }));
  await expect(call(getAccount, {}, { caller: await caller(email) })).rejects.toMatchObject({
    code: 'MYC00054',
  });
});

it('renames the own account, with trail and event', async () => {
  const { call, as, account, stores, clock, invalidated } = await withAccount();
  clock.advance(60);
  const renamed = await call(updateAccountName, { accountId: account.id.toUpperCase(), name: 'Mia' }, as);
  expect(renamed).toMatchObject({
    name: 'Mia',
    slug: account.slug,
    updatedAt: '2026-01-01T12:01:00.000Z',
    updatedBy: { id: account.id, from: 'account', email: null },
  });
  expect(await call(getAccount, {}, as)).toEqual(renamed);
  expect(stores.rows().audit).toMatchObject([
    { event: 'updated', metadata: { action: 'update_own_account_name' }, resourceId: account.id },
  ]);
  expect(stores.rows().events).toMatchObject([
    {
      trigger: 'userAccount.updated',
      payload: { accountId: account.id, email, name: 'Mia', account: renamed },
    },
  ]);
  expect(invalidated).toEqual([`caller:${email}`]);
});

it('lets nobody touch another account, and does not tell whether it exists', async () => {
  const { call, as, stores } = await withAccount();
  const other = anAccount({ name: 'Bob' });
  await stores.addAccount(other);
  for (const accountId of [other.id, '0000000f-0000-4000-8000-00000000000f']) {
    for (const [operation, params] of [
      [updateAccountName, { accountId, name: 'Mine' }],
      [deleteAccount, { accountId }],
    ] as const) {
      await expect(call(operation, params, as)).rejects.toMatchObject({
        code: 'MYC00013',
        kind: 'forbidden',
      });
    }
  }
  expect(stores.rows()).toMatchObject({ audit: [], events: [] });
  expect(stores.rows().accounts).toContainEqual(other);
});

it('lets an unapproved account change nothing', async () => {
  const { call, as, account } = await withAccount({ isChecked: false });
  const renaming = call(updateAccountName, { accountId: account.id, name: 'Mia' }, as);
  await expect(renaming).rejects.toMatchObject({ code: 'MYC00040' });
});

it('deletes the own account, blanks its users and tells whoever subscribed', async () => {
  const { call, as, account, maria, stores, caller, invalidated } = await withAccount({ meta: { a: 'b' } });
  const second = aUser({ email: 'mario@acme.example', accountId: account.id });
  await stores.addUser(second);
  expect(await call(deleteAccount, { accountId: account.id }, as)).toBeNull();
  const { accounts, users, audit, events } = stores.rows();
  expect(accounts).toMatchObject([
    { name: `${account.id}-deleted`, isDeleted: true, isActive: false, meta: {} },
  ]);
  for (const { id } of [maria, second]) {
    expect(users.find(user => user.id === id)).toMatchObject({
      email: `${id}-deleted`,
      username: `${id}-deleted`,
      firstName: '',
      isActive: false,
      isPrincipal: false,
    });
  }
  expect(audit).toMatchObject([{ event: 'deleted', metadata: { action: 'delete_my_account' } }]);
  expect(events).toMatchObject([
    {
      trigger: 'userAccount.deleted',
      payload: { id: account.id, accountId: account.id, email, name: account.name },
    },
  ]);
  expect(invalidated).toEqual([`caller:${email}`, 'caller:mario@acme.example']);
  expect((await caller(email)).user).toBeUndefined();
  await expect(call(deleteAccount, { accountId: account.id }, as)).rejects.toMatchObject({
    code: 'MYC00054',
  });
});

it('takes roles and invitations along, so that nobody finds them under the e-mail later', async () => {
  const { call, person, caller, stores, tenant } = world();
  const { id: tenantId } = await tenant({ name: 'Acme Labs' });
  const maria = await person({ email, holds: [{ role: 'editor', tenantId }] });
  const bob = await person({ email: 'bob@acme.example', holds: [{ role: 'editor', tenantId }] });
  await call(deleteAccount, { accountId: maria.account?.id }, { caller: maria });

  await stores.addUser(aUser({ email }));
  await call(createAccount, { name: 'Maria' }, { caller: await caller(email) });
  const back = await caller(email);
  expect(back.account?.id).not.toBe(maria.account?.id);
  expect(back.profile?.licensedResources).toBeUndefined();
  expect((await caller(bob.email)).profile?.licensedResources).toEqual(bob.profile?.licensedResources);
});

it('deletes no account that the platform relies on', async () => {
  const { call, as, account, stores } = await withAccount({ accountType: 'staff' });
  const deleting = call(deleteAccount, { accountId: account.id }, as);
  await expect(deleting).rejects.toMatchObject({ code: 'MYC00018' });
  expect(stores.rows().accounts).toEqual([account]);
});

it('deletes no account whose person owns tenants, and names them', async () => {
  const { call, person, stores, tenant } = world();
  const { id } = await tenant({ name: 'Acme Labs' });
  const caller = await person({ email, owns: [id] });
  const before = stores.rows();
  const deleting = call(deleteAccount, { accountId: caller.account?.id }, { caller });
  await expect(deleting).rejects.toMatchObject({
    code: 'MYC00018',
    details: expect.stringContaining('Acme Labs'),
  });
  expect(stores.rows()).toEqual(before);
});
