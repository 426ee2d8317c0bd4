import {
  dataKeyStoreCases,
  errorCodeStoreCases,
  tenantManagerStoreCases,
  tenantOwnerStoreCases,
  tenantStoreCases,
  tenantTagStoreCases,
  webhookStoreCases,
} from '@mycelium/contract-tests';
import { NIL_UUID, type TenantId } from '@mycelium/kernel';
import { expect, it } from 'vitest';
import { broken, type Finding, failuresOf, finding } from './broken-worlds.fixture.ts';

const tenants: readonly Finding[] = [
  finding('a tenant store that knows the installation', tenantStoreCases, [
    broken('tenants', ({ byId }) => ({
      byId: async id =>
        id === NIL_UUID
          ? { id: NIL_UUID as TenantId, name: 'System', marks: {}, meta: {}, created: new Date(0) }
          : byId(id),
    })),
    /and for the installation/,
  ]),
  finding('a tenant store that shows sealed entries to a search', tenantStoreCases, [
    broken('tenants', sound => ({
      list: async (filter, page) => {
        if (!filter.metadata?.key.startsWith('telegram')) return sound.list(filter, page);
        const { metadata: _ignored, ...rest } = filter;
        return sound.list(rest, page);
      },
    })),
    /finds tenants by name, owner, metadata and tag/,
  ]),
  ...(['name', 'ownerId', 'metadata', 'tag'] as const).map(member =>
    finding(`a tenant store that ignores ${member}`, tenantStoreCases, [
      broken('tenants', ({ list }) => ({
        list: ({ [member]: _ignored, ...filter }, page) => list(filter, page),
      })),
      /finds tenants by name, owner, metadata and tag/,
    ]),
  ),
  finding('a tenant store that lists the oldest first', tenantStoreCases, [
    broken('tenants', ({ list }) => ({
      list: async (...params) => {
        const page = await list(...params);
        return { ...page, records: page.records.toReversed() };
      },
    })),
    /lists tenants newest first/,
  ]),
  finding('a tenant store that forgets the manager', tenantStoreCases, [
    broken('tenants', sound => ({
      listing: async id => {
        const { managerId: _forgotten, ...listing } = (await sound.listing(id)) ?? {};
        return 'tenant' in listing ? (listing as Awaited<ReturnType<typeof sound.listing>>) : undefined;
      },
    })),
    /with owners, manager and tags/,
  ]),
  finding('a tenant store that deletes what accounts refer to', tenantStoreCases, [
    broken('tenants', ({ delete: remove }) => ({
      delete: async id => remove(id).then(outcome => (outcome === 'in-use' ? 'deleted' : outcome)),
    })),
    /deletes no tenant/,
  ]),
  finding('a tenant store that dates a mark anew', tenantStoreCases, [
    broken('tenants', ({ setMark }) => ({
      setMark: async (id, mark, set) => {
        if (set) await setMark(id, mark, undefined);
        return setMark(id, mark, set);
      },
    })),
    /keeps an earlier one/,
  ]),
  finding('a tenant store that keeps one mark at a time', tenantStoreCases, [
    broken('tenants', ({ setMark }) => ({
      setMark: async (id, mark, set) => {
        const others = (['verified', 'archived', 'trashed'] as const).filter(other => other !== mark);
        if (set) for (const other of others) await setMark(id, other, undefined);
        return setMark(id, mark, set);
      },
    })),
    /each by itself/,
  ]),
  finding('a tenant store that does not stamp metadata', tenantStoreCases, [
    broken('tenants', ({ deleteMeta }) => ({
      deleteMeta: (id, key) => deleteMeta(id, key, new Date(0)),
    })),
    /puts and deletes one entry/,
  ]),
  finding('an owner store that removes the last one', tenantOwnerStoreCases, [
    broken('tenantOwners', ({ remove }) => ({
      remove: async (...params) =>
        remove(...params).then(outcome => (outcome === 'last' ? 'removed' : outcome)),
    })),
    /never the last one/,
  ]),
  finding('an owner store that calls a stranger the last one', tenantOwnerStoreCases, [
    broken('tenantOwners', sound => ({
      remove: async (tenantId, ownerId) =>
        (await sound.list(tenantId)).length === 1 ? 'last' : sound.remove(tenantId, ownerId),
    })),
    /whoever owns nothing there is absent/,
  ]),
  finding('an owner store that lists in any order', tenantOwnerStoreCases, [
    broken('tenantOwners', ({ list }) => ({ list: async id => (await list(id)).toReversed() })),
    /by appointment, then by id/,
  ]),
  finding('a manager store that links an account to two tenants', tenantManagerStoreCases, [
    broken('tenantManagers', sound => ({
      link: async (tenantId, accountId) => {
        const outcome = await sound.link(tenantId, accountId);
        return (await sound.of(tenantId)) ? outcome : 'linked';
      },
    })),
    /one tenant to an account/,
  ]),
  finding('a tag store of tenants that says duplicate for every tag', tenantTagStoreCases, [
    broken('tenantTags', () => ({ insert: async () => 'duplicate' })),
    /gives back what was inserted/,
  ]),
];

const installation: readonly Finding[] = [
  finding('a key store that replaces keys', dataKeyStoreCases, [
    broken('dataKeys', sound => ({
      provision: async (id, key) => (await sound.provision(id, key)) && key,
    })),
    /keeps the first key/,
  ]),
  finding('a key store that loses the version', dataKeyStoreCases, [
    broken('dataKeys', ({ find }) => ({
      find: async id => {
        const key = await find(id);
        return key && { ...key, kekVersion: 1 };
      },
    })),
    /with its version/,
  ]),
  finding('a key store that stumbles over a tenant called System', dataKeyStoreCases, [
    broken('dataKeys', (sound, { tenants: store }) => ({
      provision: async (id, key) => {
        const { count } = await store.list({ name: 'System' }, { pageSize: 1, skip: 0 });
        return id === NIL_UUID && count > 0 ? undefined : sound.provision(id, key);
      },
    })),
    /called as its row would be/,
  ]),
  finding('a code store that fills gaps', errorCodeStoreCases, [
    broken('errorCodes', sound => ({
      insertNext: async code => {
        const { count } = await sound.list({ prefix: code.prefix }, { pageSize: 1, skip: 0 });
        const next = { ...code, number: count + 1 };
        await sound.insert(next);
        return next;
      },
    })),
    /after the highest there is/,
  ]),
  finding('a code store that keeps details which were left out', errorCodeStoreCases, [
    broken('errorCodes', sound => ({
      update: async (key, texts) => sound.update(key, { ...(await sound.find(key)), ...texts }),
    })),
    /replaces message and details/,
  ]),
  finding('a code store that deletes native codes', errorCodeStoreCases, [
    broken('errorCodes', ({ delete: remove }) => ({
      delete: async key => remove(key).then(outcome => (outcome === 'native' ? 'deleted' : outcome)),
    })),
    /never a native one/,
  ]),
  finding('a code store that orders numbers as texts', errorCodeStoreCases, [
    broken('errorCodes', ({ list }) => ({
      list: async (...params) => {
        const page = await list(...params);
        const key = ({ prefix, number }: (typeof page.records)[number]) => `${prefix}${number}`;
        return { ...page, records: page.records.toSorted((a, b) => (key(a) < key(b) ? -1 : 1)) };
      },
    })),
    /by prefix and number, page by page/,
  ]),
  finding('a webhook store that drops the secret with every change', webhookStoreCases, [
    broken('webhooks', ({ update }) => ({
      update: (id, change, by) => update(id, { secret: null, ...change }, by),
    })),
    /the secret stays/,
  ]),
  finding('a webhook store that never takes the secret away', webhookStoreCases, [
    broken('webhooks', ({ update }) => ({
      update: (id, { secret, ...change }, by) => update(id, { ...change, ...(secret && { secret }) }, by),
    })),
    /is replaced or goes/,
  ]),
  finding('a webhook store that knows names alone', webhookStoreCases, [
    broken('webhooks', sound => ({
      insert: async webhook => {
        const { count } = await sound.list({ name: webhook.name }, { pageSize: 1, skip: 0 });
        return count > 0 ? 'duplicate' : sound.insert(webhook);
      },
    })),
    /name, URL and trigger together/,
  ]),
];

it.each([...tenants, ...installation])('the contracts find out $what', async ({ cases, open, foundBy }) => {
  const failures = await failuresOf(cases, open);
  expect(failures.filter(name => foundBy.test(name))).not.toEqual([]);
});
