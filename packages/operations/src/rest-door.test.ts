import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BOOK, type Running, startLibrary, TENANT } from './library.fixture.ts';

let library: Running;
beforeAll(async () => {
  library = await startLibrary();
});
afterAll(() => library.stop());

interface Sent {
  readonly as?: string;
  readonly body?: unknown;
  readonly raw?: string;
  readonly headers?: Record<string, string>;
}

async function call(route: string, { as, body, raw, headers = {} }: Sent = {}) {
  const [method = 'GET', path = '/'] = route.split(' ');
  const text = raw ?? (body === undefined ? undefined : JSON.stringify(body));
  const response = await fetch(`${library.url}${path}`, {
    method,
    headers: {
      ...(as !== undefined && { authorization: `Bearer ${as}` }),
      ...(text !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(text !== undefined && { body: text }),
  });
  const answered = await response.text();
  const isJson = response.headers.get('content-type')?.startsWith('application/json') && answered !== '';
  return {
    status: response.status,
    headers: response.headers,
    text: answered,
    json: (isJson ? JSON.parse(answered) : undefined) as Record<string, unknown> | undefined,
  };
}

describe('a call', () => {
  it('takes its params from path and body, and answers the declared status', async () => {
    const id = '018f5b8a-0000-7000-8000-00000000000b';
    const created = await call('POST /_adm/managers/books', {
      as: 'boss',
      body: { id, title: 'Persuasion' },
    });
    expect(created).toMatchObject({ status: 201, json: { id, title: 'Persuasion', copies: 1 } });
    const renamed = await call(`PATCH /_adm/managers/books/${id}`, { as: 'boss', body: { title: 'P.' } });
    expect(renamed).toMatchObject({ status: 200, json: { title: 'P.' } });
    const removed = await call(`DELETE /_adm/managers/books/${id}?reason=lost`, { as: 'boss' });
    expect(removed).toMatchObject({ status: 204, text: '' });
    expect(await call(`GET /_adm/beginners/books/${id}`, { as: 'ada' })).toMatchObject({ status: 404 });
  });

  it('reads the query by the type of each param', async () => {
    const found = await call(
      'GET /_adm/beginners/books?pageSize=5&skip=0&titles=Emma&titles=Other&kind=novel',
    );
    expect(found.json).toEqual({
      count: 1,
      skip: 0,
      size: 5,
      records: [{ id: BOOK, title: 'Emma', copies: 2 }],
    });
    const wrong = await call('GET /_adm/beginners/books?pageSize=many&kind=play');
    expect(wrong.json).toMatchObject({
      problems: [
        { path: 'pageSize', message: 'must be a whole number' },
        { path: 'kind', message: 'must be one of "novel", "poem"' },
      ],
    });
  });

  it('takes a DELETE body as well as its query, through an alias too', async () => {
    const gone = await call('DELETE /_adm/managers/volumes', {
      as: 'boss',
      body: { id: BOOK.replace('a', 'f') },
    });
    expect(gone).toMatchObject({ status: 404, json: { message: 'No such book.' } });
  });

  it('answers with or without a trailing slash, and carries a request id', async () => {
    for (const slash of ['', '/']) {
      const answer = await call(`GET /_adm/beginners/books${slash}`);
      expect(answer.status).toBe(200);
      expect(answer.headers.get('x-mycelium-request-id')).toMatch(/^[0-9a-f-]{36}$/);
      expect(answer.headers.get('cache-control')).toBe('no-store');
    }
  });

  it('answers HEAD like GET, without the body', async () => {
    const get = await call('GET /_adm/beginners/books');
    const head = await call('HEAD /_adm/beginners/books');
    expect(head).toMatchObject({ status: 200, text: '' });
    expect(head.headers.get('content-length')).toBe(String(new TextEncoder().encode(get.text).length));
  });

  it('serves pages with a policy, and with the status that the page has', async () => {
    const page = await call('GET /_adm/beginners/welcome/a%2Fb%20c');
    expect(page).toMatchObject({ status: 200, text: '<p>5</p>' });
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect((await call('GET /_adm/beginners/welcome/old')).status).toBe(404);
  });

  it('leaves every path that is not its own to what comes after it', async () => {
    expect(await call('GET /somewhere')).toMatchObject({ status: 418 });
    expect(await call('GET /_admiral')).toMatchObject({ status: 418 });
  });
});

describe('sources', () => {
  it('does not let the body override the path', async () => {
    const answer = await call(`PATCH /_adm/managers/books/${BOOK}`, {
      as: 'boss',
      body: { id: BOOK, title: 'x' },
    });
    expect(answer).toMatchObject({
      status: 400,
      json: { problems: [{ path: 'id', message: 'is taken from the path; leave it out of the body' }] },
    });
  });

  it.each([
    ['POST /_adm/managers/books?title=x', { id: BOOK }, 'title', 'belongs in the body of POST'],
    ['GET /_adm/beginners/books?skip=1&skip=2', undefined, 'skip', 'more than once'],
    ['GET /_adm/beginners/books?limit=1', undefined, 'limit', 'is not a known field'],
    ['POST /_adm/managers/books', [], '', 'the body must be a JSON object'],
  ])('refuses %s with %j', async (route, body, path, message) => {
    const { status, json } = await call(route, { as: 'boss', ...(body !== undefined && { body }) });
    expect(status).toBe(400);
    expect(json).toMatchObject({ problems: [{ path, message: expect.stringContaining(message) }] });
  });

  it('refuses mass assignment and prototype keys, and stays unharmed', async () => {
    const raw = `{"id":"${BOOK}","title":"x","__proto__":{"isStaff":true},"constructor":1,"isStaff":true}`;
    const { json } = await call('POST /_adm/managers/books', { as: 'boss', raw });
    const paths = ((json?.['problems'] ?? []) as { path: string }[]).map(({ path }) => path);
    expect(paths).toEqual(['__proto__', 'constructor', 'isStaff']);
    expect(({} as Record<string, unknown>)['isStaff']).toBeUndefined();
  });

  it('lets the tenant header fill tenantId, and refuses two different tenants', async () => {
    const header = { 'x-mycelium-tenant-id': BOOK };
    expect((await call('GET /_adm/beginners/books', { headers: header })).status).toBe(200);
    expect(library.shelf.books.has(`tenant ${BOOK}`)).toBe(true);
    library.shelf.books.delete(`tenant ${BOOK}`);
    const other = BOOK.replace('a', 'b');
    expect(await call(`GET /_adm/beginners/books?tenantId=${other}`, { headers: header })).toMatchObject({
      status: 400,
      json: { problems: [{ path: 'tenantId', message: 'differs from the tenant header' }] },
    });
    const malformed = await call('GET /_adm/beginners/books', {
      headers: { 'x-mycelium-tenant-id': 'acme' },
    });
    expect(malformed).toMatchObject({ status: 400, json: { code: 'MYC00049' } });
  });
});

describe('a tenant', () => {
  const open = (options: Parameters<typeof call>[1]) =>
    call('POST /_adm/tenant-manager/branches', { as: 'tom', ...options });

  it('may be named in the body or in the header alone', async () => {
    const made = { status: 201, json: { tenantId: TENANT, name: 'North' } };
    expect(await open({ body: { tenantId: TENANT, name: 'North' } })).toMatchObject(made);
    const headers = { 'x-mycelium-tenant-id': TENANT };
    expect(await open({ body: { name: 'North' }, headers })).toMatchObject(made);
    expect(await open({ body: { name: 'North' } })).toMatchObject({
      status: 400,
      json: { problems: [{ path: 'tenantId' }] },
    });
  });

  it('T1 is never opened by its name: another one is refused, wherever it is named', async () => {
    const headers = { 'x-mycelium-tenant-id': BOOK };
    const refused = { status: 403, json: { code: 'MYC00019' } };
    expect(await open({ body: { tenantId: BOOK, name: 'North' } })).toMatchObject(refused);
    expect(await open({ body: { name: 'North' }, headers })).toMatchObject(refused);
    expect(await open({ body: { tenantId: TENANT, name: 'North' }, headers })).toMatchObject({ status: 400 });
  });
});

describe('refusals', () => {
  it('has one body for all of them', async () => {
    const { json } = await call(`GET /_adm/beginners/books/${BOOK.replace('a', 'f')}`, { as: 'ada' });
    expect(json).toEqual({
      message: 'No such book.',
      msg: 'No such book.',
      code: 'MYC00054',
      details: null,
      status: 404,
    });
  });

  it('challenges whoever sends no credential, and says more to whoever sends a bad one', async () => {
    const none = await call(`GET /_adm/beginners/books/${BOOK}`);
    expect(none).toMatchObject({ status: 401, json: { code: 'MYC00034' } });
    expect(none.headers.get('www-authenticate')).toBe('Bearer realm="mycelium"');
    const bad = await call(`GET /_adm/beginners/books/${BOOK}`, { as: 'forged' });
    expect(bad).toMatchObject({ status: 401, json: { code: 'MYC00035' } });
    expect(bad.headers.get('www-authenticate')).toContain('error="invalid_token"');
  });

  it('does not refuse what is open to anybody over a stale credential', async () => {
    expect((await call('GET /_adm/beginners/books', { as: 'forged' })).status).toBe(200);
  });

  it('tells a caller without an account from one without the role', async () => {
    expect(await call(`GET /_adm/beginners/books/${BOOK}`, { as: 'new' })).toMatchObject({
      status: 403,
      json: { code: 'MYC00038' },
    });
    expect(await call('POST /_adm/managers/books', { as: 'ada', raw: '{' })).toMatchObject({
      status: 403,
      json: { code: 'MYC00019' },
    });
    expect(await call('POST /_adm/beginners/readers', { as: 'new', body: { name: ' Eve ' } })).toMatchObject({
      json: { email: 'new@example.com', name: 'Eve' },
    });
  });

  it('passes an outage on with the time to wait', async () => {
    const answer = await call(`GET /_adm/beginners/books/${BOOK}`, { as: 'outage' });
    expect(answer).toMatchObject({ status: 503, json: { code: 'MYC00053' } });
    expect(answer.headers.get('retry-after')).toBe('5');
    const database = await call('POST /_adm/service/trip', { body: { how: 'unavailable' } });
    expect(database.headers.get('retry-after')).toBe('2');
    expect(database.text).not.toContain('10.0.0.7');
  });

  it('says nothing of a bug but its id, which the log knows', async () => {
    const { status, json, text } = await call('POST /_adm/service/trip', { body: { how: 'throw' } });
    expect(status).toBe(500);
    expect(text).not.toMatch(/SELECT|secret|stack/);
    const line = library.lines.find(({ fields }) => fields?.['errorId'] === json?.['errorId']);
    expect(String(line?.fields?.['cause'])).toContain('SELECT');
  });

  it('answers 404 to unknown paths under /_adm and 405 with Allow to other methods', async () => {
    expect(await call('GET /_adm/nowhere')).toMatchObject({ status: 404, json: { code: 'MYC00047' } });
    const other = await call(`PUT /_adm/managers/books/${BOOK}`, { as: 'boss' });
    expect(other).toMatchObject({ status: 405, json: { code: 'MYC00048' } });
    expect(other.headers.get('allow')).toBe('PATCH, DELETE, OPTIONS');
    const options = await call('OPTIONS /_adm/beginners/books');
    expect(options).toMatchObject({ status: 204 });
    expect(options.headers.get('allow')).toBe('GET, HEAD, OPTIONS');
  });

  it('answers 400 to a path that cannot be decoded', async () => {
    expect(await call('GET /_adm/beginners/books/%ff')).toMatchObject({
      status: 400,
      json: { code: 'MYC00049' },
    });
  });
});

describe('bodies', () => {
  const route = 'POST /_adm/service/trip';

  it.each([
    ['text that is not JSON', { raw: '{"how":}' }, 400, 'line 1, column 8'],
    ['nothing where something is needed', {}, 400, 'how: is required'],
    [
      'JSON without saying so',
      { raw: '{}', headers: { 'content-type': 'text/plain' } },
      415,
      'application/json',
    ],
    [
      'another charset',
      { raw: '{}', headers: { 'content-type': 'application/json; charset=latin1' } },
      415,
      'UTF-8',
    ],
    ['a compressed body', { raw: '{}', headers: { 'content-encoding': 'gzip' } }, 415, 'content encoding'],
    ['a deep body', { raw: '['.repeat(100) }, 400, 'at most 64 levels'],
    ['a body over 2 MiB', { raw: `{"how":"${'x'.repeat(2 * 1024 * 1024)}"}` }, 413, 'at most 2 MiB'],
  ])('refuses %s', async (_, sent, status, details) => {
    const answer = await call(route, sent);
    expect(answer.status).toBe(status);
    expect(answer.json?.['details']).toContain(details);
  });

  it.each(['application/json; charset=UTF-8', 'application/vnd.library+json', 'APPLICATION/JSON'])(
    'takes %s',
    async type => {
      const answer = await call(route, { body: { how: 'busy' }, headers: { 'content-type': type } });
      expect(answer.status).toBe(429);
    },
  );

  it('refuses a body that is not UTF-8', async () => {
    const response = await fetch(`${library.url}/_adm/service/trip`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: new Uint8Array([0x22, 0xff, 0x22]),
    });
    expect(response.status).toBe(400);
    expect(await response.text()).toContain('not UTF-8');
  });

  const stream = (lines: readonly string[]): Promise<string> =>
    new Promise((resolve, reject) => {
      const socket = connect(Number(new URL(library.url).port), '127.0.0.1');
      let answer = '';
      socket.on('data', chunk => {
        answer += chunk.toString();
        if (answer.includes('\r\n\r\n')) socket.end();
      });
      socket.on('close', () => resolve(answer));
      socket.on('error', reject);
      socket.write(lines.join('\r\n'));
    });

  it('stops reading a body that was announced as small and keeps coming', async () => {
    const chunk = 'x'.repeat(0x20000);
    const head = [
      'POST /_adm/service/trip HTTP/1.1',
      'host: a',
      'content-type: application/json',
      'transfer-encoding: chunked',
      '',
    ];
    const chunks = Array.from({ length: 17 }, () => ['20000', chunk]).flat();
    expect(await stream([...head, ...chunks, ''])).toMatch(/^HTTP\/1.1 413/);
  });

  it('logs nothing when the client goes away in the middle of its body', async () => {
    const before = library.lines.length;
    const socket = connect(Number(new URL(library.url).port), '127.0.0.1');
    socket.write('POST /_adm/service/trip HTTP/1.1\r\nhost: a\r\ncontent-length: 50\r\n\r\n{"how":');
    await new Promise(resolve => {
      setTimeout(resolve, 50);
    });
    socket.destroy();
    expect((await call('GET /_adm/beginners/books')).status).toBe(200);
    expect(library.lines).toHaveLength(before);
  });
});
