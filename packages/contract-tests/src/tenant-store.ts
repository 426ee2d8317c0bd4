import { NIL_UUID, type TenantId, type UserId } from '@mycelium/kernel';
import type { Tenant, TenantFilter, TenantMark } from '@mycelium/tenants';
import { expect } from 'vitest';
import { type ContractCase, describeContract } from './contract.ts';
import {
  ALL,
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
  tag,
  tenant,
  user,
  within,
  writtenAt,
} from './samples.ts';
import type { OpenStores } from './stores.ts';
import type { StoresWorld } from './stores-world.ts';

const INSTALLATION = NIL_UUID as TenantId;
const MARKS: readonly TenantMark[] = ['verified', 'archived', 'trashed'];
const marked = (seconds: number) => ({ at: after(seconds), by: `profile/${newUserId()}` });

async function added({ seeds }: StoresWorld, changes: Partial<Tenant> = {}): Promise<Tenant> {
  const row = tenant(changes);
  await seeds.addTenant(row);
  return row;
}

async function addedOwner(world: StoresWorld, tenantId: TenantId, email: string): Promise<UserId> {
  const owner = user({ email });
  await world.seeds.addUser(owner);
  const link = { tenantId, ownerId: owner.id, guestBy: `account-id:${owner.id}`, created: NOON };
  await alone(world, 'tenantOwners').insert(link);
  return owner.id;
}

/** Gives the installation its row. */
const provisioned = (world: StoresWorld) =>
  alone(world, 'dataKeys').provision(INSTALLATION, { wrapped: 'v2:a2V5', kekVersion: 1 });

const rows: readonly ContractCase<StoresWorld>[] = [
  {
    name: 'answers `undefined` or `absent` for a tenant that does not exist, and for the installation',
    async run(world) {
      await provisioned(world);
      const tenants = alone(world, 'tenants');
      for (const id of [newTenantId(), INSTALLATION]) {
        expect(await tenants.byId(id)).toBeUndefined();
        expect(await tenants.holdById(id)).toBeUndefined();
        expect(await tenants.listing(id)).toBeUndefined();
        expect(await tenants.update(id, { name: 'x' }, NOON)).toBe('absent');
        expect(await tenants.setMark(id, 'trashed', marked(0))).toBe('absent');
        expect(await tenants.setMark(id, 'trashed', undefined)).toBe('absent');
        expect(await tenants.putMeta(id, { key: 'a', value: 'b' }, NOON)).toBeUndefined();
        expect(await tenants.deleteMeta(id, 'a', NOON)).toBe('absent');
        expect(await tenants.delete(id)).toBe('absent');
      }
      expect((await tenants.list({}, ALL)).count).toBe(0);
      expect(await alone(world, 'dataKeys').find(INSTALLATION)).toBeDefined();
    },
  },
  {
    name: 'gives back what was inserted, to the millisecond',
    async run(world) {
      const tenants = alone(world, 'tenants');
      const full = tenant({
        name: 'Ação "1" 🍄',
        description: "it's\nlong",
        marks: { verified: marked(3), archived: marked(1.001), trashed: marked(2) },
        meta: { locale: 'pt-br', telegram_bot_token: 'v2:c2VhbGVk', "k'": '🍄' },
        updated: after(4),
      });
      for (const inserted of [tenant(), full]) {
        expect(await tenants.insert(inserted)).toBe('inserted');
        expect(await tenants.byId(inserted.id)).toEqual(inserted);
        expect(await tenants.holdById(inserted.id)).toEqual(inserted);
      }
    },
  },
  {
    name: 'refuses a name or an id twice, and goes on',
    async run(world) {
      const first = tenant({ name: 'Acme' });
      await within(world, async ({ tenants }) => {
        expect(await tenants.insert(first)).toBe('inserted');
        expect(await tenants.insert(tenant({ name: 'Acme' }))).toBe('duplicate');
        expect(await tenants.insert(tenant({ id: first.id, name: 'Other' }))).toBe('duplicate');
        expect(await tenants.insert(tenant({ name: 'acme' }))).toBe('inserted');
      });
      expect(await alone(world, 'tenants').byId(first.id)).toEqual(first);
    },
  },
  {
    name: `inserts one of ${RACERS} concurrent tenants of the same name`,
    async run(world) {
      const outcomes = await race(() => alone(world, 'tenants').insert(tenant({ name: 'Acme' })));
      expect(countOf(outcomes, 'inserted')).toBe(1);
      expect(countOf(outcomes, 'duplicate')).toBe(RACERS - 1);
    },
  },
  {
    name: "keeps the installation's name taken",
    async run(world) {
      await provisioned(world);
      expect(await alone(world, 'tenants').insert(tenant({ name: 'System' }))).toBe('duplicate');
    },
  },
  {
    name: 'changes what is given and nothing else, and refuses a name that is taken',
    async run(world) {
      const tenants = alone(world, 'tenants');
      const before = await added(world, {
        description: 'old',
        meta: { a: 'b' },
        marks: { verified: marked(0) },
      });
      const other = await added(world);
      expect(await tenants.update(before.id, { name: 'New' }, after(1))).toBe('updated');
      expect(await tenants.update(before.id, { description: 'new' }, after(2))).toBe('updated');
      const changed = { ...before, name: 'New', description: 'new', updated: after(2) };
      expect(await tenants.byId(before.id)).toEqual(changed);
      await within(world, async stores => {
        const change = { name: 'New', description: 'x' };
        expect(await stores.tenants.update(other.id, change, after(3))).toBe('duplicate');
        expect(await stores.tenants.update(other.id, { name: other.name }, after(4))).toBe('updated');
      });
      expect(await tenants.byId(other.id)).toEqual({ ...other, updated: after(4) });
      expect(await tenants.byId(before.id)).toEqual(changed);
    },
  },
  {
    name: 'deletes no tenant that an account refers to, a deleted one included',
    async run(world) {
      const tenants = alone(world, 'tenants');
      const [used, free] = [await added(world), await added(world)];
      const on = account({ tenantId: used.id, accountType: { subscription: { tenantId: used.id } } });
      await world.seeds.addAccount(on);
      expect(await tenants.delete(used.id)).toBe('in-use');
      await alone(world, 'accounts').softDelete(on.id, writtenAt(NOON));
      expect(await tenants.delete(used.id)).toBe('in-use');
      expect(await tenants.byId(used.id)).toEqual(used);
      expect(await tenants.delete(free.id)).toBe('deleted');
      expect(await tenants.byId(free.id)).toBeUndefined();
      expect(await tenants.delete(free.id)).toBe('absent');
    },
  },
  {
    name: 'takes owners, tags and the data key of a deleted tenant away',
    async run(world) {
      const doomed = await added(world);
      const ownerId = await addedOwner(world, doomed.id, 'ana@example.org');
      await alone(world, 'tenantTags').insert(doomed.id, tag());
      await alone(world, 'dataKeys').provision(doomed.id, { wrapped: 'v2:a2V5', kekVersion: 1 });
      expect(await alone(world, 'tenants').delete(doomed.id)).toBe('deleted');
      await world.seeds.addTenant(doomed);
      expect(await alone(world, 'tenants').listing(doomed.id)).toEqual({
        tenant: doomed,
        owners: [],
        tags: [],
      });
      expect(await alone(world, 'dataKeys').find(doomed.id)).toBeUndefined();
      expect(await alone(world, 'users').byId(ownerId)).toBeDefined();
      expect((await world.profileSource.byEmail('ana@example.org'))?.ownerships).toEqual([]);
    },
  },
];

const listings: readonly ContractCase<StoresWorld>[] = [
  {
    name: 'lists tenants newest first, then by id, with owners, manager and tags, page by page',
    async run(world) {
      await provisioned(world);
      const tenants = alone(world, 'tenants');
      const [low, high] = ascending(newTenantId, 2) as [TenantId, TenantId];
      const ordered = [
        tenant({ created: after(0.001) }),
        tenant({ id: low }),
        tenant({ id: high }),
        tenant({ created: after(-1) }),
      ];
      for (const index of [2, 0, 3, 1]) await world.seeds.addTenant(ordered[index]!);
      const [first, second] = ascending(newUserId, 2) as [UserId, UserId];
      const people = [
        user({ id: second, email: 'z@example.org' }),
        user({ id: first, email: 'b@example.org' }),
        user({ email: 'a@example.org' }),
      ];
      const appointed = [NOON, after(1), after(2)];
      for (const index of [2, 1, 0]) {
        await world.seeds.addUser(people[index]!);
        const link = { tenantId: low, ownerId: people[index]!.id, guestBy: 'account-id:x' };
        await alone(world, 'tenantOwners').insert({ ...link, created: appointed[index]! });
      }
      const manager = account({ tenantId: low, accountType: { tenantManager: { tenantId: low } } });
      await world.seeds.addAccount(manager);
      await alone(world, 'tenantManagers').link(low, manager.id);
      const tags = [tag({ value: 'Zulu', meta: { a: 'b' } }), tag({ value: 'alpha' })];
      for (const each of tags.toReversed()) await alone(world, 'tenantTags').insert(low, each);
      const owners = people.map(({ id, email, firstName, lastName, username, isPrincipal }) => ({
        ...{ id, email, firstName, lastName, username, isPrincipal },
      }));
      const listings = ordered.map(row => ({ tenant: row, owners: [], tags: [] as typeof tags }));
      const full = { tenant: ordered[1]!, owners, managerId: manager.id, tags };
      const all = [listings[0], full, listings[2], listings[3]];
      expect(await tenants.listing(low)).toEqual(full);
      const page = (pageSize: number, skip: number) => tenants.list({}, { pageSize, skip });
      expect(await page(3, 0)).toEqual({ count: 4, skip: 0, size: 3, records: all.slice(0, 3) });
      expect(await page(3, 2)).toEqual({ count: 4, skip: 2, size: 3, records: all.slice(2) });
      expect(await page(3, 4)).toEqual({ count: 4, skip: 4, size: 3, records: [] });
    },
  },
  {
    name: 'finds tenants by name, owner, metadata and tag, and only where every member holds',
    async run(world) {
      const meta = { locale: 'es', telegram_bot_token: 'v2:x', telegram_webhook_secret: 'v2:x' };
      const one = await added(world, { name: 'One 100%_', meta });
      const two = await added(world, { name: 'Two', created: after(-1), meta: { locale: 'es-mx' } });
      const ownerId = await addedOwner(world, one.id, 'ana@example.org');
      await addedOwner(world, two.id, 'bob@example.org');
      await alone(world, 'tenantTags').insert(one.id, tag({ value: 'pilot', meta: { tier: 'gold' } }));
      await alone(world, 'tenantTags').insert(two.id, tag({ value: 'gold', meta: { tier: 'pilot' } }));
      const found = async (filter: TenantFilter): Promise<TenantId[]> =>
        (await alone(world, 'tenants').list(filter, ALL)).records.map(listing => listing.tenant.id);
      expect(await found({ name: 'O' })).toEqual([one.id, two.id]);
      expect(await found({ name: 'oNE' })).toEqual([one.id]);
      expect(await found({ name: '%_' })).toEqual([one.id]);
      expect(await found({ name: 'o%e' })).toEqual([]);
      expect(await found({ ownerId })).toEqual([one.id]);
      expect(await found({ ownerId: newUserId() })).toEqual([]);
      expect(await found({ metadata: { key: 'locale', value: 'es' } })).toEqual([one.id]);
      expect(await found({ metadata: { key: 'locale', value: 'e' } })).toEqual([]);
      expect(await found({ metadata: { key: 'constructor', value: 'es' } })).toEqual([]);
      for (const key of ['telegram_bot_token', 'telegram_webhook_secret']) {
        expect(await found({ metadata: { key, value: 'v2:x' } })).toEqual([]);
      }
      expect(await found({ tag: { key: 'tier', value: 'gold' } })).toEqual([one.id]);
      expect(await found({ tag: { key: 'value', value: 'gold' } })).toEqual([two.id]);
      expect(await found({ tag: { key: 'pilot', value: 'pilot' } })).toEqual([]);
      expect(await found({ ownerId, name: 'Two' })).toEqual([]);
      expect(await found({ ownerId, tag: { key: 'tier', value: 'pilot' } })).toEqual([]);
    },
  },
];

const marks: readonly ContractCase<StoresWorld>[] = [
  {
    name: 'puts marks and takes them away, each by itself, and keeps an earlier one',
    async run(world) {
      const tenants = alone(world, 'tenants');
      const row = await added(world, { updated: after(-5) });
      const marksNow = async () => (await tenants.byId(row.id))?.marks;
      for (const [index, mark] of MARKS.entries()) {
        const others = await marksNow();
        const first = marked(index);
        expect(await tenants.setMark(row.id, mark, undefined)).toBe('unchanged');
        expect(await tenants.setMark(row.id, mark, first)).toBe('changed');
        expect(await tenants.setMark(row.id, mark, marked(index + 10))).toBe('unchanged');
        expect(await marksNow()).toEqual({ ...others, [mark]: first });
      }
      const { archived: _gone, ...rest } = (await marksNow()) ?? {};
      expect(await tenants.setMark(row.id, 'archived', undefined)).toBe('changed');
      expect(await tenants.setMark(row.id, 'archived', undefined)).toBe('unchanged');
      expect(await tenants.byId(row.id)).toEqual({ ...row, marks: rest });
    },
  },
  {
    name: `lets one of ${RACERS} concurrent calls put a mark, and one take it away`,
    async run(world) {
      const { id } = await added(world);
      const tenants = alone(world, 'tenants');
      const put = await race(racer => tenants.setMark(id, 'trashed', marked(racer)));
      expect(countOf(put, 'changed')).toBe(1);
      expect(countOf(put, 'unchanged')).toBe(RACERS - 1);
      const taken = await race(() => tenants.setMark(id, 'trashed', undefined));
      expect(countOf(taken, 'changed')).toBe(1);
      expect(countOf(taken, 'unchanged')).toBe(RACERS - 1);
    },
  },
  {
    name: 'keeps different marks that are put at once',
    async run(world) {
      const { id } = await added(world);
      const put = await race(racer => {
        const mark = MARKS[racer % MARKS.length]!;
        return alone(world, 'tenants').setMark(id, mark, marked(racer));
      });
      expect(countOf(put, 'changed')).toBe(MARKS.length);
      const { marks: now = {} } = (await alone(world, 'tenants').byId(id)) ?? {};
      expect(Object.keys(now).sort()).toEqual([...MARKS].sort());
    },
  },
  {
    name: 'holds a tenant: what was decided by its marks is still true when it is written',
    async run(world) {
      const { id } = await added(world);
      const inserted = async () =>
        within(world, async ({ tenants, accounts }) => {
          const held = await tenants.holdById(id);
          if (held?.marks.archived) return 'refused';
          return accounts.insert(account({ tenantId: id, accountType: { subscription: { tenantId: id } } }));
        });
      const archive = () =>
        within(world, async ({ tenants, accounts }) => {
          await tenants.setMark(id, 'archived', marked(0));
          return (await accounts.list({ tenantId: id }, ALL)).count;
        });
      const outcomes = await race<number | string>(racer => (racer === RACERS / 2 ? archive() : inserted()));
      const counted = outcomes[RACERS / 2];
      expect(countOf(outcomes, 'inserted') + countOf(outcomes, 'refused')).toBe(RACERS - 1);
      expect(countOf(outcomes, 'inserted')).toBe(counted);
    },
  },
];

const metadata: readonly ContractCase<StoresWorld>[] = [
  {
    name: 'puts and deletes one entry of the metadata and leaves the others',
    async run(world) {
      const tenants = alone(world, 'tenants');
      const row = await added(world, { meta: { locale: 'es' }, marks: { verified: marked(0) } });
      const put = (key: string, value: string, seconds: number) =>
        tenants.putMeta(row.id, { key, value }, after(seconds));
      const odd = `a.b{}"'\\`;
      expect(await put(odd, "it's 🍄\n", 1)).toEqual({ locale: 'es', [odd]: "it's 🍄\n" });
      expect(await put('locale', '', 2)).toEqual({ locale: '', [odd]: "it's 🍄\n" });
      expect(await tenants.deleteMeta(row.id, odd, after(3))).toBe('deleted');
      const changed = { ...row, meta: { locale: '' }, updated: after(3) };
      expect(await tenants.byId(row.id)).toEqual(changed);
      expect(await tenants.deleteMeta(row.id, odd, after(4))).toBe('absent');
      expect(await tenants.byId(row.id)).toEqual(changed);
    },
  },
  {
    name: `keeps every one of ${RACERS} entries that are put at once`,
    async run(world) {
      const { id } = await added(world, { meta: { locale: 'es' } });
      await race(racer => alone(world, 'tenants').putMeta(id, { key: `k${racer}`, value: 'x' }, NOON));
      const { meta = {} } = (await alone(world, 'tenants').byId(id)) ?? {};
      expect(Object.keys(meta)).toHaveLength(RACERS + 1);
      expect(meta).toMatchObject({ locale: 'es', k0: 'x', [`k${RACERS - 1}`]: 'x' });
    },
  },
];

export const tenantStoreCases = [...rows, ...listings, ...marks, ...metadata];

export const tenantStoreContract = (name: string, open: OpenStores): void =>
  describeContract(`${name} as a tenant store`, tenantStoreCases, open);
