import type { GuestRoleView } from '@mycelium/accounts';
import type { Page } from '@mycelium/kernel';
import { expect, it } from 'vitest';
import { NOWHERE, newsroom, OURS, ROLES } from '../newsroom.fixture.ts';
import { getRoleForSubscriptions } from './get-guest-role.ts';
import { listRolesForSubscriptions } from './list-guest-roles.ts';

const slugs = ({ records }: Page<GuestRoleView>) =>
  records.map(({ slug, permission }) => `${slug} ${permission}`);

it('lists roles by name, slug and whether they are the administration’s', async () => {
  const { as } = await newsroom();
  const list = async (filter: object) =>
    slugs(await as('reader', listRolesForSubscriptions, { tenantId: OURS, ...filter }));
  expect(await list({ slug: 'editor' })).toEqual(['editor read', 'editor write']);
  expect(await list({ name: 'REPORT' })).toEqual(['reporter read', 'reporter write']);
  expect(await list({ system: false })).toHaveLength(4);
  expect(await list({ system: true, slug: 'editor' })).toEqual([]);
});

it('answers pages with the true total', async () => {
  const { as } = await newsroom();
  const page = await as('reader', listRolesForSubscriptions, { tenantId: OURS, pageSize: 3, skip: 11 });
  expect(page).toMatchObject({ count: 12, skip: 11, size: 3, records: [{ slug: 'tenant-manager' }] });
});

it('gives one role with its children', async () => {
  const { as, refusal } = await newsroom();
  const role = await as<GuestRoleView>('inviter', getRoleForSubscriptions, { id: ROLES.editor.read.id });
  expect(role).toMatchObject({
    slug: 'editor',
    permission: 'read',
    system: false,
    children: { ids: [ROLES.reporter.read.id, ROLES.reporter.write.id] },
  });
  const none = { tenantId: OURS, id: NOWHERE };
  expect(await refusal('inviter', getRoleForSubscriptions, none)).toBe('MYC00071');
});

it.each([
  [listRolesForSubscriptions, {}],
  [getRoleForSubscriptions, { id: ROLES.editor.read.id }],
])('takes the right in any tenant where none is named', async (operation, params) => {
  const { refusal } = await newsroom();
  for (const person of [
    'staff',
    'owner',
    'managementReader',
    'reader',
    'stranger',
    'strangeOwner',
  ] as const) {
    expect(await refusal(person, operation, params), person).toBeUndefined();
  }
  for (const person of ['guest', 'pending', 'guestsManager', 'nobody'] as const) {
    expect(await refusal(person, operation, params), person).toBe('MYC00019');
  }
});
