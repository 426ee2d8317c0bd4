import { expect, it } from 'vitest';
import { manager, NOBODY, twoTenants } from '../two-tenants.fixture.ts';
import { createSubscriptionManagerAccount } from './create-subscription-manager-account.ts';
import { guestUserToSubscriptionManagerAccount } from './guest-user-to-subscription-manager-account.ts';

const email = 'ivy@acme.example';

async function withAccount() {
  const world = await twoTenants();
  const { acme, owner } = world;
  const made = await world.as(owner, createSubscriptionManagerAccount, { tenantId: acme.id });
  const boss = await manager(world, acme.id);
  const ivy = await world.person({ email });
  const invite = (params: object = {}, caller = boss) =>
    world.as(caller, guestUserToSubscriptionManagerAccount, {
      tenantId: acme.id,
      accountId: made['id'],
      email,
      permission: 'write',
      ...params,
    });
  return { ...world, made, boss, ivy, invite };
}

it('invites by mail, and grants nothing until the invitation is accepted', async () => {
  const { invite, made, boss, mailbox, trail, stores, invalidated, tenantsOf } = await withAccount();
  expect(await invite({ email: ' Ivy@ACME.example' })).toMatchObject({
    email: { username: 'ivy', domain: 'acme.example' },
    guestRole: { record: { slug: 'subscriptions-manager', permission: 'write', system: true } },
    wasVerified: false,
  });
  expect(mailbox.newestLinks(email).join()).toContain(
    `account/${made['id']}/guest-role/subscriptions-manager`,
  );
  expect(trail().at(-1)).toBe('invite_guest');
  expect(stores.rows().audit.at(-1)).toMatchObject({ performedBy: { id: boss.account?.id } });
  expect(invalidated).toEqual([`caller:${email}`]);
  expect(await tenantsOf(email)).toMatchObject({ joined: [] });
});

it.each([
  ['read', 'read'],
  [0, 'read'],
  ['write', 'write'],
  [1, 'write'],
] as const)('takes %j for permission to %s', async (given, permission) => {
  const { invite } = await withAccount();
  expect(await invite({ permission: given })).toMatchObject({ guestRole: { record: { permission } } });
});

it('invites nobody twice with the same permission', async () => {
  const { invite, mailbox } = await withAccount();
  const outcomes = await Promise.allSettled([invite(), invite()]);
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  await expect(invite()).rejects.toMatchObject({ code: 'MYC00017', kind: 'conflict' });
  expect(await invite({ permission: 'read' })).toMatchObject({ wasVerified: false });
  expect(mailbox.to(email)).toHaveLength(2);
});

it('invites to the account of the subscriptions managers and to no other', async () => {
  const { invite, acme, subscription, stores } = await withAccount();
  const management = stores
    .rows()
    .accounts.find(({ tenantId, name }) => tenantId === acme.id && name.endsWith('/manager'));
  const team = await subscription(acme.id);
  const before = stores.rows();
  for (const id of [management?.id, team.id]) {
    await expect(invite({ accountId: id })).rejects.toMatchObject({ code: 'MYC00018' });
  }
  expect(stores.rows()).toEqual(before);
});

it('finds no account of another tenant, whose account of the same kind it is', async () => {
  const { invite, globex, stores, boss } = await withAccount();
  const foreign = stores
    .rows()
    .accounts.find(({ tenantId, name }) => tenantId === globex.id && name.includes('subscriptions-manager'));
  expect(foreign).toBeDefined();
  for (const accountId of [foreign?.id, boss.account?.id, NOBODY]) {
    await expect(invite({ accountId })).rejects.toMatchObject({ code: 'MYC00054', kind: 'not-found' });
  }
});

it('invites nobody to an account that is out of use', async () => {
  const { invite, made, ports, clock, mailbox } = await withAccount();
  await ports.unitOfWork.run(({ accounts }) =>
    accounts.update(
      made['id'] as never,
      { isArchived: true },
      { id: NOBODY, from: 'account', at: clock.now() },
    ),
  );
  await expect(invite()).rejects.toMatchObject({ code: 'MYC00018' });
  expect(mailbox.to(email)).toEqual([]);
});

it('says so where the role is gone', async () => {
  const { invite, made, stores } = await withAccount();
  const account = stores.rows().accounts.find(({ id }) => id === made['id']);
  const type = account?.accountType;
  if (!account || typeof type !== 'object' || !('roleAssociated' in type)) throw new Error('unexpected');
  const roleAssociated = { ...type.roleAssociated, writeRoleId: NOBODY as never };
  await stores.addAccount({ ...account, accountType: { roleAssociated } });
  await expect(invite()).rejects.toMatchObject({ code: 'MYC00071' });
});

it('is for those above: no subscriptions manager makes another one', async () => {
  const world = await withAccount();
  const { invite, acme, foreigner, ivy } = world;
  const reader = await manager(world, acme.id, 'read');
  const equal = await world.person({
    email: 'sue@acme.example',
    holds: [{ role: 'subscriptions-manager', tenantId: acme.id }],
  });
  for (const caller of [reader, equal, foreigner, ivy]) {
    await expect(invite({}, caller)).rejects.toMatchObject({ code: 'MYC00019' });
  }
});
