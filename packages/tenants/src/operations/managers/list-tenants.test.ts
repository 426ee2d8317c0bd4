import { NIL_UUID, type TagId, type TenantId } from '@mycelium/kernel';
import { aTenant, WORLD_BEGINS } from '@mycelium/testkit';
import { expect, it } from 'vitest';
import { manager, NOBODY, twoTenants } from '../two-tenants.fixture.ts';
import { listTenants } from './list-tenants.ts';

interface Listed {
  readonly count: number;
  readonly records: readonly { readonly name: string }[];
}

async function withMany() {
  const world = await twoTenants();
  const { ports, staff, acme, globex, stores } = world;
  const later = (days: number): Date => new Date(WORLD_BEGINS.getTime() + days * 86_400_000);
  await world.tenant({
    name: 'Initech',
    created: later(1),
    meta: { country: 'BR', telegram_bot_token: 'v2:x' },
  });
  await world.tenant({ name: 'acme labs', created: later(2), meta: { country: 'US' } });
  await stores.addTenant(aTenant({ id: NIL_UUID as TenantId, name: 'System', created: later(3) }));
  await ports.unitOfWork.run(async ({ tenantTags }) => {
    const id = (): TagId => ports.ids.uuid() as TagId;
    await tenantTags.insert(acme.id, { id: id(), value: 'gold', meta: { tier: '1' } });
    await tenantTags.insert(globex.id, { id: id(), value: 'silver', meta: { tier: '2' } });
  });
  const list = (params: object = {}) => world.as<Listed>(staff, listTenants, params);
  const names = async (params: object) => (await list(params)).records.map(({ name }) => name);
  return { ...world, list, names };
}

it('lists every tenant, newest first, with the ids of its owners and without secrets', async () => {
  const { list, owner, foreigner } = await withMany();
  const page = await list();
  expect(page).toMatchObject({
    count: 4,
    skip: 0,
    size: 10,
    records: [
      { name: 'acme labs', owners: { ids: [] } },
      { name: 'Initech', meta: { country: 'BR' } },
      { name: 'Acme', owners: { ids: [owner.user?.id] }, tags: [{ value: 'gold' }] },
      { name: 'Globex', owners: { ids: [foreigner.user?.id] } },
    ],
  });
  expect(JSON.stringify(page)).not.toContain('telegram');
});

it('finds by part of the name, owner, metadata and tag', async () => {
  const { names, owner } = await withMany();
  expect(await names({ name: 'ACME' })).toEqual(['acme labs', 'Acme']);
  expect(await names({ owner: owner.user?.id })).toEqual(['Acme']);
  expect(await names({ metadata: 'country=BR' })).toEqual(['Initech']);
  expect(await names({ tag: 'tier=2' })).toEqual(['Globex']);
  expect(await names({ tag: 'value=gold' })).toEqual(['Acme']);
  expect(await names({ name: 'acme', metadata: 'country=US' })).toEqual(['acme labs']);
});

it('answers an empty page where nothing fits', async () => {
  const { list, names } = await withMany();
  expect(await list({ owner: NOBODY })).toEqual({ count: 0, skip: 0, size: 10, records: [] });
  for (const none of [{ metadata: 'country=br' }, { tag: 'gold=1' }, { name: 'acme', tag: 'tier=2' }]) {
    expect(await names(none)).toEqual([]);
  }
});

it('counts all of them, however few are asked for', async () => {
  const { list } = await withMany();
  expect(await list({ pageSize: 1, skip: 2 })).toMatchObject({ count: 4, records: [{ name: 'Acme' }] });
  expect(await list({ skip: 9 })).toMatchObject({ count: 4, records: [] });
});

it('finds nothing by a secret', async () => {
  const { names } = await withMany();
  expect(await names({ metadata: 'telegram_bot_token=v2:x' })).toEqual([]);
});

it('never lists the row of the installation', async () => {
  const { names } = await withMany();
  expect(await names({ name: 'System' })).toEqual([]);
});

it('says which filter is not written as it should be', async () => {
  const { list } = await withMany();
  for (const [path, value] of [
    ['metadata', 'country'],
    ['metadata', '=BR'],
    ['tag', 'gold'],
    ['owner', 'ada'],
    ['name', ''],
    ['pageSize', 0],
  ] as const) {
    await expect(list({ [path]: value })).rejects.toMatchObject({ code: 'MYC00033', problems: [{ path }] });
  }
});

it('is for staff and managers', async () => {
  const world = await withMany();
  for (const caller of [world.owner, await manager(world, world.acme.id)]) {
    await expect(world.as(caller, listTenants)).rejects.toMatchObject({ code: 'MYC00019' });
  }
});
