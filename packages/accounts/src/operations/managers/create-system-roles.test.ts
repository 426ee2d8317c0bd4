import { aRole, world } from '@mycelium/testkit';
import { expect, it } from 'vitest';
import type { GuestRoleView } from '../../views/guest-role-view.ts';
import { createSystemRoles } from './create-system-roles.ts';

async function byStaff() {
  const opened = world();
  const caller = await opened.person({ email: 'ana@acme.example', accountType: 'staff' });
  return {
    ...opened,
    create: () => opened.call<readonly GuestRoleView[]>(createSystemRoles, {}, { caller }),
  };
}

it('makes two roles for each actor, and the same ones however often it is called', async () => {
  const { create, stores } = await byStaff();
  const roles = await create();
  expect(roles.map(({ name, slug, permission }) => `${name} ${slug} ${permission}`)).toEqual([
    'Subscriptions Manager subscriptions-manager read',
    'Subscriptions Manager subscriptions-manager write',
    'Users Manager users-manager read',
    'Users Manager users-manager write',
    'Accounts Manager accounts-manager read',
    'Accounts Manager accounts-manager write',
    'Guests Manager guests-manager read',
    'Guests Manager guests-manager write',
    'Gateway Manager gateway-manager read',
    'Gateway Manager gateway-manager write',
    'System Manager system-manager read',
    'System Manager system-manager write',
    'Tenant Manager tenant-manager read',
    'Tenant Manager tenant-manager write',
  ]);
  expect(roles.every(({ system }) => system)).toBe(true);
  const again = await Promise.all([create(), create(), create()]);
  for (const later of again) expect(later).toEqual(roles);
  expect(stores.rows().guestRoles).toHaveLength(14);
  expect(stores.rows().audit).toHaveLength(14);
});

it('completes what is there', async () => {
  const { create, stores } = await byStaff();
  const old = aRole({ name: 'Tenant Manager', permission: 'write', system: true });
  await stores.addRole(old);
  const roles = await create();
  expect(roles).toHaveLength(14);
  expect(roles.at(-1)?.id).toBe(old.id);
  expect(stores.rows().audit.map(({ resourceId }) => resourceId)).not.toContain(old.id);
});
