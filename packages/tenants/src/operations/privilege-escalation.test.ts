import { NIL_UUID } from '@mycelium/kernel';
import { type AnyOperation, isTenantAccess } from '@mycelium/operations';
import { expect, it } from 'vitest';
import { tenantsOperations } from './operations.generated.ts';
import { manager, NOBODY, type TwoTenants, twoTenants } from './two-tenants.fixture.ts';

/** Operations that act on a tenant in someone's stead, by their example. */
const within: readonly AnyOperation[] = tenantsOperations.filter(
  ({ access, params, name }) =>
    isTenantAccess(access) && params.fields['tenantId']?.presence === 'required' && /^tenant/.test(name),
);
const changing = within.filter(({ routes }) => !routes[0]?.startsWith('GET '));
const platform: readonly AnyOperation[] = tenantsOperations.filter(({ access }) => access === 'managers');

const paramsOf = ({ example }: AnyOperation, over: object): object => ({ ...example?.params, ...over });

/** Owners, managers and inviters of Globex, each with all that they could have there. */
async function neighbours(world: TwoTenants) {
  const inviter = await world.person({
    email: 'ian@globex.example',
    holds: [{ role: 'accounts-manager', account: await world.subscription(world.globex.id) }],
  });
  return [world.foreigner, inviter];
}

it('covers every operation of tenant owners, tenant managers and managers of the installation', () => {
  expect(within.length).toBeGreaterThanOrEqual(18);
  expect(platform.map(({ name }) => name).filter(name => name.startsWith('managers.tenants'))).toHaveLength(
    5,
  );
});

it.each(within.map(operation => [operation.name, operation] as const))(
  '%s acts for nobody in a tenant of others, whatever they are in their own',
  async (_, operation) => {
    const world = await twoTenants();
    const strangers = await neighbours(world);
    const before = world.stores.rows();
    for (const caller of strangers) {
      const params = paramsOf(operation, { tenantId: world.acme.id });
      await expect(world.as(caller, operation, params)).rejects.toMatchObject({ code: 'MYC00019' });
    }
    expect(world.stores.rows()).toEqual(before);
    expect(world.invalidated).toEqual([]);
  },
);

it.each(within.map(operation => [operation.name, operation] as const))(
  '%s believes in one tenant a call: param and header must not differ',
  async (_, operation) => {
    const { call, owner, acme, globex, stores } = await twoTenants();
    const before = stores.rows();
    for (const [tenantId, header] of [
      [acme.id, globex.id],
      [globex.id, acme.id],
    ] as const) {
      const params = paramsOf(operation, { tenantId });
      const calling = call(operation, params, { caller: owner, tenantId: header });
      await expect(calling).rejects.toMatchObject({ code: 'MYC00033', problems: [{ path: 'tenantId' }] });
    }
    expect(stores.rows()).toEqual(before);
  },
);

it.each(within.map(operation => [operation.name, operation] as const))(
  '%s gives nothing to whoever was only invited, or holds a role of that name elsewhere',
  async (_, operation) => {
    const world = await twoTenants();
    const tenantId = world.acme.id;
    const pending = await world.person({
      email: 'pia@acme.example',
      holds: [{ role: 'tenant-manager', tenantId, accepted: false }],
    });
    const impostor = await world.person({
      email: 'max@acme.example',
      holds: [{ role: 'tenant-manager', account: await world.subscription(tenantId) }],
    });
    for (const caller of [pending, impostor]) {
      const params = paramsOf(operation, { tenantId });
      await expect(world.as(caller, operation, params)).rejects.toMatchObject({ code: 'MYC00019' });
    }
  },
);

it.each(changing.map(operation => [operation.name, operation] as const))(
  '%s needs permission to write',
  async (_, operation) => {
    const world = await twoTenants();
    const reader = await manager(world, world.acme.id, 'read');
    const params = paramsOf(operation, { tenantId: world.acme.id });
    await expect(world.as(reader, operation, params)).rejects.toMatchObject({ code: 'MYC00019' });
  },
);

const FROZEN_ALLOWED = /update(Archiving|Trashing)Status$/;

it.each(
  changing
    .filter(({ name }) => !FROZEN_ALLOWED.test(name))
    .map(operation => [operation.name, operation] as const),
)('%s changes nothing in a tenant that is archived or trashed', async (_, operation) => {
  for (const mark of ['archived', 'trashed'] as const) {
    const world = await twoTenants();
    await world.mark(mark);
    const before = world.stores.rows();
    const params = paramsOf(operation, { tenantId: world.acme.id });
    await expect(world.as(world.owner, operation, params)).rejects.toMatchObject({
      code: 'MYC00018',
      message: `The tenant is ${mark}.`,
    });
    expect(world.stores.rows()).toEqual(before);
  }
});

it.each(within.map(operation => [operation.name, operation] as const))(
  '%s takes the installation for no tenant',
  async (_, operation) => {
    const { as, staff, owner } = await twoTenants();
    const refused = { code: expect.stringMatching(/^MYC000(19|70)$/) };
    for (const caller of [staff, owner]) {
      const params = paramsOf(operation, { tenantId: NIL_UUID });
      await expect(as(caller, operation, params)).rejects.toMatchObject(refused);
    }
  },
);

it.each([...within, ...platform].map(operation => [operation.name, operation] as const))(
  '%s refuses params that it does not know, and names them',
  async (_, operation) => {
    const { as, owner, staff, acme, stores } = await twoTenants();
    const before = stores.rows();
    const caller = operation.access === 'managers' ? staff : owner;
    const tenant = operation.params.fields['tenantId'] ? { tenantId: acme.id } : {};
    for (const path of ['isStaff', 'isSystemAccount', 'accountType', 'createdBy', 'wasVerified']) {
      const params = paramsOf(operation, { ...tenant, [path]: true });
      await expect(as(caller, operation, params)).rejects.toMatchObject({
        code: 'MYC00033',
        problems: [{ path }],
      });
    }
    expect(stores.rows()).toEqual(before);
  },
);

it.each(platform.map(operation => [operation.name, operation] as const))(
  '%s is closed to everybody within tenants',
  async (_, operation) => {
    const world = await twoTenants();
    const boss = await manager(world, world.acme.id);
    const tenant = operation.params.fields['id'] ? { id: world.acme.id } : {};
    for (const caller of [world.owner, boss, world.foreigner]) {
      const params = paramsOf(operation, {
        ...tenant,
        ...(operation.params.fields['ownerId'] && { ownerId: NOBODY }),
      });
      await expect(world.as(caller, operation, params)).rejects.toMatchObject({ code: 'MYC00019' });
    }
  },
);
