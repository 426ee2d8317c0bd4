import type { Account, GuestUserView } from '@mycelium/accounts';
import type { Page } from '@mycelium/kernel';
import { expect, it } from 'vitest';
import { ACCOUNTS, newsroom, OURS, type Person } from '../newsroom.fixture.ts';
import { listGuestOnSubscriptionAccount } from './list-guest-on-subscription-account.ts';

async function opened() {
  const room = await newsroom();
  const list = (account: Account, person: Person = 'reader', over: object = { tenantId: OURS }) =>
    room.as<Page<GuestUserView>>(person, listGuestOnSubscriptionAccount, { accountId: account.id, ...over });
  const told = ({ records }: Page<GuestUserView>) =>
    records.map(
      ({ email, guestRole, wasVerified }) =>
        `${email.username}: ${guestRole.record.slug} ${guestRole.record.permission}${wasVerified ? '' : ', pending'}`,
    );
  return { ...room, list, told };
}

it('lists guests with their roles, and says who has not accepted', async () => {
  const { list, told } = await opened();
  expect(told(await list(ACCOUNTS.newsroom))).toEqual([
    'entrusted: accounts-manager write',
    'entrusted: editor write',
    'guest: editor write',
  ]);
  expect(told(await list(ACCOUNTS.inviting))).toEqual([
    'inviter: subscriptions-manager write',
    'pending: subscriptions-manager write, pending',
    'reader: subscriptions-manager read',
  ]);
  expect(told(await list(ACCOUNTS.management))).toHaveLength(2);
});

it('answers pages with the true total, and an empty one where nobody is', async () => {
  const { list } = await opened();
  const page = await list(ACCOUNTS.newsroom, 'reader', { tenantId: OURS, pageSize: 2, skip: 2 });
  expect(page).toMatchObject({ count: 3, skip: 2, size: 2, records: [{ email: { username: 'guest' } }] });
  expect(await list(ACCOUNTS.archive)).toMatchObject({ count: 0, records: [] });
});

it('lets staff and managers see the guests of platform actors', async () => {
  const { list, told, refusal } = await opened();
  for (const person of ['staff', 'platformManager'] as const) {
    expect(told(await list(ACCOUNTS.guesting, person, {}))).toEqual([
      'guestsmanager: guests-manager write',
      'guestsreader: guests-manager read',
    ]);
  }
  for (const person of ['owner', 'guestsManager'] as const) {
    const asked = refusal(person, listGuestOnSubscriptionAccount, { accountId: ACCOUNTS.guesting.id });
    expect(await asked, person).toBe('MYC00019');
  }
});

it('asks staff for the tenant of an account that is in one', async () => {
  const { list } = await opened();
  await expect(list(ACCOUNTS.newsroom, 'staff', {})).rejects.toMatchObject({
    code: 'MYC00054',
    details: 'Name the tenant of the account.',
  });
});
