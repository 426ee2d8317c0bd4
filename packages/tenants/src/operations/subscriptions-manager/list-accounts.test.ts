import type { AccountView } from '@mycelium/accounts';
import type { Page, TagId } from '@mycelium/kernel';
import { expect, it } from 'vitest';
import { ACCOUNTS, newsroom, OURS, type Person, ROLES, THEIRS } from '../newsroom.fixture.ts';
import { listAccounts } from './list-accounts.ts';

async function opened() {
  const room = await newsroom();
  const list = (params: object, person: Person = 'reader') =>
    room.as<Page<AccountView>>(person, listAccounts, params);
  const names = async (params: object, person?: Person) =>
    (await list({ pageSize: 100, ...params }, person)).records.map(({ name }) => name).sort();
  return { ...room, list, names };
}

it('lists the subscription accounts of the tenant, and no others', async () => {
  const { names } = await opened();
  expect(await names({ tenantId: OURS })).toEqual(['Archive', 'Newsroom']);
  expect(await names({ tenantId: THEIRS }, 'stranger')).toEqual(['Newsroom']);
});

it('answers one page with the true total', async () => {
  const { list } = await opened();
  const page = await list({ tenantId: OURS, pageSize: 1, skip: 1 });
  expect(page).toMatchObject({ count: 2, skip: 1, size: 1 });
  expect(page.records).toHaveLength(1);
  expect(await list({ tenantId: OURS, term: 'nothing' })).toMatchObject({ count: 0, records: [] });
});

it.each(['tenantManager', 'TenantManager', 'tenant_manager'])(
  'takes the type spelled %s',
  async accountType => {
    const { names } = await opened();
    expect(await names({ tenantId: OURS, accountType })).toEqual([ACCOUNTS.management.name]);
  },
);

it.each(['Subscription', 'subscription'])('takes the type spelled %s', async accountType => {
  const { names } = await opened();
  expect(await names({ tenantId: OURS, accountType })).toEqual(['Archive', 'Newsroom']);
});

it.each(['SUBSCRIPTION', 'tenant-manager', '', 7])('refuses the type %j', async accountType => {
  const { list } = await opened();
  await expect(list({ tenantId: OURS, accountType })).rejects.toMatchObject({
    code: 'MYC00033',
    problems: [{ path: 'accountType' }],
  });
});

it('filters by name, id, tag, status and role', async () => {
  const { names, stores } = await opened();
  await stores.unitOfWork.run(({ accountTags }) =>
    accountTags.insert(ACCOUNTS.archive.id, { id: crypto.randomUUID() as TagId, value: 'old' }),
  );
  await stores.addAccount({ ...ACCOUNTS.newsroom, isArchived: true });
  const our = (filter: object) => names({ tenantId: OURS, ...filter });
  expect(await our({ term: 'NEWS' })).toEqual(['Newsroom']);
  expect(await our({ term: ACCOUNTS.archive.id })).toEqual(['Archive']);
  expect(await our({ term: ACCOUNTS.theirs.id })).toEqual([]);
  expect(await our({ tagValue: 'old' })).toEqual(['Archive']);
  expect(await our({ tagValue: 'ol' })).toEqual([]);
  expect(await our({ status: 'archived' })).toEqual(['Newsroom']);
  expect(await our({ status: 'verified' })).toEqual(['Archive']);
  expect(await our({ status: 'deleted' })).toEqual(['gone-deleted']);
  const associated = { accountType: 'role_associated' };
  expect(await our({ ...associated, roleName: 'subscriptions-manager' })).toEqual([ACCOUNTS.inviting.name]);
  expect(await our({ ...associated, readRoleId: ROLES.inviting.read.id })).toEqual([ACCOUNTS.inviting.name]);
  expect(await our({ ...associated, writeRoleId: ROLES.inviting.read.id })).toEqual([]);
});

it('shows staff and managers the accounts outside of tenants, in whatever tenant they ask', async () => {
  const { names } = await opened();
  for (const person of ['staff', 'platformManager'] as const) {
    expect(await names({ accountType: 'Staff' }, person)).toEqual(['staff']);
    expect(await names({ accountType: 'staff', tenantId: OURS }, person)).toEqual(['staff']);
    expect(await names({ accountType: 'manager' }, person)).toEqual(['platformManager']);
    expect(await names({ accountType: 'user', term: 'stranger' }, person)).toEqual(['stranger']);
  }
});

it.each(['guestsManager', 'guests-manager', 'guest-manager'])(
  'finds the account of the actor %s',
  async actor => {
    const { names } = await opened();
    expect(await names({ accountType: 'actorAssociated', actor }, 'staff')).toEqual(['Guests']);
    expect(await names({ accountType: 'actor_associated', actor: 'system-manager' }, 'staff')).toEqual([]);
  },
);

it.each(['user', 'staff', 'manager', 'actorAssociated'])(
  'shows accounts of type %s to nobody else',
  async accountType => {
    const { refusal } = await opened();
    for (const person of ['owner', 'manager', 'inviter', 'guestsManager'] as const) {
      expect(await refusal(person, listAccounts, { tenantId: OURS, accountType })).toBe('MYC00019');
      expect(await refusal(person, listAccounts, { accountType })).toBe('MYC00019');
    }
  },
);

it('tells by whether the owners are active', async () => {
  const { names } = await opened();
  const users = { accountType: 'user', term: 'stranger' };
  expect(await names({ ...users, isOwnerActive: true }, 'staff')).toEqual(['stranger']);
  expect(await names({ ...users, isOwnerActive: false }, 'staff')).toEqual([]);
});

it('asks for the tenant of accounts that are in one', async () => {
  const { list, refusal } = await opened();
  for (const accountType of [undefined, 'subscription', 'roleAssociated', 'tenantManager']) {
    await expect(list({ accountType }, 'staff')).rejects.toMatchObject({
      code: 'MYC00033',
      problems: [{ path: 'tenantId' }],
    });
  }
  expect(await refusal('owner', listAccounts, {})).toBe('MYC00019');
});
