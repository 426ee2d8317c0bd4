import type { AccountView } from '@mycelium/accounts';
import { expect, it } from 'vitest';
import { ACCOUNTS, newsroom, OURS } from '../newsroom.fixture.ts';
import { propagateSubscriptionAccount } from './propagate-subscription-account.ts';

it('announces the account again, as often as asked, and changes nothing', async () => {
  const { as, stores } = await newsroom();
  const params = { tenantId: OURS, accountId: ACCOUNTS.newsroom.id };
  const before = stores.rows();
  const account = await as<AccountView>('inviter', propagateSubscriptionAccount, params);
  await as('inviter', propagateSubscriptionAccount, params);
  const { events, ...rest } = stores.rows();
  const told = {
    trigger: 'subscriptionAccount.created',
    resourceId: params.accountId,
    payload: { accountId: params.accountId, name: 'Newsroom', account },
  };
  expect(events).toMatchObject([told, told]);
  expect({ ...rest, events: [] }).toEqual(before);
});

it('does not announce accounts of the administration', async () => {
  const { refusal } = await newsroom();
  for (const { id } of [ACCOUNTS.management, ACCOUNTS.inviting]) {
    expect(await refusal('owner', propagateSubscriptionAccount, { tenantId: OURS, accountId: id })).toBe(
      'MYC00018',
    );
  }
});
