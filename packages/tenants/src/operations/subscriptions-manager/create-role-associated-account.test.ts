import type { AccountView } from '@mycelium/accounts';
import { expect, it } from 'vitest';
import { newsroom, OURS, type Person, ROLES, THEIRS } from '../newsroom.fixture.ts';
import { createRoleAssociatedAccount } from './create-role-associated-account.ts';

async function opened() {
  const room = await newsroom();
  const create = (given: object = {}, person: Person = 'inviter', tenantId = OURS) =>
    room.as<AccountView>(person, createRoleAssociatedAccount, {
      tenantId,
      accountName: 'Photo Desk',
      roleName: 'Photo Editor',
      roleDescription: 'Chooses pictures.',
      ...given,
    });
  return { ...room, create };
}

it('creates the account and its two roles, with trail and event', async () => {
  const { create, stores } = await opened();
  const account = await create();
  const made = stores.rows().guestRoles.filter(({ slug }) => slug === 'photo-editor');
  const [read, write] = ['read', 'write'].map(permission =>
    made.find(role => role.permission === permission),
  );
  expect(made).toHaveLength(2);
  expect(read).toMatchObject({ name: 'Photo Editor', system: false, description: 'Chooses pictures.' });
  expect(account).toMatchObject({
    name: 'Photo Desk',
    slug: `tid-${OURS}-role-photo-editor-role-associated-account`,
    isSystemAccount: false,
    verboseStatus: 'verified',
    accountType: {
      roleAssociated: {
        tenantId: OURS,
        roleName: 'photo-editor',
        readRoleId: read?.id,
        writeRoleId: write?.id,
      },
    },
  });
  expect(stores.rows().audit).toMatchObject([
    { resourceType: 'guest_role', resourceId: read?.id, metadata: { action: 'create_guest_role' } },
    { resourceType: 'guest_role', resourceId: write?.id, metadata: { action: 'create_guest_role' } },
    {
      resourceId: account.id,
      tenantId: OURS,
      event: 'created',
      metadata: { action: 'create_role_associated_account', role: 'photo-editor' },
    },
  ]);
  expect(stores.rows().events).toMatchObject([
    { trigger: 'subscriptionAccount.created', resourceId: account.id, payload: { account } },
  ]);
});

it('answers the account that is there, under whatever name it is asked for again', async () => {
  const { create, stores } = await opened();
  const first = await create();
  expect(await create()).toEqual(first);
  expect(await create({ accountName: 'Another', roleName: 'photo editor' }, 'owner')).toEqual(first);
  const { accounts, audit, events, guestRoles } = stores.rows();
  expect(accounts.filter(({ tenantId, name }) => tenantId === OURS && name === 'Another')).toEqual([]);
  expect(guestRoles.filter(({ slug }) => slug === 'photo-editor')).toHaveLength(2);
  expect([audit, events].map(rows => rows.length)).toEqual([3, 1]);
});

it('makes one account however many ask at once', async () => {
  const { create, stores } = await opened();
  const answers = await Promise.all(Array.from({ length: 10 }, () => create()));
  expect(new Set(answers.map(({ id }) => id)).size).toBe(1);
  expect(stores.rows().events).toHaveLength(1);
});

it('gives each tenant its own account, and all of them the same roles', async () => {
  const { create } = await opened();
  const ours = await create();
  const theirs = await create({}, 'stranger', THEIRS);
  expect(theirs.id).not.toBe(ours.id);
  const rolesOf = ({ accountType }: AccountView) =>
    typeof accountType === 'object' && 'roleAssociated' in accountType
      ? [accountType.roleAssociated.readRoleId, accountType.roleAssociated.writeRoleId]
      : [];
  expect(rolesOf(theirs)).toEqual(rolesOf(ours));
});

it('takes the roles that exist', async () => {
  const { create, stores } = await opened();
  const before = stores.rows().guestRoles;
  expect(await create({ roleName: 'Editor' })).toMatchObject({
    accountType: {
      roleAssociated: { readRoleId: ROLES.editor.read.id, writeRoleId: ROLES.editor.write.id },
    },
  });
  expect(stores.rows().guestRoles).toEqual(before);
});

it.each([
  'subscriptions-manager',
  'Subscriptions Manager',
  'SUBSCRIPTIONS MANAGER',
  'Ｔｅｎａｎｔ Ｍａｎａｇｅｒ',
  'guests manager!',
  'Ténant-Mánager',
  'accountManager',
  'staff',
  'Tenant Owner',
])('refuses the administrative name %s, whoever asks', async roleName => {
  const { create, stores } = await opened();
  const before = stores.rows();
  for (const person of ['inviter', 'owner', 'staff'] as const) {
    await expect(create({ roleName }, person)).rejects.toMatchObject({ code: 'MYC00013' });
  }
  expect(stores.rows()).toEqual(before);
});

it('never takes over a role of the administration, even half of a pair', async () => {
  const { create, stores } = await opened();
  await stores.addRole({
    ...ROLES.editor.read,
    id: crypto.randomUUID() as never,
    name: 'root',
    slug: 'root',
    system: true,
  });
  const before = stores.rows();
  await expect(create({ roleName: 'Root' })).rejects.toMatchObject({ code: 'MYC00013' });
  expect(stores.rows()).toEqual(before);
});

it('refuses a name that another account of the tenant has, and leaves no role behind', async () => {
  const { create, stores } = await opened();
  const before = stores.rows();
  await expect(create({ accountName: 'Newsroom' })).rejects.toMatchObject({ code: 'MYC00018' });
  expect(stores.rows()).toEqual(before);
});

it.each([
  [{ roleName: '東京' }, 'roleName'],
  [{ roleName: '' }, 'roleName'],
  [{ roleName: 'x'.repeat(141) }, 'roleName'],
  [{ roleDescription: 'x'.repeat(256) }, 'roleDescription'],
  [{ accountName: '' }, 'accountName'],
  [{ accountName: `tid/${OURS}/manager` }, 'accountName'],
])('refuses %j by the name of what is wrong', async (given, path) => {
  const { create } = await opened();
  await expect(create(given)).rejects.toMatchObject({ code: 'MYC00033', problems: [{ path }] });
});
