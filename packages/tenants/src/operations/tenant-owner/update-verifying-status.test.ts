import { expect, it } from 'vitest';
import { twoTenants } from '../two-tenants.fixture.ts';
import { updateVerifyingStatus } from './update-verifying-status.ts';

async function withOwner() {
  const world = await twoTenants();
  const verify = (params: object = {}, caller = world.owner) =>
    world.as(caller, updateVerifyingStatus, { tenantId: world.acme.id, ...params });
  return { ...world, verify };
}

it('marks as verified and takes the mark away, in turn or as wished', async () => {
  const { verify, stores, owner } = await withOwner();
  const verified = { at: '2026-01-01T12:00:00.000Z', by: `profile/${owner.account?.id}` };
  expect(await verify()).toMatchObject({ status: [{ verified }] });
  await expect(verify({ verified: true })).rejects.toMatchObject({ code: 'MYC00018' });
  expect(await verify({ verified: false })).toMatchObject({ status: [] });
  await expect(verify({ verified: false })).rejects.toMatchObject({ code: 'MYC00018' });
  expect(stores.rows().audit).toMatchObject([
    { metadata: { action: 'update_tenant_verifying_status', verified: true } },
    { metadata: { action: 'update_tenant_verifying_status', verified: false } },
  ]);
});

it.each(['archived', 'trashed'] as const)('changes nothing in a tenant that is %s', async mark => {
  const world = await withOwner();
  await world.mark(mark);
  await expect(world.verify()).rejects.toMatchObject({ code: 'MYC00018', message: `The tenant is ${mark}.` });
  expect(world.stores.rows().audit).toEqual([]);
});

it('is for owners of this tenant alone', async () => {
  const { verify, staff, foreigner } = await withOwner();
  for (const caller of [staff, foreigner]) {
    await expect(verify({}, caller)).rejects.toMatchObject({ code: 'MYC00019' });
  }
});
