import type { Account, GuestRole, InvitationKey, LicenceFilter } from '@mycelium/accounts';
import { type AccountId, NIL_UUID } from '@mycelium/kernel';
import { expect } from 'vitest';
import { type ContractCase, describeContract } from './contract.ts';
import {
  ALL,
  account,
  after,
  alone,
  ascending,
  countOf,
  licence,
  NOON,
  newAccountId,
  newGuestId,
  newRoleId,
  newTenantId,
  RACERS,
  race,
  role,
  tenant,
  user,
  within,
} from './samples.ts';
import type { OpenStores } from './stores.ts';
import type { StoresWorld } from './stores-world.ts';

const ANA = 'ana@example.org';

async function addedRole({ seeds }: StoresWorld, changes: Partial<GuestRole> = {}): Promise<GuestRole> {
  const added = role(changes);
  await seeds.addRole(added);
  return added;
}

async function addedAccount({ seeds }: StoresWorld, changes: Partial<Account> = {}): Promise<Account> {
  const added = account(changes);
  await seeds.addAccount(added);
  return added;
}

/** An invitation that is new to the store, and its key. */
const invitation = ({ id: roleId }: GuestRole, { id: accountId }: Account, email = ANA) => ({
  id: newGuestId(),
  email,
  roleId,
  accountId,
  at: NOON,
});

const invited = (world: StoresWorld, given: ReturnType<typeof invitation>) =>
  alone(world, 'guests').invite(given);

const keyOf = (held: GuestRole, on: Account, changes: Partial<InvitationKey> = {}): InvitationKey => ({
  email: ANA,
  accountId: on.id,
  role: held.slug,
  permission: held.permission,
  ...changes,
});

const guestPlaces: readonly ContractCase<StoresWorld>[] = [
  {
    name: 'makes a place that nobody has accepted, and gives it with guest and role, to the millisecond',
    async run(world) {
      const guests = alone(world, 'guests');
      const [held, on] = [await addedRole(world), await addedAccount(world)];
      const given = invitation(held, on);
      expect(await guests.find(given)).toBeUndefined();
      expect(await guests.invite(given)).toBe('invited');
      const { id, email, roleId, accountId } = given;
      expect(await guests.find({ email, roleId, accountId })).toEqual({
        guest: { id, email, roleId, created: NOON, wasVerified: false },
        place: { guestId: id, accountId, created: NOON, accepted: false, permitFlags: [], denyFlags: [] },
        role: held,
      });
      expect(await guests.find({ email, roleId: newRoleId(), accountId })).toBeUndefined();
      expect(await guests.find({ email, roleId, accountId: newAccountId() })).toBeUndefined();
      expect(await guests.find({ email: 'Ana@example.org', roleId, accountId })).toBeUndefined();
    },
  },
  {
    name: 'keeps one guest for each e-mail and role, however many places, and goes on after a duplicate',
    async run(world) {
      const held = await addedRole(world);
      const [one, two] = [await addedAccount(world), await addedAccount(world)];
      const first = invitation(held, one);
      const second = { ...invitation(held, two), at: after(1) };
      await within(world, async ({ guests }) => {
        expect(await guests.invite(first)).toBe('invited');
        expect(await guests.invite(invitation(held, one))).toBe('duplicate');
        expect(await guests.invite(second)).toBe('invited');
      });
      const listing = await alone(world, 'guests').find(second);
      expect(listing?.guest).toMatchObject({ id: first.id, created: NOON });
      expect(listing?.place).toMatchObject({ guestId: first.id, accountId: two.id, created: after(1) });
      const other = invitation(await addedRole(world), one);
      expect(await invited(world, other)).toBe('invited');
      expect((await alone(world, 'guests').find(other))?.guest.id).toBe(other.id);
    },
  },
  {
    name: `makes one of ${RACERS} places that are made at once for the same person, role and account`,
    async run(world) {
      const [held, on] = [await addedRole(world), await addedAccount(world)];
      const outcomes = await race(() => invited(world, invitation(held, on)));
      expect(countOf(outcomes, 'invited')).toBe(1);
      expect(countOf(outcomes, 'duplicate')).toBe(RACERS - 1);
      expect(await alone(world, 'guests').withRole(on.id, held.id)).toHaveLength(1);
    },
  },
  {
    name: `makes one guest of ${RACERS} places that are made at once on different accounts`,
    async run(world) {
      const held = await addedRole(world);
      const accounts: Account[] = [];
      for (let n = 0; n < RACERS; n += 1) accounts.push(await addedAccount(world));
      const outcomes = await race(racer => invited(world, invitation(held, accounts[racer]!)));
      expect(countOf(outcomes, 'invited')).toBe(RACERS);
      const found = await Promise.all(accounts.map(on => alone(world, 'guests').find(invitation(held, on))));
      expect(new Set(found.map(listing => listing?.guest.id)).size).toBe(1);
    },
  },
  {
    name: 'takes one place away, and the guest with the last one',
    async run(world) {
      const guests = alone(world, 'guests');
      const held = await addedRole(world);
      const [one, two] = [await addedAccount(world), await addedAccount(world)];
      const [first, second] = [invitation(held, one), invitation(held, two)];
      for (const each of [first, second, invitation(held, two, 'bob@example.org')]) await guests.invite(each);
      expect(await guests.revoke(first)).toBe('revoked');
      expect(await guests.revoke(first)).toBe('absent');
      expect(await guests.find(first)).toBeUndefined();
      expect((await guests.find(second))?.guest.id).toBe(first.id);
      expect(await guests.revoke(second)).toBe('revoked');
      expect(await guests.emails({ roleId: held.id })).toEqual(['bob@example.org']);
      await guests.revoke({ ...second, email: 'bob@example.org' });
      expect(await alone(world, 'guestRoles').delete(held.id)).toBe('deleted');
    },
  },
  {
    name: 'takes every place of one person away, and nobody else’s',
    async run(world) {
      const guests = alone(world, 'guests');
      const [held, other] = [await addedRole(world), await addedRole(world)];
      const [one, two] = [await addedAccount(world), await addedAccount(world)];
      const bob = invitation(held, two, 'bob@example.org');
      const hers = [invitation(held, one), invitation(held, two), invitation(other, two)];
      for (const each of [...hers, bob]) await guests.invite(each);
      await guests.revokeAll('ana@example.org');
      await guests.revokeAll('nobody@example.org');
      for (const each of hers) expect(await guests.find(each)).toBeUndefined();
      expect((await guests.find(bob))?.guest.email).toBe('bob@example.org');
      expect(await guests.emails({ accountId: two.id })).toEqual(['bob@example.org']);
    },
  },
  {
    name: `lets one of ${RACERS} concurrent calls take a place away`,
    async run(world) {
      const given = invitation(await addedRole(world), await addedAccount(world));
      await invited(world, given);
      const outcomes = await race(() => alone(world, 'guests').revoke(given));
      expect(countOf(outcomes, 'revoked')).toBe(1);
      expect(countOf(outcomes, 'absent')).toBe(RACERS - 1);
    },
  },
  {
    name: 'replaces the flags of one place and keeps their order',
    async run(world) {
      const guests = alone(world, 'guests');
      const held = await addedRole(world);
      const [one, two] = [await addedAccount(world), await addedAccount(world)];
      const [first, second] = [invitation(held, one), invitation(held, two)];
      for (const each of [first, second]) await guests.invite(each);
      const flags = { permitFlags: ['b', 'a', "não, 'x' {}"], denyFlags: ['z'] };
      const place = (await guests.find(first))!.place;
      expect(await guests.setFlags(first.id, one.id, flags)).toEqual({ ...place, ...flags });
      expect((await guests.find(first))?.place).toEqual({ ...place, ...flags });
      const fewer = { permitFlags: [], denyFlags: ['y'] };
      expect(await guests.setFlags(first.id, one.id, fewer)).toEqual({ ...place, ...fewer });
      expect((await guests.find(second))?.place).toMatchObject({ permitFlags: [], denyFlags: [] });
      expect(await guests.setFlags(first.id, newAccountId(), flags)).toBeUndefined();
      expect(await guests.setFlags(newGuestId(), one.id, flags)).toBeUndefined();
    },
  },
];

const acceptance: readonly ContractCase<StoresWorld>[] = [
  {
    name: 'accepts the place of this e-mail, role and account, and no other',
    async run(world) {
      const guests = alone(world, 'guests');
      const [held, other] = [await addedRole(world), await addedRole(world)];
      const [on, elsewhere] = [await addedAccount(world), await addedAccount(world)];
      const mine = invitation(held, on);
      const others = [
        invitation(held, elsewhere),
        invitation(other, on),
        invitation(held, on, 'bob@example.org'),
      ];
      for (const each of [mine, ...others]) await guests.invite(each);
      expect(await guests.accept(keyOf(held, on), after(1))).toBe('accepted');
      const accepted = await guests.find(mine);
      expect(accepted?.place.accepted).toBe(true);
      expect(accepted?.guest).toMatchObject({ wasVerified: true, created: NOON, updated: after(1) });
      for (const each of others) expect((await guests.find(each))?.place.accepted).toBe(false);
      expect((await guests.find(others[0]!))?.guest.wasVerified).toBe(true);
      expect((await guests.find(others[1]!))?.guest.wasVerified).toBe(false);
    },
  },
  {
    name: 'finds the role by slug or name, with the very permission, and answers `absent` else',
    async run(world) {
      const guests = alone(world, 'guests');
      const held = await addedRole(world, { name: 'Field Agent', slug: 'field-agent' });
      const writing = await addedRole(world, { ...held, id: newRoleId(), permission: 'write' });
      const on = await addedAccount(world);
      await guests.invite(invitation(held, on));
      const accept = (changes: Partial<InvitationKey>) => guests.accept(keyOf(held, on, changes), NOON);
      expect(await accept({ permission: writing.permission })).toBe('absent');
      expect(await accept({ email: 'bob@example.org' })).toBe('absent');
      expect(await accept({ accountId: newAccountId() })).toBe('absent');
      expect(await accept({ role: 'field' })).toBe('absent');
      expect(await accept({ role: 'Field-Agent' })).toBe('absent');
      expect((await guests.find(invitation(held, on)))?.place.accepted).toBe(false);
      expect(await accept({ role: 'Field Agent' })).toBe('accepted');
      expect(await accept({ role: 'field-agent' })).toBe('already');
      expect((await guests.find(invitation(held, on)))?.guest.updated).toEqual(NOON);
    },
  },
  {
    name: 'prefers the role whose slug it is to one that is called so',
    async run(world) {
      const guests = alone(world, 'guests');
      const called = await addedRole(world, { name: 'agent', slug: 'called' });
      const meant = await addedRole(world, { name: 'Meant', slug: 'agent' });
      const on = await addedAccount(world);
      for (const held of [called, meant]) await guests.invite(invitation(held, on));
      for (const outcome of ['accepted', 'already']) {
        expect(await guests.accept(keyOf(meant, on), NOON)).toBe(outcome);
      }
      expect((await guests.find(invitation(called, on)))?.place.accepted).toBe(false);
      expect((await guests.find(invitation(meant, on)))?.place.accepted).toBe(true);
    },
  },
  {
    name: `gives a place to one of ${RACERS} that accept it at once`,
    async run(world) {
      const [held, on] = [await addedRole(world), await addedAccount(world)];
      await invited(world, invitation(held, on));
      const outcomes = await race(racer => alone(world, 'guests').accept(keyOf(held, on), after(racer)));
      expect(countOf(outcomes, 'accepted')).toBe(1);
      expect(countOf(outcomes, 'already')).toBe(RACERS - 1);
    },
  },
  {
    name: 'asks again after a place was taken away, and forgets that it had been accepted',
    async run(world) {
      const guests = alone(world, 'guests');
      const held = await addedRole(world);
      const [one, two] = [await addedAccount(world), await addedAccount(world)];
      for (const on of [one, two]) await guests.invite(invitation(held, on));
      await guests.accept(keyOf(held, one), after(1));
      await guests.revoke(invitation(held, one));
      expect((await guests.find(invitation(held, two)))?.guest.wasVerified).toBe(false);
      const again = invitation(held, one);
      expect(await guests.invite(again)).toBe('invited');
      expect((await guests.find(again))?.place).toMatchObject({ accepted: false, permitFlags: [] });
      await guests.accept(keyOf(held, two), after(2));
      expect((await guests.find(again))?.place.accepted).toBe(false);
    },
  },
];

const listings: readonly ContractCase<StoresWorld>[] = [
  {
    name: 'lists the guests of an account by e-mail, role slug and permission, page by page',
    async run(world) {
      const guests = alone(world, 'guests');
      const on = await addedAccount(world);
      const read = await addedRole(world, { name: 'Z', slug: 'b' });
      const write = await addedRole(world, { name: 'Z', slug: 'b', permission: 'write' });
      const upper = await addedRole(world, { name: 'Y', slug: 'a', children: [] });
      await alone(world, 'guestRoles').insertChild(
        { parentId: read.id, childId: upper.id, createdBy: newAccountId() },
        NOON,
      );
      const ordered = [
        invitation(write, on, 'Zoe@example.org'),
        invitation(upper, on),
        invitation(read, on),
        invitation(write, on),
        invitation(upper, on, 'ána@example.org'),
      ];
      for (const index of [4, 3, 0, 2, 1]) await guests.invite(ordered[index]!);
      await guests.invite(invitation(read, await addedAccount(world), 'elsewhere@example.org'));
      const all = await guests.onAccount(on.id, ALL);
      expect(all).toMatchObject({ count: 5, skip: 0, size: 100 });
      expect(all.records.map(({ guest }) => guest.id)).toEqual([
        ordered[0]!.id,
        ordered[1]!.id,
        ordered[2]!.id,
        ordered[3]!.id,
        ordered[4]!.id,
      ]);
      expect(all.records[2]).toEqual(await guests.find(ordered[2]!));
      expect(all.records[2]?.role.children).toEqual([upper.id]);
      expect(await guests.onAccount(on.id, { pageSize: 2, skip: 3 })).toEqual({
        count: 5,
        skip: 3,
        size: 2,
        records: all.records.slice(3),
      });
      expect(await guests.onAccount(newAccountId(), ALL)).toMatchObject({ count: 0, records: [] });
    },
  },
  {
    name: 'gives every guest of an account in one role, ordered by e-mail',
    async run(world) {
      const guests = alone(world, 'guests');
      const [held, other] = [await addedRole(world), await addedRole(world)];
      const [on, elsewhere] = [await addedAccount(world), await addedAccount(world)];
      for (const email of ['c@example.org', 'B@example.org', 'a@example.org']) {
        await guests.invite(invitation(held, on, email));
      }
      await guests.invite(invitation(other, on));
      await guests.invite(invitation(held, elsewhere));
      const found = await guests.withRole(on.id, held.id);
      expect(found.map(({ guest }) => guest.email)).toEqual([
        'B@example.org',
        'a@example.org',
        'c@example.org',
      ]);
      expect(found[0]).toEqual(await guests.find(invitation(held, on, 'B@example.org')));
      expect(await guests.withRole(newAccountId(), held.id)).toEqual([]);
    },
  },
  {
    name: 'finds the licences of a person in a tenant, by role and acceptance, in order',
    async run(world) {
      const { addLicence } = world.seeds;
      const tenantId = newTenantId();
      const [accA, accB] = ascending(newAccountId, 2) as [AccountId, AccountId];
      const [read, write] = [newRoleId(), newRoleId()];
      const base = { tenantId, accName: 'A', accId: accA };
      const ordered = [
        licence({ ...base, role: 'alpha', sysAcc: false, verified: false }),
        licence({ ...base, role: 'beta', roleId: read, permitFlags: ['x'], denyFlags: ['y', 'z'] }),
        licence({ ...base, accId: accB, accName: 'B', role: 'beta', roleId: write, perm: 'write' }),
      ];
      for (const index of [2, 0, 1]) await addLicence(ANA, ordered[index]!);
      await addLicence('bob@example.org', ordered[0]!);
      await addLicence(ANA, licence());
      const outside = licence({ tenantId: NIL_UUID, sysAcc: true });
      await addLicence(ANA, outside);
      const find = (filter: Partial<LicenceFilter> = {}) =>
        alone(world, 'guests').licencesOf({ email: ANA, tenantId, ...filter });
      expect(await find()).toEqual(ordered);
      expect(await find({ wasVerified: false })).toEqual([ordered[0]]);
      expect(await find({ wasVerified: true })).toEqual(ordered.slice(1));
      expect(await find({ roles: [{ slug: 'beta' }] })).toEqual(ordered.slice(1));
      expect(await find({ roles: [{ slug: 'beta', permission: 'write' }] })).toEqual([ordered[2]]);
      expect(await find({ roles: [{ slug: 'beta', permission: 'read' }, { slug: 'alpha' }] })).toEqual(
        ordered.slice(0, 2),
      );
      expect(await find({ roles: [{ slug: 'alpha', permission: 'write' }] })).toEqual([]);
      expect(await find({ roles: [] })).toEqual([]);
      expect(await find({ tenantId: NIL_UUID as typeof tenantId })).toEqual([outside]);
      expect(await find({ email: 'a%' })).toEqual([]);
    },
  },
  {
    name: 'finds licences on archived and inactive accounts and in trashed tenants, not on deleted accounts',
    async run(world) {
      const trashed = tenant({ marks: { trashed: { at: NOON, by: 'profile/x' } } });
      await world.seeds.addTenant(trashed);
      const wanted = { isArchived: {}, isActive: {}, isDeleted: {} };
      for (const flag of Object.keys(wanted)) {
        const on = await addedAccount(world, {
          name: flag,
          tenantId: trashed.id,
          [flag]: flag !== 'isActive',
        });
        await world.seeds.addLicence(
          ANA,
          licence({ accId: on.id, accName: flag, tenantId: trashed.id, role: flag }),
        );
      }
      const found = await alone(world, 'guests').licencesOf({ email: ANA, tenantId: trashed.id });
      expect(found.map(({ accName }) => accName)).toEqual(['isActive', 'isArchived']);
    },
  },
  {
    name: 'names each e-mail once whose profile speaks of an account, a role or a tenant',
    async run(world) {
      const guests = alone(world, 'guests');
      const owned = tenant();
      await world.seeds.addTenant(owned);
      const on = await addedAccount(world, { tenantId: owned.id });
      const elsewhere = await addedAccount(world);
      const [held, other] = [await addedRole(world), await addedRole(world)];
      for (const email of ['Zoe@example.org', ANA]) {
        for (const each of [held, other]) await guests.invite(invitation(each, on, email));
      }
      await guests.invite(invitation(held, elsewhere));
      await guests.invite(invitation(held, elsewhere, 'far@example.org'));
      await guests.accept(keyOf(held, on), NOON);
      await world.seeds.addUser(user({ email: 'home@example.org', accountId: on.id }));
      await world.seeds.addUser(user({ email: 'owner@example.org' }));
      const since = NOON.toISOString();
      await world.seeds.addOwnership('owner@example.org', { id: owned.id, name: owned.name, since });
      expect(await guests.emails({ accountId: on.id })).toEqual(['Zoe@example.org', ANA, 'home@example.org']);
      expect(await guests.emails({ roleId: held.id })).toEqual(['Zoe@example.org', ANA, 'far@example.org']);
      expect(await guests.emails({ tenantId: owned.id })).toEqual([
        'Zoe@example.org',
        ANA,
        'owner@example.org',
      ]);
      expect(await guests.emails({ accountId: newAccountId() })).toEqual([]);
      expect(await guests.emails({ roleId: newRoleId() })).toEqual([]);
      expect(await guests.emails({ tenantId: newTenantId() })).toEqual([]);
    },
  },
];

export const guestStoreCases = [...guestPlaces, ...acceptance, ...listings];

export const guestStoreContract = (name: string, open: OpenStores): void =>
  describeContract(`${name} as a guest store`, guestStoreCases, open);
