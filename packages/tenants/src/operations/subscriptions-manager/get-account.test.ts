import type { AccountView } from '@mycelium/accounts';
import type { TagId } from '@mycelium/kernel';
import { expect, it } from 'vitest';
import { ACCOUNTS, NOWHERE, newsroom, OURS, THEIRS } from '../newsroom.fixture.ts';
import { getTenantAccount } from './get-account.ts';

it('gives an account of the tenant with its tags', async () => {
  const { as, stores } = await newsroom();
  const accountId = ACCOUNTS.newsroom.id;
  await stores.unitOfWork.run(({ accountTags }) =>
    accountTags.insert(accountId, { id: crypto.randomUUID() as TagId, value: 'desk' }),
  );
  const account = await as<AccountView>('reader', getTenantAccount, { tenantId: OURS, accountId });
  expect(account).toMatchObject({ id: accountId, name: 'Newsroom', tags: [{ value: 'desk', meta: null }] });
});

it('lets staff and managers leave the tenant out, and nobody else', async () => {
  const { as, refusal } = await newsroom();
  for (const account of [ACCOUNTS.newsroom, ACCOUNTS.guesting]) {
    for (const person of ['staff', 'platformManager'] as const) {
      expect(await as(person, getTenantAccount, { accountId: account.id })).toMatchObject({ id: account.id });
    }
    expect(await refusal('owner', getTenantAccount, { accountId: account.id })).toBe('MYC00019');
  }
  expect(await refusal('staff', getTenantAccount, { accountId: NOWHERE })).toBe('MYC00054');
  expect(await refusal('staff', getTenantAccount, { accountId: ACCOUNTS.gone.id })).toBe('MYC00054');
});

it('takes a tenant that is named at its word', async () => {
  const { refusal } = await newsroom();
  const elsewhere = { tenantId: THEIRS, accountId: ACCOUNTS.newsroom.id };
  expect(await refusal('staff', getTenantAccount, elsewhere)).toBe('MYC00054');
  const outside = { tenantId: OURS, accountId: ACCOUNTS.guesting.id };
  expect(await refusal('staff', getTenantAccount, outside)).toBe('MYC00054');
});
