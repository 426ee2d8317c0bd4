import { expect, it } from 'vitest';
import { manager, NOBODY, twoTenants } from '../two-tenants.fixture.ts';
import { createTenantTag } from './create-tenant-tag.ts';
import { deleteTenantTag } from './delete-tenant-tag.ts';
import { getTenant } from './get-tenant.ts';
import { updateTenantTag } from './update-tenant-tag.ts';

async function withManager() {
  const world = await twoTenants();
  const tenantId = world.acme.id;
  const boss = await manager(world, tenantId);
  const create = (params: object, caller = boss) =>
    world.as(caller, createTenantTag, { tenantId, ...params });
  const update = (params: object, caller = boss) =>
    world.as(caller, updateTenantTag, { tenantId, ...params });
  const remove = (tagId: unknown, caller = boss) => world.as(caller, deleteTenantTag, { tenantId, tagId });
  const tags = async () => (await world.as(boss, getTenant, { tenantId }))['tags'];
  return { ...world, tenantId, boss, create, update, remove, tags };
}

it('puts tags on the tenant, replaces and deletes them', async () => {
  const { create, update, remove, tags, tenantId, trail, stores } = await withManager();
  const gold = await create({ value: ' gold ', meta: { since: '2026' } });
  expect(gold).toEqual({ id: gold['id'], value: 'gold', meta: { since: '2026' } });
  const big = await create({ value: 'big' });
  expect(big).toMatchObject({ value: 'big', meta: null });
  expect(await tags()).toEqual([big, gold]);
  const renamed = await update({ tagId: gold['id'], value: 'silver' });
  expect(renamed).toEqual({ id: gold['id'], value: 'silver', meta: null });
  expect(await tags()).toEqual([big, renamed]);
  expect(await remove(big['id'])).toBeNull();
  expect(await remove(gold['id'])).toBeNull();
  expect(await tags()).toBeUndefined();
  const [created] = stores.rows().audit;
  expect(created).toMatchObject({
    resourceType: 'tenant',
    resourceId: tenantId,
    tenantId,
    metadata: { tagId: gold['id'], value: 'gold' },
  });
  expect(trail()).toEqual(
    ['create', 'create', 'update', 'delete', 'delete'].map(verb => `${verb}_tenant_tag`),
  );
});

it('has every value once, however many put it at once; other tenants have their own', async () => {
  const { create, update, as, foreigner, globex } = await withManager();
  const outcomes = await Promise.allSettled([1, 2, 3].map(() => create({ value: 'gold' })));
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  await expect(create({ value: 'gold' })).rejects.toMatchObject({ code: 'MYC00074', kind: 'conflict' });
  const silver = await create({ value: 'silver' });
  const clash = { tagId: silver['id'], value: 'gold' };
  await expect(update(clash)).rejects.toMatchObject({ code: 'MYC00074' });
  expect(await update({ tagId: silver['id'], value: 'silver', meta: {} })).toMatchObject({ meta: {} });
  expect(await as(foreigner, createTenantTag, { tenantId: globex.id, value: 'gold' })).toMatchObject({
    value: 'gold',
  });
});

it('reaches no tag of another tenant by its id', async () => {
  const { update, remove, as, foreigner, globex, stores } = await withManager();
  const theirs = await as(foreigner, createTenantTag, { tenantId: globex.id, value: 'gold' });
  const before = stores.rows();
  for (const tagId of [theirs['id'], NOBODY]) {
    const notFound = { code: 'MYC00073', kind: 'not-found' };
    await expect(update({ tagId, value: 'mine' })).rejects.toMatchObject(notFound);
    await expect(remove(tagId)).rejects.toMatchObject(notFound);
  }
  expect(stores.rows()).toEqual(before);
});

it('takes no value or metadata that could not be kept', async () => {
  const { create, stores } = await withManager();
  for (const [path, params] of [
    ['value', { value: '' }],
    ['value', { value: 'v'.repeat(65) }],
    ['value', { value: 7 }],
    ['meta', { value: 'gold', meta: 'x' }],
    ['meta.tier', { value: 'gold', meta: { tier: 1 } }],
    ['id', { value: 'gold', id: NOBODY }],
  ] as const) {
    await expect(create(params)).rejects.toMatchObject({ code: 'MYC00033', problems: [{ path }] });
  }
  expect(stores.rows().tenantTags).toEqual([]);
});

it('is for staff, owners and tenant managers who may write', async () => {
  const world = await withManager();
  const { create, update, remove, owner, staff, foreigner, tenantId } = world;
  const tag = await create({ value: 'gold' });
  const reader = await manager(world, tenantId, 'read');
  for (const caller of [reader, foreigner]) {
    const params = { tagId: tag['id'], value: 'mine' };
    for (const change of [
      create({ value: 'mine' }, caller),
      update(params, caller),
      remove(tag['id'], caller),
    ]) {
      await expect(change).rejects.toMatchObject({ code: 'MYC00019' });
    }
  }
  expect(await create({ value: 'by the owner' }, owner)).toMatchObject({ value: 'by the owner' });
  expect(await remove(tag['id'], staff)).toBeNull();
});
