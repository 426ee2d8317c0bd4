import type { TenantId } from '@mycelium/kernel';
import { aTenant, aUser } from '@mycelium/testkit';
import { expect, it } from 'vitest';
import { manager, NOBODY, twoTenants } from '../two-tenants.fixture.ts';
import { createTenant } from './create-tenant.ts';

async function withUser() {
  const world = await twoTenants();
  const ada = await world.person({ email: 'ada@initech.example' });
  const before = world.stores.rows();
  const create = (params: object, caller = world.staff) =>
    world.as(caller, createTenant, { name: 'Initech', ownerId: ada.user?.id, ...params });
  return { ...world, ada, before, create };
}

it('creates a tenant, appoints its owner and keeps the trail', async () => {
  const { create, ada, staff, stores, trail, tenantsOf, invalidated } = await withUser();
  const created = await create({ name: '  Initech ', description: 'Software' });
  expect(created).toMatchObject({
    name: 'Initech',
    description: 'Software',
    owners: { records: [{ id: ada.user?.id, email: ada.email }] },
    status: [],
    created: '2026-01-01T12:00:00.000Z',
  });
  expect(stores.rows().owners.at(-1)).toMatchObject({ guestBy: `account-id:${staff.account?.id}` });
  expect(trail()).toEqual(['create_tenant']);
  expect(stores.rows().audit).toMatchObject([
    {
      resourceType: 'tenant',
      resourceId: created['id'],
      tenantId: created['id'],
      event: 'created',
      performedBy: { id: staff.account?.id, from: 'account' },
      metadata: { owner_id: ada.user?.id },
    },
  ]);
  expect(invalidated).toEqual([`caller:${ada.email}`]);
  expect(await tenantsOf(ada.email)).toEqual({ owned: [created['id']], joined: [] });
});

it('lets managers create tenants, and nobody below them', async () => {
  const world = await withUser();
  const boss = await world.person({ email: 'boss@platform.example', accountType: 'manager' });
  expect(await world.create({}, boss)).toMatchObject({ name: 'Initech' });
  for (const caller of [world.owner, await manager(world, world.acme.id), world.ada]) {
    await expect(world.create({ name: 'Mine' }, caller)).rejects.toMatchObject({ code: 'MYC00019' });
  }
});

it('appoints nobody who is not registered, or not active', async () => {
  const { create, stores, before, invalidated } = await withUser();
  const idle = aUser({ email: 'idle@initech.example', isActive: false });
  await stores.addUser(idle);
  for (const ownerId of [NOBODY, idle.id]) {
    await expect(create({ ownerId })).rejects.toMatchObject({ code: 'MYC00009', kind: 'not-found' });
  }
  expect(stores.rows()).toEqual({ ...before, users: [...before.users, idle] });
  expect(invalidated).toEqual([]);
});

it('refuses a name that another tenant has, or that the installation needs for itself', async () => {
  const { create, stores, before } = await withUser();
  for (const name of ['Acme', ' Acme ', 'System', 'system']) {
    await expect(create({ name })).rejects.toMatchObject({ code: 'MYC00014', kind: 'conflict' });
  }
  expect(stores.rows()).toEqual(before);
});

it('gives a name to one of those who want it at once', async () => {
  const { create, stores } = await withUser();
  const outcomes = await Promise.allSettled([1, 2, 3].map(() => create({})));
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  expect(stores.rows().tenants.filter(({ name }) => name === 'Initech')).toHaveLength(1);
});

it('takes nothing that a new tenant has to earn', async () => {
  const { create, stores, before } = await withUser();
  const own = { id: NOBODY, tenantId: NOBODY, status: [], verified: true, meta: {}, marks: {}, created: 'x' };
  for (const [path, value] of Object.entries(own)) {
    await expect(create({ [path]: value })).rejects.toMatchObject({ code: 'MYC00033', problems: [{ path }] });
  }
  expect(stores.rows()).toEqual(before);
});

it('leaves the row of the installation alone when it is there already', async () => {
  const { create, stores } = await withUser();
  const system = aTenant({ id: '00000000-0000-0000-0000-000000000000' as TenantId, name: 'System' });
  await stores.addTenant(system);
  await expect(create({ name: 'System' })).rejects.toMatchObject({ code: 'MYC00014' });
  expect(stores.rows().tenants).toContainEqual(system);
});

it.each(['Initech', 'Ｉｎｉｔｅｃｈ', ' Initech\u00a0', '\u{1d408}nitech'])(
  'takes %j for the name that is there already',
  async name => {
    const { create } = await withUser();
    await create({});
    await expect(create({ name })).rejects.toMatchObject({ code: 'MYC00014' });
  },
);

it.each(['\u0406nitech', 'Ini\u200btech', '\u202eInitech', '\u200b', 'Ini\ttech'])(
  'refuses %j, which looks like another name or like none',
  async name => {
    const { create, before, stores } = await withUser();
    await expect(create({ name })).rejects.toMatchObject({ code: 'MYC00033', problems: [{ path: 'name' }] });
    expect(stores.rows()).toEqual(before);
  },
);
