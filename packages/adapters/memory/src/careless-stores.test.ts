import { verboseStatus } from '@mycelium/accounts';
import {
  type AllStores,
  accountStoreCases,
  accountTagStoreCases,
  dataKeyStoreCases,
  errorCodeStoreCases,
  guestRoleStoreCases,
  guestStoreCases,
  tenantManagerStoreCases,
  tenantOwnerStoreCases,
  tenantStoreCases,
  webhookStoreCases,
} from '@mycelium/contract-tests';
import type { TenantId } from '@mycelium/kernel';
import { expect, it } from 'vitest';
import { kindOf } from './account-filter.ts';
import { careless, type Finding, failuresOf, finding, pause } from './broken-worlds.fixture.ts';

/** Verbs that look first, are overtaken, and then write and report what they had seen. */
const over = <Name extends keyof AllStores>(
  name: Name,
  change: (
    store: AllStores[Name],
    seeds: Parameters<Parameters<typeof careless>[0]>[1]['seeds'],
  ) => Partial<AllStores[Name]>,
) => careless((stores, { seeds }) => ({ [name]: overlaid(stores[name], change(stores[name], seeds)) }));

/** The store is a proxy, whose verbs cannot be spread. */
const overlaid = <Store extends object>(store: Store, change: Partial<Store>): Store =>
  new Proxy(store, { get: (sound, verb) => Reflect.get(change, verb) ?? Reflect.get(sound, verb) });

const ALL = { pageSize: 500, skip: 0 };

const accounts: readonly Finding[] = [
  finding('an account store that looks for the actor first', accountStoreCases, [
    over('accounts', store => ({
      insertForActor: async account => {
        const type = account.accountType as { actorAssociated: { actor: string } };
        const { count } = await store.list({ actor: type.actorAssociated.actor }, ALL);
        await pause();
        return count > 0 ? 'duplicate' : store.insert(account);
      },
    })),
    /concurrent accounts for the same system actor/,
  ]),
  finding('an account store that looks at the status first', accountStoreCases, [
    over('accounts', store => ({
      changeStatus: async (id, { from, to }, by) => {
        const account = await store.byId(id);
        await pause();
        if (!account) return 'absent';
        if (!from.includes(verboseStatus(account))) return 'refused';
        await store.update(id, to, by);
        return 'changed';
      },
    })),
    /archive an account/,
  ]),
  finding('an account store that looks at the type first', accountStoreCases, [
    over('accounts', store => ({
      changeKind: async (id, { from, to }, by) => {
        const account = await store.byId(id);
        await pause();
        if (!account) return 'absent';
        if (account.isDeleted || !from.includes(kindOf(account))) return 'refused';
        await store.update(id, { accountType: to }, by);
        return 'changed';
      },
    })),
    /concurrent calls change a type/,
  ]),
  finding('an account store that writes all of the metadata back', accountStoreCases, [
    over('accounts', (store, seeds) => ({
      putMeta: async (id, { key, value }, { at, ...updatedBy }) => {
        const account = await store.byId(id);
        await pause();
        if (!account || account.isDeleted) return undefined;
        const meta = { ...account.meta, [key]: value };
        await seeds.addAccount({ ...account, meta, updatedAt: at, updatedBy });
        return meta;
      },
    })),
    /entries that are put at once/,
  ]),
  finding('a tag store that looks for the value first', accountTagStoreCases, [
    over('accountTags', store => ({
      insert: async (id, tag) => {
        const known = (await store.list(id)).some(({ value }) => value === tag.value);
        await pause();
        if (known) return 'duplicate';
        const outcome = await store.insert(id, tag);
        return outcome === 'absent' ? 'absent' : 'inserted';
      },
    })),
    /concurrent tags/,
  ]),
];

const roles: readonly Finding[] = [
  finding('a role store that looks for the slug first', guestRoleStoreCases, [
    over('guestRoles', (store, seeds) => ({
      insert: async role => {
        const { records } = await store.list({ slug: role.slug }, ALL);
        await pause();
        if (records.some(({ permission }) => permission === role.permission)) return 'duplicate';
        await seeds.addRole(role);
        return 'inserted';
      },
    })),
    /concurrent roles of the same slug/,
  ]),
  finding('a role store that gets first and inserts then', guestRoleStoreCases, [
    over('guestRoles', (store, seeds) => ({
      getOrInsert: async role => {
        const { records } = await store.list({ slug: role.slug }, ALL);
        await pause();
        const known = records.find(({ permission }) => permission === role.permission);
        if (known) return known;
        await seeds.addRole(role);
        return role;
      },
    })),
    /concurrent calls the same role/,
  ]),
  finding('a role store that looks for cycles first', guestRoleStoreCases, [
    over('guestRoles', (store, seeds) => ({
      insertChild: async ({ parentId, childId }) => {
        const [parent, child] = [await store.byId(parentId), await store.byId(childId)];
        await pause();
        if (!parent || !child) return 'absent';
        if (parent.children.includes(childId)) return 'duplicate';
        if (parentId === childId || child.children.includes(parentId)) return 'cycle';
        await seeds.addRole({ ...parent, children: [...parent.children, childId] });
        return 'inserted';
      },
    })),
    /become each other's child at once/,
  ]),
  finding('a guest store that looks for the place first', guestStoreCases, [
    over('guests', store => ({
      invite: async invitation => {
        const known = await store.find(invitation);
        await pause();
        if (known) return 'duplicate';
        await store.invite(invitation);
        return 'invited';
      },
    })),
    /made at once for the same person, role and account/,
  ]),
  finding('a guest store that looks whether a place is pending first', guestStoreCases, [
    over('guests', store => ({
      accept: async (key, at) => {
        const listings = (await store.onAccount(key.accountId, ALL)).records;
        const pending = listings.some(({ guest, place }) => guest.email === key.email && !place.accepted);
        await pause();
        const outcome = await store.accept(key, at);
        return pending && outcome === 'already' ? 'accepted' : outcome;
      },
    })),
    /that accept it at once/,
  ]),
];

const tenants: readonly Finding[] = [
  finding('a tenant store that looks for the name first', tenantStoreCases, [
    over('tenants', (store, seeds) => ({
      insert: async tenant => {
        const { count } = await store.list({ name: tenant.name }, ALL);
        await pause();
        if (count > 0) return 'duplicate';
        await seeds.addTenant(tenant);
        return 'inserted';
      },
    })),
    /concurrent tenants of the same name/,
  ]),
  finding('a tenant store that looks at the marks first', tenantStoreCases, [
    over('tenants', (store, seeds) => ({
      setMark: async (id, mark, set) => {
        const tenant = await store.byId(id);
        await pause();
        if (!tenant) return 'absent';
        const { [mark]: former, ...others } = tenant.marks;
        if ((former === undefined) === (set === undefined)) return 'unchanged';
        await seeds.addTenant({ ...tenant, marks: set ? { ...others, [mark]: set } : others });
        return 'changed';
      },
    })),
    /concurrent calls put a mark|marks that are put at once/,
  ]),
  finding('a tenant store that writes all of the metadata back', tenantStoreCases, [
    over('tenants', (store, seeds) => ({
      putMeta: async (id, { key, value }, updated) => {
        const tenant = await store.byId(id);
        await pause();
        if (!tenant) return undefined;
        const meta = { ...tenant.meta, [key]: value };
        await seeds.addTenant({ ...tenant, meta, updated });
        return meta;
      },
    })),
    /entries that are put at once/,
  ]),
  finding('a tenant store that holds nothing', tenantStoreCases, [
    over('tenants', store => ({
      holdById: async id => {
        const tenant = await store.byId(id);
        await pause();
        await pause();
        return tenant;
      },
    })),
    /holds a tenant/,
  ]),
  finding('an owner store that counts the owners first', tenantOwnerStoreCases, [
    over('tenantOwners', store => ({
      remove: async (tenantId, ownerId) => {
        const owners = await store.list(tenantId);
        await pause();
        if (!owners.some(({ id }) => id === ownerId)) return 'absent';
        if (owners.length === 1) return 'last';
        await store.remove(tenantId, ownerId);
        return 'removed';
      },
    })),
    /two owners who remove each other/,
  ]),
  finding('a manager store that looks for the link first', tenantManagerStoreCases, [
    over('tenantManagers', store => ({
      link: async (tenantId, accountId) => {
        const known = await store.of(tenantId);
        await pause();
        if (known) return 'duplicate';
        const outcome = await store.link(tenantId, accountId);
        return (await store.of(tenantId)) ? 'linked' : outcome;
      },
    })),
    /management accounts that are linked at once/,
  ]),
];

const installation: readonly Finding[] = [
  finding('a key store that looks for the key first', dataKeyStoreCases, [
    over('dataKeys', store => ({
      provision: async (tenantId: string, key) => {
        const known = await store.find(tenantId as TenantId);
        await pause();
        return known ?? ((await store.provision(tenantId, key)) && key);
      },
    })),
    /concurrent calls the same key/,
  ]),
  finding('a code store that looks for the highest number first', errorCodeStoreCases, [
    over('errorCodes', store => ({
      insertNext: async code => {
        const { records } = await store.list({ prefix: code.prefix }, ALL);
        await pause();
        const next = { ...code, number: (records.at(-1)?.number ?? 0) + 1 };
        await store.insert(next);
        return next;
      },
    })),
    /inserted at once without a gap/,
  ]),
  finding('a code store that looks for the code first', errorCodeStoreCases, [
    over('errorCodes', store => ({
      insert: async code => {
        const known = await store.find(code);
        await pause();
        if (known) return 'duplicate';
        await store.insert(code);
        return 'inserted';
      },
    })),
    /concurrent codes of the same number/,
  ]),
  finding('a webhook store that looks for the name first', webhookStoreCases, [
    over('webhooks', store => ({
      insert: async webhook => {
        const { records } = await store.list({ name: webhook.name, trigger: webhook.trigger }, ALL);
        await pause();
        if (records.some(({ id, url }) => url === webhook.url || id === webhook.id)) return 'duplicate';
        return store.insert(webhook).then(() => 'inserted');
      },
    })),
    /concurrent webhooks/,
  ]),
];

it.each([...accounts, ...roles, ...tenants, ...installation])(
  'the contracts find out $what',
  async ({ cases, open, foundBy }) => {
    const failures = await failuresOf(cases, open);
    expect(failures.filter(name => foundBy.test(name))).not.toEqual([]);
  },
);

it.each([
  ['accounts', accountStoreCases],
  ['tags', accountTagStoreCases],
  ['roles', guestRoleStoreCases],
  ['guests', guestStoreCases],
  ['owners', tenantOwnerStoreCases],
  ['managers', tenantManagerStoreCases],
  ['codes', errorCodeStoreCases],
  ['webhooks', webhookStoreCases],
] as const)('and hold nothing against verbs of %s that commit one by one but are sound', async (_, cases) => {
  expect(
    await failuresOf(
      cases,
      careless(() => ({})),
    ),
  ).toEqual([]);
});
