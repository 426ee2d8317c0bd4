import { expect, it } from 'vitest';
import { aRoute, aService } from '../testing/builders.ts';
import type { ApiDocument } from './api-document.ts';
import { RouteTable } from './route-table.ts';
import type { Route, Service } from './service.ts';
import { isDiscoverable, searchTerms, toolName, toolScore, toolsOf } from './service-tools.ts';

const documentOf = (paths: Readonly<Record<string, ApiDocument>>): ApiDocument => ({ paths });

const service = (routes: readonly Route[], change: Partial<Service> = {}): Service =>
  aService('customer-api', routes, { discoverable: true, openapiPath: '/openapi.json', ...change });

const named = (own: Service, document: ApiDocument, others: readonly Service[] = []): readonly string[] =>
  toolsOf(own, document, new RouteTable([own, ...others])).map(({ operationId }) => operationId);

it.each([
  ['GET', '/api/customers/{id}', 'customer-api__get__api_customers_id'],
  ['POST', '/api/customers', 'customer-api__post__api_customers'],
  ['DELETE', '/', 'customer-api__delete__root'],
  ['GET', '/List_Users/', 'customer-api__get__list_users'],
  ['GET', '/ação/{user-id}/v1.0', 'customer-api__get__acao_user_id_v1_0'],
])('names %s %s', (method, path, name) => {
  expect(toolName('customer-api', { method, path })).toBe(name);
});

it('gives each operation that a route lets through, by its path through the gateway', () => {
  const group = { kind: 'protectedByRoles', roles: [{ slug: 'editor', permission: 'write' }] } as const;
  const own = service([aRoute('/api/*', { group }), aRoute('/status')]);
  const tools = toolsOf(
    own,
    documentOf({ '/api/customers/{id}': { get: {} }, '/status': { get: {} } }),
    new RouteTable([own]),
  );
  expect(tools).toMatchObject([
    { path: '/customer-api/api/customers/{id}', group, operation: { method: 'GET' } },
    { path: '/customer-api/status', group: { kind: 'public' } },
  ]);
});

it('leaves out what could not be called', () => {
  const own = service([
    aRoute('/api/*', { methods: ['READ'] }),
    aRoute('/closed', { group: { kind: 'protectedByServiceTokenWithRole', roles: [] } }),
    aRoute('/none', { methods: ['NONE'] }),
  ]);
  const document = documentOf({
    '/api/customers': { get: {}, post: {}, head: {} },
    '/internal/metrics': { get: {} },
    '/closed': { get: {} },
    '/none': { get: {} },
  });
  expect(named(own, document)).toEqual([
    'customer-api__get__api_customers',
    'customer-api__head__api_customers',
  ]);
});

it('leaves out what another service would answer', () => {
  const own = service([aRoute('/*')]);
  const other = aService('other', [aRoute('/customer-api/admin/*')], { id: '2' });
  const document = documentOf({ '/admin/users': { get: {} }, '/users': { get: {} } });
  expect(named(own, document, [other])).toEqual(['customer-api__get__users']);
});

it('gives no two operations one name', () => {
  const document = documentOf({
    '/a/b': { get: {} },
    '/a_b': { get: {} },
    '/a-b/': { get: {} },
    '/a/b/2': { get: {} },
    '/A/B': { post: {} },
  });
  const names = named(service([aRoute('/*')]), document);
  expect(new Set(names).size).toBe(5);
  expect(names.slice(0, 2)).toEqual(['customer-api__get__a_b', 'customer-api__get__a_b_2']);
});

it('lets agents know of services that say so and name a document', () => {
  expect(isDiscoverable(service([]))).toBe(true);
  expect(isDiscoverable(service([], { discoverable: false }))).toBe(false);
  const { openapiPath: _none, ...silent } = service([]);
  expect(isDiscoverable(silent)).toBe(false);
});

it.each([
  ['customer-api', 75],
  ['CUSTOMER-API', 75],
  ['customer', 75],
  ['customers', 25],
  ['sales', 50],
  ['/customer-api/customers', 75],
  ['nothing', 0],
  ['customer nothing', 37],
])('scores %j with %i', (query, score) => {
  const own = service([aRoute('/*')]);
  const document = documentOf({ '/customers': { get: { summary: 'Find a customer', tags: ['Sales'] } } });
  const [tool] = toolsOf(own, document, new RouteTable([own]));
  expect(toolScore(tool!, searchTerms(query))).toBe(score);
});

it('scores nothing without words', () => {
  const own = service([aRoute('/*')]);
  const [tool] = toolsOf(
    own,
    documentOf({ '/a': { get: { tags: [''], summary: '' } } }),
    new RouteTable([own]),
  );
  expect(toolScore(tool!, searchTerms(' \n'))).toBe(0);
  expect(toolScore(tool!, ['zzz'])).toBe(0);
});
