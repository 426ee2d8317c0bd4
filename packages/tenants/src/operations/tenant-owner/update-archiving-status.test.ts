import { expect, it } from 'vitest';
import { twoTenants } from '../two-tenants.fixture.ts';
import { updateArchivingStatus } from './update-archiving-status.ts';

async function withGuest() {
  const world = await twoTenants();
  const guest = await world.person({
    email: 'gus@acme.example',
    holds: [{ role: 'editor', account: await world.subscription(world.acme.id) }],
  });
  const archive = (params: object = {}, caller = world.owner) =>
    world.as(caller, updateArchivingStatus, { tenantId: world.acme.id, ...params });
  return { ...world, guest, archive };
}

it('archives and takes out of the archive, in turn', async () => {
  const { archive, clock, owner, stores, trail } = await withGuest();
  clock.advance(60);
  const archived = { at: '2026-01-01T12:01:00.000Z', by: `profile/${owner.account?.id}` };
  expect(await archive()).toMatchObject({ status: [{ archived }] });
  expect(await archive()).toMatchObject({ status: [] });
  expect(await archive()).toMatchObject({ status: [{ archived }] });
  expect(trail()).toEqual(Array(3).fill('update_tenant_archiving_status'));
  expect(stores.rows().audit.map(({ metadata }) => metadata['archived'])).toEqual([true, false, true]);
});

it('does what is wished for once, and says when it is so already', async () => {
  const { archive, stores } = await withGuest();
  await expect(archive({ archived: false })).rejects.toMatchObject({
    code: 'MYC00018',
    message: 'The tenant is not archived.',
  });
  await archive({ archived: true });
  await expect(archive({ archived: true })).rejects.toMatchObject({
    code: 'MYC00018',
    message: 'The tenant is already archived.',
  });
  expect(await archive({ archived: false })).toMatchObject({ status: [] });
  expect(stores.rows().audit).toHaveLength(2);
});

it('lets one of several at once have their wish', async () => {
  const { archive } = await withGuest();
  const outcomes = await Promise.allSettled([1, 2, 3].map(() => archive({ archived: true })));
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
});

it('takes nothing from guests', async () => {
  const { archive, guest, acme, tenantsOf } = await withGuest();
  await archive();
  expect(await tenantsOf(guest.email)).toMatchObject({ joined: [acme.id] });
});

it('works beside the other marks', async () => {
  const { archive, mark, clock } = await withGuest();
  await mark('verified');
  clock.advance(1);
  await mark('trashed');
  clock.advance(1);
  const marks = (tenant: Record<string, unknown>) => (tenant['status'] as object[]).flatMap(Object.keys);
  expect(marks(await archive())).toEqual(['verified', 'trashed', 'archived']);
  expect(marks(await archive())).toEqual(['verified', 'trashed']);
});

it('is for owners of this tenant alone', async () => {
  const { archive, staff, foreigner, guest } = await withGuest();
  for (const caller of [staff, foreigner, guest]) {
    await expect(archive({}, caller)).rejects.toMatchObject({ code: 'MYC00019' });
  }
});
