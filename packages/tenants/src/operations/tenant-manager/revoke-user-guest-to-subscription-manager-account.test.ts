import { expect, it } from 'vitest';
import { manager, NOBODY, twoTenants } from '../two-tenants.fixture.ts';
import { createSubscriptionManagerAccount } from './create-subscription-manager-account.ts';
import { guestUserToSubscriptionManagerAccount } from './guest-user-to-subscription-manager-account.ts';
import { revokeUserGuestToSubscriptionManagerAccount } from './revoke-user-guest-to-subscription-manager-account.ts';

const email = 'ivy@acme.example';

async function withGuest() {
  const world = await twoTenants();
  const tenantId = world.acme.id;
  const boss = await manager(world, tenantId);
  const { id: accountId } = await world.as(boss, createSubscriptionManagerAccount, { tenantId });
  await world.person({ email, holds: [{ role: 'subscriptions-manager', tenantId }] });
  const roleId = world.stores
    .rows()
    .guestRoles.find(
      ({ slug, permission }) => slug === 'subscriptions-manager' && permission === 'write',
    )?.id;
  const revoke = (params: object = {}, caller = boss) =>
    world.as(caller, revokeUserGuestToSubscriptionManagerAccount, {
      tenantId,
      accountId,
      roleId,
      email,
      ...params,
    });
  return { ...world, tenantId, boss, accountId, roleId, revoke };
}

it('takes the role away, with the next request', async () => {
  const { revoke, tenantId, accountId, stores, trail, invalidated, tenantsOf } = await withGuest();
  expect(await tenantsOf(email)).toMatchObject({ joined: [tenantId] });
  expect(await revoke({ email: 'IVY@acme.example' })).toBeNull();
  expect(await tenantsOf(email)).toMatchObject({ joined: [] });
  expect(trail().at(-1)).toBe('revoke_guest');
  expect(stores.rows().audit.at(-1)).toMatchObject({ resourceId: accountId, tenantId });
  expect(invalidated).toEqual([`caller:${email}`]);
  await expect(revoke()).rejects.toMatchObject({ code: 'MYC00072', kind: 'not-found' });
});

it('withdraws an invitation that nobody has accepted', async () => {
  const { revoke, as, boss, tenantId, accountId, stores } = await withGuest();
  const invited = { email: 'new@acme.example' };
  const invitation = { tenantId, accountId, permission: 'write', ...invited };
  await as(boss, guestUserToSubscriptionManagerAccount, invitation);
  expect(await revoke(invited)).toBeNull();
  expect(stores.rows().guests.some(guest => guest.email === invited.email)).toBe(false);
});

it('finds nobody in another role, and no other guest', async () => {
  const { revoke, stores } = await withGuest();
  const before = stores.rows();
  const reading = before.guestRoles.find(
    ({ slug, permission }) => slug === 'subscriptions-manager' && permission === 'read',
  );
  for (const params of [{ roleId: reading?.id }, { roleId: NOBODY }, { email: 'nobody@acme.example' }]) {
    await expect(revoke(params)).rejects.toMatchObject({ code: 'MYC00072' });
  }
  expect(stores.rows()).toEqual(before);
});

it('touches guests of no other account: not of the management account, not of another tenant', async () => {
  const { revoke, boss, globex, foreigner, stores } = await withGuest();
  const { accounts, guestRoles } = stores.rows();
  const before = stores.rows();
  const management = accounts.find(
    ({ tenantId, name }) => tenantId !== globex.id && name.endsWith('/manager'),
  );
  const managing = guestRoles.find(
    ({ slug, permission }) => slug === 'tenant-manager' && permission === 'write',
  );
  const promoted = { accountId: management?.id, roleId: managing?.id, email: boss.email };
  await expect(revoke(promoted)).rejects.toMatchObject({ code: 'MYC00018' });
  const foreign = accounts.find(({ tenantId, name }) => tenantId === globex.id && name.includes('/role/'));
  const theirs = { accountId: foreign?.id, email: foreigner.email };
  await expect(revoke(theirs)).rejects.toMatchObject({ code: 'MYC00054' });
  expect(stores.rows()).toEqual(before);
});

it('is for those above', async () => {
  const world = await withGuest();
  const reader = await manager(world, world.tenantId, 'read');
  const equal = await world.person({
    email: 'sue@acme.example',
    holds: [{ role: 'subscriptions-manager', tenantId: world.tenantId }],
  });
  for (const caller of [reader, equal, world.foreigner]) {
    await expect(world.revoke({}, caller)).rejects.toMatchObject({ code: 'MYC00019' });
  }
});
