import { createHmac, generateKeyPairSync, sign as signWith } from 'node:crypto';
import http from 'node:http';
import { CallerSignatureError, decodeProfile, encodeProfile, verifyCaller } from '@mycelium/profile';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { JWT_SECRET, serverConfig, service } from './harness/configuration.ts';
import { type Database, migratedDatabase } from './harness/database.ts';
import { type Downstream, startDownstream } from './harness/downstream.ts';
import { type Gateway, startGateway } from './harness/gateway.ts';
import { type Mailbox, startMailbox } from './harness/mailbox.ts';
import { bearer, call, rpc, signUp } from './harness/person.ts';
import { type RawAnswer, raw } from './harness/raw.ts';
import { type RunningServer, startRedis } from './servers/index.ts';

const SIGNATURE_KEY = '6fd1c2a0b94e4c7d8a35f0e1d2c3b4a5';

let redis: RunningServer;
let mailbox: Mailbox;
let downstream: Downstream;
let database: Database;
let gateway: Gateway;
let token: string;

beforeAll(async () => {
  [redis, mailbox, downstream, database] = await Promise.all([
    startRedis(),
    startMailbox(),
    startDownstream(),
    migratedDatabase(),
  ]);
  gateway = await startGateway({
    config: serverConfig({
      database: database.url,
      redis: redis.url,
      mailbox,
      services: `${service('svc', downstream.host, [
        { group: 'authenticated', path: '/known/*' },
        { group: 'protected', path: '/safe/*' },
      ])}
${service('signed', downstream.host, [{ group: 'protected', path: '/signed/*' }], `signatureKey = "${SIGNATURE_KEY}"`)}`,
    }),
  });
  ({ token } = await signUp(gateway.url, mailbox, 'mallory@example.org'));
});
afterAll(async () => {
  await gateway?.stop();
  expect(gateway?.program.output()).not.toMatch(/a bug|failed on a bug/);
  await Promise.all([redis?.stop(), mailbox?.stop(), downstream?.stop(), database?.drop()]);
});

beforeEach(() => {
  downstream.requests.length = 0;
});

const send = (lines: readonly string[], body = ''): Promise<RawAnswer> =>
  raw(gateway.port, Buffer.from(`${lines.join('\r\n')}\r\n\r\n${body}`, 'latin1'));

/** A request that is right but for what the test adds. */
const get = (target: string, ...headers: string[]): Promise<RawAnswer> =>
  send([`GET ${target} HTTP/1.1`, 'Host: gateway.example', 'Connection: close', ...headers]);

const authorization = (): string => `Authorization: Bearer ${token}`;

/** Refused with the error body that all answers share, once, and without a word to the service. */
function refused(answer: RawAnswer, status: number, code?: string): void {
  expect(answer.status, answer.text).toBe(status);
  expect(answer.text.match(/^HTTP\/1\.1 /gm)).toHaveLength(1);
  const body = JSON.parse(answer.body);
  expect(body).toMatchObject({ status, code: code ?? expect.stringMatching(/^MYC\d{5}$/) });
  expect(body.message.length).toBeGreaterThan(0);
  expect(body.msg).toBe(body.message);
  expect(body).toHaveProperty('details');
  expect(answer.head).toMatch(/^x-mycelium-request-id: [0-9a-f-]{36}\r?$/im);
  expect(answer.head).toMatch(/^content-type: application\/json/im);
  expect(answer.text).not.toMatch(/node_modules|\.ts:\d+|SELECT /);
  expect(downstream.requests).toEqual([]);
}

describe('H14: a service with a key for signatures', () => {
  const verified = (fields: http.IncomingHttpHeaders) =>
    verifyCaller(fields, { service: 'signed', key: SIGNATURE_KEY });

  it('believes the gateway, and nobody who comes past it', async () => {
    expect((await get('/signed/1', authorization())).status).toBe(200);
    const { headers } = downstream.last();
    expect(verified(headers)).toMatchObject({
      email: 'mallory@example.org',
      profile: { email: 'mallory@example.org' },
    });
    const direct = async (changed: Record<string, string>) => {
      const injected = Object.entries(headers).filter(([name]) => name.startsWith('x-mycelium-'));
      await fetch(`http://${downstream.host}/signed/1`, {
        headers: { ...(Object.fromEntries(injected) as Record<string, string>), ...changed },
      });
      return downstream.last().headers;
    };
    const staff = encodeProfile({ ...decodeProfile(String(headers['x-mycelium-profile'])), isStaff: true });
    const attempts = [
      await direct({ 'x-mycelium-profile': staff }),
      await direct({ 'x-mycelium-email': 'root@example.org' }),
      await direct({ 'x-mycelium-signature': 'forged' }),
    ];
    for (const attempt of attempts) expect(() => verified(attempt)).toThrow(CallerSignatureError);
  });

  it('is given no signature of a client', async () => {
    expect((await get('/known/1', authorization(), 'x-mycelium-signature: forged')).status).toBe(200);
    expect(downstream.last().headers).not.toHaveProperty('x-mycelium-signature');
  });
});

describe('the administrative doors', () => {
  const ACCOUNTS = '/_adm/beginners/accounts';
  const post = (body: string | Buffer, type = 'application/json', path = ACCOUNTS) =>
    call(`${gateway.url}${path}`, {
      method: 'POST',
      body: body as NonNullable<RequestInit['body']>,
      headers: { ...bearer(token), 'content-type': type },
    });
  const shaped = (status: number) => ({
    status,
    body: {
      status,
      code: expect.stringMatching(/^MYC\d{5}$/),
      message: expect.any(String),
      msg: expect.any(String),
      details: expect.anything(),
    },
  });

  it.each([
    ['cut off', '{"name": "x"'],
    ['not quoted', '{name: "x"}'],
    ['two values', '{} {}'],
    ['no UTF-8', Buffer.from([0x22, 0xff, 0x22])],
    ['deeply nested', '['.repeat(100_000)],
  ])('JSON that is %s is 400', async (_name, body) => {
    const answer = await post(body);
    expect(answer.status, JSON.stringify(answer.body)).toBe(400);
    expect(answer.body).toMatchObject({ status: 400, code: expect.stringMatching(/^MYC/) });
    expect(answer.headers.get('x-mycelium-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('F11 a body cannot reach into prototypes, and unknown fields are told', async () => {
    for (const body of [
      '{"name":"x","__proto__":{"isStaff":true}}',
      '{"name":"x","isStaff":true}',
      '[]',
      '7',
    ])
      expect((await post(body)).status, body).toBe(400);
    expect((await post('{"name":""}')).body.problems).toMatchObject([{ path: 'name' }]);
  });

  it('a name that looks like another one is 400 at its field, over both doors', async () => {
    for (const name of ['Newsr\u043eom', 'News\u200broom', 'News\u202eroom', 'News\nroom']) {
      const answer = await post(JSON.stringify({ name }));
      expect(answer, JSON.stringify(name)).toMatchObject(shaped(400));
      expect(answer.body.problems).toMatchObject([{ path: 'name' }]);
      const { body } = await rpc(gateway.url, token, 'beginners.accounts.create', { name });
      expect(body.error.data).toMatchObject({ code: answer.body.code, problems: answer.body.problems });
    }
  });

  it('nothing that a client says about itself counts: roles, profile, e-mail', async () => {
    const headers = {
      ...bearer(token),
      'x-mycelium-role': '["staff","managers"]',
      'x-mycelium-profile': 'eyJpc1N0YWZmIjp0cnVlfQ==',
      'x-mycelium-email': 'operator@example.com',
    };
    for (const path of ['/_adm/managers/tenants', '/_adm/guests-manager/guest-roles'])
      expect(await call(`${gateway.url}${path}`, { headers }), path).toMatchObject({ status: 403 });
  });

  it('another content type is 415', async () => {
    expect(await post('{"name":"x"}', 'text/plain')).toMatchObject(shaped(415));
    expect(await post('name=x', 'application/x-www-form-urlencoded')).toMatchObject(shaped(415));
  });

  it('F6 a body of 3 MiB is 413', async () => {
    expect(await post(`"${'x'.repeat(3 * 1024 * 1024)}"`)).toMatchObject(shaped(413));
  });

  it('F6 an endless body is 413 as soon as it is too large, and its connection is closed', async () => {
    const chunk = Buffer.alloc(64 * 1024, 0x20);
    const request = http.request(`${gateway.url}${ACCOUNTS}`, {
      method: 'POST',
      headers: { ...bearer(token), 'content-type': 'application/json' },
    });
    const status = new Promise<number | undefined>((resolve, reject) => {
      request.on('response', response => resolve(response.resume().statusCode));
      request.on('error', reject);
    });
    let sent = 0;
    const closed = new Promise(resolve => request.on('close', resolve));
    const write = (): void => {
      while (!request.destroyed && sent < 64 * 1024 * 1024) {
        sent += chunk.length;
        if (!request.write(chunk)) {
          request.once('drain', write);
          return;
        }
      }
    };
    write();
    expect(await status).toBe(413);
    expect(sent).toBeLessThan(32 * 1024 * 1024);
    await closed;
  });

  it('unknown paths and methods are told apart', async () => {
    expect(await call(`${gateway.url}/_adm/nothing`)).toMatchObject(shaped(404));
    const put = await call(`${gateway.url}/_adm/beginners/profile`, {
      method: 'PUT',
      headers: bearer(token),
    });
    expect(put).toMatchObject(shaped(405));
    expect(put.headers.get('allow')).toBe('GET, HEAD, OPTIONS');
  });

  it('T9 T10 JSON-RPC says what is wrong in its own terms', async () => {
    const rpc = (body: string) => post(body, 'application/json', '/_adm/rpc');
    expect((await rpc('{')).body).toMatchObject({ jsonrpc: '2.0', id: null, error: { code: -32700 } });
    expect((await rpc('[]')).body).toMatchObject({ error: { code: -32600 } });
    const unknown = await rpc('{"jsonrpc":"2.0","id":"a","method":"no.such"}');
    expect(unknown.body).toMatchObject({ id: 'a', error: { code: -32601 } });
    const params = await rpc(
      '{"jsonrpc":"2.0","id":2,"method":"beginners.accounts.create","params":{"nme":"x"}}',
    );
    expect(params.body).toMatchObject({ id: 2, error: { code: -32602 } });
    const call_ = '{"jsonrpc":"2.0","id":1,"method":"beginners.profile.get","params":{}}';
    expect((await rpc(`[${Array(101).fill(call_).join(',')}]`)).body).toMatchObject({
      error: { code: -32600 },
    });
    const notified = await rpc('{"jsonrpc":"2.0","method":"beginners.profile.get","params":{}}');
    expect(notified).toMatchObject({ status: 204, body: '' });
    const anonymous = await call(`${gateway.url}/_adm/rpc`, { json: JSON.parse(call_) });
    expect(anonymous.status).toBe(401);
  });
});

describe('access tokens', () => {
  const base64 = (value: object | string): string =>
    Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');

  /** A token with our claims but for what the test changes, signed with our key unless it says otherwise. */
  function forge(
    changes: { readonly header?: object; readonly claims?: object; readonly key?: string } = {},
  ): string {
    const [head = '', claims = ''] = token.split('.');
    const decoded = (part: string): object => JSON.parse(Buffer.from(part, 'base64url').toString());
    const header = { ...decoded(head), ...changes.header } as { alg?: string };
    const signed = `${base64(header)}.${base64({ ...decoded(claims), ...changes.claims })}`;
    const hash = header.alg === 'HS256' ? 'sha256' : 'sha512';
    return `${signed}.${createHmac(hash, changes.key ?? JWT_SECRET)
      .update(signed)
      .digest('base64url')}`;
  }
  const now = (): number => Math.floor(Date.now() / 1000);
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });

  it('the forged token without changes is good, so that what is refused below is refused for its change', async () => {
    expect((await get('/known/1', `Authorization: Bearer ${forge()}`)).status).toBe(200);
  });

  const HANDSHAKE = [
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
  ];
  const SPLITTING = 'mallory@example.org\r\nx-mycelium-role: admin';
  const unsigned = (alg: string): string => `${base64({ alg, typ: 'JWT' })}.${token.split('.')[1]}.`;

  it.each<readonly [string, () => string]>([
    ['J1 alg none', () => unsigned('none')],
    ['J1 alg None', () => unsigned('None')],
    ['J1 an empty signature', () => `${token.split('.').slice(0, 2).join('.')}.`],
    ['J1 the signature cut off', () => token.slice(0, -10)],
    ['J2 HS256 with our key', () => forge({ header: { alg: 'HS256' } })],
    [
      'J2 RS256',
      () => {
        const signed = `${base64({ alg: 'RS256' })}.${token.split('.')[1]}`;
        return `${signed}.${signWith('sha256', Buffer.from(signed), rsa.privateKey).toString('base64url')}`;
      },
    ],
    ['J2 another key', () => forge({ key: 'another-key-that-is-long-enough-for-sha-512' })],
    ['J3 a kid that is a path', () => forge({ header: { kid: '../../dev/null' }, key: '' })],
    ['J4 a key of its own', () => forge({ header: { jwk: { kty: 'oct', k: 'eA' } }, key: 'x' })],
    ['J5 another issuer', () => forge({ claims: { iss: 'https://evil.example' } })],
    ['J5 no issuer', () => forge({ claims: { iss: undefined } })],
    ['J7 expired', () => forge({ claims: { exp: now() - 120 } })],
    ['J7 no expiry', () => forge({ claims: { exp: undefined } })],
    ['J7 expiry as text', () => forge({ claims: { exp: String(now() + 600) } })],
    ['J7 not valid yet', () => forge({ claims: { nbf: now() + 600 } })],
    ['J8 another audience', () => forge({ claims: { aud: 'https://other.example' } })],
    ['J8 no audience', () => forge({ claims: { aud: undefined } })],
    ['H7 an address that would split a field', () => forge({ claims: { email: SPLITTING } })],
    ['not a token', () => 'abc'],
    ['three dots', () => 'a.b.c.d'],
    ['a list for claims', () => `${base64({ alg: 'HS512' })}.${base64('[]')}.x`],
    ['longer than any token', () => `${'a'.repeat(9000)}.b.c`],
  ])('%s is 401 on routes, for upgrades (F9) and on the administrative doors', async (_name, make) => {
    const header = `Authorization: Bearer ${make()}`;
    const answer = await get('/known/1', header);
    refused(answer, 401);
    expect(answer.head).toMatch(/^www-authenticate: Bearer realm="mycelium", error="invalid_token"/im);
    refused(await get('/safe/1', header), 401);
    refused(await send(['GET /safe/1 HTTP/1.1', 'Host: gateway.example', ...HANDSHAKE, header]), 401);
    refused(await get('/_adm/beginners/profile', header), 401);
  });

  it.each(['Basic bWFsbG9yeTp4', 'Bearer', 'Bearer ', 'Token x', 'Bearer a b', ''])(
    'Authorization: %s is 401',
    async value => refused(await get('/known/1', `Authorization: ${value}`), 401),
  );

  it('M13 a token that waits for its second factor opens nothing', async () => {
    const pending = forge({ claims: { mfa: 'pending' } });
    for (const target of ['/known/1', '/safe/1', '/_adm/beginners/profile', '/_adm/beginners/tokens'])
      refused(await get(target, `Authorization: Bearer ${pending}`), 403, 'MYC00059');
    const called = await rpc(gateway.url, pending, 'beginners.profile.get', {});
    expect(called.body).toMatchObject({ error: { code: -32603, data: { code: 'MYC00059' } } });
  });

  it('no credential is 401 with a plain challenge', async () => {
    const answer = await get('/safe/1');
    refused(answer, 401, 'MYC00034');
    expect(answer.head).toMatch(/^www-authenticate: Bearer realm="mycelium"\r?$/im);
  });

  it('J15 a refused token is not repeated in the answer', async () => {
    const forged = forge({ claims: { exp: 1 } });
    const answer = await get('/known/1', `Authorization: Bearer ${forged}`);
    expect(answer.text).not.toContain(forged.split('.')[1]);
  });
});

describe('after all of that', () => {
  it('the gateway still serves', async () => {
    expect((await call(`${gateway.url}/health`)).status).toBe(200);
    expect((await get('/safe/1', authorization())).status).toBe(200);
  });
});
