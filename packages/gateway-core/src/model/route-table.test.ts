import { describe, expect, it } from 'vitest';
import { aRoute, aService } from '../testing/builders.ts';
import { RouteTable } from './route-table.ts';

const pathOf = (table: RouteTable, path: string, method = 'GET'): string | undefined => {
  const found = table.match(path, method);
  return found?.kind === 'route' ? found.route.route.path : found?.kind;
};

describe('finding a route', () => {
  const table = new RouteTable([
    aService('api', [
      aRoute('/api/*', { methods: ['GET'] }),
      aRoute('/api/items/*', { methods: ['GET', 'POST'] }),
      aRoute('/api/items/all', { methods: ['GET'] }),
      aRoute('/status', { methods: ['READ'] }),
      aRoute('/closed', { methods: ['NONE', 'GET'] }),
    ]),
    aService('shop', [aRoute('/orders/*', { methods: ['ALL'] })]),
  ]);

  it('prefers the exact path, then the longer literal prefix', () => {
    expect(pathOf(table, '/api/x')).toBe('/api/*');
    expect(pathOf(table, '/api/items/7')).toBe('/api/items/*');
    expect(pathOf(table, '/api/items/all')).toBe('/api/items/all');
  });

  it('compares by path and method: a better path without the method does not hide a worse one with it', () => {
    expect(pathOf(table, '/api/items/all', 'POST')).toBe('/api/items/*');
  });

  it("matches below the service's name as well, and knows that the name is not sent on", () => {
    expect(table.match('/shop/orders/1', 'GET')).toMatchObject({ kind: 'route', stripServiceName: true });
    expect(table.match('/orders/1', 'GET')).toMatchObject({ kind: 'route', stripServiceName: false });
    expect(table.match('/shopping/orders/1', 'GET')).toBeUndefined();
  });

  it('strips the name also where the pattern itself begins with it', () => {
    const hr = new RouteTable([aService('hr-api', [aRoute('/hr-api/*')])]);
    expect(hr.match('/hr-api/vacation-balance', 'GET')).toMatchObject({ stripServiceName: true });
  });

  it('P10: says which methods a known path accepts', () => {
    expect(table.match('/api/items/7', 'DELETE')).toEqual({ kind: 'method-mismatch', allow: 'GET, POST' });
    expect(table.match('/status', 'POST')).toEqual({ kind: 'method-mismatch', allow: 'GET, HEAD, OPTIONS' });
    expect(table.match('/closed', 'GET')).toEqual({ kind: 'method-mismatch', allow: '' });
    expect(table.match('/orders/1', 'TRACE')).toMatchObject({ kind: 'method-mismatch' });
    expect(table.match('/orders/1', 'CONNECT')).toMatchObject({ kind: 'method-mismatch' });
  });

  it('P6, P9: knows nothing of other paths, and case matters', () => {
    expect(table.match('/nothing', 'GET')).toBeUndefined();
    expect(table.match('/API/x', 'GET')).toBeUndefined();
  });

  it('P8: keeps the order of the file among equals', () => {
    const equal = new RouteTable([aService('a', [aRoute('/x?')]), aService('b', [aRoute('/x*')])]);
    expect(pathOf(equal, '/xy')).toBe('/x?');
  });

  it('P8: of two that fit equally well, the one that asks more of its caller decides', () => {
    const open = aRoute('/docs/*', { group: { kind: 'public' } });
    const strict = aRoute('/*', { group: { kind: 'protected' } });
    for (const routes of [
      [open, strict],
      [strict, open],
    ])
      expect(pathOf(new RouteTable([aService('docs', routes)]), '/docs/admin')).toBe('/*');
  });

  it('finds open patterns for paths whose first segment nobody names', () => {
    const open = new RouteTable([aService('a', [aRoute('*'), aRoute('/named/*')])]);
    expect(pathOf(open, '/anything/at/all')).toBe('*');
    expect(pathOf(open, '/named/x')).toBe('/named/*');
  });
});
