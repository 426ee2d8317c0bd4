import { expect, it } from 'vitest';
import { NOBODY, twoTenants } from '../two-tenants.fixture.ts';
import { updateTenantNameAndDescription } from './update-tenant-name-and-description.ts';

async function withOwner() {
  const world = await twoTenants();
  const update = (change: object, caller = world.owner) =>
    world.as(caller, updateTenantNameAndDescription, { tenantId: world.acme.id, ...change });
  return { ...world, update };
}

it('changes what is given and keeps the rest', async () => {
  const { update, clock, trail } = await withOwner();
  clock.advance(60);
  const described = await update({ description: 'Anvils' });
  expect(described).toMatchObject({
    name: 'Acme',
    description: 'Anvils',
    updated: '2026-01-01T12:01:00.000Z',
  });
  expect(await update({ name: 'Acme Inc.' })).toMatchObject({ name: 'Acme Inc.', description: 'Anvils' });
  expect(await update({ name: 'Acme Inc.', description: '' })).toMatchObject({ description: '' });
  expect(new Set(trail())).toEqual(new Set(['update_tenant_name_and_description']));
});

it('lets the owners see the new name at once', async () => {
  const { update, owner, acme, person, caller, invalidated } = await withOwner();
  const second = await person({ email: 'ada@acme.example', owns: [acme.id] });
  await update({ name: 'Acme Inc.' });
  expect([...invalidated].sort()).toEqual([`caller:${second.email}`, `caller:${owner.email}`]);
  const { profile } = await caller(owner.email);
  expect(profile?.tenantsOwnership).toMatchObject({ records: [{ name: 'Acme Inc.' }] });
});

it('refuses a name that is taken or reserved, and an empty change', async () => {
  const { update, stores } = await withOwner();
  const before = stores.rows();
  for (const name of ['Globex', ' Globex', 'SYSTEM']) {
    await expect(update({ name, description: 'x' })).rejects.toMatchObject({ code: 'MYC00014' });
  }
  await expect(update({})).rejects.toMatchObject({ code: 'MYC00033', problems: [{ path: 'name' }] });
  await expect(update({ name: ' ' })).rejects.toMatchObject({ code: 'MYC00033' });
  expect(stores.rows()).toEqual(before);
});

it('changes nothing but the two', async () => {
  const { update, stores } = await withOwner();
  const before = stores.rows();
  for (const [path, value] of Object.entries({
    id: NOBODY,
    status: [],
    meta: {},
    owners: {},
    verified: true,
  })) {
    const updating = update({ name: 'Mine', [path]: value });
    await expect(updating).rejects.toMatchObject({ code: 'MYC00033', problems: [{ path }] });
  }
  expect(stores.rows()).toEqual(before);
});

it('is for owners of this tenant alone', async () => {
  const { update, staff, foreigner, stores } = await withOwner();
  for (const caller of [staff, foreigner]) {
    await expect(update({ name: 'Mine' }, caller)).rejects.toMatchObject({ code: 'MYC00019' });
  }
  expect(stores.rows().tenants.map(({ name }) => name)).toEqual(['Acme', 'Globex']);
});
