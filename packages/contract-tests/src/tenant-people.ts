import type { AccountId, TenantId, UserId } from '@mycelium/kernel';
import type { OwnerLink } from '@mycelium/tenants';
import { expect } from 'vitest';
import { type ContractCase, describeContract } from './contract.ts';
import {
  account,
  after,
  alone,
  ascending,
  countOf,
  NOON,
  newTenantId,
  newUserId,
  RACERS,
  race,
  tenant,
  user,
  within,
} from './samples.ts';
import type { OpenStores } from './stores.ts';
import type { StoresWorld } from './stores-world.ts';

async function addedTenant({ seeds }: StoresWorld): Promise<TenantId> {
  const { id, ...rest } = tenant();
  await seeds.addTenant({ id, ...rest });
  return id;
}

/** Users who own nothing yet, ordered by id. */
async function addedUsers({ seeds }: StoresWorld, count: number): Promise<UserId[]> {
  const ids = ascending(newUserId, count);
  for (const id of ids) await seeds.addUser(user({ id, email: `${id}@example.org` }));
  return ids;
}

const link = (tenantId: TenantId, ownerId: UserId, created = NOON): OwnerLink => ({
  tenantId,
  ownerId,
  guestBy: `account-id:${ownerId}`,
  created,
});

const idsOf = async (world: StoresWorld, tenantId: TenantId): Promise<UserId[]> =>
  (await alone(world, 'tenantOwners').list(tenantId)).map(({ id }) => id);

export const tenantOwnerStoreCases: readonly ContractCase<StoresWorld>[] = [
  {
    name: 'lists the owners of a tenant by appointment, then by id, and tells profiles since when',
    async run(world) {
      const owners = alone(world, 'tenantOwners');
      const [mine, other] = [await addedTenant(world), await addedTenant(world)];
      const [a, b, c] = (await addedUsers(world, 3)) as [UserId, UserId, UserId];
      expect(await owners.list(mine)).toEqual([]);
      expect(await owners.insert(link(mine, c))).toBe('inserted');
      expect(await owners.insert(link(mine, b, after(0.001)))).toBe('inserted');
      expect(await owners.insert(link(mine, a, after(0.001)))).toBe('inserted');
      expect(await owners.insert(link(other, a))).toBe('inserted');
      expect(await idsOf(world, mine)).toEqual([c, a, b]);
      expect(await idsOf(world, other)).toEqual([a]);
      expect(await owners.list(newTenantId())).toEqual([]);
      const { id, email, firstName, lastName, username, isPrincipal } = user({
        id: c,
        email: `${c}@example.org`,
      });
      expect((await owners.list(mine))[0]).toEqual({ id, email, firstName, lastName, username, isPrincipal });
      expect((await world.profileSource.byEmail(email))?.ownerships).toEqual([
        { id: mine, name: `Tenant ${mine}`, since: NOON.toISOString() },
      ]);
    },
  },
  {
    name: 'refuses an owner twice, and goes on',
    async run(world) {
      const mine = await addedTenant(world);
      const [a, b] = (await addedUsers(world, 2)) as [UserId, UserId];
      await within(world, async ({ tenantOwners }) => {
        expect(await tenantOwners.insert(link(mine, a))).toBe('inserted');
        expect(await tenantOwners.insert(link(mine, a, after(1)))).toBe('duplicate');
        expect(await tenantOwners.insert(link(mine, b))).toBe('inserted');
      });
      expect(await idsOf(world, mine)).toEqual([a, b]);
    },
  },
  {
    name: `appoints one of ${RACERS} times that the same owner is appointed at once`,
    async run(world) {
      const mine = await addedTenant(world);
      const [a] = (await addedUsers(world, 1)) as [UserId];
      const outcomes = await race(() => alone(world, 'tenantOwners').insert(link(mine, a)));
      expect(countOf(outcomes, 'inserted')).toBe(1);
      expect(countOf(outcomes, 'duplicate')).toBe(RACERS - 1);
    },
  },
  {
    name: 'removes an owner and never the last one; whoever owns nothing there is absent',
    async run(world) {
      const owners = alone(world, 'tenantOwners');
      const [mine, other] = [await addedTenant(world), await addedTenant(world)];
      const [a, b] = (await addedUsers(world, 2)) as [UserId, UserId];
      for (const each of [link(mine, a), link(other, a), link(other, b)]) await owners.insert(each);
      expect(await owners.remove(mine, b)).toBe('absent');
      expect(await owners.remove(mine, a)).toBe('last');
      expect(await owners.remove(newTenantId(), a)).toBe('absent');
      await owners.insert(link(mine, b));
      expect(await owners.remove(mine, a)).toBe('removed');
      expect(await owners.remove(mine, a)).toBe('absent');
      expect(await idsOf(world, mine)).toEqual([b]);
      expect(await idsOf(world, other)).toEqual([a, b]);
    },
  },
  {
    name: 'leaves one of two owners who remove each other at once',
    async run(world) {
      const owners = alone(world, 'tenantOwners');
      const tenants: TenantId[] = [];
      const [a, b] = (await addedUsers(world, 2)) as [UserId, UserId];
      for (let n = 0; n < RACERS / 2; n += 1) {
        const tenantId = await addedTenant(world);
        for (const each of [a, b]) await owners.insert(link(tenantId, each));
        tenants.push(tenantId);
      }
      const outcomes = await race(racer =>
        owners.remove(tenants[Math.floor(racer / 2)]!, racer % 2 === 0 ? a : b),
      );
      expect(countOf(outcomes, 'removed')).toBe(RACERS / 2);
      expect(countOf(outcomes, 'last')).toBe(RACERS / 2);
      for (const tenantId of tenants) expect(await idsOf(world, tenantId)).toHaveLength(1);
    },
  },
  {
    name: `leaves one of ${RACERS} owners who all go at once`,
    async run(world) {
      const mine = await addedTenant(world);
      const everybody = await addedUsers(world, RACERS);
      for (const each of everybody) await alone(world, 'tenantOwners').insert(link(mine, each));
      const outcomes = await race(racer => alone(world, 'tenantOwners').remove(mine, everybody[racer]!));
      expect(countOf(outcomes, 'removed')).toBe(RACERS - 1);
      expect(countOf(outcomes, 'last')).toBe(1);
      expect(await idsOf(world, mine)).toHaveLength(1);
    },
  },
];

async function addedManager({ seeds }: StoresWorld, tenantId: TenantId): Promise<AccountId> {
  const added = account({ tenantId, accountType: { tenantManager: { tenantId } }, isSystemAccount: true });
  await seeds.addAccount(added);
  return added.id;
}

export const tenantManagerStoreCases: readonly ContractCase<StoresWorld>[] = [
  {
    name: 'links one management account to a tenant and one tenant to an account, and goes on',
    async run(world) {
      const [mine, other] = [await addedTenant(world), await addedTenant(world)];
      const [first, second] = [await addedManager(world, mine), await addedManager(world, mine)];
      await within(world, async ({ tenantManagers }) => {
        expect(await tenantManagers.of(mine)).toBeUndefined();
        expect(await tenantManagers.link(mine, first)).toBe('linked');
        expect(await tenantManagers.link(mine, second)).toBe('duplicate');
        expect(await tenantManagers.link(mine, first)).toBe('duplicate');
        expect(await tenantManagers.link(other, first)).toBe('duplicate');
        expect(await tenantManagers.link(other, second)).toBe('linked');
      });
      expect(await alone(world, 'tenantManagers').of(mine)).toBe(first);
      expect(await alone(world, 'tenantManagers').of(other)).toBe(second);
      expect(await alone(world, 'tenantManagers').of(newTenantId())).toBeUndefined();
    },
  },
  {
    name: `links one of ${RACERS} management accounts that are linked at once`,
    async run(world) {
      const mine = await addedTenant(world);
      const managers: AccountId[] = [];
      for (let n = 0; n < RACERS; n += 1) managers.push(await addedManager(world, mine));
      const outcomes = await race(racer => alone(world, 'tenantManagers').link(mine, managers[racer]!));
      expect(countOf(outcomes, 'linked')).toBe(1);
      expect(countOf(outcomes, 'duplicate')).toBe(RACERS - 1);
      const linked = managers[outcomes.indexOf('linked')];
      expect(await alone(world, 'tenantManagers').of(mine)).toBe(linked);
    },
  },
];

export function tenantPeopleContract(name: string, open: OpenStores): void {
  describeContract(`${name} as a store of tenant owners`, tenantOwnerStoreCases, open);
  describeContract(`${name} as a store of tenant managers`, tenantManagerStoreCases, open);
}
