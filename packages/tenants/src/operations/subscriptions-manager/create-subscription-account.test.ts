import type { AccountView } from '@mycelium/accounts';
import { expect, it } from 'vitest';
import { newsroom, OURS, type Person, THEIRS } from '../newsroom.fixture.ts';
import { createSubscriptionAccount } from './create-subscription-account.ts';

async function opened() {
  const room = await newsroom();
  const create = (name: unknown, person: Person = 'inviter', tenantId = OURS) =>
    room.as<AccountView>(person, createSubscriptionAccount, { tenantId, name });
  return { ...room, create };
}

it('creates an approved account of the tenant, with trail and event', async () => {
  const { create, stores, somebody, invalidated } = await opened();
  const account = await create('  Sports Desk ');
  const { account: own } = await somebody('inviter');
  expect(account).toMatchObject({
    name: 'Sports Desk',
    slug: 'sports-desk',
    accountType: { subscription: { tenantId: OURS } },
    verboseStatus: 'verified',
    isSystemAccount: false,
    owners: { records: [] },
    createdBy: { id: own?.id, from: 'account' },
  });
  const { accounts, audit, events } = stores.rows();
  expect(accounts.find(({ id }) => id === account.id)).toMatchObject({ tenantId: OURS, isChecked: true });
  expect(audit).toMatchObject([
    {
      resourceType: 'account',
      resourceId: account.id,
      tenantId: OURS,
      event: 'created',
      metadata: { action: 'create_subscription_account' },
      performedBy: { id: own?.id, from: 'account' },
    },
  ]);
  expect(events).toMatchObject([
    {
      trigger: 'subscriptionAccount.created',
      resourceId: account.id,
      payload: { accountId: account.id, name: 'Sports Desk', account },
    },
  ]);
  expect(invalidated).toEqual([]);
});

it.each(['Newsroom', 'NEWSROOM', 'newsroom!', 'Newsróom', 'Ｎｅｗｓｒｏｏｍ'])(
  'refuses %s where there is a Newsroom, and writes nothing',
  async name => {
    const { create, stores } = await opened();
    const before = stores.rows();
    await expect(create(name)).rejects.toMatchObject({ code: 'MYC00018' });
    expect(stores.rows()).toEqual(before);
  },
);

it('lets two tenants use one name', async () => {
  const { create } = await opened();
  await create('Weather');
  expect(await create('Weather', 'stranger', THEIRS)).toMatchObject({ slug: 'weather' });
});

it('makes one account of one name, however many ask for it at once', async () => {
  const { create, stores } = await opened();
  const tries = await Promise.allSettled(Array.from({ length: 10 }, () => create('Weather')));
  expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  expect(stores.rows().accounts.filter(({ name }) => name === 'Weather')).toHaveLength(1);
  expect(stores.rows().events).toHaveLength(1);
});

it('takes names in any script, each with a slug of its own', async () => {
  const { create } = await opened();
  const slugs: string[] = [];
  for (const name of ['東京', '大阪', 'Отдел 1', 'Группа 1']) slugs.push((await create(name)).slug);
  expect(new Set(slugs).size).toBe(4);
  expect(slugs).not.toContain('');
  expect(slugs[2]).toMatch(/^1-[0-9a-f-]{36}$/);
});

it('cuts a slug that grows out of its column', async () => {
  const { create } = await opened();
  expect((await create('㏂'.repeat(200))).slug.length).toBeLessThanOrEqual(200);
});

it.each([
  ['nothing', ''],
  ['blanks', '   '],
  ['too much', 'x'.repeat(201)],
  ['a number', 7],
  ['a look-alike', 'Newsr\u043eom'],
  ['something invisible', 'News\u200broom'],
  ['a turn of direction', 'News\u202eroom'],
  ['two lines', 'News\nroom'],
  ['the name of the management account', `tid/${OURS}/manager`],
  ['what has the slug of the management account', `TID ${OURS.replaceAll('-', '')} Manager`],
])('refuses %s as a name', async (_, name) => {
  const { create, stores } = await opened();
  await expect(create(name)).rejects.toMatchObject({ code: 'MYC00033', problems: [{ path: 'name' }] });
  expect(stores.rows().events).toEqual([]);
});
