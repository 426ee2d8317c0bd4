import { expect, it } from 'vitest';
import { manager, NOBODY, twoTenants } from '../two-tenants.fixture.ts';
import { deleteTenantManagerAccount } from './delete-tenant-manager-account.ts';

async function withManager() {
  const world = await twoTenants();
  const boss = await manager(world, world.acme.id);
  const account = world.stores
    .rows()
    .accounts.find(({ tenantId, isSystemAccount }) => tenantId === world.acme.id && isSystemAccount);
  const remove = (accountId: string | undefined, caller = world.owner) =>
    world.as(caller, deleteTenantManagerAccount, { tenantId: world.acme.id, accountId });
  return { ...world, boss, account, remove };
}

it('deletes the account, and its guests are managers no more', async () => {
  const { remove, account, boss, stores, trail, invalidated, tenantsOf, acme } = await withManager();
  expect(await tenantsOf(boss.email)).toMatchObject({ joined: [acme.id] });
  expect(await remove(account?.id)).toBeNull();
  expect(stores.rows().accounts.find(({ id }) => id === account?.id)).toMatchObject({
    name: `${account?.id}-deleted`,
    isDeleted: true,
  });
  expect(trail()).toEqual(['delete_tenant_manager_account']);
  expect(stores.rows().audit).toMatchObject([
    { resourceId: account?.id, tenantId: acme.id, event: 'deleted' },
  ]);
  expect(invalidated).toEqual([`caller:${boss.email}`]);
  expect(await tenantsOf(boss.email)).toMatchObject({ joined: [] });
  expect(stores.rows().events).toEqual([]);
  await expect(remove(account?.id)).rejects.toMatchObject({ code: 'MYC00054' });
});

it('deletes no account of another kind', async () => {
  const { remove, subscription, acme, stores } = await withManager();
  const { id } = await subscription(acme.id);
  const before = stores.rows();
  await expect(remove(id)).rejects.toMatchObject({ code: 'MYC00018' });
  expect(stores.rows()).toEqual(before);
});

it('finds no account of another tenant, and none outside of tenants', async () => {
  const { remove, stores, globex, owner } = await withManager();
  const before = stores.rows();
  const foreign = before.accounts.filter(({ tenantId }) => tenantId === globex.id).map(({ id }) => id);
  expect(foreign.length).toBeGreaterThan(0);
  for (const id of [...foreign, owner.account?.id, NOBODY]) {
    await expect(remove(id)).rejects.toMatchObject({ code: 'MYC00054', kind: 'not-found' });
  }
  expect(stores.rows()).toEqual(before);
});

it('is for owners alone', async () => {
  const { remove, account, boss, staff, foreigner } = await withManager();
  for (const caller of [boss, staff, foreigner]) {
    await expect(remove(account?.id, caller)).rejects.toMatchObject({ code: 'MYC00019' });
  }
});
