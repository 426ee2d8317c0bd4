import type { GuestRoleView } from '@mycelium/accounts';
import type { Page } from '@mycelium/kernel';
import { expect, it } from 'vitest';
import { NOWHERE, newsroom, OURS, ROLES, THEIRS } from '../newsroom.fixture.ts';
import { fetchGuestRoleDetails } from './fetch-guest-role-details.ts';
import { listRolesForAccountsManager } from './list-guest-roles.ts';

it('lists roles and shows one with what it hands on', async () => {
  const { as, refusal } = await newsroom();
  const page = await as<Page<GuestRoleView>>('entrusted', listRolesForAccountsManager, {
    tenantId: OURS,
    slug: 'reporter',
  });
  expect(page).toMatchObject({ count: 2, records: [{ permission: 'read' }, { permission: 'write' }] });
  const role = await as('entrusted', fetchGuestRoleDetails, { id: ROLES.editor.read.id });
  expect(role).toMatchObject({ children: { ids: [ROLES.reporter.read.id, ROLES.reporter.write.id] } });
  expect(await refusal('entrusted', fetchGuestRoleDetails, { id: NOWHERE })).toBe('MYC00071');
});

it.each([
  [listRolesForAccountsManager, {}],
  [fetchGuestRoleDetails, { id: ROLES.editor.read.id }],
])('is open in the tenant where the right is held, or without one', async (operation, params) => {
  const { refusal } = await newsroom();
  for (const person of ['owner', 'managementReader', 'manager', 'entrusted'] as const) {
    expect(await refusal(person, operation, params), person).toBeUndefined();
    expect(await refusal(person, operation, { ...params, tenantId: OURS }), person).toBeUndefined();
    expect(await refusal(person, operation, { ...params, tenantId: THEIRS }), person).toBe('MYC00019');
  }
  for (const person of ['guest', 'inviter', 'pending', 'guestsManager', 'nobody'] as const) {
    expect(await refusal(person, operation, params), person).toBe('MYC00019');
  }
  for (const tenantId of [OURS, THEIRS]) {
    expect(await refusal('staff', operation, { ...params, tenantId })).toBeUndefined();
  }
});
