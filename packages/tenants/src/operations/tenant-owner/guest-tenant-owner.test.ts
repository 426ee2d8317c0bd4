import { aUser } from '@mycelium/testkit';
import { expect, it } from 'vitest';
import { manager, twoTenants } from '../two-tenants.fixture.ts';
import { guestTenantOwner } from './guest-tenant-owner.ts';

async function withAda() {
  const world = await twoTenants();
  const ada = await world.person({ email: 'ada@acme.example' });
  const add = (email: string, caller = world.owner) =>
    world.as(caller, guestTenantOwner, { tenantId: world.acme.id, email });
  return { ...world, ada, add };
}

it('adds another owner, found by e-mail however it is written', async () => {
  const { add, ada, acme, owner, trail, invalidated, tenantsOf } = await withAda();
  expect(await add(' ADA@Acme.Example ')).toEqual({
    tenantId: acme.id,
    ownerId: ada.user?.id,
    guestBy: `account-id:${owner.account?.id}`,
    created: '2026-01-01T12:00:00.000Z',
    updated: null,
  });
  expect(trail()).toEqual(['include_tenant_owner']);
  expect(invalidated).toEqual([`caller:${ada.email}`]);
  expect(await tenantsOf(ada.email)).toMatchObject({ owned: [acme.id] });
});

it('adds nobody who is not registered or not active, and no owner twice', async () => {
  const { add, owner, stores } = await withAda();
  await stores.addUser(aUser({ email: 'idle@acme.example', isActive: false }));
  for (const email of ['nobody@acme.example', 'idle@acme.example']) {
    await expect(add(email)).rejects.toMatchObject({
      code: 'MYC00009',
      details: 'Owners have to be registered before they are appointed.',
    });
  }
  await expect(add(owner.email)).rejects.toMatchObject({ code: 'MYC00015' });
  expect(stores.rows()).toMatchObject({ audit: [], owners: [{}, {}] });
});

it('takes no look-alike of an e-mail', async () => {
  const { add } = await withAda();
  for (const email of ['аda@acme.example', 'ada@acme', 'ada', '']) {
    await expect(add(email)).rejects.toMatchObject({ code: 'MYC00033', problems: [{ path: 'email' }] });
  }
});

it('lets nobody make themselves an owner from below or from outside', async () => {
  const world = await withAda();
  const boss = await manager(world, world.acme.id);
  for (const caller of [boss, world.ada, world.foreigner, world.staff]) {
    await expect(world.add(caller.email, caller)).rejects.toMatchObject({ code: 'MYC00019' });
  }
  expect(world.stores.rows().owners).toHaveLength(2);
});
