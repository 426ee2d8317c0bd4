import type { AccountType } from '@mycelium/accounts';
import type { RoleId } from '@mycelium/kernel';
import { expect, it } from 'vitest';
import { manager, NOBODY, twoTenants } from '../two-tenants.fixture.ts';
import { deleteSubscriptionAccount } from './delete-subscription-account.ts';

async function withTeam() {
  const world = await twoTenants();
  const { acme } = world;
  const boss = await manager(world, acme.id);
  const team = await world.subscription(acme.id, { name: 'Newsroom', meta: { a: 'b' } });
  const gus = await world.person({ email: 'gus@acme.example', holds: [{ role: 'editor', account: team }] });
  const remove = (accountId: string | undefined, caller = boss) =>
    world.as(caller, deleteSubscriptionAccount, { tenantId: acme.id, accountId });
  const associated = (roleName: string): AccountType => {
    const [readRoleId, writeRoleId] = [NOBODY as RoleId, NOBODY as RoleId];
    return { roleAssociated: { tenantId: acme.id, roleName, readRoleId, writeRoleId } };
  };
  return { ...world, boss, team, gus, remove, associated };
}

it('deletes a subscription account, tells subscribers, and its guests lose what they had', async () => {
  const { remove, team, gus, boss, acme, stores, trail, invalidated, tenantsOf } = await withTeam();
  expect(await tenantsOf(gus.email)).toMatchObject({ joined: [acme.id] });
  expect(await remove(team.id)).toBeNull();
  expect(await tenantsOf(gus.email)).toMatchObject({ joined: [] });
  const { accounts, events, audit } = stores.rows();
  const deleted = {
    name: `${team.id}-deleted`,
    isDeleted: true,
    meta: {},
    updatedBy: { id: boss.account?.id },
  };
  expect(accounts.find(({ id }) => id === team.id)).toMatchObject(deleted);
  expect(trail()).toEqual(['delete_subscription_account']);
  expect(audit).toMatchObject([{ resourceId: team.id, tenantId: acme.id, event: 'deleted' }]);
  expect(events).toMatchObject([
    {
      trigger: 'subscriptionAccount.deleted',
      resourceId: team.id,
      payload: {
        id: team.id,
        accountId: team.id,
        name: 'Newsroom',
        account: { name: 'Newsroom', meta: { a: 'b' } },
      },
    },
  ]);
  expect(invalidated).toEqual([`caller:${gus.email}`]);
  await expect(remove(team.id)).rejects.toMatchObject({ code: 'MYC00054' });
});

it('deletes an account that is bound to a role of the tenant', async () => {
  const { remove, subscription, acme, associated, stores } = await withTeam();
  const { id } = await subscription(acme.id, { accountType: associated('editor') });
  await remove(id);
  expect(stores.rows().accounts.find(account => account.id === id)).toMatchObject({ isDeleted: true });
});

it('deletes nothing that the administration stands on', async () => {
  const { remove, subscription, acme, associated, owner, stores } = await withTeam();
  const isSystemAccount = true;
  const accounts = [
    await subscription(acme.id, { accountType: associated('subscriptions-manager'), isSystemAccount }),
    await subscription(acme.id, { accountType: associated('subscriptions-manager') }),
    await subscription(acme.id, { accountType: { tenantManager: { tenantId: acme.id } } }),
    await subscription(acme.id, { isSystemAccount }),
  ];
  const before = stores.rows();
  for (const { id } of accounts) {
    await expect(remove(id)).rejects.toMatchObject({ code: 'MYC00018', kind: 'conflict' });
    await expect(remove(id, owner)).rejects.toMatchObject({ code: 'MYC00018' });
  }
  expect(stores.rows()).toEqual(before);
});

it('finds no account of another tenant, and none outside of tenants', async () => {
  const { remove, subscription, globex, owner, boss, stores } = await withTeam();
  const foreign = await subscription(globex.id);
  const before = stores.rows();
  for (const id of [foreign.id, owner.account?.id, boss.account?.id, NOBODY]) {
    await expect(remove(id)).rejects.toMatchObject({ code: 'MYC00054', kind: 'not-found' });
  }
  expect(stores.rows()).toEqual(before);
});

it('is for staff, owners and tenant managers who may write', async () => {
  const world = await withTeam();
  const { remove, team, gus, foreigner, owner, staff, acme, subscription } = world;
  const reader = await manager(world, acme.id, 'read');
  const inviter = await world.person({
    email: 'sue@acme.example',
    holds: [{ role: 'subscriptions-manager', tenantId: acme.id }],
  });
  for (const caller of [reader, inviter, gus, foreigner]) {
    await expect(remove(team.id, caller)).rejects.toMatchObject({ code: 'MYC00019' });
  }
  for (const caller of [owner, staff]) {
    expect(await remove((await subscription(acme.id)).id, caller)).toBeNull();
  }
});
