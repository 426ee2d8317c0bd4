import { expect, it } from 'vitest';
import { slugify } from './account.ts';
import {
  actorTitle,
  isReservedRole,
  PLATFORM_ACTORS,
  SYSTEM_ACTORS,
  type SystemActorName,
} from './system-actor.ts';

it('reserves the actors in every spelling that was ever read as one, look-alikes included', () => {
  const spellings = [
    ...Object.values(SYSTEM_ACTORS),
    ...Object.keys(SYSTEM_ACTORS),
    'Gateway Manager',
    'gateway_manager',
    'ＧＡＴＥＷＡＹ　Ｍａｎａｇｅｒ',
    'Tenánt Mánager',
    'subscriptions-account-manager',
    'users-account-manager',
    'account-manager',
    'guest-manager',
    'tenant-owner',
    'tenantOwner',
    'no-role',
    'beginners',
    'service',
    'staff',
  ];
  for (const spelling of spellings) expect(isReservedRole(slugify(spelling)), spelling).toBe(true);
});

it('leaves ordinary words to the tenants, those that the documents use before all', () => {
  for (const slug of ['manager', 'admin', 'super-admin', 'editor', 'viewer', 'service-admin', '']) {
    expect(isReservedRole(slug), slug).toBe(false);
  }
});

it('calls the roles as they were always called', () => {
  expect((Object.keys(SYSTEM_ACTORS) as SystemActorName[]).map(actorTitle)).toEqual([
    'Subscriptions Manager',
    'Users Manager',
    'Accounts Manager',
    'Guests Manager',
    'Gateway Manager',
    'System Manager',
    'Tenant Manager',
  ]);
});

it('gives accounts of the platform to no actor of a tenant', () => {
  for (const actor of ['tenantManager', 'subscriptionsManager', 'accountManager']) {
    expect(PLATFORM_ACTORS).not.toContain(actor);
  }
});
