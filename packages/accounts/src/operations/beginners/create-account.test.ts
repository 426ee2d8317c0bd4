import { anAccount, aUser, world } from '@mycelium/testkit';
import { expect, it } from 'vitest';
import { accountRefusal } from '../../model/caller.ts';
import type { AccountView } from '../../views/account-view.ts';
import { createAccount } from './create-account.ts';

const email = 'maria+news@acme.example';

async function withUser(over = {}, settings = {}) {
  const opened = world({ settings });
  const maria = aUser({ email, ...over });
  await opened.stores.addUser(maria);
  const caller = await opened.caller(email);
  const create = (name: unknown = 'Maria Silva') =>
    opened.call<AccountView>(createAccount, { name }, { caller });
  return { ...opened, maria, create };
}

it('creates an approved personal account owned by the caller', async () => {
  const { create, maria, caller } = await withUser();
  const account = await create('  Maria Silva ');
  expect(account).toMatchObject({
    name: 'Maria Silva',
    slug: 'maria-news-acme-example',
    isActive: true,
    isChecked: true,
    isArchived: false,
    isDeleted: false,
    verboseStatus: 'verified',
    isSystemAccount: false,
    accountType: 'user',
    createdAt: '2026-01-01T12:00:00.000Z',
    createdBy: { id: maria.id, from: 'user', email: btoa(email) },
    updatedBy: null,
  });
  expect(account.owners.records).toEqual([
    {
      id: maria.id,
      username: 'maria+news',
      email: { username: 'maria+news', domain: 'acme.example' },
      isActive: true,
      isPrincipal: true,
      created: '2026-01-01T12:00:00.000Z',
      mfa: { totp: 'unknown' },
    },
  ]);
  const registered = await caller(email);
  expect(registered.profile).toMatchObject({ accId: account.id, email, accountWasApproved: true });
  expect(accountRefusal(registered)).toBeUndefined();
});

it('leaves approval to a users manager where the installation wants it so', async () => {
  const { create, caller } = await withUser({}, { approveNewAccounts: false });
  expect(await create()).toMatchObject({ isChecked: false, verboseStatus: 'unverified' });
  expect(accountRefusal(await caller(email))).toBe('ACCOUNT_UNAPPROVED');
});

it('writes trail, event and mail with it, and forgets what was cached about the caller', async () => {
  const { create, stores, mailbox, invalidated, faults } = await withUser();
  const account = await create();
  expect(stores.rows().audit).toMatchObject([
    {
      resourceType: 'account',
      resourceId: account.id,
      event: 'created',
      metadata: { action: 'create_user_account' },
      performedBy: { id: account.id, from: 'account' },
    },
  ]);
  expect(stores.rows().events).toMatchObject([
    {
      trigger: 'userAccount.created',
      resourceId: account.id,
      payload: { accountId: account.id, email, name: 'Maria Silva', account },
    },
  ]);
  expect(mailbox.to(email)).toMatchObject([{ from: { address: 'noreply@acme.example' } }]);
  expect(mailbox.to(email)[0]?.text).toContain('Maria Silva');
  expect(invalidated).toEqual([`caller:${email}`]);
  expect(faults).toEqual([]);
});

it('gives a person one account, however many requests arrive at once', async () => {
  const { create, stores, mailbox } = await withUser();
  const tries = await Promise.allSettled(Array.from({ length: 20 }, () => create()));
  expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  for (const attempt of tries) {
    if (attempt.status === 'rejected') expect(attempt.reason).toMatchObject({ code: 'MYC00003' });
  }
  const { accounts, events, audit } = stores.rows();
  expect([accounts, events, audit, mailbox.all()].map(rows => rows.length)).toEqual([1, 1, 1, 1]);
});

it('registers whoever comes with the token of an external provider', async () => {
  const { call, caller, stores } = world();
  const issuer = 'https://id.example';
  const stranger = await caller('new@acme.example', { issuer });
  await call(createAccount, { name: 'New' }, { caller: stranger });
  expect(stores.rows().users).toMatchObject([
    { email: 'new@acme.example', provider: { external: issuer }, isActive: true, isPrincipal: true },
  ]);
  expect(stores.rows().audit.map(({ metadata }) => metadata['action'])).toEqual([
    'create_default_user',
    'create_user_account',
  ]);
});

it('refuses our own token once its user is gone', async () => {
  const { call, caller, stores } = world();
  const ghost = await caller('gone@acme.example');
  await expect(call(createAccount, { name: 'X' }, { caller: ghost })).rejects.toMatchObject({
    code: 'MYC00035',
  });
  expect(stores.rows().users).toEqual([]);
});

it('looks at the user as stored, not as cached', async () => {
  const { create, stores, maria } = await withUser();
  await stores.addUser({ ...maria, isActive: false });
  await expect(create()).rejects.toMatchObject({ code: 'MYC00043' });
  await stores.addUser({ ...maria, accountId: anAccount().id });
  await expect(create()).rejects.toMatchObject({ code: 'MYC00003' });
  await stores.addUser({ ...maria, isPrincipal: false });
  await expect(create()).rejects.toMatchObject({ code: 'MYC00018' });
  expect(stores.rows()).toMatchObject({ accounts: [], events: [], mails: [] });
});

it('M13 refuses callers without a credential, with half a session, or inactive', async () => {
  const { call, caller, stores } = await withUser();
  const create = (who: unknown) => call(createAccount, { name: 'X' }, { caller: who as never });
  await expect(create(undefined)).rejects.toMatchObject({ code: 'MYC00034' });
  const half = await caller(email, { secondFactorPending: true });
  await expect(create(half)).rejects.toMatchObject({ code: 'MYC00059' });
  await stores.addUser(aUser({ email: 'off@acme.example', isActive: false }));
  await expect(create(await caller('off@acme.example'))).rejects.toMatchObject({ code: 'MYC00043' });
});

it.each(['', '   ', 'x'.repeat(201), 7, undefined])('refuses %j as a name', async name => {
  const { call, caller } = await withUser();
  const refused = call(createAccount, { name }, { caller: await caller(email) });
  await expect(refused).rejects.toMatchObject({ code: 'MYC00033', problems: [{ path: 'name' }] });
});
