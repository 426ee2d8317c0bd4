import type { HtmlPage } from '@mycelium/operations';
import { aUser, world } from '@mycelium/testkit';
import { expect, it } from 'vitest';
import { acceptInvitation } from './accept-invitation.ts';
import { createAccount } from './create-account.ts';
import { showInvitation } from './show-invitation.ts';

const email = 'maria@acme.example';

async function invited({ to = email, permission = 'write' as 'read' | 'write' } = {}) {
  const opened = world();
  const { id: tenantId } = await opened.tenant();
  const role = await opened.role({ name: 'Editor', permission });
  const account = await opened.subscription(tenantId);
  await opened.guest(to, { role, account, accepted: false });
  const key = { accountId: account.id, guestRoleName: 'editor', permission };
  return {
    ...opened,
    tenantId,
    role,
    account,
    key,
    accept: (caller: Awaited<ReturnType<typeof opened.caller>>, over: object = {}) =>
      opened.call(acceptInvitation, { ...key, ...over }, { caller }),
    places: () => opened.stores.rows().places,
  };
}

it('makes the role count from the next request on', async () => {
  const { accept, person, caller, account, stores, invalidated } = await invited();
  const maria = await person({ email });
  expect(maria.profile?.licensedResources).toBeUndefined();
  expect(await accept(maria)).toEqual(['editor', account.id, 'write']);
  expect((await caller(email)).profile).toMatchObject({
    licensedResources: { records: [{ accId: account.id, role: 'editor', perm: 'write', verified: true }] },
  });
  expect(stores.rows().audit).toMatchObject([
    {
      resourceType: 'account',
      resourceId: account.id,
      event: 'updated',
      performedBy: { id: maria.account?.id, from: 'account' },
      metadata: { action: 'accept_invitation', role: 'editor', permission: 'write' },
    },
  ]);
  expect(invalidated).toEqual([`caller:${email}`]);
});

it('answers the same again, and writes nothing', async () => {
  const { accept, person, stores, invalidated } = await invited();
  const maria = await person({ email });
  const answers = await Promise.all([accept(maria), accept(maria), accept(maria)]);
  expect(new Set(answers.map(answer => JSON.stringify(answer))).size).toBe(1);
  expect(stores.rows().audit).toHaveLength(1);
  expect(invalidated).toHaveLength(1);
});

it('takes the name of the role as well as its slug, and the permission as a number', async () => {
  const { accept, person, account } = await invited();
  const maria = await person({ email });
  const given = { guestRoleName: 'Editor', permission: '1' };
  expect(await accept(maria, given)).toEqual(['Editor', account.id, 'write']);
});

it('M15 is for the invited address alone, whoever holds the link', async () => {
  const { accept, person, places } = await invited();
  const eve = await person({ email: 'eve@acme.example' });
  const staff = await person({ email: 'ana@acme.example', accountType: 'staff' });
  for (const caller of [eve, staff]) {
    await expect(accept(caller)).rejects.toMatchObject({ code: 'MYC00081', kind: 'not-found' });
  }
  expect(places()).toMatchObject([{ accepted: false }]);
});

it('accepts one invitation of several, and says the same of all that are not there', async () => {
  const { accept, person, guest, role, subscription, tenantId, places, account } = await invited();
  const other = await subscription(tenantId);
  await guest(email, { role, account: other, accepted: false });
  const maria = await person({ email });
  const nowhere = '0000000f-0000-4000-8000-00000000000f';
  for (const over of [{ permission: 'read' }, { guestRoleName: 'owner' }, { accountId: nowhere }]) {
    await expect(accept(maria, over)).rejects.toMatchObject({ code: 'MYC00081' });
  }
  await accept(maria, { accountId: other.id });
  expect(places().map(({ accountId, accepted }) => [accountId, accepted])).toEqual([
    [account.id, false],
    [other.id, true],
  ]);
});

it('needs no account; the role is there once there is one', async () => {
  const { accept, caller, stores, call } = await invited();
  const user = aUser({ email });
  await stores.addUser(user);
  await accept(await caller(email));
  expect(stores.rows().audit).toMatchObject([{ performedBy: { id: user.id, from: 'user' } }]);
  await call(createAccount, { name: 'Maria' }, { caller: await caller(email) });
  expect((await caller(email)).profile).toMatchObject({
    licensedResources: { records: [{ role: 'editor' }] },
  });
});

it('registers whoever comes from an external issuer for the first time', async () => {
  const { accept, stores } = await invited();
  await accept({ email, issuer: 'https://id.acme.example', secondFactorPending: false });
  expect(stores.rows()).toMatchObject({
    users: [{ email, provider: { external: 'https://id.acme.example' } }],
    places: [{ accepted: true }],
  });
});

it('is refused to those who are gone, suspended or have not finished signing in', async () => {
  const { accept, stores, caller, places } = await invited();
  const gone = { email, issuer: 'mycelium', secondFactorPending: false };
  await expect(accept(gone)).rejects.toMatchObject({ code: 'MYC00035' });
  await stores.addUser(aUser({ email, isActive: false }));
  await expect(accept(await caller(email))).rejects.toMatchObject({ code: 'MYC00043' });
  await expect(accept(gone)).rejects.toMatchObject({ code: 'MYC00043' });
  await expect(accept({ ...gone, secondFactorPending: true })).rejects.toMatchObject({ code: 'MYC00059' });
  expect(places()).toMatchObject([{ accepted: false }]);
});

it('shows one page for every invitation and for none, in three languages, and changes nothing', async () => {
  const { call, key, stores, account, role, tenantId } = await invited();
  const before = stores.rows();
  const show = (params: object, locale = 'en') => call<HtmlPage>(showInvitation, params, { locale });
  const { html, status, headers } = await show(key);
  expect(status).toBeUndefined();
  expect(headers).toMatchObject({ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' });
  const nowhere = '0000000f-0000-4000-8000-00000000000f';
  const other = await show({ ...key, accountId: nowhere });
  expect(other.html.replaceAll(nowhere, account.id)).toBe(html);
  for (const told of [account.name, role.name, tenantId, email]) expect(html).not.toContain(told);
  const languages = await Promise.all(['en', 'es', 'pt'].map(locale => show(key, locale)));
  expect(new Set(languages.map(page => page.html)).size).toBe(3);
  expect(stores.rows()).toEqual(before);
});

it('repeats nothing as text that somebody wrote into the link', async () => {
  const { call, key } = await invited();
  const guestRoleName = `<b>'; call 555-1234 "now"`;
  const { html } = await call<HtmlPage>(showInvitation, { ...key, guestRoleName });
  expect(html).not.toContain('<b>');
  expect(html).not.toContain('call 555-1234');
  expect(html).toContain('/guest-role/%3Cb%3E%27%3B%20call%20555-1234%20%22now%22/perm/write/accept&#39;');
});
