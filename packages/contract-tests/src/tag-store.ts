import type { TagStore } from '@mycelium/accounts';
import { expect } from 'vitest';
import { type ContractCase, describeContract } from './contract.ts';
import {
  account,
  countOf,
  newAccountId,
  newTagId,
  newTenantId,
  RACERS,
  race,
  tag,
  tenant,
  within,
} from './samples.ts';
import type { OpenStores } from './stores.ts';
import type { AllStores, StoresWorld } from './stores-world.ts';

/** Tags of one kind, and how to have owners for them. */
interface Labelled<Id extends string> {
  readonly store: (stores: AllStores) => TagStore<Id>;
  readonly newId: () => Id;
  owner(world: StoresWorld): Promise<Id>;
}

/** The cases for one kind of owner. */
function tagCases<Id extends string>({ store, newId, owner }: Labelled<Id>): ContractCase<StoresWorld>[] {
  const using = <Result>(
    world: StoresWorld,
    work: (tags: TagStore<Id>) => Promise<Result>,
  ): Promise<Result> => within(world, stores => work(store(stores)));
  return [
    {
      name: 'gives back what was inserted, ordered by value, for each owner apart',
      async run(world) {
        const [mine, other] = [await owner(world), await owner(world)];
        const rows = [
          tag({ value: 'Zulu' }),
          tag({ value: "a'%" }),
          tag({ value: 'é', meta: { k: '🍄', '': '' } }),
        ];
        for (const index of [2, 0, 1]) {
          expect(await using(world, tags => tags.insert(mine, rows[index]!))).toBe('inserted');
        }
        expect(await using(world, tags => tags.insert(other, tag({ value: 'Zulu' })))).toBe('inserted');
        expect(await using(world, tags => tags.list(mine))).toEqual(rows);
        expect(await using(world, tags => tags.list(newId()))).toEqual([]);
      },
    },
    {
      name: 'refuses a value twice and an owner who does not exist, and goes on',
      async run(world) {
        const mine = await owner(world);
        const first = tag();
        await using(world, async tags => {
          expect(await tags.insert(newId(), tag())).toBe('absent');
          expect(await tags.insert(mine, first)).toBe('inserted');
          expect(await tags.insert(mine, tag())).toBe('duplicate');
          expect(await tags.insert(mine, tag({ id: first.id, value: 'other' }))).toBe('duplicate');
          expect(await tags.insert(mine, tag({ value: 'Pilot' }))).toBe('inserted');
        });
        expect(await using(world, tags => tags.list(mine))).toHaveLength(2);
      },
    },
    {
      name: `inserts one of ${RACERS} concurrent tags of the same value`,
      async run(world) {
        const mine = await owner(world);
        const outcomes = await race(() => using(world, tags => tags.insert(mine, tag())));
        expect(countOf(outcomes, 'inserted')).toBe(1);
        expect(countOf(outcomes, 'duplicate')).toBe(RACERS - 1);
      },
    },
    {
      name: 'replaces value and metadata, and refuses a value that is taken',
      async run(world) {
        const mine = await owner(world);
        const [first, second] = [tag({ meta: { a: '1' } }), tag({ value: 'second' })];
        await using(world, async tags => {
          await tags.insert(mine, first);
          await tags.insert(mine, second);
          expect(await tags.update(mine, { ...second, value: first.value })).toBe('duplicate');
          expect(await tags.update(mine, { ...second, value: 'zz', meta: { b: '2' } })).toBe('updated');
          expect(await tags.update(mine, tag({ id: first.id, value: first.value }))).toBe('updated');
        });
        expect(await using(world, tags => tags.list(mine))).toEqual([
          { id: first.id, value: first.value },
          { id: second.id, value: 'zz', meta: { b: '2' } },
        ]);
      },
    },
    {
      name: 'reaches a tag through its own owner only',
      async run(world) {
        const [mine, other] = [await owner(world), await owner(world)];
        const row = tag();
        await using(world, tags => tags.insert(mine, row));
        for (const stranger of [other, newId()]) {
          expect(await using(world, tags => tags.update(stranger, { ...row, value: 'x' }))).toBe('absent');
          expect(await using(world, tags => tags.delete(stranger, row.id))).toBe('absent');
        }
        expect(await using(world, tags => tags.update(mine, tag({ id: newTagId() })))).toBe('absent');
        expect(await using(world, tags => tags.list(mine))).toEqual([row]);
        expect(await using(world, tags => tags.delete(mine, row.id))).toBe('deleted');
        expect(await using(world, tags => tags.delete(mine, row.id))).toBe('absent');
        expect(await using(world, tags => tags.list(mine))).toEqual([]);
      },
    },
  ];
}

export const accountTagStoreCases = tagCases({
  store: ({ accountTags }) => accountTags,
  newId: newAccountId,
  async owner({ seeds }) {
    const added = account();
    await seeds.addAccount(added);
    return added.id;
  },
});

export const tenantTagStoreCases = tagCases({
  store: ({ tenantTags }) => tenantTags,
  newId: newTenantId,
  async owner({ seeds }) {
    const added = tenant();
    await seeds.addTenant(added);
    return added.id;
  },
});

export function tagStoreContract(name: string, open: OpenStores): void {
  describeContract(`${name} as a store of the tags of accounts`, accountTagStoreCases, open);
  describeContract(`${name} as a store of the tags of tenants`, tenantTagStoreCases, open);
}
