import type { GuestRoleFilter, RoleLink } from '@mycelium/accounts';
import type { RoleId } from '@mycelium/kernel';
import { expect } from 'vitest';
import { type ContractCase, describeContract } from './contract.ts';
import {
  ALL,
  after,
  alone,
  ascending,
  countOf,
  licence,
  NOON,
  newAccountId,
  newRoleId,
  RACERS,
  race,
  role,
  within,
} from './samples.ts';
import type { OpenStores } from './stores.ts';
import type { StoresWorld } from './stores-world.ts';

const link = (parentId: RoleId, childId: RoleId): RoleLink => ({
  parentId,
  childId,
  createdBy: newAccountId(),
});

/** As many stored roles as wanted, ordered by id. */
async function addedRoles({ seeds }: StoresWorld, count: number): Promise<RoleId[]> {
  const ids = ascending(newRoleId, count);
  for (const id of ids) await seeds.addRole(role({ id }));
  return ids;
}

const guestRoleRows: readonly ContractCase<StoresWorld>[] = [
  {
    name: 'answers `undefined` or `absent` for a role that does not exist',
    async run(world) {
      const roles = alone(world, 'guestRoles');
      const id = newRoleId();
      expect(await roles.byId(id)).toBeUndefined();
      expect(await roles.update(id, { name: 'x' }, NOON)).toBe('absent');
      expect(await roles.delete(id)).toBe('absent');
      expect(await roles.parentsOf(id)).toEqual([]);
    },
  },
  {
    name: 'gives back what was inserted, to the millisecond, without children',
    async run(world) {
      const roles = alone(world, 'guestRoles');
      const full = role({
        name: 'Açaí "1" 🍄',
        slug: 'acai-1',
        description: "it's",
        permission: 'write',
        system: true,
        updated: after(1),
      });
      for (const inserted of [role(), full]) {
        expect(await roles.insert(inserted)).toBe('inserted');
        expect(await roles.byId(inserted.id)).toEqual(inserted);
      }
      const [child] = await addedRoles(world, 1);
      const childless = role({ children: [child!] });
      await roles.insert(childless);
      expect(await roles.byId(childless.id)).toEqual({ ...childless, children: [] });
    },
  },
  {
    name: 'lets names and slugs clash within one permission only, and goes on after a duplicate',
    async run(world) {
      const first = role({ name: 'A', slug: 'a' });
      await within(world, async ({ guestRoles }) => {
        expect(await guestRoles.insert(first)).toBe('inserted');
        expect(await guestRoles.insert(role({ name: 'A', slug: 'b' }))).toBe('duplicate');
        expect(await guestRoles.insert(role({ name: 'B', slug: 'a' }))).toBe('duplicate');
        expect(await guestRoles.insert(role({ id: first.id }))).toBe('duplicate');
        expect(await guestRoles.insert(role({ name: 'A', slug: 'a', permission: 'write' }))).toBe('inserted');
        expect(await guestRoles.insert(role({ name: 'a', slug: 'A' }))).toBe('inserted');
      });
      expect(await alone(world, 'guestRoles').byId(first.id)).toEqual(first);
      expect((await alone(world, 'guestRoles').list({}, ALL)).count).toBe(3);
    },
  },
  {
    name: `inserts one of ${RACERS} concurrent roles of the same slug`,
    async run(world) {
      const outcomes = await race(() => alone(world, 'guestRoles').insert(role({ slug: 'a' })));
      expect(countOf(outcomes, 'inserted')).toBe(1);
      expect(countOf(outcomes, 'duplicate')).toBe(RACERS - 1);
    },
  },
  {
    name: 'gets the role of a slug and a permission with its children, or inserts it',
    async run(world) {
      const roles = alone(world, 'guestRoles');
      const wanted = role({ name: 'A', slug: 'a' });
      expect(await roles.getOrInsert(wanted)).toEqual(wanted);
      const [child] = await addedRoles(world, 1);
      await roles.insertChild(link(wanted.id, child!), NOON);
      expect(await roles.getOrInsert(role({ name: 'Other', slug: 'a', system: true }))).toEqual({
        ...wanted,
        children: [child],
      });
      const writing = role({ name: 'A', slug: 'a', permission: 'write' });
      expect(await roles.getOrInsert(writing)).toEqual(writing);
      expect(await roles.byId(writing.id)).toEqual(writing);
    },
  },
  {
    name: 'calls a role by its slug where another one has its name',
    async run(world) {
      const roles = alone(world, 'guestRoles');
      const taken = role({ name: 'Tenant Manager', slug: 'other' });
      await roles.insert(taken);
      const wanted = role({ name: 'Tenant Manager', slug: 'tenant-manager' });
      expect(await roles.getOrInsert(wanted)).toEqual({ ...wanted, name: 'tenant-manager' });
      expect(await roles.byId(wanted.id)).toEqual({ ...wanted, name: 'tenant-manager' });
      expect(await roles.byId(taken.id)).toEqual(taken);
    },
  },
  {
    name: 'finds a free name for a role even where its slug is the name of another one',
    async run(world) {
      const roles = alone(world, 'guestRoles');
      for (const [name, slug] of [
        ['Tenant Manager', 'first'],
        ['tenant-manager', 'second'],
      ] as const) {
        await roles.insert(role({ name, slug }));
      }
      const made = await roles.getOrInsert(role({ name: 'Tenant Manager', slug: 'tenant-manager' }));
      expect(made).toMatchObject({ slug: 'tenant-manager', name: `tenant-manager ${made.id}` });
      expect(await roles.getOrInsert(role({ name: 'Tenant Manager', slug: 'tenant-manager' }))).toEqual(made);
    },
  },
  {
    name: 'gives several roles by their ids, in order, each once, with their children',
    async run(world) {
      const roles = alone(world, 'guestRoles');
      const [parent, child] = [role({ permission: 'write' }), role()];
      for (const each of [parent, child, role()]) await roles.insert(each);
      await roles.insertChild({ parentId: parent.id, childId: child.id, createdBy: newAccountId() }, NOON);
      const expected = [{ ...parent, children: [child.id] }, child].sort((a, b) => (a.id < b.id ? -1 : 1));
      expect(await roles.byIds([child.id, newRoleId(), parent.id, child.id])).toEqual(expected);
      expect(await roles.byIds([])).toEqual([]);
    },
  },
  {
    name: `gives ${RACERS} concurrent calls the same role, in both permissions`,
    async run(world) {
      const got = await race(() =>
        within(world, async ({ guestRoles }) => [
          (await guestRoles.getOrInsert(role({ name: 'A', slug: 'a' }))).id,
          (await guestRoles.getOrInsert(role({ name: 'A', slug: 'a', permission: 'write' }))).id,
        ]),
      );
      expect(new Set(got.map(([read]) => read)).size).toBe(1);
      expect(new Set(got.map(([, write]) => write)).size).toBe(1);
      expect((await alone(world, 'guestRoles').list({}, ALL)).count).toBe(2);
    },
  },
  {
    name: 'changes what is given and nothing else, and refuses a change that clashes',
    async run(world) {
      const roles = alone(world, 'guestRoles');
      const before = role({ name: 'A', slug: 'a', description: 'old' });
      const other = role({ name: 'B', slug: 'b', permission: 'write' });
      for (const each of [before, other]) await roles.insert(each);
      expect(await roles.update(before.id, { name: 'B' }, after(1))).toBe('updated');
      expect(await roles.update(before.id, { permission: 'write' }, after(2))).toBe('duplicate');
      expect(await roles.update(before.id, { description: 'new' }, after(3))).toBe('updated');
      expect(await roles.update(other.id, { name: 'B' }, after(4))).toBe('updated');
      expect(await roles.byId(before.id)).toEqual({
        ...before,
        name: 'B',
        description: 'new',
        updated: after(3),
      });
      await within(world, async ({ guestRoles }) => {
        const change = { name: 'B', permission: 'read' } as const;
        expect(await guestRoles.update(other.id, change, after(5))).toBe('duplicate');
        expect(await guestRoles.update(other.id, { name: 'C' }, after(6))).toBe('updated');
      });
      expect((await roles.byId(other.id))?.name).toBe('C');
    },
  },
  {
    name: 'lists roles by slug, permission and id, with children, and by each filter',
    async run(world) {
      const rows = [
        role({ name: 'Zulu', slug: 'a', system: true }),
        role({ name: 'Zulu', slug: 'a', permission: 'write' }),
        role({ name: '100%_', slug: 'a-b' }),
        role({ name: 'zebra', slug: 'é' }),
      ];
      for (const index of [3, 1, 0, 2]) await world.seeds.addRole(rows[index]!);
      const roles = alone(world, 'guestRoles');
      await roles.insertChild(link(rows[0]!.id, rows[2]!.id), NOON);
      const listed = [{ ...rows[0]!, children: [rows[2]!.id] }, ...rows.slice(1)];
      expect(await roles.list({}, { pageSize: 2, skip: 0 })).toEqual({
        count: 4,
        skip: 0,
        size: 2,
        records: listed.slice(0, 2),
      });
      expect((await roles.list({}, { pageSize: 3, skip: 2 })).records).toEqual(listed.slice(2));
      const found = async (filter: GuestRoleFilter) => (await roles.list(filter, ALL)).records;
      expect(await found({ name: 'Z' })).toEqual([listed[0], listed[1], listed[3]]);
      expect(await found({ name: '0%_' })).toEqual([listed[2]]);
      expect(await found({ name: 'z%a' })).toEqual([]);
      expect(await found({ slug: 'a' })).toEqual([listed[0], listed[1]]);
      expect(await found({ system: true })).toEqual([listed[0]]);
      expect(await found({ slug: 'a', system: false })).toEqual([listed[1]]);
      expect(await roles.list({ slug: 'A' }, ALL)).toEqual({ count: 0, skip: 0, size: 100, records: [] });
    },
  },
  {
    name: 'deletes no role that has a guest, a parent or a child',
    async run(world) {
      const roles = alone(world, 'guestRoles');
      const [parent, child, held, free] = (await addedRoles(world, 4)) as [RoleId, RoleId, RoleId, RoleId];
      await roles.insertChild(link(parent, child), NOON);
      await world.seeds.addLicence(
        'ana@example.org',
        licence({ roleId: held, role: `role-${held}`, verified: false }),
      );
      for (const id of [parent, child, held]) {
        expect(await roles.delete(id)).toBe('in-use');
        expect(await roles.byId(id)).toBeDefined();
      }
      expect(await roles.delete(free)).toBe('deleted');
      expect(await roles.byId(free)).toBeUndefined();
      await roles.removeChild({ parentId: parent, childId: child });
      expect(await roles.delete(parent)).toBe('deleted');
    },
  },
];

const guestRoleLinks: readonly ContractCase<StoresWorld>[] = [
  {
    name: 'links and unlinks roles and tells children and parents, ordered by id',
    async run(world) {
      const roles = alone(world, 'guestRoles');
      const [a, b, c, d] = (await addedRoles(world, 4)) as [RoleId, RoleId, RoleId, RoleId];
      for (const child of [d, b, c])
        expect(await roles.insertChild(link(a, child), after(1))).toBe('inserted');
      expect(await roles.insertChild(link(b, d), after(1))).toBe('inserted');
      expect(await roles.insertChild(link(a, d), after(2))).toBe('duplicate');
      expect(await roles.byId(a)).toEqual(role({ id: a, children: [b, c, d] }));
      expect(await roles.parentsOf(d)).toEqual([a, b]);
      expect(await roles.removeChild({ parentId: d, childId: a })).toBe('absent');
      expect(await roles.removeChild({ parentId: a, childId: d })).toBe('removed');
      expect(await roles.removeChild({ parentId: a, childId: d })).toBe('absent');
      expect(await roles.byId(a)).toEqual(role({ id: a, children: [b, c] }));
      expect(await roles.parentsOf(d)).toEqual([b]);
    },
  },
  {
    name: 'links no role that does not exist, and goes on',
    async run(world) {
      const [a, b] = (await addedRoles(world, 2)) as [RoleId, RoleId];
      await within(world, async ({ guestRoles }) => {
        expect(await guestRoles.insertChild(link(a, newRoleId()), NOON)).toBe('absent');
        expect(await guestRoles.insertChild(link(newRoleId(), a), NOON)).toBe('absent');
        expect(await guestRoles.insertChild(link(a, b), NOON)).toBe('inserted');
      });
    },
  },
  {
    name: 'refuses cycles: of one role, of two, of many; a diamond is none',
    async run(world) {
      const roles = alone(world, 'guestRoles');
      const [a, b, c, d] = (await addedRoles(world, 4)) as [RoleId, RoleId, RoleId, RoleId];
      expect(await roles.insertChild(link(a, a), NOON)).toBe('cycle');
      for (const [parent, child] of [
        [a, b],
        [b, d],
        [a, c],
        [c, d],
      ] as const) {
        expect(await roles.insertChild(link(parent, child), NOON)).toBe('inserted');
      }
      expect(await roles.insertChild(link(b, a), NOON)).toBe('cycle');
      expect(await roles.insertChild(link(d, a), NOON)).toBe('cycle');
      expect((await roles.byId(d))?.children).toEqual([]);
    },
  },
  {
    name: "links one of two roles that become each other's child at once",
    async run(world) {
      const roles = alone(world, 'guestRoles');
      const [a, b] = (await addedRoles(world, 2)) as [RoleId, RoleId];
      const outcomes = await race(racer =>
        roles.insertChild(racer % 2 === 0 ? link(a, b) : link(b, a), NOON),
      );
      expect(countOf(outcomes, 'inserted')).toBe(1);
      expect(countOf(outcomes, 'duplicate')).toBe(RACERS / 2 - 1);
      expect(countOf(outcomes, 'cycle')).toBe(RACERS / 2);
    },
  },
  {
    name: `closes no ring of ${RACERS} roles that are linked at once`,
    async run(world) {
      const ids = await addedRoles(world, RACERS);
      const outcomes = await race(racer =>
        alone(world, 'guestRoles').insertChild(link(ids[racer]!, ids[(racer + 1) % RACERS]!), NOON),
      );
      expect(countOf(outcomes, 'inserted')).toBe(RACERS - 1);
      expect(countOf(outcomes, 'cycle')).toBe(1);
    },
  },
];

export const guestRoleStoreCases = [...guestRoleRows, ...guestRoleLinks];

export const guestRoleStoreContract = (name: string, open: OpenStores): void =>
  describeContract(`${name} as a guest role store`, guestRoleStoreCases, open);
