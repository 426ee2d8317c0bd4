import { expect, it } from 'vitest';
import { MAX_META_KEYS } from '../../model/tenant-meta.ts';
import { manager, twoTenants } from '../two-tenants.fixture.ts';
import { createTenantMeta } from './create-tenant-meta.ts';

async function withOwner() {
  const world = await twoTenants();
  const put = (key: unknown, value: unknown, caller = world.owner) =>
    world.as(caller, createTenantMeta, { tenantId: world.acme.id, key, value });
  const stored = () => world.stores.rows().tenants.find(({ id }) => id === world.acme.id)?.meta ?? {};
  return { ...world, put, stored };
}

it('puts entries, replaces them, and gives them all', async () => {
  const { put, stored, acme, owner, stores } = await withOwner();
  expect(await put('country', 'BR')).toEqual({ country: 'BR' });
  expect(await put('our=own', 'Ação')).toEqual({ country: 'BR', 'our=own': 'Ação' });
  expect(await put('country', 'US')).toEqual({ country: 'US', 'our=own': 'Ação' });
  expect(stored()).toEqual({ country: 'US', 'our=own': 'Ação' });
  expect(stores.rows().audit[0]).toMatchObject({
    resourceType: 'tenant_meta',
    resourceId: acme.id,
    tenantId: acme.id,
    event: 'created',
    performedBy: { id: owner.account?.id },
    metadata: { action: 'create_tenant_meta', meta_key: 'country' },
  });
});

it.each(['telegram_bot_token', 'telegram_webhook_secret'] as const)(
  'seals %s for this tenant and this place, and never gives it back',
  async key => {
    const { put, stored, acme, globex, ports, stores } = await withOwner();
    await put('country', 'BR');
    expect(await put(key, '123:the secret')).toEqual({ country: 'BR' });
    expect(JSON.stringify(stores.rows())).not.toContain('the secret');
    const sealed = stored()[key] ?? '';
    expect(sealed).toMatch(/^v2:/);
    const other = key === 'telegram_bot_token' ? 'telegram_webhook_secret' : 'telegram_bot_token';
    const open = (tenantId: string, field: typeof key) =>
      ports.unitOfWork.run(({ dataKeys }) => ports.envelope.open(dataKeys, { tenantId, field }, sealed));
    expect(await open(acme.id, key)).toBe('123:the secret');
    await expect(open(acme.id, other)).rejects.toMatchObject({ code: 'MYC00082' });
    await expect(open(globex.id, key)).rejects.toMatchObject({ code: 'MYC00082' });
  },
);

it('takes no key or value that could not be kept', async () => {
  const { put, stored, stores } = await withOwner();
  for (const key of ['', 'a b', 'país', '__proto__', 'k'.repeat(65), 'a\u0000', 7, null, undefined]) {
    await expect(put(key, 'x')).rejects.toMatchObject({ code: 'MYC00033', problems: [{ path: 'key' }] });
  }
  for (const value of ['', 'v'.repeat(4001), 7, null, undefined, {}]) {
    await expect(put('key', value)).rejects.toMatchObject({
      code: 'MYC00033',
      problems: [{ path: 'value' }],
    });
  }
  expect(stored()).toEqual({});
  expect(stores.rows().audit).toEqual([]);
});

it('stays small, and says how to make room', async () => {
  const { put, stored, ports, acme, clock } = await withOwner();
  await ports.unitOfWork.run(async ({ tenants }) => {
    for (let index = 0; index < MAX_META_KEYS; index += 1) {
      await tenants.putMeta(acme.id, { key: `key-${index}`, value: 'x' }, clock.now());
    }
  });
  await expect(put('one-more', 'x')).rejects.toMatchObject({
    code: 'MYC00018',
    details: expect.stringContaining('DELETE'),
  });
  expect(await put('key-0', 'changed')).toMatchObject({ 'key-0': 'changed' });
  expect(Object.keys(stored())).toHaveLength(MAX_META_KEYS);
});

it('keeps what others put at the same time', async () => {
  const { put, stored } = await withOwner();
  await Promise.all(['a', 'b', 'c'].map(key => put(key, key)));
  expect(stored()).toEqual({ a: 'a', b: 'b', c: 'c' });
});

it('is for owners alone', async () => {
  const world = await withOwner();
  for (const caller of [world.staff, world.foreigner, await manager(world, world.acme.id)]) {
    await expect(world.put('country', 'BR', caller)).rejects.toMatchObject({ code: 'MYC00019' });
  }
});
