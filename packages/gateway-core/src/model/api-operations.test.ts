import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { ApiDocument } from './api-document.ts';
import { apiOperations } from './api-operations.ts';

const documentOf = (paths: ApiDocument[string]): ApiDocument => ({ openapi: '3.1.0', paths });

it('reads the operations in the order of the document', () => {
  const found = apiOperations(
    documentOf({
      '/orders': {
        summary: 'Orders',
        post: { summary: 'Order', requestBody: { required: true }, responses: { 201: {} } },
        get: { summary: 'List', description: 'All of them.', tags: ['a', 'b'], deprecated: true },
      },
      '/orders/{id}': { delete: {} },
    }),
  );
  expect(found).toEqual([
    {
      path: '/orders',
      method: 'GET',
      summary: 'List',
      description: 'All of them.',
      tags: ['a', 'b'],
      deprecated: true,
      parameters: [],
    },
    {
      path: '/orders',
      method: 'POST',
      summary: 'Order',
      tags: [],
      deprecated: false,
      parameters: [],
      requestBody: { required: true },
      responses: { 201: {} },
    },
    { path: '/orders/{id}', method: 'DELETE', tags: [], deprecated: false, parameters: [] },
  ]);
});

it('knows every method but those that the gateway never passes on', () => {
  const methods = [
    'get',
    'put',
    'post',
    'delete',
    'options',
    'head',
    'patch',
    'trace',
    'connect',
    'GET',
    'x-a',
  ];
  const item = Object.fromEntries(methods.map(method => [method, {}]));
  expect(apiOperations(documentOf({ '/a': item })).map(({ method }) => method)).toEqual([
    'GET',
    'PUT',
    'POST',
    'DELETE',
    'OPTIONS',
    'HEAD',
    'PATCH',
  ]);
});

it('joins the parameters of a path to those of its operations, which win', () => {
  const [found] = apiOperations(
    documentOf({
      '/{id}': {
        parameters: [
          { name: 'id', in: 'path', description: 'of the path' },
          { name: 'id', in: 'query' },
          { $ref: '#/components/parameters/Page' },
        ],
        get: {
          parameters: [
            { name: 'id', in: 'path', description: 'of the operation' },
            { $ref: '#/components/parameters/Size' },
          ],
        },
      },
    }),
  );
  expect(found?.parameters).toEqual([
    { name: 'id', in: 'query' },
    { $ref: '#/components/parameters/Page' },
    { name: 'id', in: 'path', description: 'of the operation' },
    { $ref: '#/components/parameters/Size' },
  ]);
});

it.each<[string, ApiDocument]>([
  ['nothing at all', {}],
  ['no paths', documentOf(null)],
  ['a list of paths', documentOf([{ get: {} }])],
  ['paths without a slash, and extensions', documentOf({ orders: { get: {} }, 'x-paths': { get: {} } })],
  ['items that are none', documentOf({ '/a': null, '/b': 'get', '/c': [], '/d': 1 })],
  ['operations that are none', documentOf({ '/a': { get: null, post: true, put: [], patch: 'x' } })],
])('finds no operation in %s', (_what, document) => {
  expect(apiOperations(document)).toEqual([]);
});

it('leaves out what is not of the form that it should have', () => {
  const [found] = apiOperations(
    documentOf({
      '/a': {
        parameters: 'none',
        get: {
          summary: 5,
          description: ['x'],
          tags: ['good', null, 7, 'with\0 nul', '\ud800broken'],
          deprecated: 'yes',
          parameters: {},
        },
      },
    }),
  );
  expect(found).toEqual({
    path: '/a',
    method: 'GET',
    tags: ['good', 'with nul', '\ufffdbroken'],
    deprecated: false,
    parameters: [],
  });
});

it('takes nothing from the prototypes of objects', () => {
  const document = JSON.parse(
    '{"paths":{"/a":{"__proto__":{"get":{}}}},"__proto__":{"paths":{}}}',
  ) as ApiDocument;
  expect(apiOperations(document)).toEqual([]);
  expect(apiOperations(documentOf({ '/a': { get: {} } }))[0]).not.toHaveProperty('constructor.summary');
});

it('never throws, whatever a service publishes', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (item, operation) => {
      const paths = { '/a': item, '/b': { get: operation, parameters: item } } as ApiDocument;
      for (const { parameters } of apiOperations(documentOf(paths)))
        expect(Array.isArray(parameters)).toBe(true);
    }),
  );
});
