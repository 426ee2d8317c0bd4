import type { RoleId } from '@mycelium/kernel';
import { expect, it } from 'vitest';
import { type GuestRole, isSystemRole, unfittingChild } from './guest-role.ts';

const role = (slug: string, over: Partial<GuestRole> = {}): GuestRole => ({
  id: slug as RoleId,
  name: slug,
  slug,
  permission: 'write',
  system: false,
  created: new Date(0),
  children: [],
  ...over,
});

it('counts a reserved name as a role of the administration, with or without the mark', () => {
  expect(isSystemRole(role('gateway-manager'))).toBe(true);
  expect(isSystemRole(role('anything', { system: true }))).toBe(true);
  expect(isSystemRole(role('editor'))).toBe(false);
});

it('lets nobody hand on more than they have', () => {
  const reader = role('reader', { permission: 'read' });
  expect(unfittingChild(role('editor'), reader)).toBeUndefined();
  expect(unfittingChild(role('editor'), role('author'))).toBeUndefined();
  expect(unfittingChild(reader, role('viewer', { permission: 'read' }))).toBeUndefined();
  expect(unfittingChild(reader, role('editor'))).toMatch(/editor may write/);
});

it('lets only the administration hand on roles of the administration', () => {
  const inviter = role('accounts-manager', { system: true });
  expect(unfittingChild(inviter, role('editor'))).toBeUndefined();
  expect(
    unfittingChild(inviter, role('accounts-manager', { id: '2' as RoleId, permission: 'read' })),
  ).toBeUndefined();
  expect(unfittingChild(role('editor'), inviter)).toMatch(/administration/);
});

it('makes no role its own child', () => {
  expect(unfittingChild(role('editor'), role('editor'))).toMatch(/own child/);
});
