import { NIL_UUID, type TenantId } from '@mycelium/kernel';
import { aTenant, aUser } from '@mycelium/testkit';
import { expect, it } from 'vitest';
import { NOBODY, twoTenants } from '../two-tenants.fixture.ts';
import { includeTenantOwner } from './include-tenant-owner.ts';

async function withAda() {
  const world = await twoTenants();
  const ada = await world.person({ email: 'ada@acme.example' });
  const include = (params: object = {}, caller = world.staff) =>
    world.as(caller, includeTenantOwner, { id: world.acme.id, ownerId: ada.user?.id, ...params });
  return { ...world, ada, include };
}

it('makes a user another owner, who counts as one from the next request on', async () => {
  const { include, ada, acme, staff, trail, stores, invalidated, tenantsOf } = await withAda();
  expect(await include()).toEqual({
    tenantId: acme.id,
    ownerId: ada.user?.id,
    guestBy: `account-id:${staff.account?.id}`,
    created: '2026-01-01T12:00:00.000Z',
    updated: null,
  });
  expect(trail()).toEqual(['include_tenant_owner']);
  expect(stores.rows().audit).toMatchObject([
    { resourceId: acme.id, event: 'updated', metadata: { owner_id: ada.user?.id } },
  ]);
  expect(invalidated).toEqual([`caller:${ada.email}`]);
  expect(await tenantsOf(ada.email)).toMatchObject({ owned: [acme.id] });
});

it('appoints nobody twice, however many ask at once', async () => {
  const { include, stores, owner } = await withAda();
  await expect(include({ ownerId: owner.user?.id })).rejects.toMatchObject({ code: 'MYC00015' });
  const outcomes = await Promise.allSettled([include(), include(), include()]);
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  expect(stores.rows().audit).toHaveLength(1);
});

it('appoints nobody who is not registered or not active', async () => {
  const { include, stores } = await withAda();
  const idle = aUser({ email: 'idle@acme.example', isActive: false });
  await stores.addUser(idle);
  for (const ownerId of [NOBODY, idle.id]) {
    await expect(include({ ownerId })).rejects.toMatchObject({ code: 'MYC00009' });
  }
  expect(stores.rows().owners).toHaveLength(2);
});

it('knows no owners of an unknown tenant or of the installation', async () => {
  const { include, stores } = await withAda();
  await stores.addTenant(aTenant({ id: NIL_UUID as TenantId, name: 'System' }));
  for (const id of [NOBODY, NIL_UUID]) {
    await expect(include({ id })).rejects.toMatchObject({ code: 'MYC00070' });
  }
  expect(stores.rows().owners).toHaveLength(2);
});

it.each(['archived', 'trashed'] as const)(
  'gives a tenant that is %s an owner who can restore it',
  async mark => {
    const world = await withAda();
    await world.mark(mark);
    expect(await world.include()).toMatchObject({ tenantId: world.acme.id });
  },
);

it('is not for owners, who have an operation of their own', async () => {
  const { include, owner } = await withAda();
  await expect(include({}, owner)).rejects.toMatchObject({ code: 'MYC00019' });
});
