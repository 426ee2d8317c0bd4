import { NIL_UUID, type TenantId } from '@mycelium/kernel';
import { aTenant } from '@mycelium/testkit';
import { expect, it } from 'vitest';
import { NOBODY, twoTenants } from '../two-tenants.fixture.ts';
import { deleteTenant } from './delete-tenant.ts';

it('deletes a tenant that was never used, and forgets what its owners were', async () => {
  const { as, staff, acme, globex, owner, stores, trail, invalidated, tenantsOf } = await twoTenants();
  expect(await as(staff, deleteTenant, { id: acme.id })).toBeNull();
  expect(stores.rows().tenants).toEqual([globex]);
  expect(trail()).toEqual(['delete_tenant']);
  expect(stores.rows().audit).toMatchObject([
    { resourceType: 'tenant', resourceId: acme.id, tenantId: acme.id, event: 'deleted' },
  ]);
  expect(invalidated).toEqual([`caller:${owner.email}`]);
  expect(await tenantsOf(owner.email)).toMatchObject({ owned: [] });
  await expect(as(staff, deleteTenant, { id: acme.id })).rejects.toMatchObject({ code: 'MYC00070' });
});

it('keeps a tenant that has accounts, or had some, and says what to do instead', async () => {
  const { as, staff, acme, subscription, stores, ports, clock, invalidated } = await twoTenants();
  const { id } = await subscription(acme.id);
  const deleting = () => as(staff, deleteTenant, { id: acme.id });
  const inUse = { code: 'MYC00018', kind: 'conflict', details: expect.stringContaining('trash') };
  await expect(deleting()).rejects.toMatchObject(inUse);
  await ports.unitOfWork.run(({ accounts }) =>
    accounts.softDelete(id, { id: NOBODY, from: 'account', at: clock.now() }),
  );
  await expect(deleting()).rejects.toMatchObject(inUse);
  expect(stores.rows()).toMatchObject({ audit: [], tenants: [{ name: 'Acme' }, { name: 'Globex' }] });
  expect(invalidated).toEqual([]);
});

it('deletes neither an unknown tenant nor the row of the installation', async () => {
  const { as, staff, stores } = await twoTenants();
  await stores.addTenant(aTenant({ id: NIL_UUID as TenantId, name: 'System' }));
  for (const id of [NOBODY, NIL_UUID]) {
    await expect(as(staff, deleteTenant, { id })).rejects.toMatchObject({ code: 'MYC00070' });
  }
  expect(stores.rows().tenants).toHaveLength(3);
});

it('is not for owners, not even of this tenant', async () => {
  const { as, owner, acme } = await twoTenants();
  await expect(as(owner, deleteTenant, { id: acme.id })).rejects.toMatchObject({ code: 'MYC00019' });
});
