import { anAccount, world } from '@mycelium/testkit';
import { expect, it } from 'vitest';
import type { Account } from '../model/account.ts';
import type { GuestRole } from '../model/guest-role.ts';
import { invitationPath, inviteGuest, revokeGuest } from './invite-guest.ts';

const email = 'maria@acme.example';
const by = { id: '0000000f-0000-4000-8000-00000000000f', from: 'account' } as const;

async function withSubscription(options: Parameters<typeof world>[0] = {}) {
  const opened = world(options);
  const { ports, stores } = opened;
  const { id: tenantId } = await opened.tenant();
  const account = await opened.subscription(tenantId, { name: 'Acme Reports' });
  const role = await opened.role({ name: 'Éditor', permission: 'write' });
  return {
    ...opened,
    tenantId,
    account,
    role,
    invite: (over: { account?: Account; role?: GuestRole; email?: string } = {}) =>
      ports.unitOfWork.run(unit => inviteGuest(unit, ports, { account, role, email, by, ...over })),
    revoke: (over: { email?: string } = {}) =>
      ports.unitOfWork.run(unit =>
        revokeGuest(unit, ports, { account, roleId: role.id, email, by, ...over }),
      ),
    refusedWithoutTrace: async (attempt: Promise<unknown>, code: string) => {
      const before = stores.rows();
      await expect(attempt).rejects.toMatchObject({ code });
      expect(stores.rows()).toEqual(before);
    },
  };
}

it('invites and mails, with trail, and grants nothing yet', async () => {
  const { invite, account, role, tenantId, stores, mailbox, invalidated, caller, person } =
    await withSubscription();
  await person({ email });
  expect(await invite()).toMatchObject({
    guest: { email, roleId: role.id, wasVerified: false },
    place: { accountId: account.id, accepted: false },
    role: { slug: 'editor' },
  });
  expect((await caller(email)).profile?.licensedResources).toBeUndefined();
  const [mail, ...more] = mailbox.to(email);
  expect(more).toEqual([]);
  expect(mail?.text).toContain('Acme Reports');
  expect(mailbox.newestLinks(email)).toContain(
    `https://gateway.acme.example/_adm/beginners/guests/account/${account.id}/guest-role/editor/perm/write`,
  );
  expect(stores.rows().audit).toMatchObject([
    {
      resourceType: 'account',
      resourceId: account.id,
      tenantId,
      performedBy: by,
      metadata: { action: 'invite_guest', roleId: role.id },
    },
  ]);
  expect(JSON.stringify(stores.rows().audit)).not.toContain(email);
  expect(invalidated).toEqual([`caller:${email}`]);
});

it('invites a person once to a role on an account, however many ask at once, and mails once', async () => {
  const { invite, mailbox, stores } = await withSubscription();
  const attempts = await Promise.allSettled([invite(), invite(), invite()]);
  expect(attempts.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  for (const attempt of attempts) {
    if (attempt.status === 'rejected') expect(attempt.reason).toMatchObject({ code: 'MYC00017' });
  }
  expect(mailbox.to(email)).toHaveLength(1);
  expect(stores.rows().audit).toHaveLength(1);
});

it('keeps one guest for one person in one role, on as many accounts as it takes', async () => {
  const { invite, subscription, tenantId, stores } = await withSubscription();
  const first = await invite();
  const second = await invite({ account: await subscription(tenantId) });
  expect(second.guest.id).toBe(first.guest.id);
  expect(stores.rows().guests).toHaveLength(1);
  expect(stores.rows().places).toHaveLength(2);
});

it('invites nobody to an account that is not in use, nor in a role that does not fit it', async () => {
  const { invite, refusedWithoutTrace, account, role } = await withSubscription();
  for (const flags of [
    { isActive: false },
    { isChecked: false },
    { isArchived: true },
    { isDeleted: true },
  ]) {
    await refusedWithoutTrace(invite({ account: { ...account, ...flags } }), 'MYC00018');
  }
  await refusedWithoutTrace(invite({ account: anAccount() }), 'MYC00013');
  await refusedWithoutTrace(invite({ role: { ...role, slug: 'tenant-manager' } }), 'MYC00013');
  await refusedWithoutTrace(invite({ role: { ...role, system: true } }), 'MYC00013');
});

it('mails without a link where the installation has no address', async () => {
  const { invite, mailbox, stores } = await withSubscription();
  await invite();
  const { ports, account, role, ...silent } = await withSubscription();
  const { domainUrl: _none, ...settings } = ports.settings;
  await ports.unitOfWork.run(unit => inviteGuest(unit, { ...ports, settings }, { account, role, email, by }));
  expect(mailbox.to(email)[0]?.text).toMatch(/https:/);
  expect(silent.mailbox.to(email)[0]?.text).not.toMatch(/https?:/);
  expect(stores.rows().mails).toHaveLength(1);
});

it('mails without a link where nobody can sign in on the page that it would lead to', async () => {
  const { invite, mailbox } = await withSubscription({ settings: { invitationPage: false } });
  await invite();
  expect(mailbox.to(email)[0]?.text).not.toMatch(/guests\/account/);
});

it('speaks the language of the installation', async () => {
  const spanish = await withSubscription({ settings: { locale: 'es' } });
  const english = await withSubscription();
  await spanish.invite();
  await english.invite();
  expect(spanish.mailbox.to(email)[0]?.subject).not.toBe(english.mailbox.to(email)[0]?.subject);
});

it('takes a place away, accepted or not, with trail; the next request is judged without it', async () => {
  const { revoke, guest, person, caller, account, role, tenantId, stores, invalidated, refusedWithoutTrace } =
    await withSubscription();
  await person({ email });
  await guest(email, { role, account });
  await guest('bob@acme.example', { role, account, accepted: false });
  expect((await caller(email)).profile?.licensedResources).toBeDefined();
  await revoke();
  await revoke({ email: 'bob@acme.example' });
  expect((await caller(email)).profile?.licensedResources).toBeUndefined();
  expect(stores.rows()).toMatchObject({ guests: [], places: [] });
  expect(stores.rows().audit).toMatchObject([
    { resourceId: account.id, tenantId, metadata: { action: 'revoke_guest', roleId: role.id } },
    { resourceId: account.id },
  ]);
  expect(invalidated).toEqual([`caller:${email}`, 'caller:bob@acme.example']);
  await refusedWithoutTrace(revoke(), 'MYC00072');
});

it('leads to the same path whatever the role is called', () => {
  expect(invitationPath('a', { slug: "$& $' /..", permission: 'read' })).toBe(
    "/_adm/beginners/guests/account/a/guest-role/%24%26%20%24'%20%2F../perm/read",
  );
});
