import type { Infer } from '@mycelium/schema';
import { expect, it } from 'vitest';
import type { ToolPageView } from '../../views/tool-view.ts';
import { inspection } from '../inspection.fixture.ts';
import { listTools } from './list-tools.ts';

type ToolPage = Infer<typeof ToolPageView>;

const ALL = [
  'customers__get__api_customers',
  'orders__post__api_orders_new',
  'orders__get__api_orders_id',
  'terse__get__ping',
];

const namesOf = ({ records }: ToolPage): readonly string[] => records.map(({ operationId }) => operationId);

it('lists, without a query, every operation of discoverable services that a route lets through', async () => {
  const { as } = await inspection();
  const all = await as<ToolPage>(listTools);
  expect(all).toMatchObject({ count: 4, page_size: 5, skip: 0 });
  expect(namesOf(all)).toEqual(ALL);
  expect(all.records.every(({ score }) => score === 0)).toBe(true);
  const second = await as<ToolPage>(listTools, { pageSize: 2, skip: 1 });
  expect(second).toMatchObject({ count: 4, page_size: 2, skip: 1 });
  expect(second.records).toEqual(all.records.slice(1, 3));
});

it('says all that is needed to call one, in one piece', async () => {
  const { as } = await inspection();
  const { records } = await as<ToolPage>(listTools, { query: 'read order' });
  expect(records[0]).toEqual({
    path: '/orders/api/orders/{id}',
    method: 'GET',
    operationId: 'orders__get__api_orders_id',
    tags: ['order'],
    summary: 'Read an order',
    description: 'With its lines.',
    parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }],
    responses: {
      200: {
        content: {
          'application/json': { schema: { type: 'object', properties: { customer: { type: 'string' } } } },
        },
      },
    },
    security_group: { protectedByRoles: [{ name: 'editor', permission: 'write' }] },
    service: {
      name: 'orders',
      health_status: 'unknown',
      capabilities: ['order-history'],
      description: 'Orders and their state.',
    },
    score: 75,
  });
});

it('says as little as there is', async () => {
  const { as } = await inspection();
  const { records } = await as<ToolPage>(listTools, { skip: 3 });
  expect(records).toEqual([
    {
      path: '/terse/ping',
      method: 'GET',
      operationId: 'terse__get__ping',
      security_group: 'public',
      service: { name: 'terse', health_status: 'unknown' },
      score: 0,
    },
  ]);
});

it('puts first what fits a query best, and leaves out what does not fit', async () => {
  const { as } = await inspection();
  const found = await as<ToolPage>(listTools, { query: ' Read\torder ' });
  expect(namesOf(found)).toEqual(['orders__get__api_orders_id', 'orders__post__api_orders_new']);
  expect(found.count).toBe(2);
  expect(found.records.map(({ score }) => score)).toEqual([75, 50]);
  expect(namesOf(await as<ToolPage>(listTools, { query: 'read order', scoreCutoff: 51 }))).toEqual([
    'orders__get__api_orders_id',
  ]);
  expect(namesOf(await as<ToolPage>(listTools, { query: 'read order', scoreCutoff: 0 }))).toHaveLength(4);
  expect(await as(listTools, { query: 'weather' })).toEqual({ records: [], count: 0, page_size: 5, skip: 0 });
});

it('takes a query of nothing for none', async () => {
  const { as } = await inspection();
  expect(namesOf(await as<ToolPage>(listTools, { query: '  ', scoreCutoff: 900 }))).toEqual(ALL);
});

it.each(['POST', 'post'])('lists the operations of the method %s alone', async method => {
  const { as } = await inspection();
  const found = await as<ToolPage>(listTools, { method });
  expect(namesOf(found)).toEqual(['orders__post__api_orders_new']);
  expect(found.records[0]).toMatchObject({ deprecated: true, requestBody: { content: expect.anything() } });
});

it('goes on without a service whose document cannot be had', async () => {
  const { as } = await inspection({ documents: { terse: { paths: { '/ping': { get: {} } } } } });
  expect(namesOf(await as<ToolPage>(listTools))).toEqual(['terse__get__ping']);
});

it('answers whatever a service publishes', async () => {
  let deep: unknown = 'x\0\ud800';
  for (let level = 0; level < 500; level += 1) deep = level % 2 ? [deep] : { 'a\0': deep, $ref: '#/paths' };
  const odd = JSON.parse(
    JSON.stringify({
      paths: {
        '/odd': {
          get: {
            summary: 'a\0b',
            tags: [1, 'x'],
            parameters: [deep, null, 5],
            requestBody: deep,
            responses: deep,
          },
        },
      },
    }).replace('"/odd":{', '"/odd":{"__proto__":{},'),
  );
  const { as, faults } = await inspection({ documents: { terse: odd } });
  const { records } = await as<ToolPage>(listTools);
  expect(records).toMatchObject([{ summary: 'ab', tags: ['x'] }]);
  expect(faults).toEqual([]);
});

it.each([
  [{ method: 'FETCH' }, 'method'],
  [{ pageSize: 101 }, 'pageSize'],
  [{ pageSize: 0 }, 'pageSize'],
  [{ skip: -1 }, 'skip'],
  [{ scoreCutoff: -1 }, 'scoreCutoff'],
  [{ query: 'x'.repeat(501) }, 'query'],
  [{ name: 'x' }, 'name'],
])('refuses %j', async (params, path) => {
  const { as } = await inspection();
  await expect(as(listTools, params)).rejects.toMatchObject({ code: 'MYC00033', problems: [{ path }] });
});

it('is for those who look after the gateway', async () => {
  const { asStranger, call } = await inspection();
  await expect(asStranger(listTools)).rejects.toMatchObject({ code: 'MYC00019' });
  await expect(call(listTools)).rejects.toMatchObject({ code: 'MYC00034' });
});
