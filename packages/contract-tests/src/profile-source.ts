import { randomUUID } from 'node:crypto';
import { type AccountId, NIL_UUID, type TenantId } from '@mycelium/kernel';
import { expect } from 'vitest';
import { type ContractCase, describeContract } from './contract.ts';
import {
  account,
  after,
  licence,
  NOON,
  newAccountId,
  newTenantId,
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
];

export const profileSourceContract = (name: string, open: OpenStores): void =>
  describeContract(`${name} as a profile source`, profileSourceCases, open);
