import { afterEach, beforeEach, expect, it } from 'vitest';
import { type AnyOperation, exampleParams, restCurl } from './index.ts';
import { BOOK, library, type Running, startLibrary, TENANT } from './library.fixture.ts';

let rest: Running;
let rpc: Running;
beforeEach(async () => {
  rest = await startLibrary();
  rpc = await startLibrary();
});
afterEach(() => Promise.all([rest.stop(), rpc.stop()]));

type Outcome = { readonly result: unknown } | { readonly code: unknown; readonly message: unknown };

interface Attempt {
  readonly operation: AnyOperation;
  readonly params: Readonly<Record<string, unknown>>;
  readonly as: string;
}

async function overRest({ operation, params, as }: Attempt): Promise<Outcome> {
  const [method = '', pattern = ''] = operation.routes[0]?.split(' ') ?? [];
  const left = new Map(Object.entries(params));
  const path = pattern.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = String(left.get(name));
    left.delete(name);
    return encodeURIComponent(value);
  });
  const inQuery = method === 'GET' || method === 'DELETE';
  const query = inQuery
    ? `?${new URLSearchParams(Object.fromEntries([...left].map(([key, value]) => [key, String(value)])))}`
    : '';
  const response = await fetch(`${rest.url}${path}${query}`, {
    method,
    headers: { authorization: `Bearer ${as}`, 'content-type': 'application/json' },
    ...(!inQuery && { body: JSON.stringify(Object.fromEntries(left)) }),
  });
  if (response.status === 204) return { result: null };
  const body = (await response.json()) as Record<string, unknown>;
  return response.ok ? { result: body } : { code: body['code'], message: body['message'] };
}

async function overRpc({ operation, params, as }: Attempt): Promise<Outcome> {
  const response = await fetch(`${rpc.url}/_adm/rpc`, {
    method: 'POST',
    headers: { authorization: `Bearer ${as}` },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: operation.name, params }),
  });
  const body = (await response.json()) as Record<string, unknown>;
  if (!response.ok) return { code: body['code'], message: body['message'] };
  const { error, result } = body as { error?: { message: string; data: { code: string } }; result: unknown };
  return error === undefined ? { result } : { code: error.data.code, message: error.message };
}

const MISSING = BOOK.replace('a', 'e');
const cases: readonly [string, Readonly<Record<string, unknown>>][] = [
  ['managers.books.create', { id: MISSING, title: 'Emma', copies: 3 }],
  ['managers.books.create', { id: BOOK, title: 'Emma' }],
  ['managers.books.create', { id: BOOK, title: '' }],
  ['beginners.books.get', { id: BOOK }],
  ['beginners.books.get', { id: MISSING }],
  ['beginners.books.get', { id: 'x' }],
  ['beginners.books.list', {}],
  ['beginners.books.list', { pageSize: 3, skip: 1 }],
  ['beginners.books.list', { pageSize: 0 }],
  ['beginners.books.list', { unknown: 1 }],
  ['managers.books.rename', { id: BOOK, title: 'E.', note: null }],
  ['managers.books.remove', { id: BOOK, reason: 'lost' }],
  ['managers.books.remove', { id: MISSING }],
  ['beginners.readers.register', { name: '  Eve ' }],
  ['tenantManager.branches.open', { tenantId: TENANT, name: 'North' }],
  ['tenantManager.branches.open', { tenantId: BOOK, name: 'North' }],
  ['tenantManager.branches.open', { name: 'North' }],
  ['tenantManager.branches.count', { tenantId: TENANT }],
  ['tenantManager.branches.count', { tenantId: BOOK }],
  ['tenantManager.branches.count', {}],
  ['service.bugs.trip', { how: 'throw' }],
  ['service.bugs.trip', { how: 'busy' }],
  ['service.bugs.trip', { how: 'undeclared' }],
];

it.each(cases)(
  '%s with %j has the same outcome over REST and JSON-RPC, whoever calls',
  async (name, params) => {
    const operation = library.byName(name);
    if (operation === undefined) throw new Error(`no operation ${name}`);
    for (const as of ['boss', 'tom', 'ada', 'new', 'forged']) {
      const attempt = { operation, params, as };
      expect(await overRest(attempt)).toEqual(await overRpc(attempt));
    }
  },
);

it('has made-up params that every operation accepts, for the examples of the documents', () => {
  for (const operation of library.operations) {
    expect(operation.params.parse(exampleParams(operation)), operation.name).toMatchObject({ ok: true });
    expect(restCurl(operation)).toMatch(/^curl( -X [A-Z]+)? "\$MYCELIUM\/_adm/);
  }
});
