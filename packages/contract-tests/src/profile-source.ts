import { randomUUID } from 'node:crypto';
import type { Account, AccountFlags } from '@mycelium/accounts';
import { type AccountId, NIL_UUID, type TenantId } from '@mycelium/kernel';
import { expect } from 'vitest';
import { type ContractCase, describeContract } from './contract.ts';
import {
  account,
  after,
  alone,
  licence,
  NOON,
  newAccountId,
  newGuestId,
  newTenantId,
  role,
  tenant,
  user,
  within,
  writer,
  writtenAt,
} from './samples.ts';
import type { OpenStores } from './stores.ts';
import type { StoresWorld } from './stores-world.ts';

export const profileSourceCases: readonly ContractCase<StoresWorld>[] = [
  {
    name: 'answers `undefined` for an e-mail without a user, even one that was invited',
    async run({ profileSource, seeds }) {
      await seeds.addLicence('guest@example.org', licence());
      expect(await profileSource.byEmail('guest@example.org')).toBeUndefined();
      expect(await profileSource.byEmail('%')).toBeUndefined();
    },
  },
  {
    name: 'gives a user without an account nothing but the user',
    async run({ profileSource, seeds }) {
      const ana = user();
      await seeds.addUser(ana);
      expect(await profileSource.byEmail(ana.email)).toEqual({ user: ana, licences: [], ownerships: [] });
    },
  },
  {
    name: 'gives user, account, licences and ownerships exactly, to the millisecond',
    async run({ profileSource, seeds }) {
      const home = account({
        name: 'Ação 🍄',
        meta: { locale: 'es' },
        createdBy: writer,
        updatedAt: after(1),
      });
      const ana = user({
        accountId: home.id,
        updated: after(2),
        provider: { external: 'https://id.example' },
        mfa: { totp: 'disabled' },
      });
      await seeds.addAccount(home);
      await seeds.addUser(ana);
      const granted = licence({ perm: 'write', sysAcc: true, permitFlags: ['b', 'a'], denyFlags: ['não'] });
      const owned = { id: newTenantId(), name: 'Ação', since: NOON.toISOString() };
      await seeds.addLicence(ana.email, granted);
      await seeds.addOwnership(ana.email, owned);
      expect(await profileSource.byEmail(ana.email)).toEqual({
        user: ana,
        account: home,
        licences: [granted],
        ownerships: [owned],
      });
    },
  },
  {
    name: 'includes invitations that were not accepted, flagged, and licences outside of tenants',
    async run({ profileSource, seeds }) {
      const ana = user();
      await seeds.addUser(ana);
      const invited = licence({ role: 'a', verified: false });
      const outside = licence({ role: 'b', tenantId: NIL_UUID });
      await seeds.addLicence(ana.email, invited);
      await seeds.addLicence(ana.email, outside);
      expect((await profileSource.byEmail(ana.email))?.licences).toEqual([invited, outside]);
    },
  },
  {
    name: 'orders licences by role, account and role id, and ownerships by name and id',
    async run({ profileSource, seeds }) {
      const ana = user();
      await seeds.addUser(ana);
      const [accA, accB] = [newAccountId(), newAccountId()].sort() as [AccountId, AccountId];
      const [roleA, roleB] = [randomUUID(), randomUUID()].sort() as [string, string];
      const tenantId = newTenantId();
      const on = (accId: string, role: string, rest = {}) =>
        licence({ accId, accName: accId, role, roleId: randomUUID(), tenantId, ...rest });
      const ordered = [
        on(accB, 'alpha'),
        on(accA, 'beta', { roleId: roleA }),
        on(accA, 'beta', { roleId: roleB, perm: 'write' }),
        on(accB, 'beta', { roleId: roleA }),
        on(accA, 'beta-2'),
      ];
      for (const index of [4, 1, 0, 3, 2]) await seeds.addLicence(ana.email, ordered[index]!);
      const [idA, idB] = [newTenantId(), newTenantId()].sort() as [TenantId, TenantId];
      const owned = (id: string, name: string) => ({ id, name, since: NOON.toISOString() });
      const ownerships = [owned(idB, 'Upper'), owned(idA, 'lower'), owned(newTenantId(), 'éclair')];
      for (const index of [2, 1, 0]) await seeds.addOwnership(ana.email, ownerships[index]!);
      const caller = await profileSource.byEmail(ana.email);
      expect(caller?.licences).toEqual(ordered);
      expect(caller?.ownerships).toEqual(ownerships);
    },
  },
  {
    name: "gives nobody another person's licences and ownerships",
    async run({ profileSource, seeds }) {
      const [ana, bob] = [user(), user({ email: 'bob@example.org' })];
      await seeds.addUser(ana);
      await seeds.addUser(bob);
      await seeds.addLicence(bob.email, licence());
      await seeds.addOwnership(bob.email, { id: newTenantId(), name: 'B', since: NOON.toISOString() });
      expect(await profileSource.byEmail(ana.email)).toEqual({ user: ana, licences: [], ownerships: [] });
    },
  },
  {
    name: "returns the caller's deleted account, flagged, and leaves out licences on deleted accounts",
    async run(world) {
      const home = account();
      const ana = user({ accountId: home.id });
      await world.seeds.addAccount(home);
      await world.seeds.addUser(ana);
      const onDeleted = licence({ role: 'a' });
      const kept = licence({ role: 'b' });
      await world.seeds.addAccount(
        account({ id: onDeleted.accId as typeof home.id, name: onDeleted.accName, isDeleted: true }),
      );
      await world.seeds.addLicence(ana.email, { ...onDeleted, tenantId: NIL_UUID });
      await world.seeds.addLicence(ana.email, kept);
      await within(world, ({ accounts }) => accounts.softDelete(home.id, writtenAt(after(1))));
      const caller = await world.profileSource.byEmail(ana.email);
      expect(caller?.account).toMatchObject({ id: home.id, isDeleted: true });
      expect(caller?.licences).toEqual([kept]);
    },
  },
  {
    name: 'leaves out licences on inactive and archived accounts and in tenants in the trash, and no others',
    async run({ profileSource, seeds }) {
      const ana = user();
      await seeds.addUser(ana);
      const [open, archived, trashed] = [
        tenant(),
        tenant({ marks: { archived: MARKED, verified: MARKED } }),
        tenant({ marks: { verified: MARKED, trashed: MARKED } }),
      ];
      for (const each of [open, archived, trashed]) await seeds.addTenant(each);
      const on = async (role: string, tenantId: TenantId, changes: Partial<Account> = {}) => {
        const row = account({ name: role, tenantId, ...changes });
        await seeds.addAccount(row);
        const held = licence({ accId: row.id, accName: role, tenantId, role });
        await seeds.addLicence(ana.email, held);
        return held;
      };
      const kept = [
        await on('a', open.id),
        await on('b', archived.id),
        await on('c', open.id, { isChecked: false }),
      ];
      await on('d', trashed.id);
      await on('e', open.id, { isActive: false });
      await on('f', open.id, { isArchived: true });
      await on('g', open.id, { isDeleted: true, isActive: false });
      const since = NOON.toISOString();
      const owned = [open, trashed].map(({ id, name }) => ({ id, name, since }));
      for (const each of owned) await seeds.addOwnership(ana.email, each);
      const caller = await profileSource.byEmail(ana.email);
      expect(caller?.licences).toEqual(kept);
      expect(new Set(caller?.ownerships)).toEqual(new Set(owned));
    },
  },
  {
    name: 'sees at once what was accepted, taken away, put into the trash and taken out of it',
    async run(world) {
      const { ana, held, home, key } = await beforeInvitation(world);
      const seen = async () =>
        (await world.profileSource.byEmail(ana.email))?.licences.map(({ verified }) => verified);
      const guests = alone(world, 'guests');
      await guests.invite({ ...key, id: newGuestId(), at: NOON });
      expect(await seen()).toEqual([false]);
      await guests.accept({ ...key, role: held.slug, permission: 'read' }, NOON);
      expect(await seen()).toEqual([true]);
      await alone(world, 'tenants').setMark(home.id, 'trashed', MARKED);
      expect(await seen()).toEqual([]);
      await alone(world, 'tenants').setMark(home.id, 'trashed', undefined);
      expect(await seen()).toEqual([true]);
      await guests.revoke(key);
      expect(await seen()).toEqual([]);
    },
  },
  {
    name: 'follows the accounts: another name, a stop, a start, an archive and the end',
    async run(world) {
      const { ana, on, key } = await beforeInvitation(world, { name: 'Before' });
      const accounts = alone(world, 'accounts');
      await alone(world, 'guests').invite({ ...key, id: newGuestId(), at: NOON });
      const seen = async () =>
        (await world.profileSource.byEmail(ana.email))?.licences.map(({ accName }) => accName);
      const now = async (flags: Partial<AccountFlags>) => {
        const to = { isActive: true, isChecked: true, isArchived: false, ...flags };
        const change = { from: ['verified', 'unverified', 'inactive', 'archived'], to } as const;
        expect(await accounts.changeStatus(on.id, change, writtenAt(after(1)))).toBe('changed');
        return seen();
      };
      expect(await seen()).toEqual(['Before']);
      await accounts.update(on.id, { name: 'After', slug: 'after' }, writtenAt(after(1)));
      expect(await seen()).toEqual(['After']);
      expect(await now({ isActive: false })).toEqual([]);
      expect(await now({ isChecked: false })).toEqual(['After']);
      expect(await now({ isArchived: true })).toEqual([]);
      expect(await now({})).toEqual(['After']);
      await accounts.softDelete(on.id, writtenAt(after(1)));
      expect(await seen()).toEqual([]);
    },
  },
];

/** A person, a role, and an account of a tenant: all that an invitation takes. */
async function beforeInvitation({ seeds }: StoresWorld, changes: Partial<Account> = {}) {
  const [ana, held, home] = [user(), role(), tenant()];
  const on = account({ tenantId: home.id, ...changes });
  await seeds.addUser(ana);
  await seeds.addRole(held);
  await seeds.addTenant(home);
  await seeds.addAccount(on);
  return { ana, held, home, on, key: { email: ana.email, roleId: held.id, accountId: on.id } };
}

const MARKED = { at: NOON, by: 'profile/test' };

export const profileSourceContract = (name: string, open: OpenStores): void =>
  describeContract(`${name} as a profile source`, profileSourceCases, open);
