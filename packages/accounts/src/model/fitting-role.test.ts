import type { RoleId, TenantId } from '@mycelium/kernel';
import { expect, it } from 'vitest';
import type { AccountType } from './account.ts';
import { unfittingRole } from './fitting-role.ts';
import type { GuestRole } from './guest-role.ts';
import { SYSTEM_ACTORS } from './system-actor.ts';

const tenantId = 't' as TenantId;
const subscription: AccountType = { subscription: { tenantId } };
const actorAccount = (actor: string): AccountType => ({ actorAssociated: { actor } });

const role = (slug: string, over: Partial<GuestRole> = {}): GuestRole => ({
  id: slug as RoleId,
  name: slug,
  slug,
  permission: 'read',
  system: false,
  created: new Date(0),
  children: [],
  ...over,
});

const fits = (accountType: AccountType, held: GuestRole): boolean =>
  unfittingRole({ accountType }, held) === undefined;

it('lets guests hold no role on a personal account', () => {
  for (const type of ['user', 'manager', 'staff'] as const) expect(fits(type, role('editor'))).toBe(false);
});

it('lets guests hold ordinary roles on a subscription account, and of the administration delegated inviting alone', () => {
  expect(fits(subscription, role('editor'))).toBe(true);
  expect(fits(subscription, role('accounts-manager', { system: true }))).toBe(true);
  for (const slug of Object.values(SYSTEM_ACTORS).filter(slug => slug !== 'accounts-manager')) {
    expect(fits(subscription, role(slug, { system: true }))).toBe(false);
    expect(fits(subscription, role(slug)), `${slug} without the mark`).toBe(false);
  }
  expect(fits(subscription, role('of-our-own', { system: true }))).toBe(false);
});

it("lets an actor's account be held in the actor's role alone, whatever the actor is called in the type", () => {
  for (const [actor, slug] of Object.entries(SYSTEM_ACTORS)) {
    for (const type of [actorAccount(actor), actorAccount(slug)]) {
      expect(fits(type, role(slug, { permission: 'write' }))).toBe(true);
      expect(fits(type, role('editor'))).toBe(false);
    }
  }
  expect(fits(actorAccount('gatewayManager'), role('guests-manager', { system: true }))).toBe(false);
  expect(fits(actorAccount('a-custom-actor'), role('a-custom-actor'))).toBe(true);
  expect(fits(actorAccount('constructor'), role('guests-manager'))).toBe(false);
});

it('lets a management account be held by tenant managers alone', () => {
  const management: AccountType = { tenantManager: { tenantId } };
  expect(fits(management, role('tenant-manager', { system: true }))).toBe(true);
  for (const slug of ['subscriptions-manager', 'guests-manager', 'editor']) {
    expect(fits(management, role(slug, { system: true }))).toBe(false);
  }
});

it('lets an account made for a role be held in its two roles alone, by id and not by name', () => {
  const readRoleId = 'r' as RoleId;
  const writeRoleId = 'w' as RoleId;
  const made: AccountType = { roleAssociated: { tenantId, roleName: 'robots', readRoleId, writeRoleId } };
  expect(fits(made, role('robots', { id: readRoleId }))).toBe(true);
  expect(fits(made, role('robots', { id: writeRoleId, permission: 'write' }))).toBe(true);
  expect(fits(made, role('robots'))).toBe(false);
});
