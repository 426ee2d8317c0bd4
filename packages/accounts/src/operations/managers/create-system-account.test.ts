import { world } from '@mycelium/testkit';
import { expect, it } from 'vitest';
import { PLATFORM_ACTORS } from '../../model/system-actor.ts';
import { createSystemAccount } from './create-system-account.ts';

async function byManager() {
  const opened = world();
  const caller = await opened.person({ email: 'max@acme.example', accountType: 'manager' });
  return {
    ...opened,
    caller,
    create: (over: object = {}) =>
      opened.call(createSystemAccount, { name: 'Guests desk', actor: 'guestsManager', ...over }, { caller }),
  };
}

it('makes an account that acts on the platform, with the roles that are held on it', async () => {
  const { create, stores, caller } = await byManager();
  expect(await create()).toMatchObject({
    name: 'Guests desk',
    slug: 'guests-desk',
    accountType: { actorAssociated: { actor: 'guestsManager' } },
    isSystemAccount: true,
    verboseStatus: 'verified',
    owners: { records: [] },
    createdBy: { id: caller.account?.id, from: 'account' },
  });
  const { guestRoles, audit, events } = stores.rows();
  expect(guestRoles).toMatchObject([
    { slug: 'guests-manager', permission: 'read', system: true },
    { slug: 'guests-manager', permission: 'write', system: true },
  ]);
  expect(audit.map(({ resourceType, metadata }) => [resourceType, metadata['action']])).toEqual([
    ['guest_role', 'create_guest_role'],
    ['guest_role', 'create_guest_role'],
    ['account', 'create_system_account'],
  ]);
  expect(events).toEqual([]);
});

it('makes one for each actor, however many ask at once, and leaves no trace of the others', async () => {
  const { create, stores } = await byManager();
  const attempts = await Promise.allSettled(['A', 'B', 'C'].map(name => create({ name })));
  expect(attempts.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected', 'rejected']);
  for (const attempt of attempts) {
    if (attempt.status === 'rejected') expect(attempt.reason).toMatchObject({ code: 'MYC00018' });
  }
  const made = stores.rows().audit.filter(({ metadata }) => metadata['action'] === 'create_system_account');
  expect(made).toHaveLength(1);
  for (const actor of PLATFORM_ACTORS.filter(known => known !== 'guestsManager')) await create({ actor });
});

it('makes no account of an actor that acts within tenants, nor one without a proper name', async () => {
  const { create, stores } = await byManager();
  for (const actor of [
    'tenantManager',
    'subscriptionsManager',
    'accountManager',
    'staff',
    'guests-manager',
  ]) {
    const refused = { code: 'MYC00033', problems: [{ path: 'actor' }] };
    await expect(create({ actor })).rejects.toMatchObject(refused);
  }
  for (const name of ['', '  ', '日本', '㋍'.repeat(200)]) {
    const refused = { code: 'MYC00033', problems: [{ path: 'name' }] };
    await expect(create({ name })).rejects.toMatchObject(refused);
  }
  expect(stores.rows()).toMatchObject({
    accounts: [{ name: 'max@acme.example' }],
    guestRoles: [],
    audit: [],
  });
});

it('is for staff and managers', async () => {
  const { call, person } = await byManager();
  const caller = await person({ email: 'gus@acme.example', holds: [{ role: 'guests-manager' }] });
  const attempt = call(createSystemAccount, { name: 'X', actor: 'systemManager' }, { caller });
  await expect(attempt).rejects.toMatchObject({ code: 'MYC00019' });
});
