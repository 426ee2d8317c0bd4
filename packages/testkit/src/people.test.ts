import { hasTenantRight, unfittingRole } from '@mycelium/accounts';
import type { TenantId } from '@mycelium/kernel';
import { licencesOf } from '@mycelium/profile';
import { expect, it } from 'vitest';
import { aSubscription, aTenant, aUser, world } from './index.ts';

const email = 'ana@acme.example';

it('makes a person with an account who can be called', async () => {
  const { person, caller, stores } = world();
  const ana = await person({ email });
  expect(ana).toEqual(await caller(email));
  expect(ana).toMatchObject({ email, account: { accountType: 'user' }, profile: { isStaff: false } });
  expect((await person({ email: 'root@acme.example', accountType: 'staff' })).profile?.isStaff).toBe(true);
  expect(stores.rows().users).toHaveLength(2);
});

it('makes an owner, and the tenant where it is absent', async () => {
  const { person, tenant, stores } = world();
  const known = await tenant({ name: 'Acme' });
  const absent = aTenant().id;
  const { profile } = await person({ email, owns: [known.id, absent] });
  expect(profile?.tenantsOwnership).toMatchObject({
    records: [
      { id: known.id, name: 'Acme' },
      { id: absent, name: `Tenant ${absent}` },
    ],
  });
  expect(stores.rows().tenants).toHaveLength(2);
});

it('gives a role on a given account, accepted unless said otherwise', async () => {
  const { person, guest, tenant, role, subscription, stores } = world();
  const { id: tenantId } = await tenant();
  const [stored, fresh] = [await subscription(tenantId), aSubscription(tenantId)];
  const agent = await role({ name: 'Agent' });
  const { profile } = await person({
    email,
    holds: [
      { role: agent, account: stored.id },
      { role: 'painter', permission: 'read', account: fresh },
      { role: 'painter', account: stored, accepted: false },
    ],
  });
  const held = profile && licencesOf(profile).map(({ accId, role, perm }) => [accId, role, perm]);
  expect(held).toEqual([
    [stored.id, 'agent', 'read'],
    [fresh.id, 'painter', 'read'],
  ]);
  await guest('nobody@acme.example', { role: agent, account: stored.id });
  expect(stores.rows().guests.map(row => row.email)).toContain('nobody@acme.example');
  const nowhere = guest(email, { role: agent, account: aSubscription(tenantId).id });
  await expect(nowhere).rejects.toThrow('There is no account');
});

it.each(['tenant-manager', 'subscriptions-manager', 'accounts-manager'] as const)(
  'makes the account on which a %s of a tenant stands, once',
  async right => {
    const { person, stores } = world();
    const { id: tenantId } = aTenant();
    const holds = [{ role: right, tenantId }];
    const { profile } = await person({ email, holds });
    await person({ email: 'bob@acme.example', holds });
    const question = { right, permission: 'write', tenantId } as const;
    expect(profile && hasTenantRight(profile, question)).toBe(true);
    expect(profile && hasTenantRight(profile, { ...question, tenantId: aTenant().id })).toBe(false);
    const { accounts, guestRoles, places } = stores.rows();
    const account = accounts.find(({ id }) => id === places[0]?.accountId);
    const role = guestRoles.find(({ slug, permission }) => slug === right && permission === 'write');
    expect(account && role && unfittingRole(account, role)).toBeUndefined();
    expect(account).toBeDefined();
    expect(places.map(({ accountId }) => accountId)).toEqual([account?.id, account?.id]);
  },
);

it('makes the account of a platform role, outside of any tenant, once', async () => {
  const { person, stores } = world();
  const holds = [{ role: 'guests-manager', permission: 'read' }] as const;
  const { profile } = await person({ email, holds });
  await person({ email: 'bob@acme.example', holds });
  expect(profile && licencesOf(profile)).toMatchObject([
    { role: 'guests-manager', perm: 'read', sysAcc: true },
  ]);
  const platform = stores.rows().accounts.filter(({ isSystemAccount }) => isSystemAccount);
  expect(platform).toMatchObject([{ accountType: { actorAssociated: { actor: 'guestsManager' } } }]);
});

it('seals under a key of its own, which is the same in every world', async () => {
  const place = { tenantId: aTenant().id as string, field: 'http_secret' } as const;
  const [one, two] = [world(), world()];
  for (const each of [one, two]) await each.stores.addTenant(aTenant({ id: place.tenantId as TenantId }));
  const sealed = await one.ports.unitOfWork.run(({ dataKeys }) =>
    one.ports.envelope.seal(dataKeys, place, 'x'),
  );
  const read = one.ports.unitOfWork.run(({ dataKeys }) => two.ports.envelope.open(dataKeys, place, sealed));
  expect(await read).toBe('x');
});

it('refuses a seed that contradicts the rows that are there', async () => {
  const { stores, tenant, subscription } = world();
  await stores.addUser(aUser({ email }));
  const [home, other] = [await tenant(), await tenant()];
  const account = await subscription(home.id);
  const base = { accId: account.id, accName: account.name, sysAcc: false, tenantId: home.id as string };
  const licence = { ...base, role: 'agent', roleId: aTenant().id, perm: 'read', verified: true } as const;
  await stores.addLicence(email, licence);
  for (const wrong of [
    { tenantId: other.id },
    { accName: 'x' },
    { sysAcc: true },
    { role: 'x' },
    { perm: 'write' },
  ] as const) {
    await expect(stores.addLicence(email, { ...licence, ...wrong })).rejects.toThrow('is there already with');
  }
  const owned = { id: home.id, name: 'Home', since: '2026-01-01T00:00:00.000Z' };
  await expect(stores.addOwnership('nobody@acme.example', owned)).rejects.toThrow('There is no user');
  expect((await stores.profileSource.byEmail(email))?.licences).toEqual([licence]);
});
