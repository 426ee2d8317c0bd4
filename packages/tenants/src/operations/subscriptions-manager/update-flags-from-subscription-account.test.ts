import type { Account, GuestPlaceView } from '@mycelium/accounts';
import { licencesOf } from '@mycelium/profile';
import { expect, it } from 'vitest';
import { ACCOUNTS, newsroom, OURS, type Person, ROLES } from '../newsroom.fixture.ts';
import { updateFlagsFromSubscriptionAccount } from './update-flags-from-subscription-account.ts';

async function opened() {
  const room = await newsroom();
  const update = (given: object = {}, person: Person = 'inviter', account: Account = ACCOUNTS.newsroom) =>
    room.as<GuestPlaceView>(person, updateFlagsFromSubscriptionAccount, {
      tenantId: OURS,
      accountId: account.id,
      roleId: ROLES.editor.write.id,
      email: room.email('guest'),
      ...given,
    });
  return { ...room, update };
}

it('replaces both lists of one guest, with trail, and forgets that guest', async () => {
  const { update, somebody, stores, invalidated } = await opened();
  await update({ permitFlags: ['old'], denyFlags: ['older'] });
  const place = await update({ permitFlags: ['export', 'print', 'export'] });
  expect(place).toMatchObject({
    accountId: ACCOUNTS.newsroom.id,
    permitFlags: ['export', 'print'],
    denyFlags: [],
  });
  const { profile } = await somebody('guest');
  expect(profile && licencesOf(profile)).toMatchObject([{ permitFlags: ['export', 'print'] }]);
  expect(new Set(invalidated)).toEqual(new Set(['caller:guest@news.example']));
  expect(stores.rows().audit.at(-1)).toMatchObject({
    resourceId: ACCOUNTS.newsroom.id,
    tenantId: OURS,
    event: 'updated',
    metadata: { action: 'update_guest_flags', guestId: place.guestUserId, permitFlags: ['export', 'print'] },
  });
});

it('leaves everybody else in the role alone', async () => {
  const { update, somebody } = await opened();
  await update({ denyFlags: ['export'] });
  const { profile } = await somebody('entrusted');
  const held = (profile && licencesOf(profile)) ?? [];
  expect(held.map(({ denyFlags }) => denyFlags ?? [])).toEqual([[], []]);
});

it('needs the e-mail only where more than one guest holds the role', async () => {
  const { update, stores, grant } = await opened();
  const before = stores.rows();
  await expect(update({ email: undefined })).rejects.toMatchObject({
    code: 'MYC00018',
    details: expect.stringContaining('email'),
  });
  expect(stores.rows()).toEqual(before);
  await grant('ada@example.com', { role: ROLES.editor.write, on: ACCOUNTS.archive });
  const alone = await update({ email: undefined, permitFlags: ['print'] }, 'owner', ACCOUNTS.archive);
  expect(alone).toMatchObject({ accountId: ACCOUNTS.archive.id, permitFlags: ['print'] });
});

it('knows no guests but those of the role on the account', async () => {
  const { update } = await opened();
  for (const other of [
    { email: 'nobody@news.example' },
    { roleId: ROLES.editor.read.id },
    { roleId: ROLES.editor.read.id, email: undefined },
  ]) {
    await expect(update(other)).rejects.toMatchObject({ code: 'MYC00072' });
  }
});

it('flags nobody on other kinds of accounts', async () => {
  const { update } = await opened();
  for (const account of [ACCOUNTS.management, ACCOUNTS.inviting]) {
    await expect(update({}, 'owner', account)).rejects.toMatchObject({ code: 'MYC00018' });
  }
});

it.each([['a,b'], ['a b'], [''], ['x'.repeat(65)], Array.from({ length: 51 }, (_, n) => `f${n}`)])(
  'refuses the flags %j, which a profile could not carry',
  async (...flags) => {
    const { update } = await opened();
    const given = { permitFlags: flags.flat() };
    await expect(update(given)).rejects.toMatchObject({ code: 'MYC00033' });
  },
);
