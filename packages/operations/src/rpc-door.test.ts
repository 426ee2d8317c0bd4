import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BOOK, type Running, startLibrary, TENANT } from './library.fixture.ts';

let library: Running;
beforeAll(async () => {
  library = await startLibrary();
});
afterAll(() => library.stop());

async function send(body: unknown, as?: string, headers: Readonly<Record<string, string>> = {}) {
  const response = await fetch(`${library.url}/_adm/rpc`, {
    method: 'POST',
    headers: { ...headers, ...(as !== undefined && { authorization: `Bearer ${as}` }) },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    text,
    json: (text === '' ? undefined : JSON.parse(text)) as unknown,
  };
}

const request = (method: string, params?: unknown, id: unknown = 1) => ({
  jsonrpc: '2.0',
  method,
  params,
  id,
});
const notification = (method: string, params?: unknown) => ({ jsonrpc: '2.0', method, params });

describe('a single call', () => {
  it('answers the result under the id of the call', async () => {
    const answer = await send(request('beginners.books.get', { id: BOOK }, 'x-1'), 'ada');
    expect(answer.status).toBe(200);
    expect(answer.json).toEqual({
      jsonrpc: '2.0',
      result: { id: BOOK, title: 'Emma', copies: 2 },
      id: 'x-1',
    });
    expect(answer.headers.get('x-mycelium-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  });

  it.each([undefined, null, {}])('takes %j as no params', async params => {
    const { json } = await send(request('beginners.books.list', params));
    expect(json).toMatchObject({ result: { count: 1, size: 10 }, id: 1 });
  });

  it('T2 refuses a tenant in the params that differs from the one in the header', async () => {
    const open = (tenantId: string) =>
      send(request('tenantManager.branches.open', { tenantId, name: 'North' }), 'boss', {
        'x-mycelium-tenant-id': TENANT.toUpperCase(),
      });
    expect((await open(TENANT)).json).toMatchObject({ result: { tenantId: TENANT } });
    expect((await open(BOOK)).json).toMatchObject({
      error: { code: -32602, data: { code: 'MYC00033', problems: [{ path: 'tenantId' }] } },
    });
  });

  it('takes the tenant from the params alone', async () => {
    const answer = await send(request('tenantManager.branches.open', { name: 'North' }), 'boss', {
      'x-mycelium-tenant-id': TENANT,
    });
    expect(answer.json).toMatchObject({ error: { data: { problems: [{ path: 'tenantId' }] } } });
  });

  it('answers null where there is nothing to answer', async () => {
    const id = BOOK.replace('a', 'c');
    await send(request('managers.books.create', { id, title: 'Sanditon' }), 'boss');
    const { json } = await send(request('managers.books.remove', { id }), 'boss');
    expect(json).toEqual({ jsonrpc: '2.0', result: null, id: 1 });
  });

  it.each([0, -1.5, '', null])('echoes the id %j', async id => {
    expect((await send(request('beginners.books.list', {}, id))).json).toMatchObject({ id });
  });

  it('does not answer a notification, not even with an error', async () => {
    for (const body of [notification('beginners.books.list'), notification('no.such')]) {
      expect(await send(body)).toMatchObject({ status: 204, text: '' });
    }
  });

  it.each<[string, unknown, number, unknown]>([
    ['text that is not JSON', '{"jsonrpc":', -32700, null],
    ['an empty body', '', -32700, null],
    ['JSON nested too deeply', '['.repeat(70) + ']'.repeat(70), -32700, null],
    ['a number', '5', -32600, null],
    ['another version', { jsonrpc: '1.0', method: 'beginners.books.list', id: 7 }, -32600, 7],
    ['no method', { jsonrpc: '2.0', id: 7 }, -32600, 7],
    ['a method that is no text', { jsonrpc: '2.0', method: 5, id: 7 }, -32600, 7],
    [
      'an id that would not come back as it was sent',
      { jsonrpc: '2.0', method: 'beginners.books.list', id: 2 ** 53 },
      -32600,
      null,
    ],
    ['an id that is an object', { jsonrpc: '2.0', method: 'beginners.books.list', id: {} }, -32600, null],
    ['an empty batch', [], -32600, null],
    ['a batch that is too large', Array(101).fill(request('beginners.books.list')), -32600, null],
    ['an unknown method', request('beginners.books.lst'), -32601, 1],
    ['a method named like a member of every object', request('constructor'), -32601, 1],
    ['a method that is for browsers', request('beginners.pages.welcome', { token: 'x' }), -32601, 1],
    ['params by position', request('beginners.books.list', [10]), -32602, 1],
    ['params that are no object', request('beginners.books.list', 5), -32602, 1],
    ['an unknown param', request('beginners.books.list', { isStaff: true }), -32602, 1],
  ])('refuses %s', async (_, body, code, id) => {
    const answer = await send(body);
    expect(answer.status).toBe(200);
    expect(answer.json).toMatchObject({ jsonrpc: '2.0', error: { code, message: expect.any(String) }, id });
  });

  it('says what was probably meant', async () => {
    expect((await send(request('beginners.books.lst'))).json).toMatchObject({
      error: { data: { code: 'MYC00058', details: 'Did you mean beginners.books.list?' } },
    });
  });

  it('says what is wrong with the params in the data', async () => {
    expect((await send(request('beginners.books.list', { skip: -1 }))).json).toMatchObject({
      error: { data: { code: 'MYC00033', problems: [{ path: 'skip', message: 'must be at least 0' }] } },
    });
  });

  it('answers a wrong role with -32603 and the code', async () => {
    expect((await send(request('managers.books.remove', { id: BOOK }), 'ada')).json).toMatchObject({
      error: { code: -32603, data: { code: 'MYC00019' } },
    });
  });

  it('answers a conflict with 409', async () => {
    const body = request('managers.books.create', { id: BOOK, title: 'Emma' });
    expect((await send(body, 'boss')).json).toMatchObject({
      error: { code: 409, data: { code: 'MYC00014' } },
    });
  });

  it('says nothing of a bug but its id', async () => {
    const { json, text } = await send(request('service.bugs.trip', { how: 'throw' }));
    expect(json).toMatchObject({ error: { code: -32603, data: { errorId: expect.any(String) } } });
    expect(text).not.toMatch(/SELECT|secret\.ts/);
  });
});

describe('authentication', () => {
  it('is refused with 401 before any call is made', async () => {
    const body = [request('beginners.books.list'), request('beginners.books.get', { id: BOOK })];
    const none = await send(body);
    expect(none).toMatchObject({ status: 401, json: { code: 'MYC00034', status: 401 } });
    expect(none.headers.get('www-authenticate')).toBe('Bearer realm="mycelium"');
    expect(await send(body, 'forged')).toMatchObject({ status: 401, json: { code: 'MYC00035' } });
  });

  it('is not asked for when every call is open to anybody', async () => {
    const body = [request('beginners.books.list'), request('rpc.discover', {}, 2), request('no.such', {}, 3)];
    for (const as of [undefined, 'forged']) {
      const { status, json } = await send(body, as);
      expect(status).toBe(200);
      expect(json).toMatchObject([{ id: 1 }, { result: { openrpc: '1.2.6' } }, { error: { code: -32601 } }]);
    }
  });

  it('answers 503 when it cannot be known who calls', async () => {
    expect(await send(request('beginners.books.get', { id: BOOK }), 'outage')).toMatchObject({ status: 503 });
  });
});

describe('a batch', () => {
  it('is answered in order, each call judged by itself', async () => {
    const body = [
      request('beginners.books.get', { id: BOOK }, 'a'),
      [request('beginners.books.list')],
      5,
      notification('beginners.books.list'),
      request('managers.books.remove', { id: BOOK }, 'b'),
      request('beginners.books.list', {}, 'a'),
    ];
    const { json } = await send(body, 'ada');
    expect(json).toMatchObject([
      { id: 'a', result: { title: 'Emma' } },
      { id: null, error: { code: -32600 } },
      { id: null, error: { code: -32600 } },
      { id: 'b', error: { code: -32603 } },
      { id: 'a', result: { count: 1 } },
    ]);
    expect(json).toHaveLength(5);
  });

  it('runs one call after the other', async () => {
    const id = BOOK.replace('a', 'd');
    const { json } = await send(
      [
        request('managers.books.create', { id, title: 'One' }, 1),
        request('managers.books.rename', { id, title: 'Two' }, 2),
        request('managers.books.remove', { id }, 3),
        request('managers.books.remove', { id }, 4),
      ],
      'boss',
    );
    expect(json).toMatchObject([
      { result: { title: 'One' } },
      { result: { title: 'Two' } },
      { result: null },
      { error: { code: -32602, data: { code: 'MYC00054' } } },
    ]);
  });

  it('of notifications only is not answered', async () => {
    const body = [notification('beginners.books.list'), notification('beginners.books.list')];
    expect(await send(body)).toMatchObject({ status: 204, text: '' });
  });
});

describe('the endpoint', () => {
  it('refuses a body over 256 KiB', async () => {
    const body = request('beginners.books.list', { titles: ['x'.repeat(256 * 1024)] });
    expect(await send(body)).toMatchObject({ status: 413, json: { code: 'MYC00050' } });
  });

  it('gives the OpenRPC document to GET, the same that rpc.discover gives', async () => {
    const document = (await (await fetch(`${library.url}/_adm/rpc`)).json()) as unknown;
    expect((await send(request('rpc.discover'))).json).toEqual({ jsonrpc: '2.0', result: document, id: 1 });
  });

  it('refuses other methods with Allow', async () => {
    const response = await fetch(`${library.url}/_adm/rpc`, { method: 'PUT' });
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe('GET, HEAD, POST, OPTIONS');
  });
});
