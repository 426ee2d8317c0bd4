import type { HtmlPage } from '@mycelium/operations';
import { anAccount, aUser, world } from '@mycelium/testkit';
import { expect, it } from 'vitest';
import type { LoginView } from '../../views/login-view.ts';
import { createSystemRoles } from '../managers/create-system-roles.ts';
import { completeBootstrap } from './complete-bootstrap.ts';
import { requestBootstrapCode } from './request-bootstrap-code.ts';
import { showBootstrapPage } from './show-bootstrap-page.ts';

const secret = 'open sesame';
const email = 'ana@acme.example';

function unclaimed() {
  const opened = world({ bootstrapSecret: secret });
  return {
    ...opened,
    page: () => opened.call<HtmlPage>(showBootstrapPage),
    request: (over: object = {}) => opened.call(requestBootstrapCode, { secret, email, ...over }),
    complete: (over: object = {}) =>
      opened.call<LoginView>(completeBootstrap, { secret, email, code: '000001', ...over }),
  };
}

it('makes whoever knows the secret and owns the address the first member of staff', async () => {
  const { page, request, complete, caller, stores, invalidated, faults } = unclaimed();
  expect((await page()).status).toBeUndefined();
  await request();
  expect(await complete()).toMatchObject({ token: `full:${email}`, type: 'Bearer', totpRequired: false });
  expect((await caller(email)).profile).toMatchObject({
    isStaff: true,
    isManager: true,
    accountWasApproved: true,
  });
  const { audit, settings, accounts } = stores.rows();
  expect(accounts).toMatchObject([{ name: email, accountType: 'staff' }]);
  expect(audit.map(({ metadata }) => metadata['action'])).toEqual([
    'create_default_user',
    'create_seed_staff_account',
  ]);
  expect(settings).toEqual(['staff_bootstrap']);
  expect(invalidated).toContain(`caller:${email}`);
  expect(faults).toEqual([]);
});

it('raises the account of somebody who registered before', async () => {
  const { request, complete, stores, caller } = unclaimed();
  const account = anAccount({ name: 'Ana' });
  await stores.addAccount(account);
  await stores.addUser(aUser({ email, accountId: account.id }));
  await request();
  await complete();
  expect(stores.rows().accounts).toMatchObject([{ id: account.id, name: 'Ana', accountType: 'staff' }]);
  expect((await caller(email)).profile).toMatchObject({ isStaff: true });
});

it('makes the account that it raises able to act, since nobody else could', async () => {
  const { request, complete, stores, caller, call, invalidated } = unclaimed();
  const account = anAccount({ name: 'Ana', isActive: false, isChecked: false, isArchived: true });
  await stores.addAccount(account);
  await stores.addUser(aUser({ email, accountId: account.id }));
  await stores.addUser(aUser({ email: 'second@acme.example', accountId: account.id }));
  await request();
  await complete();
  const staff = await caller(email);
  expect(await call(createSystemRoles, {}, { caller: staff })).toHaveLength(14);
  expect(invalidated).toContain('caller:second@acme.example');
});

it('is closed for good once claimed', async () => {
  const { page, request, complete, mailbox } = unclaimed();
  await request();
  await complete();
  expect(await page()).toMatchObject({ status: 404, headers: { 'cache-control': 'no-store' } });
  const mails = mailbox.all().length;
  expect(await request({ email: 'eve@acme.example' })).toEqual({ sent: true });
  expect(mailbox.all()).toHaveLength(mails);
  await expect(complete()).rejects.toMatchObject({ code: 'MYC00056', kind: 'not-found' });
});

it('T12 lets exactly one of many claims win, and leaves nothing of the others', async () => {
  const { request, complete, stores, clock } = unclaimed();
  const people = Array.from({ length: 20 }, (_, n) => `person${n}@acme.example`);
  for (const person of people) await request({ email: person });
  clock.advance(1);
  const claims = await Promise.allSettled(
    people.map((person, n) => complete({ email: person, code: String(n + 1).padStart(6, '0') })),
  );
  expect(claims.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  for (const claim of claims) {
    if (claim.status === 'rejected') expect(claim.reason).toMatchObject({ code: 'MYC00056' });
  }
  expect(stores.rows().accounts).toHaveLength(1);
});

it('answers every request for a code the same, and mails only for the right secret', async () => {
  const { request, mailbox } = unclaimed();
  for (const over of [{ secret: 'wrong' }, { secret: '' }, { email: 'no address' }]) {
    expect(await request(over)).toEqual({ sent: true });
  }
  expect(mailbox.all()).toEqual([]);
  expect(await request()).toEqual({ sent: true });
  expect(mailbox.to(email)).toHaveLength(1);
});

it('refuses a wrong secret or code, and counts wrong codes', async () => {
  const { request, complete, stores } = unclaimed();
  await request();
  await expect(complete({ secret: 'wrong' })).rejects.toMatchObject({ code: 'MYC00057' });
  for (let guess = 0; guess < 5; guess += 1) {
    await expect(complete({ code: `99999${guess}` })).rejects.toMatchObject({ code: 'MYC00008' });
  }
  await expect(complete()).rejects.toMatchObject({ code: 'MYC00008' });
  expect(stores.rows()).toMatchObject({ settings: [], users: [], accounts: [] });
});

it('stays unclaimed when the claimant may not act', async () => {
  const { request, complete, stores } = unclaimed();
  await stores.addUser(aUser({ email, isActive: false }));
  await request();
  await expect(complete()).rejects.toMatchObject({ code: 'MYC00043' });
  const account = anAccount({ isDeleted: true });
  await stores.addAccount(account);
  await stores.addUser(aUser({ email: 'bob@acme.example', accountId: account.id }));
  await request({ email: 'bob@acme.example' });
  const raised = complete({ email: 'bob@acme.example', code: '000002' });
  await expect(raised).rejects.toMatchObject({ code: 'MYC00018' });
  expect(stores.rows().settings).toEqual([]);
});

it('is closed without a secret', async () => {
  const { call, mailbox } = world();
  expect(await call(showBootstrapPage)).toMatchObject({ status: 404 });
  await call(requestBootstrapCode, { secret: '', email });
  expect(mailbox.all()).toEqual([]);
  const claim = call(completeBootstrap, { secret: '', email, code: '000001' });
  await expect(claim).rejects.toMatchObject({ code: 'MYC00056' });
});
