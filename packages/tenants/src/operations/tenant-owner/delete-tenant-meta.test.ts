import { expect, it } from 'vitest';
import { twoTenants } from '../two-tenants.fixture.ts';
import { createTenantMeta } from './create-tenant-meta.ts';
import { deleteTenantMeta } from './delete-tenant-meta.ts';

async function withMeta() {
  const world = await twoTenants();
  const tenantId = world.acme.id;
  await world.as(world.owner, createTenantMeta, { tenantId, key: 'country', value: 'BR' });
  await world.as(world.owner, createTenantMeta, { tenantId, key: 'telegram_bot_token', value: '1:2' });
  const remove = (key: unknown, caller = world.owner) =>
    world.as(caller, deleteTenantMeta, { tenantId, key });
  const keys = () => Object.keys(world.stores.rows().tenants.find(({ id }) => id === tenantId)?.meta ?? {});
  return { ...world, remove, keys };
}

it('deletes an entry, secrets as well', async () => {
  const { remove, keys, stores, acme } = await withMeta();
  expect(await remove('country')).toBeNull();
  expect(keys()).toEqual(['telegram_bot_token']);
  expect(stores.rows().audit.at(-1)).toMatchObject({
    resourceType: 'tenant_meta',
    resourceId: acme.id,
    event: 'deleted',
    metadata: { action: 'delete_tenant_meta', meta_key: 'country' },
  });
  await remove('telegram_bot_token');
  expect(keys()).toEqual([]);
});

it('deletes an entry from other times, whose key nobody could put today', async () => {
  const { remove, keys, ports, acme, clock } = await withMeta();
  await ports.unitOfWork.run(({ tenants }) =>
    tenants.putMeta(acme.id, { key: 'razão social', value: 'Acme' }, clock.now()),
  );
  await remove('razão social');
  expect(keys()).toEqual(['country', 'telegram_bot_token']);
});

it('says so where there is none', async () => {
  const { remove, stores } = await withMeta();
  const before = stores.rows();
  for (const key of ['city', 'Country', 'constructor', '__proto__']) {
    await expect(remove(key)).rejects.toMatchObject({ code: 'MYC00076', kind: 'not-found' });
  }
  await expect(remove('')).rejects.toMatchObject({ code: 'MYC00033', problems: [{ path: 'key' }] });
  expect(stores.rows()).toEqual(before);
});

it('touches no other tenant', async () => {
  const { as, foreigner, globex, keys } = await withMeta();
  const removing = as(foreigner, deleteTenantMeta, { tenantId: globex.id, key: 'country' });
  await expect(removing).rejects.toMatchObject({ code: 'MYC00076' });
  expect(keys()).toHaveLength(2);
});
