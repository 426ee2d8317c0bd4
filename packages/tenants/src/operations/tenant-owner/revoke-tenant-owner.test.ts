import { expect, it } from 'vitest';
import { manager, twoTenants } from '../two-tenants.fixture.ts';
import { revokeTenantOwner } from './revoke-tenant-owner.ts';

async function withTwoOwners() {
  const world = await twoTenants();
  const second = await world.person({ email: 'ada@acme.example', owns: [world.acme.id] });
  const revoke = (email: string, caller = world.owner) =>
    world.as(caller, revokeTenantOwner, { tenantId: world.acme.id, email });
  return { ...world, second, revoke };
}

it('takes the ownership of another owner away', async () => {
  const { revoke, second, trail, invalidated, tenantsOf } = await withTwoOwners();
  expect(await revoke(second.email.toUpperCase())).toBeNull();
  expect(trail()).toEqual(['exclude_tenant_owner']);
  expect(invalidated).toEqual([`caller:${second.email}`]);
  expect(await tenantsOf(second.email)).toMatchObject({ owned: [] });
});

it('lets owners leave, but not the last one', async () => {
  const { revoke, owner, second, stores } = await withTwoOwners();
  expect(await revoke(owner.email, owner)).toBeNull();
  await expect(revoke(second.email, second)).rejects.toMatchObject({ code: 'MYC00018', kind: 'conflict' });
  expect(stores.rows().audit).toHaveLength(1);
});

it('leaves one of two owners who remove each other at once', async () => {
  const { revoke, owner, second, stores, acme } = await withTwoOwners();
  const both = await Promise.allSettled([revoke(second.email, owner), revoke(owner.email, second)]);
  expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  expect(stores.rows().owners.filter(({ tenantId }) => tenantId === acme.id)).toHaveLength(1);
});

it('finds no owner in anybody else', async () => {
  const { revoke, foreigner, stores } = await withTwoOwners();
  for (const email of [foreigner.email, 'nobody@acme.example']) {
    await expect(revoke(email)).rejects.toMatchObject({ code: 'MYC00016', kind: 'not-found' });
  }
  expect(stores.rows().owners).toHaveLength(3);
});

it('is for owners alone', async () => {
  const world = await withTwoOwners();
  for (const caller of [world.staff, world.foreigner, await manager(world, world.acme.id)]) {
    await expect(world.revoke(world.owner.email, caller)).rejects.toMatchObject({ code: 'MYC00019' });
  }
});
