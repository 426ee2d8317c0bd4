import type { UserId } from '@mycelium/kernel';
import { expect, it } from 'vitest';
import { NOBODY, twoTenants } from '../two-tenants.fixture.ts';
import { excludeTenantOwner } from './exclude-tenant-owner.ts';

async function withTwoOwners() {
  const world = await twoTenants();
  const second = await world.person({ email: 'ada@acme.example', owns: [world.acme.id] });
  const exclude = (ownerId: UserId | string | undefined, caller = world.staff) =>
    world.as(caller, excludeTenantOwner, { id: world.acme.id, ownerId });
  return { ...world, second, exclude };
}

it('takes an ownership away, which is gone with the next request', async () => {
  const { exclude, second, acme, trail, stores, invalidated, tenantsOf } = await withTwoOwners();
  expect(await exclude(second.user?.id)).toBeNull();
  expect(trail()).toEqual(['exclude_tenant_owner']);
  expect(stores.rows().audit).toMatchObject([
    { resourceId: acme.id, event: 'updated', metadata: { owner_id: second.user?.id } },
  ]);
  expect(invalidated).toEqual([`caller:${second.email}`]);
  expect(await tenantsOf(second.email)).toMatchObject({ owned: [] });
  await expect(exclude(second.user?.id)).rejects.toMatchObject({ code: 'MYC00016' });
});

it('leaves the last owner, also when both are taken away at once', async () => {
  const { exclude, owner, second, stores, acme } = await withTwoOwners();
  const both = await Promise.allSettled([exclude(owner.user?.id), exclude(second.user?.id)]);
  expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  expect(both.find(({ status }) => status === 'rejected')).toMatchObject({
    reason: { code: 'MYC00018', details: 'Appoint another owner first.' },
  });
  expect(stores.rows().owners.filter(({ tenantId }) => tenantId === acme.id)).toHaveLength(1);
  expect(stores.rows().audit).toHaveLength(1);
});

it('finds no owner in a stranger, in the owner of another tenant, or in an unknown tenant', async () => {
  const { exclude, foreigner, staff, as, owner, stores } = await withTwoOwners();
  for (const ownerId of [NOBODY, foreigner.user?.id, staff.user?.id]) {
    await expect(exclude(ownerId)).rejects.toMatchObject({ code: 'MYC00016', kind: 'not-found' });
  }
  const elsewhere = as(staff, excludeTenantOwner, { id: NOBODY, ownerId: owner.user?.id });
  await expect(elsewhere).rejects.toMatchObject({ code: 'MYC00070' });
  expect(stores.rows().owners).toHaveLength(3);
});

it('is not for owners, who have an operation of their own', async () => {
  const { exclude, owner, second } = await withTwoOwners();
  await expect(exclude(second.user?.id, owner)).rejects.toMatchObject({ code: 'MYC00019' });
});
