import { world } from '@mycelium/testkit';
import { expect, it } from 'vitest';
import type { RequiredRole, SecurityGroup } from '../model/service.ts';
import { aRoute, aService } from '../testing/builders.ts';
import { ensureRouteRoles } from './ensure-route-roles.ts';

const role = (slug: string, permission: RequiredRole['permission'] = 'read'): RequiredRole => ({
  slug,
  permission,
});

const by = (kind: Extract<SecurityGroup, { roles: unknown }>['kind'], ...roles: readonly RequiredRole[]) =>
  aService(`by-${kind}`, [aRoute('/*', { group: { kind, roles } })]);

const shown = ({ stores }: ReturnType<typeof world>) =>
  stores.rows().guestRoles.map(({ name, slug, permission, system }) => [name, slug, permission, system]);

it('makes each role that a route asks for, with the permission that it asks for', async () => {
  const opened = world();
  await ensureRouteRoles(opened.ports, [
    aService('open', [aRoute('/'), aRoute('/a', { group: { kind: 'protected' } })]),
    by('protectedByRoles', role('reader'), role('editor', 'write'), role('editor')),
    by('protectedByPermissionedRoles', role('editor', 'write'), role('author', 'write')),
    by('protectedByServiceTokenWithRole', role('machine')),
    by('protectedByServiceTokenWithPermissionedRoles', role('robot', 'write')),
  ]);
  expect(shown(opened)).toEqual([
    ['author', 'author', 'write', false],
    ['editor', 'editor', 'read', false],
    ['editor', 'editor', 'write', false],
    ['machine', 'machine', 'read', false],
    ['reader', 'reader', 'read', false],
    ['robot', 'robot', 'write', false],
  ]);
});

it('keeps the roles that there are, and makes nothing twice', async () => {
  const opened = world();
  const editor = await opened.role({ name: 'Chief Editor', slug: 'editor', permission: 'write' });
  const services = [by('protectedByRoles', role('editor', 'write'), role('editor'))];
  await ensureRouteRoles(opened.ports, services);
  const once = opened.stores.rows().guestRoles;
  expect(once).toHaveLength(2);
  expect(once).toContainEqual(editor);
  await Promise.all(Array.from({ length: 5 }, () => ensureRouteRoles(opened.ports, services)));
  expect(opened.stores.rows().guestRoles).toEqual(once);
});

it('calls a role as it is declared, and makes a slug of that', async () => {
  const opened = world();
  await ensureRouteRoles(opened.ports, [by('protectedByRoles', role('Chief Éditor'), role('chief-editor'))]);
  expect(shown(opened)).toEqual([['Chief Éditor', 'chief-editor', 'read', false]]);
});

it('makes no role of the administration, and none without a letter', async () => {
  const opened = world();
  const reserved = ['tenant-manager', 'Tenant Manager', 'system-manager', 'staff', 'beginners', '!!', ''];
  await ensureRouteRoles(opened.ports, [
    by('protectedByRoles', ...reserved.map(slug => role(slug, 'write'))),
  ]);
  expect(shown(opened)).toEqual([]);
});

it('makes a role although its name is taken by another one', async () => {
  const opened = world();
  await opened.role({ name: 'Chief Editor', slug: 'head-of-desk', permission: 'read' });
  await ensureRouteRoles(opened.ports, [by('protectedByRoles', role('Chief Editor'))]);
  expect(shown(opened)).toContainEqual(['chief-editor', 'chief-editor', 'read', false]);
});
