import { expect, it } from 'vitest';
import { twoTenants } from '../two-tenants.fixture.ts';
import { updateTrashingStatus } from './update-trashing-status.ts';

async function withGuest() {
  const world = await twoTenants();
  const guest = await world.person({
    email: 'gus@acme.example',
    holds: [{ role: 'editor', account: await world.subscription(world.acme.id) }],
  });
  const trash = (params: object = {}, caller = world.owner) =>
    world.as(caller, updateTrashingStatus, { tenantId: world.acme.id, ...params });
  return { ...world, guest, trash };
}

it('takes from guests what they had, and gives it back', async () => {
  const { trash, guest, acme, tenantsOf, trail } = await withGuest();
  expect(await trash()).toMatchObject({ status: [{ trashed: {} }] });
  expect(await tenantsOf(guest.email)).toMatchObject({ joined: [] });
  expect(await trash()).toMatchObject({ status: [] });
  expect(await tenantsOf(guest.email)).toMatchObject({ joined: [acme.id] });
  expect(trail()).toEqual(Array(2).fill('update_tenant_trashing_status'));
});

it('leaves owners their ownership, so that they can restore it', async () => {
  const { trash, owner, acme, tenantsOf } = await withGuest();
  await trash();
  expect(await tenantsOf(owner.email)).toMatchObject({ owned: [acme.id] });
});

it('forgets guests and owners in both directions, and nobody else', async () => {
  const { trash, guest, owner, invalidated } = await withGuest();
  const about = [`caller:${guest.email}`, `caller:${owner.email}`];
  await trash({ trashed: true });
  expect(invalidated).toEqual(about);
  await trash({ trashed: false });
  expect(invalidated).toEqual([...about, ...about]);
});

it('says when it is so already, and forgets nobody then', async () => {
  const { trash, invalidated } = await withGuest();
  await expect(trash({ trashed: false })).rejects.toMatchObject({
    code: 'MYC00018',
    message: 'The tenant is not trashed.',
  });
  expect(invalidated).toEqual([]);
  await trash();
  await expect(trash({ trashed: true })).rejects.toMatchObject({ code: 'MYC00018' });
});

it('takes true or false for a wish', async () => {
  const { trash, stores } = await withGuest();
  for (const trashed of ['true', 1]) {
    await expect(trash({ trashed })).rejects.toMatchObject({
      code: 'MYC00033',
      problems: [{ path: 'trashed' }],
    });
  }
  expect(stores.rows().audit).toEqual([]);
});

it('is for owners of this tenant alone', async () => {
  const { trash, staff, foreigner, guest } = await withGuest();
  for (const caller of [staff, foreigner, guest]) {
    await expect(trash({}, caller)).rejects.toMatchObject({ code: 'MYC00019' });
  }
});
