import type { Page } from '@mycelium/kernel';
import { expect, it } from 'vitest';
import type { SecurityGroup } from '../../model/service.ts';
import { aRoute, aService } from '../../testing/builders.ts';
import type { RouteView } from '../../views/route-view.ts';
import { idOf, inspection } from '../inspection.fixture.ts';
import { listRoutes } from './list-routes.ts';

const pathsOf = ({ records }: Page<RouteView>): readonly string[] => records.map(({ path }) => path);

it('lists every route by path, with the true total', async () => {
  const { as } = await inspection();
  const all = await as<Page<RouteView>>(listRoutes);
  expect(all).toMatchObject({ count: 7, skip: 0, size: 10 });
  expect(pathsOf(all)).toEqual(['/*', '/*', '/*', '/api/*', '/api/orders/*', '/api/status', '/bare/*']);
  // Of one path: by the name of the service.
  expect(all.records.slice(0, 3).map(({ service }) => service.id)).toEqual(
    ['about', 'hidden', 'terse'].map(idOf),
  );
  const page = await as<Page<RouteView>>(listRoutes, { pageSize: 2, skip: 4 });
  expect(page).toMatchObject({ count: 7, skip: 4, size: 2 });
  expect(page.records).toEqual(all.records.slice(4, 6));
});

it('tells everything about a route', async () => {
  const { as } = await inspection();
  expect(await as(listRoutes, { id: idOf('orders') })).toEqual({
    count: 2,
    skip: 0,
    size: 10,
    records: [
      {
        id: null,
        service: { id: idOf('orders') },
        securityGroup: { protectedByRoles: [{ name: 'editor', permission: 'write' }] },
        methods: ['GET', 'POST'],
        path: '/api/orders/*',
        acceptInsecureRouting: false,
      },
      {
        id: null,
        service: { id: idOf('orders') },
        securityGroup: 'authenticated',
        methods: ['ALL'],
        path: '/api/status',
        secretName: 'key',
        acceptInsecureRouting: false,
        callbacks: ['notify'],
      },
    ],
  });
});

it('shows every kind of group', async () => {
  const roles = [
    { slug: 'editor', permission: 'write' },
    { slug: 'reader', permission: 'read' },
  ] as const;
  const shown = roles.map(({ slug, permission }) => ({ name: slug, permission }));
  const groups: SecurityGroup[] = [
    { kind: 'public' },
    { kind: 'authenticated' },
    { kind: 'protected' },
    { kind: 'protectedByRoles', roles },
    { kind: 'protectedByPermissionedRoles', roles },
    { kind: 'protectedByServiceTokenWithRole', roles },
    { kind: 'protectedByServiceTokenWithPermissionedRoles', roles },
  ];
  const routes = groups.map((group, index) => aRoute(`/${index}`, { group, identitySource: 'telegram' }));
  const { as } = await inspection({ services: [aService('all', routes)] });
  const { records } = await as<Page<RouteView>>(listRoutes);
  expect(records.map(({ securityGroup }) => securityGroup)).toEqual(
    groups.map(({ kind }, index) => (index < 3 ? kind : { [kind]: shown })),
  );
  expect(records[0]).toMatchObject({ identitySource: 'telegram' });
});

it.each<[object, string[]]>([
  [{ name: '/api/*' }, ['/api/*', '/api/orders/*', '/api/status']],
  [{ name: '/api/status' }, ['/api/status']],
  [{ name: '*status' }, ['/api/status']],
  [{ name: '/api/?' }, ['/api/*']],
  [{ name: '/API/*' }, []],
  [{ name: 'status' }, []],
  [{ name: '/api/*', id: idOf('customers') }, ['/api/*']],
  [{ id: '00000005-0000-4000-8000-0000000000ff' }, []],
])('finds by %j', async (filter, paths) => {
  const { as } = await inspection();
  const found = await as<Page<RouteView>>(listRoutes, filter);
  expect(pathsOf(found)).toEqual(paths);
  expect(found.count).toBe(paths.length);
});

it('is for those who look after the gateway', async () => {
  const { as, asStranger, call } = await inspection();
  expect(await as(listRoutes)).toMatchObject({ skip: 0 });
  await expect(asStranger(listRoutes)).rejects.toMatchObject({ code: 'MYC00019' });
  await expect(call(listRoutes)).rejects.toMatchObject({ code: 'MYC00034' });
});
