import { type AccountId, NIL_UUID, type TenantId } from '@mycelium/kernel';
import { aTenant } from '@mycelium/testkit';
import { expect, it } from 'vitest';
import type { TenantsStores } from '../ports/stores.ts';
import { accountInTenant, heldTenant, openTenant, tenantListing } from './tenant-at-hand.ts';
import { NOBODY, twoTenants } from './two-tenants.fixture.ts';

async function withStores() {
  const world = await twoTenants();
  const run = <Result>(work: (stores: TenantsStores) => Promise<Result>): Promise<Result> =>
    world.ports.unitOfWork.run(work);
  return { ...world, run };
}

it('opens a tenant that is neither archived nor trashed', async () => {
  const { run, acme, mark } = await withStores();
  expect(await run(stores => openTenant(stores, acme.id))).toEqual(acme);
  await mark('verified');
  expect(await run(stores => openTenant(stores, acme.id))).toMatchObject({ name: 'Acme' });
});

it.each(['archived', 'trashed'] as const)(
  'opens no tenant that is %s, and says who can help',
  async status => {
    const { run, acme, mark } = await withStores();
    await mark(status);
    await expect(run(stores => openTenant(stores, acme.id))).rejects.toMatchObject({
      code: 'MYC00018',
      message: `The tenant is ${status}.`,
      details: 'Its owner has to restore it before anything in it can be changed.',
    });
    expect(await run(stores => heldTenant(stores, acme.id))).toMatchObject({ id: acme.id });
    expect(await run(stores => tenantListing(stores, acme.id))).toMatchObject({ tenant: { id: acme.id } });
  },
);

it('takes neither an unknown tenant nor the row of the installation for one', async () => {
  const { run, stores } = await withStores();
  await stores.addTenant(aTenant({ id: NIL_UUID as TenantId, name: 'System' }));
  for (const id of [NOBODY, NIL_UUID] as TenantId[]) {
    for (const find of [openTenant, heldTenant, tenantListing]) {
      await expect(run<unknown>(found => find(found, id))).rejects.toMatchObject({ code: 'MYC00070' });
    }
  }
});

it('finds an account in its own tenant only, and no deleted one', async () => {
  const { run, acme, globex, subscription, owner, clock } = await withStores();
  const { id } = await subscription(acme.id);
  expect(await run(stores => accountInTenant(stores, acme.id, id))).toMatchObject({ id });
  const personal = owner.account?.id as AccountId;
  for (const [tenantId, accountId] of [
    [globex.id, id],
    [acme.id, NOBODY as AccountId],
    [acme.id, personal],
    [NIL_UUID as TenantId, personal],
  ] as const) {
    const found = run(stores => accountInTenant(stores, tenantId, accountId));
    await expect(found).rejects.toMatchObject({ code: 'MYC00054' });
  }
  await run(({ accounts }) => accounts.softDelete(id, { id: NOBODY, from: 'account', at: clock.now() }));
  const gone = run(stores => accountInTenant(stores, acme.id, id));
  await expect(gone).rejects.toMatchObject({ code: 'MYC00054' });
});
