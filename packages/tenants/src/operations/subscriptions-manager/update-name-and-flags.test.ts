import type { Account, AccountView } from '@mycelium/accounts';
import { aUser } from '@mycelium/testkit';
import { describe, expect, it } from 'vitest';
import { ACCOUNTS, newsroom, OURS, type Person, ROLES } from '../newsroom.fixture.ts';
import { updateNameAndFlags } from './update-name-and-flags.ts';

async function opened() {
  const room = await newsroom();
  const update = (change: object, person: Person = 'inviter', account: Account = ACCOUNTS.newsroom) =>
    room.as<AccountView>(person, updateNameAndFlags, { tenantId: OURS, accountId: account.id, ...change });
  const stored = (account: Account) => room.stores.rows().accounts.find(({ id }) => id === account.id);
  return { ...room, update, stored };
}

it('renames an account and gives it the slug of its new name, with trail and event', async () => {
  const { update, stores, clock, somebody, stored } = await opened();
  clock.advance(60);
  const account = await update({ name: ' Sports ' });
  const { account: own } = await somebody('inviter');
  expect(account).toMatchObject({
    name: 'Sports',
    slug: 'sports',
    isActive: true,
    updatedAt: '2026-01-01T12:01:00.000Z',
    updatedBy: { id: own?.id, from: 'account' },
  });
  expect(stored(ACCOUNTS.newsroom)).toMatchObject({ name: 'Sports', slug: 'sports' });
  expect(stores.rows().audit).toMatchObject([
    {
      resourceId: account.id,
      tenantId: OURS,
      event: 'updated',
      metadata: { action: 'update_account_name_and_flags', name: 'Sports' },
    },
  ]);
  expect(stores.rows().events).toMatchObject([
    { trigger: 'subscriptionAccount.updated', resourceId: account.id, payload: { name: 'Sports', account } },
  ]);
});

it('sets the flags that are given and leaves the others', async () => {
  const { update } = await opened();
  expect(await update({ isArchived: true })).toMatchObject({ isArchived: true, verboseStatus: 'archived' });
  expect(await update({ isActive: false })).toMatchObject({ isArchived: true, verboseStatus: 'inactive' });
  const back = await update({ isActive: true, isArchived: false, isChecked: true });
  expect(back).toMatchObject({ name: 'Newsroom', verboseStatus: 'verified' });
});

it('forgets everybody whose profile speaks of the account', async () => {
  const { update, invalidated, email, grant, stores } = await opened();
  await stores.addUser(aUser({ email: 'bot@news.example', accountId: ACCOUNTS.newsroom.id }));
  await grant('invited@example.com', { role: ROLES.editor.read, on: ACCOUNTS.newsroom, accepted: false });
  await update({ isActive: false });
  expect(new Set(invalidated)).toEqual(
    new Set(
      ['bot@news.example', 'invited@example.com', email('guest'), email('entrusted')].map(
        who => `caller:${who}`,
      ),
    ),
  );
});

it('lets the next request of a guest go without an account that is not active', async () => {
  const { update, somebody } = await opened();
  expect((await somebody('guest')).profile?.licensedResources).toBeDefined();
  await update({ isActive: false });
  expect((await somebody('guest')).profile?.licensedResources).toBeUndefined();
});

it.each(['Archive', 'ARCHIVE', 'árchive'])('refuses the name %s where there is an Archive', async name => {
  const { update, stores } = await opened();
  const before = stores.rows();
  await expect(update({ name, isActive: false })).rejects.toMatchObject({ code: 'MYC00018' });
  expect(stores.rows()).toEqual(before);
});

it('refuses a name like those of the administration', async () => {
  const { update } = await opened();
  await expect(update({ name: `tid/${OURS}/manager` })).rejects.toMatchObject({
    code: 'MYC00033',
    problems: [{ path: 'name' }],
  });
});

it('makes no system account of an ordinary one, nor the other way round', async () => {
  const { update, stores } = await opened();
  const before = stores.rows();
  for (const person of ['inviter', 'owner', 'staff'] as const) {
    await expect(update({ isSystemAccount: true }, person)).rejects.toMatchObject({ code: 'MYC00018' });
  }
  await expect(update({ isSystemAccount: false }, 'owner', ACCOUNTS.inviting)).rejects.toMatchObject({
    code: 'MYC00018',
  });
  expect(stores.rows()).toEqual(before);
  expect(await update({ isSystemAccount: false, name: 'Same' })).toMatchObject({ isSystemAccount: false });
});

it('T11 takes neither a tenant, a type nor a deletion in passing', async () => {
  const { update } = await opened();
  for (const field of ['isDeleted', 'accountType', 'slug', 'meta']) {
    await expect(update({ [field]: true })).rejects.toMatchObject({
      code: 'MYC00033',
      problems: [{ path: field }],
    });
  }
});

it('refuses to change nothing', async () => {
  const { update, stores } = await opened();
  for (const nothing of [{}, { isSystemAccount: false }]) {
    await expect(update(nothing)).rejects.toMatchObject({ code: 'MYC00033' });
  }
  expect(stores.rows()).toMatchObject({ audit: [], events: [] });
});

it('keeps the slug of a role-associated account, which says what it is for', async () => {
  const { update, stores } = await opened();
  const desk: Account = {
    ...ACCOUNTS.archive,
    accountType: {
      roleAssociated: {
        tenantId: OURS,
        roleName: 'editor',
        readRoleId: ROLES.editor.read.id,
        writeRoleId: ROLES.editor.write.id,
      },
    },
  };
  await stores.addAccount(desk);
  expect(await update({ name: 'Desk' }, 'inviter', desk)).toMatchObject({ name: 'Desk', slug: desk.slug });
});

describe('an account of the administration', () => {
  it('keeps its name', async () => {
    const { update } = await opened();
    for (const account of [ACCOUNTS.management, ACCOUNTS.inviting]) {
      await expect(update({ name: 'Mine' }, 'owner', account)).rejects.toMatchObject({ code: 'MYC00018' });
    }
  });

  it.each<[string, Account, readonly Person[]]>([
    ['management', ACCOUNTS.management, ['owner', 'manager']],
    ['subscriptions-manager', ACCOUNTS.inviting, ['staff', 'platformManager', 'owner', 'manager']],
  ])('is switched off from above alone: the %s account', async (_, account, may) => {
    for (const person of ['staff', 'platformManager', 'owner', 'manager', 'inviter'] as const) {
      const { refusal, stored } = await opened();
      const change = { tenantId: OURS, accountId: account.id, isActive: false };
      const code = await refusal(person, updateNameAndFlags, change);
      expect(code, person).toBe(may.includes(person) ? undefined : 'MYC00013');
      expect(stored(account)?.isActive, person).toBe(!may.includes(person));
    }
  });
});
