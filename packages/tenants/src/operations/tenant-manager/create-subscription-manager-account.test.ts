import { expect, it } from 'vitest';
import { manager, twoTenants } from '../two-tenants.fixture.ts';
import { createSubscriptionManagerAccount } from './create-subscription-manager-account.ts';

interface RoleAssociated {
  readonly roleAssociated: { readonly tenantId: string };
}

it('makes the account of the subscriptions managers and their roles', async () => {
  const world = await twoTenants();
  const { as, acme, stores, trail } = world;
  const boss = await manager(world, acme.id);
  const created = await as(boss, createSubscriptionManagerAccount, { tenantId: acme.id });
  const roles = stores.rows().guestRoles.filter(({ slug }) => slug === 'subscriptions-manager');
  const roleId = (permission: string) => roles.find(role => role.permission === permission)?.id;
  expect(created).toMatchObject({
    name: `tid/${acme.id}/role/subscriptions-manager`,
    accountType: {
      roleAssociated: {
        tenantId: acme.id,
        roleName: 'subscriptions-manager',
        readRoleId: roleId('read'),
        writeRoleId: roleId('write'),
      },
    },
    verboseStatus: 'verified',
    isSystemAccount: true,
    createdBy: { id: boss.account?.id },
  });
  expect(roles).toHaveLength(2);
  expect(trail()).toEqual(['create_subscription_manager_account']);
  expect(stores.rows().audit).toMatchObject([{ resourceId: created['id'], tenantId: acme.id }]);
});

it('makes one a tenant, however many are asked for at once', async () => {
  const { as, owner, acme, stores } = await twoTenants();
  const create = () => as(owner, createSubscriptionManagerAccount, { tenantId: acme.id });
  const outcomes = await Promise.allSettled([create(), create(), create()]);
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  await expect(create()).rejects.toMatchObject({
    code: 'MYC00018',
    kind: 'conflict',
    details: expect.stringContaining('Invite'),
  });
  expect(stores.rows().accounts.filter(({ tenantId }) => tenantId === acme.id)).toHaveLength(1);
});

it('shares the roles with other tenants, and nothing else', async () => {
  const { as, staff, acme, tenant } = await twoTenants();
  const initech = await tenant({ name: 'Initech' });
  const made = await Promise.all(
    [acme, initech].map(({ id }) => as(staff, createSubscriptionManagerAccount, { tenantId: id })),
  );
  const [first, second] = made.map(({ accountType }) => (accountType as RoleAssociated).roleAssociated);
  expect(second).toEqual({ ...first, tenantId: initech.id });
  expect(made[0]?.['id']).not.toBe(made[1]?.['id']);
});

it('is for those above: staff, owners, and tenant managers who may write', async () => {
  const world = await twoTenants();
  const tenantId = world.acme.id;
  const reader = await manager(world, tenantId, 'read');
  const equal = await world.person({
    email: 'sue@acme.example',
    holds: [{ role: 'editor', account: await world.subscription(tenantId) }],
  });
  for (const caller of [reader, equal, world.foreigner]) {
    const creating = world.as(caller, createSubscriptionManagerAccount, { tenantId });
    await expect(creating).rejects.toMatchObject({ code: 'MYC00019' });
  }
  expect(await world.as(world.staff, createSubscriptionManagerAccount, { tenantId })).toMatchObject({
    isSystemAccount: true,
  });
});
