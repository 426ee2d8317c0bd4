import { expect, it } from 'vitest';
import { manager, twoTenants } from '../two-tenants.fixture.ts';
import { createManagementAccount } from './create-management-account.ts';
import { deleteTenantManagerAccount } from './delete-tenant-manager-account.ts';

it('makes the management account and the roles of its guests', async () => {
  const { as, owner, acme, stores, trail } = await twoTenants();
  const created = await as(owner, createManagementAccount, { tenantId: acme.id });
  const name = `tid/${acme.id.replaceAll('-', '')}/manager`;
  expect(created).toMatchObject({
    name,
    slug: name.replaceAll('/', '-'),
    accountType: { tenantManager: { tenantId: acme.id } },
    verboseStatus: 'verified',
    isSystemAccount: true,
    owners: { records: [] },
    createdBy: { id: owner.account?.id, from: 'account' },
  });
  const { managers, guestRoles, accounts, audit } = stores.rows();
  expect(managers.find(({ tenantId }) => tenantId === acme.id)?.accountId).toBe(created['id']);
  expect(accounts.find(({ id }) => id === created['id'])).toMatchObject({ tenantId: acme.id });
  const pair = guestRoles.filter(({ slug, system }) => slug === 'tenant-manager' && system);
  expect(pair.map(({ permission }) => permission).sort()).toEqual(['read', 'write']);
  expect(trail()).toEqual(['create_management_account']);
  expect(audit).toMatchObject([{ resourceId: created['id'], tenantId: acme.id, event: 'created' }]);
});

it('makes one a tenant, however many are asked for at once', async () => {
  const { as, owner, acme, stores } = await twoTenants();
  const create = () => as(owner, createManagementAccount, { tenantId: acme.id });
  const outcomes = await Promise.allSettled([create(), create(), create()]);
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  await expect(create()).rejects.toMatchObject({ code: 'MYC00018', kind: 'conflict' });
  expect(stores.rows().managers.filter(({ tenantId }) => tenantId === acme.id)).toHaveLength(1);
  expect(stores.rows().audit).toHaveLength(1);
});

it('makes none beside a management account that is called something else', async () => {
  const { as, owner, acme, subscription, ports, stores } = await twoTenants();
  const { id } = await subscription(acme.id, { accountType: { tenantManager: { tenantId: acme.id } } });
  await ports.unitOfWork.run(({ tenantManagers }) => tenantManagers.link(acme.id, id));
  const before = stores.rows();
  const creating = as(owner, createManagementAccount, { tenantId: acme.id });
  await expect(creating).rejects.toMatchObject({ code: 'MYC00018' });
  expect(stores.rows()).toEqual(before);
});

it('makes another one after the first was deleted', async () => {
  const { as, owner, acme } = await twoTenants();
  const tenantId = acme.id;
  const first = await as(owner, createManagementAccount, { tenantId });
  await as(owner, deleteTenantManagerAccount, { tenantId, accountId: first['id'] });
  const second = await as(owner, createManagementAccount, { tenantId });
  expect(second).toMatchObject({ name: first['name'] });
  expect(second['id']).not.toBe(first['id']);
});

it('is for owners alone: neither staff nor managers of the tenant make their own masters', async () => {
  const world = await twoTenants();
  const boss = await manager(world, world.acme.id);
  for (const caller of [world.staff, boss, world.foreigner]) {
    const creating = world.as(caller, createManagementAccount, { tenantId: world.acme.id });
    await expect(creating).rejects.toMatchObject({ code: 'MYC00019' });
  }
});
