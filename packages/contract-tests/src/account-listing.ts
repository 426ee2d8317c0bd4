import type { AccountFilter, AccountType } from '@mycelium/accounts';
import type { AccountId, UserId } from '@mycelium/kernel';
import type { VerboseStatus } from '@mycelium/profile';
import { expect } from 'vitest';
import type { ContractCase } from './contract.ts';
import {
  ALL,
  account,
  after,
  alone,
  ascending,
  NOON,
  newAccountId,
  newRoleId,
  newUserId,
  tag,
  tenant,
  user,
  writtenAt,
} from './samples.ts';
import type { StoresWorld } from './stores-world.ts';

/** The names of the accounts that a filter finds, in order. */
async function found(world: StoresWorld, filter: AccountFilter): Promise<string[]> {
  const { records } = await alone(world, 'accounts').list(filter, ALL);
  return records.map(listing => listing.account.name).sort();
}

const STATUSES = {
  verified: {},
  inactive: { isActive: false, isChecked: false, isArchived: true },
  unverified: { isChecked: false, isArchived: true },
  archived: { isArchived: true },
  deleted: { isDeleted: true, isActive: false },
} as const satisfies Partial<Record<VerboseStatus, object>>;

export const accountListingCases: readonly ContractCase<StoresWorld>[] = [
  {
    name: 'lists accounts newest first, then by id, page by page, and counts them all',
    async run(world) {
      const accounts = alone(world, 'accounts');
      expect(await accounts.list({}, ALL)).toEqual({ count: 0, skip: 0, size: 100, records: [] });
      const [low, high] = ascending(newAccountId, 2) as [AccountId, AccountId];
      const newest = account({ createdAt: after(0.001) });
      const rows = [newest, account({ id: low }), account({ id: high }), account({ createdAt: after(-1) })];
      for (const index of [2, 0, 3, 1]) await world.seeds.addAccount(rows[index]!);
      const listings = rows.map(row => ({ account: row, owners: [], tags: [] }));
      const page = (pageSize: number, skip: number) => accounts.list({}, { pageSize, skip });
      expect(await page(3, 0)).toEqual({ count: 4, skip: 0, size: 3, records: listings.slice(0, 3) });
      expect(await page(3, 2)).toEqual({ count: 4, skip: 2, size: 3, records: listings.slice(2) });
      expect(await page(3, 9)).toEqual({ count: 4, skip: 9, size: 3, records: [] });
    },
  },
  {
    name: 'gives owners and tags with each account, and the same for one account alone',
    async run(world) {
      const accounts = alone(world, 'accounts');
      const tags = alone(world, 'accountTags');
      const [home, other] = [account(), account({ createdAt: after(-1) })];
      await world.seeds.addAccount(home);
      await world.seeds.addAccount(other);
      const [low, high] = ascending(newUserId, 2) as [UserId, UserId];
      const owners = [
        user({ email: 'c@example.org', accountId: home.id }),
        user({ id: low, email: 'b@example.org', created: after(0.001), accountId: home.id }),
        user({ id: high, email: 'a@example.org', created: after(0.001), accountId: home.id }),
      ];
      for (const index of [2, 0, 1]) await world.seeds.addUser(owners[index]!);
      const labels = [
        tag({ value: 'Zulu' }),
        tag({ value: 'alpha', meta: { by: 'ana' } }),
        tag({ value: 'é' }),
      ];
      for (const index of [2, 1, 0]) await tags.insert(home.id, labels[index]!);
      const listing = { account: home, owners, tags: labels };
      expect(await accounts.listing(home.id)).toEqual(listing);
      expect((await accounts.list({}, ALL)).records).toEqual([
        listing,
        { account: other, owners: [], tags: [] },
      ]);
      expect(await accounts.listing(newAccountId())).toBeUndefined();
    },
  },
  {
    name: 'leaves deleted accounts out of the list unless they are asked for',
    async run(world) {
      const accounts = alone(world, 'accounts');
      const [gone, kept] = [account(), account({ name: 'Kept' })];
      await world.seeds.addAccount(gone);
      await world.seeds.addAccount(kept);
      await accounts.softDelete(gone.id, writtenAt(after(1)));
      expect(await found(world, {})).toEqual(['Kept']);
      expect((await accounts.list({}, ALL)).count).toBe(1);
      expect(await found(world, { term: gone.id })).toEqual([]);
      expect(await found(world, { status: 'deleted' })).toEqual([`${gone.id}-deleted`]);
      expect((await accounts.listing(gone.id))?.account.isDeleted).toBe(true);
    },
  },
  {
    name: 'finds accounts by each status, by the first flag that applies',
    async run(world) {
      for (const [name, flags] of Object.entries(STATUSES)) {
        await world.seeds.addAccount(account({ name, ...flags }));
      }
      for (const status of Object.keys(STATUSES) as VerboseStatus[]) {
        expect(await found(world, { status })).toEqual([status]);
      }
      expect(await found(world, { status: 'unknown' })).toEqual([]);
    },
  },
  {
    name: 'finds accounts by id, or by part of the name, literally and in any case',
    async run(world) {
      const [plain, odd] = [account({ name: 'North Team' }), account({ name: String.raw`50%_o\ff` })];
      await world.seeds.addAccount(plain);
      await world.seeds.addAccount(odd);
      expect(await found(world, { term: plain.id })).toEqual([plain.name]);
      expect(await found(world, { term: plain.id.toUpperCase() })).toEqual([plain.name]);
      expect(await found(world, { term: newAccountId() })).toEqual([]);
      expect(await found(world, { term: 'oRTH t' })).toEqual([plain.name]);
      for (const term of ['%', '_', '\\', '0%_O\\F'])
        expect(await found(world, { term })).toEqual([odd.name]);
      for (const term of ['n%t', 'N_rth', '.*', "'"]) expect(await found(world, { term })).toEqual([]);
    },
  },
  {
    name: 'finds names in any case in every script',
    async run(world) {
      for (const name of ['ÉCOLE Nord', 'Школа 7', 'Ελλάδα']) await world.seeds.addAccount(account({ name }));
      expect(await found(world, { term: 'école' })).toEqual(['ÉCOLE Nord']);
      expect(await found(world, { term: 'ШКОЛА' })).toEqual(['Школа 7']);
      expect(await found(world, { term: 'ΕΛΛ' })).toEqual(['Ελλάδα']);
      expect(await found(world, { term: 'ecole' })).toEqual([]);
    },
  },
  {
    name: 'finds accounts by the whole value or the id of a tag',
    async run(world) {
      const tags = alone(world, 'accountTags');
      const [one, two] = [account({ name: 'one' }), account({ name: 'two' })];
      await world.seeds.addAccount(one);
      await world.seeds.addAccount(two);
      const pilot = tag({ value: 'pilot' });
      await tags.insert(one.id, pilot);
      await tags.insert(two.id, tag({ value: 'pilot-2' }));
      await tags.insert(two.id, tag({ value: 'other' }));
      expect(await found(world, { tagValue: 'pilot' })).toEqual(['one']);
      expect(await found(world, { tagValue: 'Pilot' })).toEqual([]);
      expect(await found(world, { tagValue: pilot.id.toUpperCase() })).toEqual(['one']);
      expect(await found(world, { tagValue: '%' })).toEqual([]);
    },
  },
  {
    name: 'finds accounts by whether all of their users are active',
    async run(world) {
      const rows = { none: [], all: [true, true], some: [true, false] };
      for (const [name, users] of Object.entries(rows)) {
        const home = account({ name });
        await world.seeds.addAccount(home);
        for (const [index, isActive] of users.entries()) {
          await world.seeds.addUser(
            user({ email: `${name}-${index}@example.org`, isActive, accountId: home.id }),
          );
        }
      }
      expect(await found(world, { isOwnerActive: true })).toEqual(['all', 'none']);
      expect(await found(world, { isOwnerActive: false })).toEqual(['some']);
    },
  },
  {
    name: 'finds accounts by kind, tenant, actor and role, and only where every member holds',
    async run(world) {
      const { id: tenantId } = await addedTenant(world);
      const { id: other } = await addedTenant(world);
      const [readRoleId, writeRoleId] = [newRoleId(), newRoleId()];
      const types = {
        staff: 'staff',
        manager: 'manager',
        user: 'user',
        subscription: { subscription: { tenantId } },
        roleAssociated: { roleAssociated: { tenantId, roleName: 'agent', readRoleId, writeRoleId } },
        actorAssociated: { actorAssociated: { actor: 'gatewayManager' } },
        tenantManager: { tenantManager: { tenantId } },
      } as const satisfies Record<string, AccountType>;
      const kinds = Object.keys(types) as (keyof typeof types)[];
      for (const kind of kinds) {
        const accountType = types[kind];
        const owned = typeof accountType === 'object' && kind !== 'actorAssociated';
        await world.seeds.addAccount(account({ name: kind, accountType, ...(owned && { tenantId }) }));
      }
      const elsewhere = { subscription: { tenantId: other } };
      await world.seeds.addAccount(account({ name: 'elsewhere', accountType: elsewhere, tenantId: other }));
      for (const kind of kinds) {
        expect(await found(world, { kind, ...(kind === 'subscription' && { tenantId }) })).toEqual([kind]);
      }
      expect(await found(world, { kind: 'subscription' })).toEqual(['elsewhere', 'subscription']);
      expect(await found(world, { tenantId })).toEqual(['roleAssociated', 'subscription', 'tenantManager']);
      expect(await found(world, { actor: 'gatewayManager' })).toEqual(['actorAssociated']);
      expect(await found(world, { actor: 'systemManager' })).toEqual([]);
      expect(await found(world, { roleName: 'agent' })).toEqual(['roleAssociated']);
      expect(await found(world, { readRoleId })).toEqual(['roleAssociated']);
      expect(await found(world, { writeRoleId })).toEqual(['roleAssociated']);
      expect(await found(world, { readRoleId: writeRoleId })).toEqual([]);
      expect(await found(world, { readRoleId, writeRoleId, tenantId: other })).toEqual([]);
      expect(await found(world, { kind: 'user', term: 'manager' })).toEqual([]);
    },
  },
];

async function addedTenant({ seeds }: StoresWorld) {
  const added = tenant({ created: NOON });
  await seeds.addTenant(added);
  return added;
}
