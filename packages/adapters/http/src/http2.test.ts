import { once } from 'node:events';
import type { IncomingHttpHeaders } from 'node:http';
import http2, { type ClientHttp2Session, type ClientHttp2Stream, type OutgoingHttpHeaders } from 'node:http2';
import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { aRoute } from '@mycelium/gateway-core/testing';
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
} from './downstream.fixture.ts';

const sessions: ClientHttp2Session[] = [];
afterAll(async () => {
  for (const session of sessions) session.destroy();
  await closeAll();
});

/** A gateway that takes HTTP/2 in cleartext, and a session with it. */
async function connected(
  options: GatewayOptions & { readonly answer?: Parameters<typeof serviceOf>[0] } = {},
) {
  const seen: {
    method: string | undefined;
    url: string | undefined;
    headers: NodeJS.Dict<string | string[]>;
    body: string;
  }[] = [];
  const service = await serviceOf(async (request, response) => {
    if (options.answer) return options.answer(request, response);
    const body = await text(request).catch(() => 'aborted');
    seen.push({ method: request.method, url: request.url, headers: request.headers, body });
    response.setHeader('set-cookie', ['a=1', 'b=2']);
    response.setHeader('keep-alive', 'timeout=5');
    response.end('hello');
  });
  const { port, listener, lines } = await gatewayTo([one([service.host], { routes: [aRoute('/*')] })], {
    ...options,
    settings: { h2c: true, ...options.settings },
  });
  const session = http2.connect(`http://127.0.0.1:${port}`, { strictSingleValueFields: false } as object);
  session.on('error', () => undefined);
  sessions.push(session);
  return { session, port, seen, listener, lines };
}

async function answerTo(stream: ClientHttp2Stream) {
  const [headers] = (await once(stream, 'response')) as [http2.IncomingHttpHeaders & { ':status'?: number }];
  return { status: headers[':status'], headers, body: await text(stream) };
}

const get = (session: ClientHttp2Session, headers: OutgoingHttpHeaders = {}) =>
  answerTo(session.request({ ':path': '/x?q=1', ...headers }));

describe('a request over HTTP/2', () => {
  it('takes the same way as over HTTP/1.1', async () => {
    const { session, seen } = await connected();
    const answer = await get(session, { 'x-own': 'kept', 'x-mycelium-profile': 'forged', te: 'trailers' });
    expect(answer).toMatchObject({ status: 200, body: 'hello' });
    expect(answer.headers['set-cookie']).toEqual(['a=1', 'b=2']);
    expect(answer.headers['x-mycelium-request-id']).toMatch(/^[0-9a-f-]{36}$/);
    expect(answer.headers).not.toHaveProperty('keep-alive');
    expect(seen[0]).toMatchObject({ method: 'GET', url: '/x?q=1', headers: { 'x-own': 'kept' } });
    expect(seen[0]?.headers.host).toMatch(/^127\.0\.0\.1:/);
    expect(seen[0]?.headers).not.toHaveProperty('x-mycelium-profile');
    expect(seen[0]?.headers).not.toHaveProperty('te');
    expect(seen[0]?.headers).not.toHaveProperty('transfer-encoding');
    expect(Object.keys(seen[0]?.headers ?? {}).filter(name => name.startsWith(':'))).toEqual([]);
  });

  it('H1 H8 H12: says nothing of the caller or its address to the service, nor the service to the client', async () => {
    let heard: IncomingHttpHeaders = {};
    const { session } = await connected({
      answer: (request, response) => {
        heard = request.headers;
        response.setHeader('x-mycelium-email', 'forged').end('ok');
      },
    });
    const forged = {
      'X-Mycelium-Email': 'forged',
      'x-mycelium-anything': 'forged',
      'x-forwarded-for': '192.0.2.1',
      forwarded: 'for=192.0.2.1',
      'x-real-ip': '192.0.2.1',
      'x-forwarded-prefix': '/192.0.2.1',
    };
    const { status, headers } = await get(session, forged);
    expect(status).toBe(200);
    expect(JSON.stringify(heard)).not.toMatch(/forged|192\.0\.2\.1/);
    expect(heard['x-forwarded-for']).toBe('127.0.0.1');
    expect(headers).not.toHaveProperty('x-mycelium-email');
  });

  it('P4: doubled slashes are one', async () => {
    const { session, seen } = await connected();
    await get(session, { ':path': '//a//b' });
    expect(seen[0]?.url).toBe('/a/b');
  });

  it('streams bodies of known and of unknown length', async () => {
    const { session, seen } = await connected();
    for (const headers of [{ 'content-length': '300000' }, {}]) {
      const stream = session.request({ ':method': 'POST', ':path': '/up', ...headers });
      stream.end('x'.repeat(300_000));
      expect((await answerTo(stream)).status).toBe(200);
    }
    expect(seen.map(({ body }) => body.length)).toEqual([300_000, 300_000]);
  });

  it('joins cookies that came in parts', async () => {
    const { session, seen } = await connected();
    await get(session, { cookie: ['a=1', 'b=2'] });
    expect(seen[0]?.headers.cookie).toBe('a=1; b=2');
  });

  it('H4: passes no trailer on', async () => {
    const { session, seen } = await connected();
    const stream = session.request({ ':method': 'POST', ':path': '/up' }, {
      waitForTrailers: true,
    } as object);
    stream.on('wantTrailers', () => stream.sendTrailers({ 'x-mycelium-profile': 'forged' }));
    stream.end('body');
    expect((await answerTo(stream)).status).toBe(200);
    expect(JSON.stringify(seen)).not.toContain('forged');
  });

  it.each([
    ['P1: a dot segment', { ':path': '/a/../b' }, 400],
    ['P2: an encoded dot segment', { ':path': '/a/%2e%2e/b' }, 400],
    ['P2: an encoded backslash', { ':path': '/a/%5c..%5cb' }, 400],
    ['P2: a path encoded twice', { ':path': '/%252e%252e/b' }, 400],
    ['P2: a path encoded twice in parts', { ':path': '/%25%32e%25%32e/b' }, 400],
    ['P3: a dot segment behind a name', { ':path': '/svc/../b' }, 400],
    ['P5: a dot segment with a parameter', { ':path': '/a/..;/b' }, 400],
    ['P11: a fragment', { ':path': '/a?b#c' }, 400],
    ['P5: a NUL', { ':path': '/a%00b' }, 400],
    ['H7: a tab in a value', { 'content-type': 'application/json\t;x' }, 400],
    ['H2: an underscore', { x_mycelium_profile: 'forged' }, 400],
    ['H5: a second Authorization', { authorization: ['Bearer a', 'Bearer b'] }, 400],
    ['two names of the host', { ':authority': 'a.example', host: 'evil.example' }, 400],
    ['an authority that is no host', { ':authority': 'a.example:b' }, 400],
    ['P10: TRACE', { ':method': 'TRACE' }, 405],
    ['a field of 20 KB', { 'x-large': 'v'.repeat(20_000) }, 431],
    ['too many fields', Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`x-${i}`, 'v'])), 431],
  ])('is refused with the error body: %s', async (_, headers, status) => {
    const { session, seen } = await connected();
    const answer = await get(session, headers as OutgoingHttpHeaders);
    expect(answer.status).toBe(status);
    expect(JSON.parse(answer.body)).toMatchObject({
      status,
      code: expect.stringMatching(/^MYC/),
      message: expect.any(String),
    });
    expect(seen).toEqual([]);
    expect((await get(session)).status).toBe(200);
  });

  it('is in the log when it is refused, whatever for', async () => {
    const { session, lines } = await connected();
    const two = { ':authority': 'a.example', host: 'evil.example' };
    const { headers } = await get(session, two as OutgoingHttpHeaders);
    const requestId = headers['x-mycelium-request-id'];
    await until(() => lines.some(({ fields }) => fields?.['requestId'] === requestId));
  });

  it('P10: is never a tunnel, nor reflected, and is told what there is instead', async () => {
    const { session, seen } = await connected();
    const tunnel = await answerTo(session.request({ ':method': 'CONNECT', ':authority': '127.0.0.1:22' }));
    for (const answer of [tunnel, await get(session, { ':method': 'TRACE' })])
      expect(answer).toMatchObject({ status: 405, headers: { allow: expect.stringMatching(/^GET, /) } });
    expect(seen).toEqual([]);
  });

  it('H8: comes from whom a trusted proxy names, and from the proxy itself otherwise', async () => {
    const { session, seen } = await connected({ settings: { trustedProxies: ['127.0.0.1'] } });
    await get(session, { 'x-forwarded-for': '10.6.6.6, 198.51.100.7', 'x-forwarded-proto': 'https' });
    await get(session);
    expect(seen.map(({ headers }) => headers.forwarded)).toEqual([
      'for=198.51.100.7;proto=https',
      'for=127.0.0.1;proto=http',
    ]);
    const damaged = { 'x-forwarded-for': '198.51.100.7', forwarded: 'for=127.0.0.9' };
    expect((await get(session, damaged)).status).toBe(400);
    expect(seen).toHaveLength(2);
  });

  it('H15: of a page that only looks like an allowed one is refused its preflight', async () => {
    const { session, seen } = await connected({ settings: { allowedOrigins: ['https://*.example.org'] } });
    for (const origin of ['https://evilexample.org', 'https://example.org.evil.net', 'null']) {
      const asked = { ':method': 'OPTIONS', origin, 'access-control-request-method': 'DELETE' };
      const answer = await get(session, asked);
      expect([answer.status, JSON.parse(answer.body).code]).toEqual([403, 'MYC00067']);
      expect(answer.headers).not.toHaveProperty('access-control-allow-origin');
    }
    expect(seen).toEqual([]);
  });

  it('H9: reaches the paths of the gateway itself, with its client known', async () => {
    const { session } = await connected();
    expect(await get(session, { ':path': '/health/live' })).toMatchObject({
      status: 200,
      body: 'native for 127.0.0.1',
    });
  });

  it('ends with an error when an answer of the gateway itself breaks off', async () => {
    const { session } = await connected({
      native: (_request, response) => {
        response.writeHead(200, { 'content-length': 100 });
        response.write('half');
        setTimeout(() => response.destroy(), 20);
      },
    });
    const stream = session.request({ ':path': '/health/live' });
    const failed = once(stream, 'error');
    stream.resume();
    expect(String(await failed)).toContain('NGHTTP2_INTERNAL_ERROR');
  });

  it('F6: is answered 413 as soon as its body is over the limit', async () => {
    const { session } = await connected({ settings: { limits: { bodyBytes: 1000 } } });
    const stream = session.request({ ':method': 'POST', ':path': '/up' });
    stream.write('x'.repeat(2000));
    stream.on('error', () => undefined);
    const answer = await answerTo(stream);
    expect([answer.status, JSON.parse(answer.body).code]).toEqual([413, 'MYC00050']);
  });

  it('F6: is answered 413 by the length that it announces, before a byte of its body', async () => {
    const { session, seen } = await connected({ settings: { limits: { bodyBytes: 1000 } } });
    const stream = session.request({ ':method': 'POST', ':path': '/up', 'content-length': '1000000000' });
    stream.on('error', () => undefined);
    const answer = await answerTo(stream);
    expect([answer.status, JSON.parse(answer.body).code]).toEqual([413, 'MYC00050']);
    expect(seen).toEqual([]);
    expect((await get(session)).status).toBe(200);
  });

  it('F4: is cut off when its client takes nothing of the answer, and the service with it', async () => {
    let gone = false;
    const { port } = await connected({
      settings: { limits: { downloadIdleTimeout: 0.5 } },
      answer: (request, response) => {
        request.once('close', () => {
          gone = true;
        });
        response.on('error', () => undefined);
        const more = () => {
          while (!response.destroyed && response.write(Buffer.alloc(65_536)));
        };
        response.on('drain', more);
        more();
      },
    });
    // No window at all for any stream (RFC 9113 §6.9.2).
    const socket = await prefaced(port, Buffer.from([0, 4, 0, 0, 0, 0]));
    socket.write(frame(1, 5, GET));
    await until(() => gone, 5000);
    socket.destroy();
  });

  it('F5: ends with its session when the rest of its body does not come after the answer', async () => {
    const { session } = await connected({
      settings: { limits: { uploadIdleTimeout: 0.3, keepAliveTimeout: 0.5 } },
    });
    const stream = session.request({ ':method': 'POST', ':path': '/up', 'content-length': '10' });
    stream.on('error', () => undefined);
    stream.write('x');
    expect((await answerTo(stream)).status).toBe(408);
    await once(session, 'close');
  });

  it('F4: is answered 408 when its body stops coming', async () => {
    const { session } = await connected({ settings: { limits: { uploadIdleTimeout: 0.3 } } });
    const stream = session.request({ ':method': 'POST', ':path': '/up', 'content-length': '10' });
    stream.on('error', () => undefined);
    stream.write('x');
    expect((await answerTo(stream)).status).toBe(408);
  });

  it('F10: that its client takes back is taken back from the service', async () => {
    let aborted = 0;
    const { session } = await connected({
      answer: (request, response) => {
        response.write('first');
        request.once('close', () => aborted++);
      },
    });
    const stream = session.request({ ':path': '/x' });
    await once(stream, 'response');
    stream.close(http2.constants.NGHTTP2_CANCEL);
    await until(() => aborted === 1, 1000);
  });

  it('F10: leaves nothing behind when it is taken back, a hundred times over', async () => {
    let begun = 0;
    let aborted = 0;
    const { session } = await connected({
      answer: (request, response) => {
        if (request.url === '/last') return void response.end('last');
        begun++;
        response.write('first');
        request.once('close', () => aborted++);
      },
    });
    for (let i = 0; i < 100; i++) {
      const stream = session.request({ ':path': '/x' });
      stream.on('error', () => undefined);
      if (i % 2 === 0) await once(stream, 'response');
      stream.close(http2.constants.NGHTTP2_CANCEL);
    }
    await until(() => begun >= 50 && aborted === begun);
    expect((await get(session, { ':path': '/last' })).body).toBe('last');
  });

  it('F2 F3: never gets the answer of another, when the service decides before the body is whole', async () => {
    const { session } = await connected({
      connectionsPerOrigin: 1,
      answer: (request, response) => {
        if (request.method === 'POST') response.writeHead(403).end('no');
        else response.end(`for ${request.url}`);
      },
    });
    for (const path of ['/a', '/b', '/c']) {
      const stream = session.request({ ':method': 'POST', expect: '100-continue', 'content-length': '4' });
      stream.on('error', () => undefined);
      await once(stream, 'continue');
      stream.write('bo');
      expect(await answerTo(stream)).toMatchObject({ status: 403, body: 'no' });
      stream.close(http2.constants.NGHTTP2_CANCEL);
      expect(await get(session, { ':path': path })).toMatchObject({ status: 200, body: `for ${path}` });
    }
  });

  it('F2: waits for 100 Continue until the service is there', async () => {
    const { session, seen } = await connected();
    const stream = session.request({ ':method': 'POST', ':path': '/up', expect: '100-continue' });
    await once(stream, 'continue');
    stream.end('now');
    expect((await answerTo(stream)).status).toBe(200);
    expect(seen[0]?.body).toBe('now');
  });

  it('H15: is named in what a browser may read, errors included, for allowed origins only', async () => {
    const { session } = await connected({ settings: { allowedOrigins: ['https://*.example.com'] } });
    const origin = 'https://app.example.com';
    for (const fields of [{ origin }, { origin, ':path': '/a/../b' }, { origin, ':path': '/health/live' }])
      expect((await get(session, fields)).headers['access-control-allow-origin']).toBe(origin);
    const foreign = await get(session, { origin: 'https://evilexample.com' });
    expect(foreign.headers).not.toHaveProperty('access-control-allow-origin');
    const preflight = { ':method': 'OPTIONS', 'access-control-request-method': 'PUT' };
    expect((await get(session, { origin, ...preflight })).headers['access-control-allow-methods']).toBe(
      'PUT',
    );
    expect((await get(session, { origin: 'https://evilexample.com', ...preflight })).status).toBe(403);
  });

  it('brings events one by one, as they are written', async () => {
    let write: (text: string) => void = () => undefined;
    const { session } = await connected({
      answer: (_request, response) => {
        response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders();
        write = text => response.write(text);
      },
    });
    const stream = session.request({ ':path': '/events' });
    await once(stream, 'response');
    for (const event of ['data: 1\n\n', 'data: 2\n\n']) {
      write(event);
      const [chunk] = await once(stream, 'data');
      expect(String(chunk)).toBe(event);
    }
    stream.close();
  });

  it('F4: is cut off when its client takes nothing of the answer, and the service with it', async () => {
    let left = false;
    const { session } = await connected({
      settings: { limits: { downloadIdleTimeout: 0.5 } },
      answer: (_request, response) => {
        response.once('close', () => {
          left = true;
        });
        response.end(Buffer.alloc(32 * 1024 * 1024));
      },
    });
    const stream = session.request({ ':path': '/large' });
    stream.on('error', () => undefined);
    const closed = new Promise(resolve => stream.once('close', resolve));
    await closed;
    await until(() => left);
    expect(stream.rstCode).not.toBe(0);
  });
});

describe('the cleartext port', () => {
  it('still speaks HTTP/1.1', async () => {
    const { port } = await connected();
    expect((await ask(port, { path: '/x' })).body).toBe('hello');
  });

  it('speaks no HTTP/2 unless it is told to', async () => {
    const { session } = await connected({ settings: { h2c: false } });
    await new Promise(resolve => session.once('close', resolve));
    expect(session.destroyed).toBe(true);
  });
});

describe('a session of HTTP/2', () => {
  it('ends after the number of requests that are allowed', async () => {
    const { session } = await connected({ settings: { limits: { requestsPerConnection: 2 } } });
    const closed = once(session, 'close');
    await Promise.all([get(session), get(session)]);
    await closed;
  });

  it('ends when it is idle for too long', async () => {
    const { session } = await connected({ settings: { limits: { keepAliveTimeout: 0.3 } } });
    await get(session);
    await once(session, 'close');
  });

  it('finishes what runs when the gateway stops, and takes nothing new', async () => {
    const { session, listener } = await connected({
      answer: (_request, response) => void setTimeout(() => response.end('late'), 300),
    });
    const running = get(session);
    await moment(100);
    const closed = listener.close(5000);
    expect(await running).toMatchObject({ status: 200, body: 'late' });
    await closed;
    expect(session.closed).toBe(true);
  });

  it('F7: is ended when streams are taken back faster than anybody browses', async () => {
    const { session } = await connected();
    const ended = once(session, 'goaway');
    const flood = setInterval(() => {
      for (let i = 0; i < 80 && !session.destroyed; i++) {
        const stream = session.request({ ':path': '/x' });
        stream.on('error', () => undefined);
        stream.close(http2.constants.NGHTTP2_CANCEL);
      }
    }, 5);
    await ended;
    clearInterval(flood);
  });

  it.each([
    ['H1: a name in capitals', 'X-Mycelium-Profile', 'forged'],
    ['H3: a Connection field', 'connection', 'x-mycelium-profile'],
    ['F1: a transfer encoding', 'transfer-encoding', 'chunked'],
    ['F1: a length that is not kept to', 'content-length', '5'],
    ['F8: an Upgrade field', 'upgrade', 'h2c'],
    ['a second path', ':path', '/admin'],
  ])('brings nothing to the service that would be no request of HTTP/2: %s', async (_, name, value) => {
    const { port, seen } = await connected();
    const socket = await prefaced(port);
    const types: number[] = [];
    socket.on('data', (bytes: Buffer) => types.push(...frameTypes(bytes)));
    socket.write(frame(1, 5, Buffer.concat([GET_A, literal(name, value)])));
    await until(() => types.includes(RST_STREAM) || types.includes(GOAWAY));
    expect(seen).toEqual([]);
    socket.destroy();
  });

  it.each(['a\0b', 'a\r\nx-mycelium-role: admin'])(
    'H7: loses a field that would split the request: %j',
    async value => {
      const { port, seen } = await connected();
      const socket = await prefaced(port);
      socket.write(frame(1, 5, Buffer.concat([GET_A, literal('x-own', value)])));
      await until(() => seen.length === 1);
      expect(Object.keys(seen[0]?.headers ?? {}).filter(name => /own|role/.test(name))).toEqual([]);
      socket.destroy();
    },
  );

  it('F7: is ended when it makes the gateway take streams back', async () => {
    const { port, seen } = await connected();
    const socket = await prefaced(port);
    const closed = new Promise(resolve => socket.once('close', resolve));
    let stream = 1;
    const flood = setInterval(() => {
      for (let i = 0; i < 20; i++, stream += 2)
        socket.write(Buffer.concat([frame(1, 5, GET_A, stream), frame(8, 0, Buffer.alloc(4), stream)]));
    }, 2);
    await closed;
    clearInterval(flood);
    expect(stream).toBeLessThan(2000);
    expect(seen.length).toBeLessThan(10);
  });

  it('F7: cannot make a few bytes into much memory', async () => {
    const { port, session, seen } = await connected();
    const socket = await prefaced(port);
    // One long field that is remembered, then thousands of references to it.
    const remembered = Buffer.concat([
      Buffer.from([0x40, 1, 0x78, 0x7f, 0xd9, 0x1c]),
      Buffer.alloc(3800, 0x61),
    ]);
    const bomb = Buffer.concat([GET_A, remembered, Buffer.alloc(12_000, 0x80 | 62)]);
    const before = process.memoryUsage().rss;
    for (let i = 0; i < 1000 && !socket.destroyed; i++) {
      if (!socket.write(frame(1, 5, bomb, i * 2 + 1))) await moment(5);
    }
    await moment(200);
    expect(process.memoryUsage().rss - before).toBeLessThan(150_000_000);
    expect(seen).toEqual([]);
    expect((await get(session)).status).toBe(200);
    socket.destroy();
  });

  it('F7: is ended by an endless series of CONTINUATION frames', async () => {
    const { port } = await connected();
    const socket = await prefaced(port);
    socket.write(frame(1, 0, Buffer.from([0x82, 0x86, 0x84, 0x41, 1, 0x61])));
    const junk = frame(
      9,
      0,
      Buffer.concat([Buffer.from([0x40, 1, 0x78, 0x7f, 0xff, 0x7d]), Buffer.alloc(16_000, 0x61)]),
    );
    // Not `once`, to which the error of a write that comes too late would be one of its own.
    const closed = new Promise(resolve => socket.once('close', resolve));
    const flood = setInterval(() => socket.write(junk), 2);
    await closed;
    clearInterval(flood);
    expect(socket.bytesWritten).toBeLessThan(10_000_000);
  });

  it.each([
    ['that is new', { headersTimeout: 0.5 }, 0],
    ['that was used before', { keepAliveTimeout: 0.5 }, 1],
  ])('F4: %s is ended when header fields come byte by byte', async (_, limits, requests) => {
    const { port, seen } = await connected({ settings: { limits } });
    const socket = await prefaced(port);
    const closed = new Promise(resolve => socket.once('close', resolve));
    if (requests > 0) socket.write(frame(1, 5, GET));
    await until(() => seen.length === requests);
    const bytes = frame(1, 5, Buffer.concat([GET, Buffer.alloc(10_000)]), 3);
    let sent = 0;
    const drip = setInterval(() => socket.write(bytes.subarray(sent, ++sent)), 50);
    await closed;
    clearInterval(drip);
    expect(sent).toBeLessThan(100);
    expect(seen).toHaveLength(requests);
  });

  it('F5: holds a hundred requests at once, and no more', async () => {
    let begun = 0;
    const { port } = await connected({ connectionsPerOrigin: 200, answer: () => void begun++ });
    const socket = await prefaced(port);
    for (let i = 0; i < 150; i++) socket.write(frame(1, 5, GET, 2 * i + 1));
    await until(() => begun === 100);
    await moment(200);
    expect(begun).toBe(100);
    socket.destroy();
  });

  it.each([
    // A window that grows beyond all bounds is an error of its stream (RFC 9113 §6.9.1).
    ['a window', (stream: number) => [frame(1, 5, GET, stream), frame(8, 0, WIDEST, stream)]],
    // So is a body that is longer than announced (RFC 9113 §8.1.1).
    ['a body', (stream: number) => [frame(1, 4, ONE_BYTE, stream), frame(0, 0, Buffer.alloc(9), stream)]],
  ])(
    'F7: is ended when the gateway is made to take streams back by %s, again and again',
    async (_, frames) => {
      let begun = 0;
      const { port } = await connected({
        answer: (_request, response) => {
          begun++;
          setTimeout(() => response.end(), 2000);
        },
      });
      const socket = await prefaced(port);
      const closed = new Promise(resolve => socket.once('close', resolve));
      let streams = 0;
      const flood = setInterval(() => {
        for (let i = 0; i < 50 && !socket.destroyed; i++) {
          socket.write(Buffer.concat(frames(2 * streams++ + 1)));
        }
      }, 10);
      await closed;
      clearInterval(flood);
      expect(streams).toBeLessThan(2000);
      expect(begun).toBeLessThan(500);
    },
  );

  it('F7: refuses fields that unfold in memory, which stays flat', async () => {
    const { port, seen } = await connected({ settings: { limits: { headerBytes: 8000 } } });
    const socket = await prefaced(port);
    const value = Buffer.alloc(4000, 0x61);
    // A field of 4,000 bytes goes into the table once (RFC 7541 §6.2.1) and is named by one byte each time after that.
    const stored = Buffer.concat([Buffer.from([0x40, 1, 0x78, 0x7f, 0xa1, 0x1e]), value]);
    const before = process.memoryUsage().rss;
    socket.write(frame(1, 5, Buffer.concat([GET, stored])));
    // Named three times it is longer than allowed already, and 16,000 times 64 MB.
    for (let i = 1; i < 100; i++)
      socket.write(frame(1, 5, Buffer.concat([GET, Buffer.alloc(i === 1 ? 3 : 16_000, 0xbe)]), 2 * i + 1));
    await moment(500);
    expect(seen).toHaveLength(1);
    expect(process.memoryUsage().rss - before).toBeLessThan(60_000_000);
    socket.destroy();
  });
});

/** The fields of `GET http://a/x` (RFC 7541 §6.1, §6.2.2). */
const GET = Buffer.from([0x82, 0x86, 0x04, 2, 0x2f, 0x78, 0x01, 1, 0x61]);

/** The same with a body of one byte to come (RFC 7541 §6.2.2, `content-length` by its index). */
const ONE_BYTE = Buffer.concat([Buffer.from([0x83]), GET.subarray(1), Buffer.from([0x0f, 13, 1, 0x31])]);
const WIDEST = Buffer.from([0x7f, 0xff, 0xff, 0xff]);

/** A bare connection on which HTTP/2 has begun. */
async function prefaced(port: number, settings = Buffer.alloc(0)): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => undefined);
  socket.on('data', () => undefined);
  socket.write('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n');
  socket.write(frame(4, 0, settings, 0));
  await moment(50);
  return socket;
}

const RST_STREAM = 3;
const GOAWAY = 7;

/** `GET http://a/a` with the authority `a`, by the static table of RFC 7541. */
const GET_A = Buffer.from([0x82, 0x86, 0x04, 2, 0x2f, 0x61, 0x41, 1, 0x61]);

/** A field that is not remembered (RFC 7541 §6.2.2). */
const literal = (name: string, value: string): Buffer =>
  Buffer.concat([
    Buffer.from([0, name.length]),
    Buffer.from(name, 'latin1'),
    Buffer.from([value.length]),
    Buffer.from(value, 'latin1'),
  ]);

/** The types of the frames in bytes that begin with one. */
function frameTypes(bytes: Buffer): number[] {
  const types: number[] = [];
  for (let at = 0; at + 9 <= bytes.length; at += 9 + bytes.readUIntBE(at, 3)) types.push(bytes[at + 3] ?? 0);
  return types;
}

/** RFC 9113 §4.1. */
function frame(type: number, flags: number, payload: Buffer, stream = 1): Buffer {
  const head = Buffer.alloc(9);
  head.writeUIntBE(payload.length, 0, 3);
  head.writeUInt8(type, 3);
  head.writeUInt8(flags, 4);
  head.writeUInt32BE(stream, 5);
  return Buffer.concat([head, payload]);
}
