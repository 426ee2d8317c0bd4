import { NIL_UUID, type TenantId } from '@mycelium/kernel';
import { aTenant } from '@mycelium/testkit';
import { expect, it } from 'vitest';
import { createTenantTag } from '../tenant-manager/create-tenant-tag.ts';
import { createTenantMeta } from '../tenant-owner/create-tenant-meta.ts';
import { NOBODY, twoTenants } from '../two-tenants.fixture.ts';
import { getTenantPublicInfo } from './get-tenant-public-info.ts';

async function withMembers() {
  const world = await twoTenants();
  const { as, owner, acme, person, subscription } = world;
  const tenantId = acme.id;
  await as(owner, createTenantMeta, { tenantId, key: 'country', value: 'BR' });
  await as(owner, createTenantMeta, { tenantId, key: 'telegram_bot_token', value: '1:2' });
  await as(owner, createTenantTag, { tenantId, value: 'big-spender' });
  const team = await subscription(tenantId);
  const joining = (email: string, accepted: boolean) =>
    person({ email, holds: [{ role: 'editor', permission: 'read', account: team, accepted }] });
  const guest = await joining('gus@acme.example', true);
  const invited = await joining('ivy@acme.example', false);
  const ask = (caller = guest, id: string = tenantId) => as(caller, getTenantPublicInfo, { tenantId: id });
  return { ...world, guest, invited, ask };
}

it('tells members what everybody may know, and no secret', async () => {
  const { ask, acme, owner, staff, person } = await withMembers();
  const shown = await ask();
  expect(shown).toEqual({
    id: acme.id,
    name: 'Acme',
    owners: { records: [] },
    meta: { country: 'BR' },
    status: [],
    created: '2026-01-01T12:00:00.000Z',
    updated: '2026-01-01T12:00:00.000Z',
  });
  const boss = await person({ email: 'boss@platform.example', accountType: 'manager' });
  for (const caller of [owner, staff, boss]) expect(await ask(caller)).toEqual(shown);
});

it('tells nothing to strangers, nor to whoever has not accepted yet', async () => {
  const { ask, foreigner, invited } = await withMembers();
  for (const caller of [foreigner, invited]) {
    await expect(ask(caller)).rejects.toMatchObject({
      code: 'MYC00019',
      kind: 'forbidden',
      details: expect.stringContaining('accepted their invitation'),
    });
  }
});

it('does not tell strangers which tenants exist', async () => {
  const { ask, guest, globex, staff } = await withMembers();
  const refusals = await Promise.all(
    [globex.id, NOBODY].map(id => ask(guest, id).catch(error => String(error))),
  );
  expect(refusals[0]).toBe(refusals[1]);
  await expect(ask(staff, NOBODY)).rejects.toMatchObject({ code: 'MYC00070' });
});

it('takes a licence outside of tenants for no membership of the installation', async () => {
  const { ask, stores, person, staff } = await withMembers();
  await stores.addTenant(aTenant({ id: NIL_UUID as TenantId, name: 'System' }));
  const gate = await person({ email: 'gil@platform.example', holds: [{ role: 'gateway-manager' }] });
  await expect(ask(gate, NIL_UUID)).rejects.toMatchObject({ code: 'MYC00019' });
  await expect(ask(staff, NIL_UUID)).rejects.toMatchObject({ code: 'MYC00070' });
});

it('shows an archived tenant to its guests, and a trashed one to its owners only', async () => {
  const { ask, mark, caller, guest, owner } = await withMembers();
  await mark('archived');
  expect(await ask(await caller(guest.email))).toMatchObject({ status: [{ archived: {} }] });
  await mark('trashed');
  await expect(ask(await caller(guest.email))).rejects.toMatchObject({ code: 'MYC00019' });
  expect(await ask(await caller(owner.email))).toMatchObject({ name: 'Acme' });
});
