import type { Account, GuestRole } from '@mycelium/accounts';
import { licencesOf } from '@mycelium/profile';
import { expect, it } from 'vitest';
import { ACCOUNTS, newsroom, OURS, type Person, ROLES } from '../newsroom.fixture.ts';
import { revokeUserGuestToSubscriptionAccount } from './revoke-user-guest-to-subscription-account.ts';

interface Place {
  readonly account?: Account;
  readonly role?: GuestRole;
  readonly email?: string;
  readonly tenantId?: string | undefined;
}

const paramsOf = ({
  account = ACCOUNTS.newsroom,
  role = ROLES.editor.write,
  email = 'guest@news.example',
  ...rest
}: Place) => ({
  tenantId: 'tenantId' in rest ? rest.tenantId : OURS,
  accountId: account.id,
  roleId: role.id,
  email,
});

async function opened() {
  const room = await newsroom();
  const revoke = (place: Place = {}, person: Person = 'inviter') =>
    room.as(person, revokeUserGuestToSubscriptionAccount, paramsOf(place));
  const refused = (place: Place, person: Person = 'inviter') =>
    room.refusal(person, revokeUserGuestToSubscriptionAccount, paramsOf(place));
  return { ...room, revoke, refused };
}

it('takes the place away, with trail, and forgets the guest', async () => {
  const { revoke, somebody, stores, invalidated } = await opened();
  expect(await revoke({ email: 'Guest@News.example' })).toBeNull();
  const { profile } = await somebody('guest');
  expect(profile && licencesOf(profile)).toEqual([]);
  expect(invalidated).toEqual(['caller:guest@news.example']);
  expect(stores.rows().audit).toMatchObject([
    {
      resourceId: ACCOUNTS.newsroom.id,
      tenantId: OURS,
      metadata: { action: 'revoke_guest', roleId: ROLES.editor.write.id },
    },
  ]);
});

it('takes pending invitations away as well', async () => {
  const { revoke, stores, email } = await opened();
  const count = stores.rows().places.length;
  await revoke({ account: ACCOUNTS.inviting, role: ROLES.inviting.write, email: email('pending') }, 'owner');
  expect(stores.rows().places).toHaveLength(count - 1);
});

it('leaves the other places of the guest', async () => {
  const { revoke, grant, somebody, email } = await opened();
  await grant(email('guest'), { role: ROLES.editor.write, on: ACCOUNTS.archive });
  await revoke();
  const { profile } = await somebody('guest');
  expect(profile && licencesOf(profile)).toMatchObject([{ accId: ACCOUNTS.archive.id }]);
});

it('says where there is nothing to take', async () => {
  const { revoke, refused } = await opened();
  expect(await refused({ email: 'nobody@news.example' })).toBe('MYC00072');
  expect(await refused({ role: ROLES.editor.read })).toBe('MYC00072');
  expect(await refused({ account: ACCOUNTS.archive })).toBe('MYC00072');
  await revoke();
  expect(await refused({})).toBe('MYC00072');
});

it('lets nobody take away what those above them hold', async () => {
  const { refused, stores, email } = await opened();
  const before = stores.rows();
  const manager = { account: ACCOUNTS.management, role: ROLES.managing.write, email: email('manager') };
  const inviter = { account: ACCOUNTS.inviting, role: ROLES.inviting.write, email: email('inviter') };
  expect(await refused(manager, 'inviter')).toBe('MYC00013');
  expect(await refused(manager, 'staff')).toBe('MYC00013');
  expect(await refused(inviter, 'inviter')).toBe('MYC00013');
  const actor = { account: ACCOUNTS.guesting, role: ROLES.guesting.read, tenantId: undefined };
  const reader = { ...actor, email: email('guestsReader') };
  for (const person of ['owner', 'manager', 'inviter', 'guestsReader'] as const) {
    expect(await refused(reader, person), person).toBe('MYC00019');
  }
  expect(stores.rows()).toEqual(before);
});

it('lets those above take it away', async () => {
  const { revoke, stores, email } = await opened();
  const count = stores.rows().places.length;
  await revoke(
    { account: ACCOUNTS.inviting, role: ROLES.inviting.write, email: email('inviter') },
    'manager',
  );
  await revoke(
    { account: ACCOUNTS.management, role: ROLES.managing.write, email: email('manager') },
    'owner',
  );
  const actor = { account: ACCOUNTS.guesting, role: ROLES.guesting.read, tenantId: undefined };
  await revoke({ ...actor, email: email('guestsReader') }, 'guestsManager');
  expect(stores.rows().places).toHaveLength(count - 3);
});
