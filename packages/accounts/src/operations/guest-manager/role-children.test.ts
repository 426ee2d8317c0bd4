import { aRole, world } from '@mycelium/testkit';
import { expect, it } from 'vitest';
import type { GuestRole } from '../../model/guest-role.ts';
import type { GuestRoleView } from '../../views/guest-role-view.ts';
import { insertRoleChild } from './insert-role-child.ts';
import { removeRoleChild } from './remove-role-child.ts';
import { updateGuestRolePermission } from './update-guest-role-permission.ts';

const UNKNOWN = '0000000f-0000-4000-8000-00000000000f';

async function byGuestsManager() {
  const opened = world();
  const caller = await opened.person({ email: 'gus@acme.example', holds: [{ role: 'guests-manager' }] });
  const both = (parent: GuestRole | string, child: GuestRole | string): object => ({
    guestRoleId: typeof parent === 'string' ? parent : parent.id,
    childId: typeof child === 'string' ? child : child.id,
  });
  type Ends = Parameters<typeof both>;
  return {
    ...opened,
    caller,
    link: (...ends: Ends) => opened.call<GuestRoleView>(insertRoleChild, both(...ends), { caller }),
    unlink: (...ends: Ends) => opened.call<GuestRoleView>(removeRoleChild, both(...ends), { caller }),
    permit: ({ id: guestRoleId }: GuestRole, permission: string) =>
      opened.call(updateGuestRolePermission, { guestRoleId, permission }, { caller }),
    writer: (name: string) => opened.role({ name, permission: 'write' }),
    reader: (name: string) => opened.role({ name, permission: 'read' }),
    childrenOf: ({ id }: GuestRole) => opened.stores.rows().guestRoles.find(role => role.id === id)?.children,
  };
}

it('links a role to those that its holders may hand on, and takes the link away, whoever made it', async () => {
  const { link, unlink, writer, reader, stores, person, call } = await byGuestsManager();
  const editor = await writer('Editor');
  const viewer = await reader('Viewer');
  expect(await link(editor, viewer)).toMatchObject({ id: editor.id, children: { ids: [viewer.id] } });
  expect(await unlink(editor, viewer)).toMatchObject({ id: editor.id, children: null });
  expect(stores.rows().audit).toMatchObject([
    {
      resourceId: editor.id,
      event: 'updated',
      metadata: { action: 'insert_role_child', childId: viewer.id },
    },
    {
      resourceId: editor.id,
      event: 'updated',
      metadata: { action: 'remove_role_child', childId: viewer.id },
    },
  ]);
  const staff = await person({ email: 'ana@acme.example', accountType: 'staff' });
  await call(insertRoleChild, { guestRoleId: editor.id, childId: viewer.id }, { caller: staff });
  await unlink(editor, viewer);
});

it('refuses a child that is stronger, the role itself, there already, or above it', async () => {
  const { link, writer, reader, childrenOf } = await byGuestsManager();
  const [a, b, c] = [await writer('A'), await writer('B'), await writer('C')];
  const viewer = await reader('Viewer');
  await link(a, b);
  await link(b, c);
  for (const [parent, child] of [
    [viewer, a],
    [a, a],
    [a, b],
    [b, a],
    [c, a],
  ] as const) {
    await expect(link(parent, child)).rejects.toMatchObject({ code: 'MYC00018', kind: 'conflict' });
  }
  expect([a, b, c, viewer].map(childrenOf)).toEqual([[b.id], [c.id], [], []]);
});

it('makes of two opposite links at once one', async () => {
  const { link, writer } = await byGuestsManager();
  const [a, b] = [await writer('A'), await writer('B')];
  const attempts = await Promise.allSettled([link(a, b), link(b, a)]);
  expect(attempts.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
});

it('makes a role of the administration the child of another one of them only', async () => {
  const { link, writer, role, childrenOf } = await byGuestsManager();
  const inviter = await role({ name: 'accounts-manager', permission: 'write', system: true });
  const reading = await role({ name: 'accounts-manager', permission: 'read', system: true });
  const unmarked = await role({ name: 'tenant-manager' });
  const editor = await writer('Editor');
  await link(inviter, editor);
  await link(inviter, reading);
  for (const child of [inviter, reading, unmarked]) {
    await expect(link(editor, child)).rejects.toMatchObject({ code: 'MYC00018' });
  }
  expect(childrenOf(editor)).toEqual([]);
});

it('lets no change of a permission leave a child stronger than its parent', async () => {
  const { link, permit, writer, reader, stores, invalidated, guest, subscription, tenant } =
    await byGuestsManager();
  const [parent, child] = [await writer('Parent'), await writer('Child')];
  const below = await reader('Below');
  const above = await reader('Above');
  await link(parent, child);
  await link(above, below);
  await guest('a@acme.example', { role: parent, account: await subscription((await tenant()).id) });
  const before = stores.rows();
  await expect(permit(parent, 'read')).rejects.toMatchObject({ code: 'MYC00018' });
  await expect(permit(below, 'write')).rejects.toMatchObject({ code: 'MYC00018' });
  expect(stores.rows()).toEqual(before);
  expect(invalidated).toEqual([]);
  await permit(child, 'read');
  await permit(parent, 'read');
  await permit(above, 'write');
  await permit(below, 'write');
});

it('tells what is not there', async () => {
  const { link, unlink, writer, stores } = await byGuestsManager();
  const [a, b] = [await writer('A'), await writer('B')];
  const refused = { code: 'MYC00071', kind: 'not-found' };
  for (const [parent, child] of [
    [UNKNOWN, a],
    [a, UNKNOWN],
    [UNKNOWN, UNKNOWN],
  ] as const) {
    await expect(link(parent, child)).rejects.toMatchObject(refused);
    await expect(unlink(parent, child)).rejects.toMatchObject(refused);
  }
  await expect(unlink(a, b)).rejects.toMatchObject(refused);
  expect(stores.rows().audit).toEqual([]);
});

it('needs the role with writing', async () => {
  const { call, person } = await byGuestsManager();
  const holds = [{ role: 'guests-manager', permission: 'read' }] as const;
  const caller = await person({ email: 'rita@acme.example', holds });
  for (const operation of [insertRoleChild, removeRoleChild]) {
    const attempt = call(operation, { guestRoleId: aRole().id, childId: aRole().id }, { caller });
    await expect(attempt).rejects.toMatchObject({ code: 'MYC00019' });
  }
});
