import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { memorySharedCache } from '@mycelium/adapter-memory';
import { Identities } from '@mycelium/gateway-core';
import { aRoute } from '@mycelium/gateway-core/testing';
import { silentLogger } from '@mycelium/kernel';
import { afterAll, describe, expect, it } from 'vitest';
import {
  ask,
  closeAll,
  type GatewayOptions,
  gatewayTo,
  moment,
  one,
  serviceOf,
  until,
  wireTo,
} from './downstream.fixture.ts';

afterAll(closeAll);

type Settings = NonNullable<GatewayOptions['settings']>;

interface Seen {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: NodeJS.Dict<string | string[]>;
}

async function gateway(
  settings: Settings = {},
  route: Parameters<typeof aRoute>[1] = {},
  pipeline: GatewayOptions['pipeline'] = {},
) {
  const seen: Seen[] = [];
  const service = await serviceOf(async (request, response) => {
    seen.push({ method: request.method, url: request.url, headers: request.headers });
    await text(request).catch(() => undefined);
    response.setHeader('vary', 'Accept-Encoding');
    response.setHeader('access-control-allow-origin', 'https://anybody.example');
    response.end('hello');
  });
  const services = [one([service.host], { routes: [aRoute('/*', route)] })];
  return { ...(await gatewayTo(services, { settings, pipeline })), seen, services };
}

/** Takes a while to know anybody. */
const slowIdentities = (): Identities =>
  new Identities({
    verifier: {
      verify: async email => {
        await moment(50);
        const expiresAt = Date.now() + 60_000;
        return { email, issuer: 'elsewhere', subject: email, expiresAt, secondFactorPending: false };
      },
    },
    source: { byEmail: async () => undefined },
    cache: memorySharedCache(),
    now: Date.now,
    log: silentLogger,
    profileTtl: 60,
  });

const headOf = (raw: string): string => raw.slice(0, raw.indexOf('\r\n\r\n'));
const bodyOf = (raw: string) => JSON.parse(raw.slice(raw.indexOf('\r\n\r\n') + 4)) as Record<string, unknown>;

/** The answer to one raw request whose connection is closed after it. */
async function answerTo(port: number, request: string): Promise<string> {
  const wire = wireTo(port, request);
  await wire.closed;
  return wire.received();
}

function expectRefusal(raw: string, status: number, code: string): void {
  expect(headOf(raw)).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
  expect(headOf(raw)).toMatch(/^connection: close\r?$/im);
  expect(bodyOf(raw)).toMatchObject({ status, code, message: expect.any(String), msg: expect.any(String) });
}

describe('the request target', () => {
  it('P7: may be absolute when it names the same host as Host', async () => {
    const { port, seen } = await gateway();
    const raw = await answerTo(
      port,
      'GET http://a.example/x?q=1 HTTP/1.1\r\nHost: a.example\r\nConnection: close\r\n\r\n',
    );
    expect(headOf(raw)).toMatch(/^HTTP\/1.1 200 /);
    expect(seen[0]).toMatchObject({ url: '/x?q=1', headers: { host: 'a.example' } });
  });

  it('P7: is refused when it names another, and the connection is closed', async () => {
    const { port, seen } = await gateway();
    expectRefusal(
      await answerTo(port, 'GET http://evil.example/x HTTP/1.1\r\nHost: a.example\r\n\r\n'),
      400,
      'MYC00049',
    );
    expect(seen).toEqual([]);
  });

  it('may be "*" for OPTIONS only', async () => {
    const { port, seen } = await gateway();
    const options = await answerTo(port, 'OPTIONS * HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n');
    expect(headOf(options)).toMatch(/^HTTP\/1.1 204 /);
    expect(headOf(options)).toMatch(/^allow: GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS\r?$/im);
    expectRefusal(await answerTo(port, 'GET * HTTP/1.1\r\nHost: a\r\n\r\n'), 400, 'MYC00049');
    expect(seen).toEqual([]);
  });

  it.each(['TRACE /x', 'CONNECT a.example:443', 'TRACE /health/live'])(
    'P10: %s is answered 405 with Allow',
    async start => {
      const { port, seen } = await gateway();
      const raw = await answerTo(port, `${start} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`);
      expectRefusal(raw, 405, 'MYC00048');
      expect(headOf(raw)).toMatch(/^allow: GET, /im);
      expect(seen).toEqual([]);
    },
  );
});

describe('a gateway that is told to be strict', () => {
  it('P5: takes paths in their canonical form only', async () => {
    const { port, seen } = await gateway({}, {}, { strictPaths: true });
    for (const path of ['/a;v=1/b', '//a', '/%61'])
      expectRefusal(
        await answerTo(port, `GET ${path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`),
        400,
        'MYC00049',
      );
    expect((await ask(port, { path: '/a/b?x=//' })).status).toBe(200);
    expect(seen.map(({ url }) => url)).toEqual(['/a/b?x=//']);
  });
});

describe('H2: fields with an underscore in their name', () => {
  it.each(['/x', '/health/live'])(
    'are removed instead of refused where that is asked for: %s',
    async path => {
      const { port, seen } = await gateway({}, {}, { underscoreHeaders: 'remove' });
      const headers = { x_mycelium_profile: 'forged', some_name: 'v', 'x-own': 'v' };
      expect((await ask(port, { path, headers })).status).toBe(200);
      if (path === '/x')
        expect(Object.keys(seen[0]?.headers ?? {}).filter(name => /_|own/.test(name))).toEqual(['x-own']);
    },
  );
});

describe('clients that hang up on their answer', () => {
  it.each([
    ['P10: asked for a tunnel', 'CONNECT a.example:443 HTTP/1.1\r\nHost: a\r\n\r\n'],
    ['F1: asked for nothing that can be read', 'what is this\r\n\r\n'],
    ['F5: were one too many', ''],
  ])('cost the gateway nothing, when they %s', async (name, bytes) => {
    const { port } = await gateway({ limits: { maxConnections: name.startsWith('F5') ? 1 : 1000 } });
    const held = wireTo(port, '');
    await once(held.socket, 'connect');
    for (let i = 0; i < 200; i++) {
      const socket = connect(port, '127.0.0.1').on('error', () => undefined);
      await once(socket, 'connect');
      socket.write(bytes);
      if (i % 2 === 0) await new Promise(resolve => setImmediate(resolve));
      socket.resetAndDestroy();
    }
    held.socket.write('GET /x HTTP/1.1\r\nHost: a\r\n\r\n');
    await held.until(/hello/);
  });
});

it('P10: asking for a tunnel before an earlier answer has come puts nothing into that one', async () => {
  const finish = Promise.withResolvers<void>();
  const service = await serviceOf(async (_request, response) => {
    response.write('begun');
    await finish.promise;
    response.end('done');
  });
  const { port } = await gatewayTo([one([service.host], { routes: [aRoute('/*')] })]);
  const wire = wireTo(port, 'GET /x HTTP/1.1\r\nHost: a\r\n\r\n');
  await wire.until(/begun/);
  wire.socket.write('CONNECT a:443 HTTP/1.1\r\nHost: a\r\n\r\n');
  await moment(50);
  finish.resolve();
  await wire.closed;
  expect(wire.received()).toMatch(/^HTTP\/1\.1 200 [\s\S]*begun\r\n4\r\ndone\r\n0\r\n\r\nHTTP\/1\.1 405 /);
});

it('P10: who asks for a tunnel behind an answer and then leaves is not waited for', async () => {
  const service = await serviceOf((_request, response) => void response.write('begun'));
  const { port } = await gatewayTo([one([service.host], { routes: [aRoute('/*')] })]);
  for (const leave of ['end', 'resetAndDestroy'] as const) {
    const wire = wireTo(port, 'GET /x HTTP/1.1\r\nHost: a\r\n\r\n');
    await wire.until(/begun/);
    wire.socket.write('CONNECT a:443 HTTP/1.1\r\nHost: a\r\n\r\n');
    await moment(50);
    wire.socket[leave]();
    await until(() => service.sockets.size === 0, 2000);
  }
});

it('a bug costs its own request, is logged with its id, and is not shown', async () => {
  const { port, lines } = await gatewayTo([one(['127.0.0.1:9'])], {
    native: () => {
      throw new TypeError('nobody expected this');
    },
  });
  const { status, body, headers } = await ask(port, { path: '/health/live' });
  expect([status, body.includes('expected')]).toEqual([500, false]);
  const requestId = headers['x-mycelium-request-id'];
  expect(lines).toMatchObject([
    { level: 'error', message: 'a request failed on a bug', fields: { requestId } },
  ]);
  expect((await ask(port, { path: '/%zz' })).status).toBe(400);
});

describe('F8: a request to switch to h2c', () => {
  it('is an ordinary request, and the service hears nothing of it', async () => {
    const { port, seen } = await gateway();
    const raw = await answerTo(
      port,
      'GET /x HTTP/1.1\r\nHost: a\r\nConnection: Upgrade, HTTP2-Settings, close\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n\r\n',
    );
    expect(headOf(raw)).toMatch(/^HTTP\/1.1 200 /);
    expect(seen[0]?.headers).not.toHaveProperty('upgrade');
    expect(seen[0]?.headers).not.toHaveProperty('http2-settings');
  });
});

describe('F1: the framing of a request', () => {
  it.each([
    ['GET /x HTTP/2.0', ''],
    ['POST /x HTTP/2.0', 'Content-Length: 2\r\n\r\nhi'],
    ['GET /health/live HTTP/2.0', ''],
    ['POST /x HTTP/0.9', 'Content-Length: 2\r\n\r\nhi'],
    ['POST /x HTTP/1.1', 'Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n'],
    ['POST /health/live HTTP/1.1', 'Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n'],
    ['POST /x HTTP/1.1', 'Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n'],
    ['POST /x HTTP/1.1', 'Transfer-Encoding: chunked\r\n\r\n5;a\nhello\r\n0\r\n\r\n'],
  ])('is not guessed: %s %j', async (start, rest) => {
    const { port, seen } = await gateway();
    expectRefusal(
      await answerTo(port, `${start}\r\nHost: a\r\n${rest === '' ? '\r\n' : rest}`),
      400,
      'MYC00049',
    );
    expect(seen).toEqual([]);
    expect((await ask(port, { path: '/x', agent: false })).status).toBe(200);
  });

  it.each([
    ['GET /caf\xe9 HTTP/1.1\r\nHost: a\r\n\r\n', 'Invalid char in url path.'],
    ['GET /x HTTP/1.1\r\nHost : a\r\n\r\n', 'Invalid header token.'],
    ['POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: +4\r\n\r\n', 'Invalid character in Content-Length.'],
    ['what is this\r\n\r\n', expect.stringMatching(/method/i)],
  ])('is not guessed, and the answer says what is wrong: %j', async (bytes, details) => {
    const { port, lines } = await gateway();
    const wire = wireTo(port, '');
    wire.socket.write(bytes, 'latin1');
    await wire.closed;
    expectRefusal(wire.received(), 400, 'MYC00049');
    const requestId = /x-mycelium-request-id: (\S+)/i.exec(wire.received())?.[1];
    expect(lines).toMatchObject([{ fields: { status: 400, requestId, peer: '127.0.0.1' } }]);
    expect(bodyOf(wire.received())['details']).toEqual(details);
  });

  it('that breaks when the answer has begun cuts the answer, and puts no second one into it', async () => {
    const service = await serviceOf((_request, response) => void response.write('begun'));
    const { port } = await gatewayTo([one([service.host], { routes: [aRoute('/*')] })]);
    const wire = wireTo(port, 'POST /x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n');
    await wire.until(/begun/);
    wire.socket.write('0x1\r\nb\r\n');
    await wire.closed;
    expect(wire.received().match(/HTTP\/1\.1 /g)).toHaveLength(1);
    expect(wire.received()).not.toMatch(/\r\n0\r\n\r\n$/);
    await until(() => service.sockets.size === 0, 2000);
  });

  it('that cannot be read costs a client its connection, even if it does not hang up', async () => {
    const { port, listener } = await gateway();
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    socket.on('data', () => undefined).on('error', () => undefined);
    socket.write('what is this\r\n\r\n');
    await once(socket, 'end');
    const open = () => new Promise<number>(r => listener.server.getConnections((_, count) => r(count)));
    await moment(1500);
    expect(await open()).toBe(0);
    socket.destroy();
  });
});

describe('F1: requests that are sent without waiting', () => {
  const slow = async () => {
    const urls: (string | undefined)[] = [];
    const service = await serviceOf((request, response) => {
      urls.push(request.url);
      if (request.url === '/begun') response.write('begun');
      else setTimeout(() => response.end('slow'), 200);
    });
    return { urls, ...(await gatewayTo([one([service.host])])) };
  };
  const first = 'GET /1 HTTP/1.1\r\nHost: a\r\n\r\n';
  const statuses = (raw: string) => raw.match(/HTTP\/1\.1 \d+/g)?.map(line => line.slice(-3));

  it.each([
    ['what is broken', 'GET\r\n\r\n', '400'],
    ['a tunnel', 'CONNECT a:22 HTTP/1.1\r\nHost: a\r\n\r\n', '405'],
    ['a request without a host', 'GET /2 HTTP/1.1\r\n\r\n', '400'],
  ])('are answered in their order: %s waits for those before it', async (_, second, status) => {
    const { port, urls } = await slow();
    const raw = await answerTo(port, first + first + second + first);
    expect(statuses(raw)).toEqual(['200', '200', status]);
    expect(urls).toEqual(['/1', '/1']);
  });

  it('are not looked at behind one that ends the connection', async () => {
    const { port, urls } = await slow();
    // A connection to the service is open: what is sent on arrives at once.
    await ask(port, { path: '/warm' });
    for (const last of [
      'POST /2 HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
      'GET /2 HTTP/1.1\r\nHost: a\r\nX_Mycelium_Email: forged\r\n\r\n',
      'GET /2 HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n',
      'GET /health HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n',
    ])
      expectRefusal(await answerTo(port, last + first), 400, 'MYC00049');
    await moment(50);
    expect(urls).toEqual(['/warm']);
  });

  it('cost the one that ends the connection nothing of its answer', async () => {
    const { port, urls } = await slow();
    const raw = await answerTo(port, `GET /1 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n${first}`);
    expect(statuses(raw)).toEqual(['200']);
    expect(raw).toMatch(/slow$/);
    expect(urls).toEqual(['/1']);
  });

  it('are not lost without a word behind one that asks for h2c: the connection ends', async () => {
    const { port, urls } = await slow();
    const asking = 'GET /1 HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n';
    const raw = await answerTo(port, asking + first);
    expect(statuses(raw)).toEqual(['200']);
    expect(headOf(raw)).toMatch(/^connection: close\r?$/im);
    expect(urls).toEqual(['/1']);
  });

  it('have no refusal written into an answer that has begun', async () => {
    const { port } = await slow();
    const head = 'POST /begun HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n';
    const wire = wireTo(port, `${head}1\r\na\r\n`);
    await wire.until(/begun/);
    wire.socket.write('0x5\r\nhello\r\n');
    await wire.closed;
    expect(wire.received()).toMatch(/^HTTP\/1\.1 200 [\s\S]*\r\n\r\n5\r\nbegun\r\n$/);
  });
});

describe('pages of other origins', () => {
  const allowed = { allowedOrigins: ['https://app.example.com', 'https://*.example.org'] };
  const preflight = { origin: 'https://app.example.com', 'access-control-request-method': 'DELETE' };

  it('may read answers, errors and native paths when their origin is allowed; the gateway alone says so', async () => {
    const { port } = await gateway(allowed);
    for (const [path, status] of [
      ['/x', 200],
      ['/a/../b', 400],
      ['/health/live', 200],
    ] as const) {
      const { status: found, headers } = await ask(port, {
        path,
        headers: { origin: 'https://app.example.com' },
      });
      expect([path, found]).toEqual([path, status]);
      expect(headers['access-control-allow-origin']).toBe('https://app.example.com');
      expect(headers['access-control-allow-credentials']).toBe('true');
      expect(headers['access-control-expose-headers']).toContain('x-mycelium-request-id');
      expect(headers.vary).toMatch(/Origin/);
    }
  });

  it('leave what the service says of variants as it is', async () => {
    const { port } = await gateway(allowed);
    const { headers } = await ask(port, { path: '/x', headers: { origin: 'https://app.example.com' } });
    expect(headers.vary).toBe('Accept-Encoding, Origin');
  });

  it('are told nothing when they are not allowed, nor when they are not named, but that it depends', async () => {
    const { port } = await gateway(allowed);
    const stranger = await ask(port, { path: '/x', headers: { origin: 'https://evil.example' } });
    expect([stranger.status, stranger.headers.vary]).toEqual([200, 'Accept-Encoding, Origin']);
    expect(stranger.headers).not.toHaveProperty('access-control-allow-origin');
    const nobody = await ask(port, { path: '/x' });
    expect(nobody.headers.vary).toBe('Accept-Encoding, Origin');
    expect(nobody.headers).not.toHaveProperty('access-control-allow-origin');
    const any = await gateway({ allowedOrigins: ['*'] });
    expect((await ask(any.port, { path: '/x' })).headers.vary).toBe('Accept-Encoding');
  });

  it('have their preflights answered before anything is routed', async () => {
    const { port, seen } = await gateway(allowed);
    const { status, headers, body } = await ask(port, {
      method: 'OPTIONS',
      path: '/nothing/at/all',
      headers: { ...preflight, 'access-control-request-headers': 'authorization,x-own' },
    });
    expect([status, body]).toEqual([200, '']);
    expect(headers).toMatchObject({
      'access-control-allow-origin': 'https://app.example.com',
      'access-control-allow-credentials': 'true',
      'access-control-allow-methods': 'DELETE',
      'access-control-allow-headers': 'authorization,x-own',
      'access-control-max-age': '3600',
      vary: 'Origin, Access-Control-Request-Method, Access-Control-Request-Headers',
    });
    expect(headers['x-mycelium-request-id']).toBeDefined();
    expect(seen).toEqual([]);
  });

  it('H15: have their preflights refused when they are not allowed', async () => {
    const { port, seen } = await gateway(allowed);
    for (const origin of ['https://evil.example', 'https://evilexample.org', 'null']) {
      const answer = await ask(port, { method: 'OPTIONS', path: '/x', headers: { ...preflight, origin } });
      expect(answer.status).toBe(403);
      expect(JSON.parse(answer.body)).toMatchObject({ code: 'MYC00067', status: 403 });
      expect(answer.headers).not.toHaveProperty('access-control-allow-origin');
    }
    expect(seen).toEqual([]);
  });

  it('may be any with a star, without credentials', async () => {
    const { port } = await gateway({ allowedOrigins: ['*'] });
    const { headers } = await ask(port, { path: '/x', headers: { origin: 'https://anybody.example' } });
    expect(headers['access-control-allow-origin']).toBe('*');
    expect(headers).not.toHaveProperty('access-control-allow-credentials');
  });

  it('leave OPTIONS that is no preflight to the service', async () => {
    const { port, seen } = await gateway(allowed);
    await ask(port, { method: 'OPTIONS', path: '/x', headers: { origin: 'https://app.example.com' } });
    expect(seen).toMatchObject([{ method: 'OPTIONS' }]);
  });

  it('get no answer that would leave the framing of the connection in doubt', async () => {
    const { port } = await gateway(allowed);
    const raw = await answerTo(
      port,
      'OPTIONS /x HTTP/1.0\r\nHost: a\r\nOrigin: https://app.example.com\r\nAccess-Control-Request-Method: GET\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    );
    expectRefusal(raw, 400, 'MYC00049');
  });
});

describe('H8: the address of the client', () => {
  const spoofed = {
    'x-forwarded-for': '198.51.100.7',
    'x-forwarded-proto': 'https',
    'x-real-ip': '198.51.100.7',
    'x-forwarded-host': 'evil.example',
  };

  it('is the peer, whatever it says, when the peer is not trusted', async () => {
    const { port, seen } = await gateway();
    await ask(port, { path: '/x', headers: { ...spoofed, forwarded: 'for=198.51.100.7' } });
    expect(seen[0]?.headers).toMatchObject({
      'x-forwarded-for': '127.0.0.1',
      'x-forwarded-proto': 'http',
      'x-forwarded-host': `127.0.0.1:${port}`,
      forwarded: 'for=127.0.0.1;proto=http',
    });
    expect(JSON.stringify(seen)).not.toMatch(/198\.51|evil/);
  });

  it('is whom a trusted peer names, and services are told the same', async () => {
    const { port, seen } = await gateway({ trustedProxies: ['127.0.0.1'] });
    await ask(port, { path: '/x', headers: { ...spoofed, 'x-forwarded-for': '10.6.6.6, 198.51.100.7' } });
    expect(seen[0]?.headers).toMatchObject({
      'x-forwarded-for': '198.51.100.7',
      'x-forwarded-proto': 'https',
      forwarded: 'for=198.51.100.7;proto=https',
    });
    expect((await ask(port, { path: '/health', headers: { forwarded: 'for="[2001:db8::9]"' } })).body).toBe(
      'native for 2001:db8::9',
    );
  });

  it('is refused to be guessed when a trusted peer contradicts itself', async () => {
    const { port, seen } = await gateway({ trustedProxies: ['127.0.0.0/8'] });
    const answer = await ask(port, { path: '/x', headers: { ...spoofed, forwarded: 'for=127.0.0.9' } });
    expect([answer.status, seen.length]).toEqual([400, 0]);
  });

  it('is what allowedSources is compared with', async () => {
    const service = await serviceOf((_request, response) => response.end('in'));
    const { port } = await gatewayTo([one([service.host], { allowedSources: ['198.51.100.0/24'] })], {
      settings: { trustedProxies: ['127.0.0.1'] },
    });
    const from = async (address: string) =>
      (await ask(port, { headers: { 'x-forwarded-for': address } })).status;
    expect([
      await from('198.51.100.7'),
      await from('203.0.113.9'),
      await from('198.51.100.7, 203.0.113.9'),
    ]).toEqual([200, 403, 403]);
  });
});

describe('a PROXY header', () => {
  const settings = { proxyProtocol: true, trustedProxies: ['127.0.0.1'] };
  const request = (end = 'Connection: close\r\n') => `GET /x HTTP/1.1\r\nHost: a\r\n${end}\r\n`;

  it('names the client of a whole connection', async () => {
    const { port, seen } = await gateway(settings);
    const wire = wireTo(port, `PROXY TCP4 198.51.100.7 127.0.0.1 4711 80\r\n${request('')}${request()}`);
    await wire.closed;
    expect(wire.received().match(/HTTP\/1.1 200 /g)).toHaveLength(2);
    expect(seen.map(({ headers }) => headers['x-forwarded-for'])).toEqual(['198.51.100.7', '198.51.100.7']);
  });

  it('may come in pieces, and a large body right behind it', async () => {
    const { port, seen } = await gateway(settings);
    const wire = wireTo(port, 'PROXY TCP6 2001:db8::9 ');
    await moment(50);
    const body = 'x'.repeat(500_000);
    wire.socket.write(
      `::1 1 2\r\nPOST /x HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 500000\r\n\r\n${body}`,
    );
    await wire.closed;
    expect(headOf(wire.received())).toMatch(/^HTTP\/1.1 200 /);
    expect(seen[0]?.headers).toMatchObject({
      'x-forwarded-for': '2001:db8::9',
      forwarded: 'for="[2001:db8::9]";proto=http',
    });
  });

  it('is needed from trusted peers: anything else closes the connection', async () => {
    const { port, seen } = await gateway(settings);
    expect(await answerTo(port, request())).toBe('');
    expect(await answerTo(port, `PROXY TCP4 evil 127.0.0.1 1 2\r\n${request()}`)).toBe('');
    expect(seen).toEqual([]);
  });

  it('is believed from nobody else', async () => {
    const { port, seen } = await gateway({ proxyProtocol: true, trustedProxies: ['192.0.2.0/24'] });
    expectRefusal(
      await answerTo(port, `PROXY TCP4 198.51.100.7 127.0.0.1 1 2\r\n${request()}`),
      400,
      'MYC00049',
    );
    expect(headOf(await answerTo(port, request()))).toMatch(/^HTTP\/1.1 200 /);
    expect(seen[0]?.headers['x-forwarded-for']).toBe('127.0.0.1');
  });

  it('is not waited for longer than for header fields', async () => {
    const { port } = await gateway({ ...settings, limits: { headersTimeout: 0.2 } });
    expect(await answerTo(port, 'PROXY ')).toBe('');
  });
});

describe('header fields', () => {
  it.each([
    ['of 20 KB', `X-Large: ${'x'.repeat(20_000)}\r\n`],
    ['300 in number', Array.from({ length: 300 }, (_, i) => `X-${i}: v\r\n`).join('')],
  ])('are answered 431: %s', async (_, fields) => {
    const { port, seen } = await gateway();
    expectRefusal(await answerTo(port, `GET /x HTTP/1.1\r\nHost: a\r\n${fields}\r\n`), 431, 'MYC00063');
    expect(seen).toEqual([]);
  });

  it('may be allowed to be more', async () => {
    const { port } = await gateway({ limits: { headerBytes: 65_536, headerCount: 400 } });
    const fields = `X-Large: ${'x'.repeat(14_000)}\r\n${Array.from({ length: 150 }, (_, i) => `X-${i}: v\r\n`).join('')}`;
    const raw = await answerTo(port, `GET /x HTTP/1.1\r\nHost: a\r\nConnection: close\r\n${fields}\r\n`);
    expect(raw).toMatch(/^HTTP\/1\.1 200 /);
  });

  it('F4: that do not come are answered 408', async () => {
    const { port } = await gateway({ limits: { headersTimeout: 0.4 } });
    const wire = wireTo(port, 'GET /x HTTP/1.1\r\nHost: a\r\nX-Slow: ');
    const drip = setInterval(() => wire.socket.write('x'), 50);
    await wire.closed;
    clearInterval(drip);
    expectRefusal(wire.received(), 408, 'MYC00066');
  });
});

describe('connections', () => {
  it('F5: are refused when there are too many, and the others go on', async () => {
    const { port, lines } = await gateway({ limits: { maxConnections: 3 } });
    const held = [];
    for (let i = 0; i < 3; i++) {
      const wire = wireTo(port, '');
      await once(wire.socket, 'connect');
      held.push(wire);
    }
    await moment(50);
    for (const request of ['', 'GET /x HTTP/1.1\r\nHost: a\r\n\r\n']) {
      const surplus = await answerTo(port, request);
      expectRefusal(surplus, 503, 'MYC00068');
      expect(headOf(surplus)).toMatch(/^retry-after: \d+\r?$/im);
    }
    expect(lines.some(({ message }) => /too many connections/.test(message))).toBe(true);
    held[0]?.socket.write('GET /x HTTP/1.1\r\nHost: a\r\n\r\n');
    await held[0]?.until(/hello/);
    held[1]?.socket.destroy();
    await moment(50);
    expect((await ask(port, { path: '/x', agent: false })).status).toBe(200);
  });

  it('F5: are not even refused by the thousand', async () => {
    const { port } = await gateway({ limits: { maxConnections: 1 } });
    const held = wireTo(port, '');
    await once(held.socket, 'connect');
    // They do not hang up when they are told to.
    const surplus = Array.from({ length: 100 }, () =>
      connect({ port, host: '127.0.0.1', allowHalfOpen: true }),
    );
    const told: string[] = [];
    for (const socket of surplus) {
      socket.on('error', () => undefined);
      socket.on('data', chunk => told.push(String(chunk)));
    }
    await Promise.all(
      surplus.map(socket => new Promise(resolve => socket.once('end', resolve).once('close', resolve))),
    );
    expect(told.length).toBeGreaterThan(0);
    expect(told.length).toBeLessThan(100);
    for (const socket of surplus) socket.destroy();
    held.socket.destroy();
    await moment(100);
    expect((await ask(port, { path: '/x', agent: false })).status).toBe(200);
  });

  it('are closed after the number of requests that are allowed', async () => {
    const { port } = await gateway({ limits: { requestsPerConnection: 2 } });
    const wire = wireTo(port, 'GET /1 HTTP/1.1\r\nHost: a\r\n\r\n');
    await wire.until(/hello/);
    expect(wire.received()).not.toMatch(/connection: close/i);
    wire.socket.write('GET /2 HTTP/1.1\r\nHost: a\r\n\r\n');
    await wire.closed;
    expect(wire.received()).toMatch(/connection: close/i);
  });

  it('are closed when they are idle for too long, and no earlier', async () => {
    const { port } = await gateway({ limits: { keepAliveTimeout: 0.4 } });
    const wire = wireTo(port, 'GET /1 HTTP/1.1\r\nHost: a\r\n\r\n');
    for (let i = 1; i <= 4; i++) {
      await wire.until(new RegExp(`(hello[\\s\\S]*){${i}}`));
      await moment(300);
      wire.socket.write('GET /1 HTTP/1.1\r\nHost: a\r\n\r\n');
    }
    await wire.until(/(hello[\s\S]*){5}/);
    const idle = performance.now();
    await wire.closed;
    expect(performance.now() - idle).toBeGreaterThan(390);
    expect(performance.now() - idle).toBeLessThan(1500);
  });

  it('are not idle while an answer is awaited or a body is on its way', async () => {
    const service = await serviceOf((request, response) => {
      request.resume().on('end', () => setTimeout(() => response.end('late'), 700));
    });
    const { port } = await gatewayTo([one([service.host])], {
      settings: { limits: { keepAliveTimeout: 0.2 } },
    });
    const wire = wireTo(port, 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n');
    for (const letter of 'ab') {
      await moment(500);
      wire.socket.write(letter);
    }
    expect(await wire.until(/late/)).toContain('200 OK');
  });
});

describe('a body', () => {
  const post = (fields: string) => `POST /x HTTP/1.1\r\nHost: a\r\n${fields}\r\n`;

  it('F4: that stops coming is answered 408', async () => {
    const { port } = await gateway({ limits: { uploadIdleTimeout: 0.3 } });
    const wire = wireTo(port, `${post('Content-Length: 10\r\n')}x`);
    await wire.until(/\}$/);
    expectRefusal(wire.received(), 408, 'MYC00066');
    await wire.closed;
  });

  it('may take any time as long as it goes on', async () => {
    const { port } = await gateway({ limits: { uploadIdleTimeout: 0.4 } });
    const wire = wireTo(port, post('Content-Length: 10\r\n'));
    for (let i = 0; i < 10; i++) {
      await moment(100);
      wire.socket.write('x');
    }
    await wire.until(/hello/);
  });

  it('may wait for a service that does not take it', async () => {
    let release: () => void = () => undefined;
    const service = await serviceOf((request, response) => {
      release = () => {
        request.resume();
        request.on('end', () => response.end('taken'));
      };
    });
    const { port } = await gatewayTo([one([service.host])], {
      settings: { limits: { uploadIdleTimeout: 0.3 } },
    });
    const wire = wireTo(port, post('Content-Length: 20000000\r\n'));
    wire.socket.write(Buffer.alloc(20_000_000, 'x'));
    await moment(1200);
    expect(wire.received()).toBe('');
    release();
    await wire.until(/taken/);
  });

  it('F6: is refused by its announced length before a byte of it is read', async () => {
    const { port, seen } = await gateway({ limits: { bodyBytes: 1000 } });
    expectRefusal(await answerTo(port, `${post('Content-Length: 1000000000\r\n')}`), 413, 'MYC00050');
    const expecting = wireTo(port, post('Content-Length: 5000\r\nExpect: 100-continue\r\n'));
    await expecting.closed;
    expectRefusal(expecting.received(), 413, 'MYC00050');
    expect(seen).toEqual([]);
  });

  it('F6: in chunks is refused as soon as it is over the limit, and memory stays flat', async () => {
    const { port } = await gateway({ limits: { bodyBytes: 1_000_000 } });
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => undefined);
    const answer = text(socket).catch(() => '');
    socket.write(post('Transfer-Encoding: chunked\r\n'));
    const chunk = `10000\r\n${'x'.repeat(0x10000)}\r\n`;
    const closed = new Promise(resolve => socket.once('close', resolve));
    const before = process.memoryUsage().rss;
    for (let i = 0; i < 800 && !socket.destroyed && socket.writable; i++) {
      if (!socket.write(chunk))
        await Promise.race([new Promise(resolve => socket.once('drain', resolve)), closed]);
    }
    expectRefusal(await answer, 413, 'MYC00050');
    expect(process.memoryUsage().rss - before).toBeLessThan(60_000_000);
  });

  it('has the limit of its route, which may also be none', async () => {
    const small = await gateway({}, { maxBodyBytes: 10 });
    const refused = await ask(small.port, { method: 'POST', path: '/x', body: 'x'.repeat(11) });
    expect([refused.status, JSON.parse(refused.body).code]).toEqual([413, 'MYC00050']);
    const any = await gateway({ limits: { bodyBytes: 10 } }, { maxBodyBytes: 0 });
    expect((await ask(any.port, { method: 'POST', path: '/x', body: 'x'.repeat(1000) })).status).toBe(200);
  });

  it.each([11, 1000, 60_000])(
    'F6: of %i bytes in chunks is refused also when it came while the caller was looked up',
    async size => {
      const { port, seen } = await gateway(
        {},
        { group: { kind: 'authenticated' }, maxBodyBytes: 10 },
        { identities: slowIdentities() },
      );
      const fields =
        'Authorization: Bearer ada@example.org\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n';
      const sent = (length: number): string =>
        `${post(fields)}${length.toString(16)}\r\n${'x'.repeat(length)}\r\n0\r\n\r\n`;
      expect(await answerTo(port, sent(10))).toMatch(/^HTTP\/1.1 200 /);
      seen.length = 0;
      expectRefusal(await answerTo(port, sent(size).replace('ada', 'eva')), 413, 'MYC00050');
      expect(seen).toEqual([]);
    },
  );

  it('within the limit arrives whole, with and without a length', async () => {
    const { port } = await gateway({ limits: { bodyBytes: 1000 } });
    expect((await ask(port, { method: 'POST', path: '/x', body: 'x'.repeat(1000) })).status).toBe(200);
    const chunked = { 'transfer-encoding': 'chunked' };
    expect(
      (await ask(port, { method: 'POST', path: '/x', body: 'x'.repeat(1000), headers: chunked })).status,
    ).toBe(200);
  });

  it('of a refused request leaves the connection usable when it is small, and closes it when it is not', async () => {
    const { port } = await gateway();
    const wire = wireTo(port, `POST /a/../b HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello`);
    await wire.until(/\}$/);
    wire.socket.write('GET /x HTTP/1.1\r\nHost: a\r\n\r\n');
    await wire.until(/200 OK[\s\S]*hello/);
    const large = await answerTo(
      port,
      `POST /a/../b HTTP/1.1\r\nHost: a\r\nContent-Length: 500000\r\n\r\n${'x'.repeat(500_000)}`,
    );
    expectRefusal(large, 400, 'MYC00049');
  });
});

describe('F4: a client that takes nothing of its answer', () => {
  it('is cut off, and the service with it', async () => {
    let gone = false;
    const service = await serviceOf((request, response) => {
      response.on('error', () => undefined);
      request.once('close', () => {
        gone = true;
      });
      const more = () => {
        while (!response.destroyed && response.write(Buffer.alloc(65_536)));
      };
      response.on('drain', more);
      more();
    });
    const { port } = await gatewayTo([one([service.host])], {
      settings: { limits: { downloadIdleTimeout: 0.5 } },
    });
    const wire = wireTo(port, '');
    wire.socket.pause();
    wire.socket.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
    await until(() => gone, 5000);
  });

  it('may wait for a silent service as long as that one may be silent', async () => {
    const service = await serviceOf((_request, response) => void setTimeout(() => response.end('late'), 900));
    const { port } = await gatewayTo([one([service.host])], {
      settings: { limits: { downloadIdleTimeout: 0.2, uploadIdleTimeout: 0.2 } },
    });
    expect((await ask(port)).body).toBe('late');
  });
});

it('logs every request but health checks', async () => {
  const { port, lines } = await gateway();
  const paths = ['/healthcare/1', '/healthy', '/x', '/health', '/health/live'];
  for (const path of paths) await ask(port, { path });
  const logged = (): unknown[] =>
    lines.filter(({ message }) => message === 'request').map(({ fields }) => fields?.['path']);
  await until(() => logged().length === 3);
  await moment(20);
  expect(logged()).toEqual(['/healthcare/1', '/healthy', '/x']);
});
