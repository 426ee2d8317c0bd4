import { NIL_UUID, type TenantId } from '@mycelium/kernel';
import { aTenant } from '@mycelium/testkit';
import { expect, it } from 'vitest';
import { createManagementAccount } from '../tenant-owner/create-management-account.ts';
import { createTenantMeta } from '../tenant-owner/create-tenant-meta.ts';
import { manager, NOBODY, twoTenants } from '../two-tenants.fixture.ts';
import { getTenant } from './get-tenant.ts';

it('gives the tenant with owners, manager and metadata, and without secrets', async () => {
  const world = await twoTenants();
  const { as, owner, acme } = world;
  const tenantId = acme.id;
  const management = await as(owner, createManagementAccount, { tenantId });
  await as(owner, createTenantMeta, { tenantId, key: 'country', value: 'BR' });
  await as(owner, createTenantMeta, { tenantId, key: 'telegram_bot_token', value: '1:2' });
  const shown = await as(await manager(world, tenantId, 'read'), getTenant, { tenantId });
  expect(shown).toMatchObject({
    id: tenantId,
    name: 'Acme',
    owners: { records: [{ id: owner.user?.id, email: owner.email }] },
    manager: { id: management['id'] },
    meta: { country: 'BR' },
  });
  expect(JSON.stringify(shown)).not.toMatch(/telegram|v2:/);
  for (const caller of [owner, world.staff]) expect(await as(caller, getTenant, { tenantId })).toEqual(shown);
});

it.each(['archived', 'trashed'] as const)('shows owners a tenant that is %s', async mark => {
  const world = await twoTenants();
  await world.mark(mark);
  const shown = await world.as(world.owner, getTenant, { tenantId: world.acme.id });
  expect(shown).toMatchObject({ status: [{ [mark]: {} }] });
});

it('is for nobody from outside, and for no simple guest', async () => {
  const world = await twoTenants();
  const guest = await world.person({
    email: 'gus@acme.example',
    holds: [{ role: 'editor', account: await world.subscription(world.acme.id) }],
  });
  for (const caller of [world.foreigner, guest]) {
    const asking = world.as(caller, getTenant, { tenantId: world.acme.id });
    await expect(asking).rejects.toMatchObject({ code: 'MYC00019' });
  }
});

it('knows neither an unknown tenant nor the row of the installation', async () => {
  const { as, staff, stores } = await twoTenants();
  await stores.addTenant(aTenant({ id: NIL_UUID as TenantId, name: 'System' }));
  for (const tenantId of [NOBODY, NIL_UUID]) {
    await expect(as(staff, getTenant, { tenantId })).rejects.toMatchObject({ code: 'MYC00070' });
  }
});
