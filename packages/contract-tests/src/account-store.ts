import type { AccountChange } from '@mycelium/accounts';
import type { TenantId, UserId } from '@mycelium/kernel';
import { expect } from 'vitest';
import { accountChangesCases } from './account-changes.ts';
import { accountListingCases } from './account-listing.ts';
import { type ContractCase, describeContract } from './contract.ts';
import {
  account,
  after,
  countOf,
  licence,
  NOON,
  newAccountId,
  newTenantId,
  newUserId,
  RACERS,
  race,
  user,
  within,
  writer,
  writtenAt,
} from './samples.ts';
import type { OpenStores } from './stores.ts';
import type { StoresWorld } from './stores-world.ts';

/** A tenant that exists, because a licence names it. */
async function existingTenant({ seeds }: StoresWorld): Promise<TenantId> {
  const tenantId = newTenantId();
  await seeds.addLicence('somebody@example.org', licence({ tenantId }));
  return tenantId;
}

export const accountStoreCases: readonly ContractCase<StoresWorld>[] = [
  {
    name: 'answers `undefined` or `absent` for an account that does not exist',
    async run(world) {
      const id = newAccountId();
      expect(await within(world, ({ accounts }) => accounts.byId(id))).toBeUndefined();
      expect(await within(world, ({ accounts }) => accounts.owners(id))).toEqual([]);
      expect(await within(world, ({ accounts }) => accounts.update(id, { name: 'x' }, writtenAt(NOON)))).toBe(
        'absent',
      );
      expect(await within(world, ({ accounts }) => accounts.softDelete(id, writtenAt(NOON)))).toBe('absent');
    },
  },
  {
    name: 'gives back what was inserted, to the millisecond',
    async run(world) {
      const tenantId = await existingTenant(world);
      const full = account({
        name: 'Ação "1" 🍄',
        accountType: { subscription: { tenantId } },
        isSystemAccount: true,
        isActive: false,
        isChecked: false,
        isArchived: true,
        tenantId,
        meta: { locale: 'pt-br', 'custom:note': "it's" },
        createdBy: { ...writer, from: 'user', email: 'YW5hQGV4YW1wbGUub3Jn' },
        updatedAt: after(1),
        updatedBy: writer,
      });
      for (const inserted of [account(), account({ accountType: 'staff' }), full]) {
        expect(await within(world, ({ accounts }) => accounts.insert(inserted))).toBe('inserted');
        expect(await within(world, ({ accounts }) => accounts.byId(inserted.id))).toEqual(inserted);
      }
    },
  },
  {
    name: 'lets names and slugs clash within a tenant only',
    async run(world) {
      const tenantId = await existingTenant(world);
      const other = await existingTenant(world);
      const insert = (changes: Parameters<typeof account>[0]) =>
        within(world, ({ accounts }) => accounts.insert(account(changes)));
      expect(await insert({ name: 'A', slug: 'a', tenantId })).toBe('inserted');
      expect(await insert({ name: 'A', slug: 'b', tenantId })).toBe('duplicate');
      expect(await insert({ name: 'B', slug: 'a', tenantId })).toBe('duplicate');
      expect(await insert({ name: 'A', slug: 'a', tenantId: other })).toBe('inserted');
      expect(await insert({ name: 'A', slug: 'a' })).toBe('inserted');
      expect(await insert({ name: 'A', slug: 'a' })).toBe('inserted');
    },
  },
  {
    name: `inserts one of ${RACERS} concurrent accounts with the same name in a tenant`,
    async run(world) {
      const tenantId = await existingTenant(world);
      const outcomes = await race(() =>
        within(world, ({ accounts }) => accounts.insert(account({ name: 'A', tenantId }))),
      );
      expect(countOf(outcomes, 'inserted')).toBe(1);
      expect(countOf(outcomes, 'duplicate')).toBe(RACERS - 1);
    },
  },
  {
    name: 'changes what is given and nothing else',
    async run(world) {
      const before = account({ meta: { locale: 'es' }, createdBy: writer });
      await within(world, ({ accounts }) => accounts.insert(before));
      const update = (change: AccountChange, seconds: number) =>
        within(world, ({ accounts }) => accounts.update(before.id, change, writtenAt(after(seconds))));
      expect(await update({ name: 'New' }, 1)).toBe('updated');
      expect(await update({ slug: 'new' }, 2)).toBe('updated');
      expect(await update({ accountType: { actorAssociated: { actor: 'gatewayManager' } } }, 3)).toBe(
        'updated',
      );
      expect(await update({}, 4)).toBe('updated');
      expect(await within(world, ({ accounts }) => accounts.byId(before.id))).toEqual({
        ...before,
        name: 'New',
        slug: 'new',
        accountType: { actorAssociated: { actor: 'gatewayManager' } },
        updatedAt: after(4),
        updatedBy: writer,
      });
    },
  },
  {
    name: 'refuses a change that clashes and goes on with the unit of work',
    async run(world) {
      const tenantId = await existingTenant(world);
      const [first, second] = [account({ tenantId }), account({ tenantId })];
      await within(world, async ({ accounts }) => {
        await accounts.insert(first);
        await accounts.insert(second);
        expect(await accounts.update(second.id, { name: first.name }, writtenAt(NOON))).toBe('duplicate');
        expect(await accounts.update(second.id, { name: 'Free' }, writtenAt(after(1)))).toBe('updated');
      });
      expect((await within(world, ({ accounts }) => accounts.byId(second.id)))?.name).toBe('Free');
      expect(await within(world, ({ accounts }) => accounts.byId(first.id))).toEqual(first);
    },
  },
  {
    name: 'empties a deleted account, removes its guests and frees its name',
    async run(world) {
      const tenantId = await existingTenant(world);
      const doomed = account({ tenantId, isArchived: true, isChecked: false, meta: { locale: 'es' } });
      await within(world, ({ accounts }) => accounts.insert(doomed));
      const guest = user({ email: 'guest@example.org' });
      await world.seeds.addUser(guest);
      const granted = licence({ accId: doomed.id, accName: doomed.name, tenantId });
      await world.seeds.addLicence(guest.email, granted);
      const kept = licence({ role: 'kept' });
      await world.seeds.addLicence(guest.email, kept);

      expect(await within(world, ({ accounts }) => accounts.softDelete(doomed.id, writtenAt(after(3))))).toBe(
        'deleted',
      );
      const gone = `${doomed.id}-deleted`;
      expect(await within(world, ({ accounts }) => accounts.byId(doomed.id))).toEqual({
        ...doomed,
        name: gone,
        slug: gone,
        meta: {},
        isActive: false,
        isChecked: true,
        isDeleted: true,
        updatedAt: after(3),
        updatedBy: writer,
      });
      const caller = await world.profileSource.byEmail(guest.email);
      expect(caller?.licences).toEqual([kept]);
      const heir = account({ tenantId, name: doomed.name, slug: doomed.slug });
      expect(await within(world, ({ accounts }) => accounts.insert(heir))).toBe('inserted');
    },
  },
  {
    name: 'lists the users of an account by creation, then id',
    async run(world) {
      const shared = account();
      await world.seeds.addAccount(shared);
      const [low, high] = [newUserId(), newUserId()].sort() as [UserId, UserId];
      const owners = [
        user({ email: 'c@example.org', created: NOON, accountId: shared.id }),
        user({ id: low, email: 'b@example.org', created: after(0.001), accountId: shared.id }),
        user({ id: high, email: 'a@example.org', created: after(0.001), accountId: shared.id }),
      ];
      for (const owner of [owners[2]!, owners[0]!, owners[1]!]) await world.seeds.addUser(owner);
      await world.seeds.addUser(user({ email: 'stranger@example.org' }));
      expect(await within(world, ({ accounts }) => accounts.owners(shared.id))).toEqual(owners);
    },
  },
  ...accountListingCases,
  ...accountChangesCases,
];

export const accountStoreContract = (name: string, open: OpenStores): void =>
  describeContract(`${name} as an account store`, accountStoreCases, open);
