import type { RoleId, TenantId } from '@mycelium/kernel';
import { anAccount, aSubscription, world } from '@mycelium/testkit';
import { expect, it } from 'vitest';
import type { GuestRoleView } from '../../views/guest-role-view.ts';
import { createGuestRole } from './create-guest-role.ts';
import { deleteGuestRole } from './delete-guest-role.ts';
import { listGuestRoles } from './list-guest-roles.ts';
import { updateGuestRole } from './update-guest-role.ts';
import { updateGuestRolePermission } from './update-guest-role-permission.ts';

const UNKNOWN = '0000000f-0000-4000-8000-00000000000f';
const TENANT = '0000000d-0000-4000-8000-0000000000aa' as TenantId;

/** The only roles in sight are those that the test makes: the caller's own stands aside. */
async function byGuestsManager() {
  const opened = world();
  const caller = await opened.person({ email: 'gus@acme.example', holds: [{ role: 'guests-manager' }] });
  return {
    ...opened,
    create: (params: object) => opened.call<GuestRoleView>(createGuestRole, params, { caller }),
    list: (params: object = {}) =>
      opened.call<{ count: number; records: readonly GuestRoleView[] }>(listGuestRoles, params, { caller }),
    update: (guestRoleId: string, change: object) =>
      opened.call<GuestRoleView>(updateGuestRole, { guestRoleId, ...change }, { caller }),
    permit: (guestRoleId: string, permission: unknown) =>
      opened.call<GuestRoleView>(updateGuestRolePermission, { guestRoleId, permission }, { caller }),
    remove: (guestRoleId: string) => opened.call(deleteGuestRole, { guestRoleId }, { caller }),
    own: () => opened.stores.rows().guestRoles.find(({ slug }) => slug === 'guests-manager')?.id ?? '',
    actions: () => opened.stores.rows().audit.map(({ metadata }) => metadata),
  };
}

it('makes a role with a slug from its name; reading, unless it says more', async () => {
  const { create, actions } = await byGuestsManager();
  const reading = await create({ name: ' Chief Éditor ', description: 'Edits.' });
  expect(reading).toMatchObject({
    name: 'Chief Éditor',
    slug: 'chief-editor',
    description: 'Edits.',
    permission: 'read',
    system: false,
    updated: null,
    children: null,
  });
  expect(await create({ name: 'Chief Éditor', permission: 1, system: false })).toMatchObject({
    slug: 'chief-editor',
    permission: 'write',
    description: null,
  });
  expect(actions()).toEqual([
    { action: 'create_guest_role', slug: 'chief-editor', permission: 'read' },
    { action: 'create_guest_role', slug: 'chief-editor', permission: 'write' },
  ]);
});

it('makes each role once, by name and by slug, however many ask at once', async () => {
  const { create, stores } = await byGuestsManager();
  const attempts = await Promise.allSettled(
    ['Editor', 'Editor', 'editor', 'EDITOR!'].map(name => create({ name })),
  );
  expect(attempts.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  for (const attempt of attempts) {
    if (attempt.status === 'rejected') expect(attempt.reason).toMatchObject({ code: 'MYC00075' });
  }
  expect(stores.rows().guestRoles.filter(({ slug }) => slug === 'editor')).toHaveLength(1);
});

it.each(['\u0435ditor', 'edi\u200btor', 'Редактор', 'Отдел 1', '東京 IT', '🚀'])(
  'makes no role of the name %j, of which no slug could be told from another',
  async name => {
    const { create } = await byGuestsManager();
    await expect(create({ name })).rejects.toMatchObject({ code: 'MYC00033', problems: [{ path: 'name' }] });
  },
);

it('makes no role that passes for one of the administration', async () => {
  const { create, stores } = await byGuestsManager();
  const before = stores.rows().guestRoles;
  for (const name of [
    'Gateway Manager',
    'gateway_manager',
    'tenant-owner',
    'Stáff',
    'ｇｕｅｓｔｓ－manager',
  ]) {
    await expect(create({ name }), name).rejects.toMatchObject({ code: 'MYC00013', kind: 'forbidden' });
  }
  await expect(create({ name: 'Editor', system: true })).rejects.toMatchObject({ code: 'MYC00013' });
  expect(stores.rows().guestRoles).toEqual(before);
});

it('refuses names that make no slug or too long a one', async () => {
  const { create } = await byGuestsManager();
  for (const name of ['', ' ', '日本', '!?', '㋍'.repeat(140), 'x'.repeat(141)]) {
    const refused = { code: 'MYC00033', problems: [{ path: 'name' }] };
    await expect(create({ name }), name).rejects.toMatchObject(refused);
  }
});

it('lists roles in order, filtered, with the true total', async () => {
  const { create, list } = await byGuestsManager();
  for (const name of ['Viewer', 'Editor', 'Co-Editor']) await create({ name });
  await create({ name: 'Editor', permission: 'write' });
  const all = await list();
  expect(all.records.map(({ slug, permission }) => `${slug} ${permission}`)).toEqual([
    'co-editor read',
    'editor read',
    'editor write',
    'guests-manager write',
    'viewer read',
  ]);
  expect(await list({ pageSize: 1, skip: 3 })).toMatchObject({ count: 5, records: [{ system: true }] });
  expect(await list({ name: 'EDIT' })).toMatchObject({ count: 3 });
  expect(await list({ name: 'edit', slug: 'editor' })).toMatchObject({ count: 2 });
  expect(await list({ system: false })).toMatchObject({ count: 4 });
  expect(await list({ name: '%' })).toEqual({ count: 0, skip: 0, size: 10, records: [] });
});

it('renames a role, whose slug stays, and describes it anew', async () => {
  const { create, update, actions, clock, invalidated } = await byGuestsManager();
  const { id } = await create({ name: 'Editor', description: 'Edits.' });
  clock.advance(60);
  const renamed = await update(id, { name: 'Author' });
  expect(renamed).toMatchObject({
    name: 'Author',
    slug: 'editor',
    description: 'Edits.',
    updated: '2026-01-01T12:01:00.000Z',
  });
  expect(await update(id, { description: 'Writes.' })).toEqual({ ...renamed, description: 'Writes.' });
  expect(actions().slice(1)).toEqual([
    { action: 'update_guest_role_name_and_description', name: 'Author' },
    { action: 'update_guest_role_name_and_description', name: 'Author' },
  ]);
  expect(invalidated).toEqual([]);
});

it('refuses a change that says nothing, takes the name of another role, or that of the administration', async () => {
  const { create, update } = await byGuestsManager();
  const { id } = await create({ name: 'Editor' });
  await create({ name: 'Author' });
  const empty = { code: 'MYC00033', problems: [{ path: 'name' }] };
  await expect(update(id, {})).rejects.toMatchObject(empty);
  await expect(update(id, { name: 'Author' })).rejects.toMatchObject({ code: 'MYC00075' });
  await expect(update(id, { name: 'System Manager' })).rejects.toMatchObject({ code: 'MYC00013' });
  await expect(update(UNKNOWN, { name: 'X' })).rejects.toMatchObject({ code: 'MYC00071' });
});

it('changes the permission, and forgets everybody who holds the role', async () => {
  const { create, permit, guest, subscription, tenant, stores, invalidated, actions } =
    await byGuestsManager();
  const { id } = await create({ name: 'Editor' });
  const role = stores.rows().guestRoles.find(known => known.id === id);
  const { id: tenantId } = await tenant();
  for (const [n, email] of ['a@acme.example', 'b@acme.example'].entries()) {
    const account = await subscription(tenantId);
    await guest(email, { role: role ?? '', account, accepted: n === 0 });
  }
  expect(await permit(id, 'write')).toMatchObject({ id, permission: 'write', slug: 'editor' });
  expect([...invalidated].sort()).toEqual(['caller:a@acme.example', 'caller:b@acme.example']);
  expect(actions().at(-1)).toEqual({ action: 'update_guest_role_permission', permission: 'write' });
});

it('refuses a permission for which there is a role of the same name already', async () => {
  const { create, permit, invalidated } = await byGuestsManager();
  const { id } = await create({ name: 'Editor' });
  await create({ name: 'Editor', permission: 'write' });
  await expect(permit(id, 'write')).rejects.toMatchObject({ code: 'MYC00075' });
  await expect(permit(UNKNOWN, 'write')).rejects.toMatchObject({ code: 'MYC00071' });
  await expect(permit(id, 2)).rejects.toMatchObject({ code: 'MYC00033' });
  expect(invalidated).toEqual([]);
});

it('deletes a role that nobody uses', async () => {
  const { create, remove, list, actions } = await byGuestsManager();
  const { id } = await create({ name: 'Editor' });
  expect(await remove(id)).toBeNull();
  expect(await list({ slug: 'editor' })).toMatchObject({ count: 0 });
  expect(actions().at(-1)).toEqual({ action: 'delete_guest_role', slug: 'editor', permission: 'read' });
  await expect(remove(id)).rejects.toMatchObject({ code: 'MYC00071', kind: 'not-found' });
});

it('deletes no role that somebody was invited in, not even before they accepted', async () => {
  const { create, remove, guest, stores, tenant, subscription } = await byGuestsManager();
  const { id } = await create({ name: 'Editor' });
  const role = stores.rows().guestRoles.find(known => known.id === id) ?? '';
  await guest('a@acme.example', { role, account: await subscription((await tenant()).id), accepted: false });
  await expect(remove(id)).rejects.toMatchObject({ code: 'MYC00018', kind: 'conflict' });
  expect(stores.rows().guestRoles).toContainEqual(role);
});

it('deletes no role that an account was made for', async () => {
  const { create, remove, stores } = await byGuestsManager();
  const [readRoleId, writeRoleId] = [
    (await create({ name: 'Robot' })).id as RoleId,
    (await create({ name: 'Robot', permission: 'write' })).id as RoleId,
  ];
  const roles = { roleName: 'robot', readRoleId, writeRoleId };
  await stores.addAccount(
    aSubscription(TENANT, { accountType: { roleAssociated: { tenantId: TENANT, ...roles } } }),
  );
  for (const id of [readRoleId, writeRoleId]) {
    await expect(remove(id)).rejects.toMatchObject({ code: 'MYC00018' });
  }
  expect(stores.rows().guestRoles.filter(({ slug }) => slug === 'robot')).toHaveLength(2);
});

it('leaves the roles of the administration as they are', async () => {
  const { own, update, permit, remove, role, stores } = await byGuestsManager();
  const unmarked = await role({ name: 'users-manager' });
  const before = stores.rows();
  for (const id of [own(), unmarked.id]) {
    const attempts = [update(id, { name: 'Mine' }), permit(id, 'read'), remove(id)];
    for (const attempt of attempts) await expect(attempt).rejects.toMatchObject({ code: 'MYC00018' });
  }
  expect(stores.rows()).toEqual(before);
});

it('is for guests managers of the platform; reading is enough for the list', async () => {
  const { call, person, tenant } = await byGuestsManager();
  const reader = await person({
    email: 'rita@acme.example',
    holds: [{ role: 'guests-manager', permission: 'read' }],
  });
  const { id: tenantId } = await tenant();
  const account = anAccount({ name: 'A', isSystemAccount: true, tenantId });
  const inTenant = await person({
    email: 'tom@acme.example',
    holds: [{ role: 'guests-manager', tenantId, account }],
  });
  expect(await call(listGuestRoles, {}, { caller: reader })).toMatchObject({ count: 2 });
  const refused = { code: 'MYC00019' };
  await expect(call(listGuestRoles, {}, { caller: inTenant })).rejects.toMatchObject(refused);
  for (const caller of [reader, inTenant]) {
    await expect(call(createGuestRole, { name: 'X' }, { caller })).rejects.toMatchObject(refused);
  }
});
