import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import http, { type IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Secret } from '@mycelium/kernel';
import { decodeProfile } from '@mycelium/profile';
import { afterEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { INTERMEDIATE, LOCALHOST, LOCALHOST_KEY, ROOT } from './certificates.fixture.ts';
import { hasIpv6 } from './downstream.fixture.ts';
import { DEFAULT_LIMITS } from './listener-settings.ts';
import {
  acceptByHand,
  bearer,
  EMAIL,
  echoService,
  ended,
  type GatewayEnd,
  type GatewayOptions,
  gatewayTo,
  HANDSHAKE,
  memoryInUse,
  message,
  opened,
  raw,
  refused,
  type ServiceEnd,
  type ServiceOptions,
  serviceAt,
  until,
} from './web-socket.fixture.ts';

let service: ServiceEnd;
let gateway: GatewayEnd;

async function start(options: GatewayOptions = {}, ofService: ServiceOptions = {}): Promise<void> {
  service = await echoService(ofService);
  gateway = await gatewayTo(serviceAt([service.host]), options);
}

afterEach(async () => {
  await gateway.stop();
  expect(gateway.door.open).toBe(0);
  await until(() => service.connections() === 0);
  await service.stop();
});

const handshake = (path: string, ...fields: string[]) => [
  `GET ${path} HTTP/1.1`,
  'Host: gateway.example',
  ...HANDSHAKE,
  ...fields,
];

/** Names and values of what the service received, in lower case. */
const received = (at = 0) => service.requests[at]!.headers;

describe('an upgrade runs the same steps as any request', () => {
  it('is joined with the service under the rewritten path, with exactly the fields of the steps and the handshake', async () => {
    await start();
    const socket = await opened(`${gateway.url}/live/protected/room?a=1`, {
      headers: {
        ...bearer().headers,
        'X-Own': 'passes',
        'x-mycelium-profile': 'forged',
        'X-Mycelium-Role': 'forged',
        'x-forwarded-for': '10.9.9.9',
        'proxy-authorization': 'Basic x',
        te: 'trailers',
        'keep-alive': 'timeout=9',
      },
    });
    const { url, method } = service.requests[0]!;
    expect({ url, method }).toEqual({ url: '/protected/room?a=1', method: 'GET' });
    const { 'x-mycelium-profile': profile, ...rest } = received();
    expect(decodeProfile(String(profile))).toMatchObject({ accId: expect.any(String) });
    expect(Object.keys(rest).sort()).toEqual([
      'connection',
      'forwarded',
      'host',
      'sec-websocket-key',
      'sec-websocket-version',
      'upgrade',
      'x-forwarded-for',
      'x-forwarded-host',
      'x-forwarded-proto',
      'x-mycelium-email',
      'x-mycelium-request-id',
      'x-mycelium-security-group',
      'x-mycelium-service-name',
      'x-own',
    ]);
    expect(rest).toMatchObject({
      connection: 'Upgrade',
      upgrade: 'websocket',
      'x-forwarded-for': '127.0.0.1',
      'x-mycelium-email': EMAIL,
      host: `127.0.0.1:${gateway.port}`,
    });
    socket.send('hello');
    expect(String(await message(socket))).toBe('hello');
    socket.close();
    await ended(socket);
  });

  it.runIf(hasIpv6)('reaches a service at an IPv6 address', async () => {
    await start({}, { address: '::1' });
    const socket = await opened(`${gateway.url}/public/1`);
    socket.send('hello');
    expect(String(await message(socket))).toBe('hello');
    socket.close();
    await ended(socket);
  });

  it('F9 is answered 401 before anything is upgraded, with the error body and a challenge', async () => {
    await start();
    expect(await refused(`${gateway.url}/protected/room`)).toMatchObject({
      status: 401,
      headers: { 'www-authenticate': expect.stringContaining('Bearer'), connection: 'close' },
      body: { code: 'MYC00034', status: 401 },
    });
    expect(await refused(`${gateway.url}/protected/room`, bearer('rubbish'))).toMatchObject({
      status: 401,
      body: { code: 'MYC00035' },
    });
    expect(service.requests).toEqual([]);
  });

  it.each([
    ['an unknown path', '/nowhere', {}, 404, 'MYC00047'],
    ['a route without GET', '/posts/1', {}, 405, 'MYC00048'],
    ['a missing role', '/editors/1', bearer(), 403, 'MYC00045'],
    ['an account that does not exist', '/protected/1', bearer('bob@example.com'), 403, 'MYC00038'],
    ['the own paths of the gateway', '/_adm/rpc', {}, 404, 'MYC00047'],
    ['a path out of its place', '/public/..%2fprotected', {}, 400, 'MYC00049'],
  ])('refuses %s', async (_name, path, options, status, code) => {
    await start();
    const answer = await refused(`${gateway.url}${path}`, options);
    expect(answer).toMatchObject({ status, body: { code, status } });
    expect(answer.headers['x-mycelium-request-id']).toBeDefined();
    expect(service.requests).toEqual([]);
  });

  it('H2 H3 H5 refuses look-alikes and doubled credentials, and is not talked out of its own fields', async () => {
    await start();
    for (const field of [
      ['X_Mycelium_Profile: x'],
      [`Authorization: Bearer ${EMAIL}`, 'Authorization: Bearer x'],
    ]) {
      const answer = await raw(gateway.port, handshake('/protected/1', ...field));
      await answer.closed;
      expect(answer.text()).toMatch(/^HTTP\/1\.1 400 /);
    }
    const nominated = await raw(
      gateway.port,
      handshake(
        '/protected/1',
        'Connection: x-mycelium-profile, x-own',
        `Authorization: Bearer ${EMAIL}`,
        'X-Own: 1',
      ),
    );
    await until(() => nominated.text().includes('\r\n\r\n'));
    expect(nominated.text()).toMatch(/^HTTP\/1\.1 101 /);
    expect(received()['x-mycelium-profile']).toBeDefined();
    expect(received()['x-own']).toBeUndefined();
    expect(received().authorization).toBeUndefined();
    nominated.socket.destroy();
  });

  it('shows the secret of the route to the service, and keeps echoes of it and of our fields from the client', async () => {
    await start(
      {},
      {
        onHeaders: headers =>
          void headers.push(
            'X-Service-Key: s3cr3t',
            'X-Mycelium-Profile: x',
            'Forwarded: for=x',
            'Set-Cookie: a=1',
            'Set-Cookie: b=2',
            'X-Own: kept',
          ),
      },
    );
    const answer = await raw(gateway.port, handshake('/secret/1'));
    await until(() => answer.text().includes('\r\n\r\n'));
    expect(received()['x-service-key']).toBe('s3cr3t');
    const fields = answer.text().toLowerCase();
    expect(fields).toMatch(/x-own: kept\r\n/);
    expect(fields).toMatch(/set-cookie: a=1\r\nset-cookie: b=2\r\n/);
    expect(fields).toMatch(/x-mycelium-request-id: [0-9a-f-]{36}\r\n/);
    expect(fields).not.toMatch(/s3cr3t|x-mycelium-profile|forwarded/);
    answer.socket.destroy();

    const query = await opened(`${gateway.url}/query-secret/1?a=1`);
    expect(service.requests[1]!.url).toBe('/query-secret/1?a=1&key=s3cr3t');
    query.close();
    await ended(query);
  });

  it('passes the answer of a service on that does not upgrade, and closes', async () => {
    await start(
      {},
      {
        onUpgrade: (_request, socket) =>
          socket.end(
            'HTTP/1.1 403 Forbidden\r\nX-Mycelium-Role: x\r\nX-Own: kept\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nno\r\n0\r\nX-Mycelium-Email: x\r\n\r\n',
          ),
      },
    );
    const answer = await raw(gateway.port, handshake('/public/1'));
    await answer.closed;
    expect(answer.text()).toMatch(/^HTTP\/1\.1 403 Forbidden\r\n/);
    expect(answer.text()).toMatch(/x-own: kept/i);
    expect(answer.text()).toMatch(/2\r\nno\r\n0\r\n\r\n$/);
    expect(answer.text()).not.toMatch(/x-mycelium-(role|email)/i);
    answer.socket.destroy();
  });

  it('answers 502 when the service is not there, switches to something else, or hangs up', async () => {
    let misbehave = (socket: Socket): void => void socket.destroy();
    await start({}, { onUpgrade: (_request, socket) => misbehave(socket) });
    expect(await refused(`${gateway.url}/public/1`)).toMatchObject({
      status: 502,
      body: { code: 'MYC00051' },
    });
    misbehave = socket =>
      void socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: other\r\n\r\n');
    expect(await refused(`${gateway.url}/public/1`)).toMatchObject({
      status: 502,
      body: { code: 'MYC00051' },
    });
  });

  it('tries another host when one refuses, and answers 502 when all do', async () => {
    await start();
    const gone = await echoService();
    await gone.stop();
    const both = await gatewayTo(serviceAt([gone.host, service.host]));
    for (let i = 0; i < 3; i++) {
      const socket = await opened(`${both.url}/public/1`);
      socket.send('x');
      expect(String(await message(socket))).toBe('x');
      socket.close();
      await ended(socket);
    }
    await both.stop();
    const none = await gatewayTo(serviceAt([gone.host]));
    expect(await refused(`${none.url}/public/1`)).toMatchObject({ status: 502 });
    await none.stop();
  });
});

describe('what is no WebSocket', () => {
  it.each([
    ['F8 h2c', 'GET', 'Upgrade: h2c'],
    ['anything else', 'GET', 'Upgrade: tls/1.3'],
    ['a list', 'GET', 'Upgrade: websocket, h2c'],
    ['another method', 'POST', 'Upgrade: websocket'],
  ])('%s is an ordinary request', async (_name, method, upgrade) => {
    await start();
    const answer = await raw(gateway.port, [
      `${method} /public/1 HTTP/1.1`,
      'Host: a',
      'Connection: Upgrade, HTTP2-Settings',
      'HTTP2-Settings: AAMAAABkAAQAoAAAAAIAAAAA',
      upgrade,
      ...HANDSHAKE.slice(2),
    ]);
    await until(() => answer.text().includes('plain'));
    expect(answer.text()).toMatch(/^HTTP\/1\.1 200 /);
    const fields = Object.keys(received()).filter(name => /upgrade|http2|websocket|^connection/.test(name));
    expect(fields).toEqual(['connection']);
    expect(received().connection).toBe('keep-alive');
    answer.socket.destroy();
  });

  it.each([
    ['another version', 'Sec-WebSocket-Version: 8', 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=='],
    ['no version', 'X: 1', 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=='],
    ['no key', 'Sec-WebSocket-Version: 13', 'X: 1'],
    ['a key that is none', 'Sec-WebSocket-Version: 13', 'Sec-WebSocket-Key: short'],
  ])('a handshake with %s is refused, and the version named', async (_name, ...fields) => {
    await start();
    const answer = await raw(gateway.port, [
      'GET /public/1 HTTP/1.1',
      'Host: a',
      'Connection: Upgrade',
      'Upgrade: websocket',
      ...fields,
    ]);
    await answer.closed;
    expect(answer.text()).toMatch(/^HTTP\/1\.1 400 [\s\S]*sec-websocket-version: 13\r\n/i);
    answer.socket.destroy();
  });

  it('a handshake with a body is refused, and what follows is no second request', async () => {
    await start();
    const body = 'GET /protected/2 HTTP/1.1\r\nHost: a\r\n\r\n';
    for (const field of [`Content-Length: ${body.length}`, 'Transfer-Encoding: chunked']) {
      const answer = await raw(gateway.port, handshake('/public/1', field), body);
      await answer.closed;
      expect(answer.text().match(/HTTP\/1\.1 /g)).toHaveLength(1);
      expect(answer.text()).toMatch(/^HTTP\/1\.1 400 /);
      answer.socket.destroy();
    }
    expect(service.requests).toEqual([]);
  });
});

it('an upgrade behind a request that is still being answered is an ordinary request', async () => {
  await start();
  const first = 'GET /public/1 HTTP/1.1\r\nHost: gateway.example\r\n\r\n';
  const answers = await raw(gateway.port, [
    first + handshake('/public/2')[0],
    ...handshake('/public/2').slice(1),
  ]);
  await until(() => (answers.text().match(/plain/g) ?? []).length === 2);
  expect(answers.text().match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 200', 'HTTP/1.1 200']);
  expect(service.requests.map(({ url }) => url)).toEqual(['/public/1', '/public/2']);
  answers.socket.destroy();
});

describe('what the listener doubts', () => {
  it.each([
    ['no host', ['GET /public/1 HTTP/1.1', ...HANDSHAKE], 400],
    ['two hosts', [...handshake('/public/1'), 'Host: other'], 400],
    ['too many fields', handshake('/public/1', ...Array.from({ length: 250 }, (_, i) => `x-${i}: 1`)), 431],
    ['a target on another host', handshake('http://other.example/public/1'), 400],
    [
      'contradictions of a trusted proxy',
      handshake('/public/1', 'Forwarded: for=1.1.1.1', 'X-Forwarded-For: 2.2.2.2'),
      400,
    ],
  ])('is refused: %s', async (_name, lines, status) => {
    await start({ settings: { trustedProxies: ['127.0.0.1'] } });
    const answer = await raw(gateway.port, lines);
    await answer.closed;
    expect(answer.text()).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(service.requests).toEqual([]);
    answer.socket.destroy();
  });

  it('H8 clients behind a trusted proxy are told apart, and only theirs are believed', async () => {
    await start({ settings: { trustedProxies: ['127.0.0.1'] }, limits: { maxConnectionsPerClient: 1 } });
    const from = (address: string) => ({ headers: { 'x-forwarded-for': address } });
    const [one, two] = await Promise.all(
      ['203.0.113.1', '203.0.113.2'].map(address => opened(`${gateway.url}/public/1`, from(address))),
    );
    expect(await refused(`${gateway.url}/public/1`, from('203.0.113.2'))).toMatchObject({ status: 429 });
    expect(service.requests.map(({ headers }) => headers['x-forwarded-for']).sort()).toEqual([
      '203.0.113.1',
      '203.0.113.2',
    ]);
    one!.terminate();
    two!.terminate();
  });
});

describe('TLS', () => {
  const certificate = `${LOCALHOST}\n${INTERMEDIATE}`;
  const tls = { certificate: new Secret(certificate), key: new Secret(LOCALHOST_KEY) };

  it('carries WebSockets from clients, although the listener also speaks HTTP/2', async () => {
    await start({ settings: { tls } });
    const socket = await opened(`${gateway.url}/public/1`, { ca: ROOT });
    const large = randomBytes(1024 * 1024);
    socket.send(large);
    expect(large.equals(await message(socket))).toBe(true);
    expect(received()['x-forwarded-proto']).toBe('https');
    socket.close();
    await ended(socket);
    expect(await refused(`${gateway.url}/protected/1`, { ca: ROOT })).toMatchObject({ status: 401 });
  });

  it('to a service is verified by the name in the configuration, never by the one that the client sent', async () => {
    const names: (string | false | undefined)[] = [];
    const server = {
      cert: certificate,
      key: LOCALHOST_KEY,
      SNICallback: (name: string, done: (error: Error | null) => void) => {
        names.push(name);
        done(null);
      },
    };
    service = await echoService({ tls: server });
    gateway = await gatewayTo(
      serviceAt([service.host.replace('127.0.0.1', 'localhost')], { protocol: 'https' }),
    );
    const insecure = await opened(`${gateway.url}/insecure/1`, { headers: { host: 'evil.example' } });
    insecure.send('x');
    expect(String(await message(insecure))).toBe('x');
    insecure.close();
    await ended(insecure);
    expect(names).toEqual(['localhost']);
    // Nobody that this process trusts vouches for the test's root.
    expect(await refused(`${gateway.url}/public/1`)).toMatchObject({
      status: 502,
      body: { code: 'MYC00051' },
    });
  });
});

describe('a token among the protocols', () => {
  it('opens the route and is seen by nobody else', async () => {
    await start({}, { protocols: offered => [...offered][0] ?? false });
    const socket = await opened(`${gateway.url}/protected/1`, {
      protocols: ['chat.v2', 'chat.v1', `mycelium.bearer.${EMAIL.replace('@', '%40')}`].slice(0, 2),
      headers: bearer().headers,
    });
    expect(socket.protocol).toBe('chat.v2');
    socket.close();
    await ended(socket);
    const answer = await raw(
      gateway.port,
      handshake('/protected/1', `Sec-WebSocket-Protocol: chat, mycelium.bearer.${EMAIL}, mycelium`),
    );
    await until(() => answer.text().includes('\r\n\r\n'));
    expect(answer.text()).toMatch(/^HTTP\/1\.1 101 /);
    expect(answer.text()).toMatch(/sec-websocket-protocol: chat\r\n/i);
    expect(answer.text()).not.toContain(EMAIL);
    expect(received(1)['sec-websocket-protocol']).toBe('chat');
    expect(JSON.stringify(service.requests[1]!.rawHeaders)).not.toContain('bearer');
    expect(JSON.stringify(gateway.log)).not.toContain('bearer');
    answer.socket.destroy();
  });

  it('is answered with a protocol of the gateway where the service selects none', async () => {
    await start();
    const answer = await raw(
      gateway.port,
      handshake('/protected/1', `Sec-WebSocket-Protocol: mycelium, mycelium.bearer.${EMAIL}`),
    );
    await until(() => answer.text().includes('\r\n\r\n'));
    expect(answer.text()).toMatch(/sec-websocket-protocol: mycelium\r\n/i);
    expect(received()['sec-websocket-protocol']).toBeUndefined();
    answer.socket.destroy();
  });

  it('is refused when it is not good, or not the only one, and never read from the query', async () => {
    await start();
    const tries = [
      [401, '/protected/1', ['Sec-WebSocket-Protocol: mycelium.bearer.rubbish']],
      [401, '/protected/1', ['Sec-WebSocket-Protocol: mycelium.bearer.']],
      [
        400,
        '/protected/1',
        [`Sec-WebSocket-Protocol: mycelium.bearer.${EMAIL}`, `Authorization: Bearer ${EMAIL}`],
      ],
      [400, '/protected/1', [`Sec-WebSocket-Protocol: mycelium.bearer.${EMAIL}, mycelium.bearer.${EMAIL}`]],
      [401, `/protected/1?access_token=${EMAIL}&token=${EMAIL}`, []],
    ] as const;
    for (const [status, path, fields] of tries) {
      const answer = await raw(gateway.port, handshake(path, ...fields));
      await answer.closed;
      expect(answer.text(), fields.join()).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
      answer.socket.destroy();
    }
    expect(service.requests).toEqual([]);
  });
});

describe('pages of other origins', () => {
  it('are refused unless they are allowed or at home', async () => {
    await start({ originAllowed: origin => origin === 'https://app.example' });
    expect(await refused(`${gateway.url}/public/1`, { origin: 'https://evil.example' })).toMatchObject({
      status: 403,
      body: { code: 'MYC00067' },
    });
    expect(await refused(`${gateway.url}/public/1`, { origin: 'null' })).toMatchObject({ status: 403 });
    for (const origin of ['https://app.example', `http://127.0.0.1:${gateway.port}`]) {
      const socket = await opened(`${gateway.url}/public/1`, { origin });
      socket.close();
      await ended(socket);
    }
  });
});

describe('messages', () => {
  it('pass as they are: text, bytes, fragments, 16 MiB, empty, ping and pong', async () => {
    await start();
    const socket = await opened(`${gateway.url}/public/1`);
    socket.send('');
    expect((await message(socket)).length).toBe(0);
    const large = randomBytes(16 * 1024 * 1024);
    socket.send(large);
    expect(large.equals(await message(socket))).toBe(true);
    socket.send('one ', { fin: false });
    socket.ping('between');
    socket.send('two ', { fin: false });
    socket.send('three', { fin: true });
    const [[pong], whole] = await Promise.all([once(socket, 'pong'), message(socket)]);
    expect(String(pong)).toBe('between');
    expect(String(whole)).toBe('one two three');
    for (const client of service.sockets.clients) client.ping('from the service');
    await Promise.all([...service.sockets.clients].map(client => once(client, 'pong')));
    socket.close(4001, 'bye');
    expect(await ended(socket)).toEqual({ code: 4001, reason: 'bye' });
  });

  it('pass compressed, as the ends agreed', async () => {
    await start();
    service.sockets.options.perMessageDeflate = true;
    const socket = await opened(`${gateway.url}/public/1`, { perMessageDeflate: true });
    expect(socket.extensions).toContain('permessage-deflate');
    const text = 'abc'.repeat(100_000);
    socket.send(text);
    expect(String(await message(socket))).toBe(text);
    socket.close();
    await ended(socket);
  });

  it('of a hasty service, sent with its handshake, are not lost', async () => {
    await start();
    service.sockets.on('connection', (client: WebSocket) => client.send('welcome'));
    const answer = await raw(gateway.port, handshake('/public/1'));
    await until(() => answer.text().endsWith('welcome'));
    answer.socket.destroy();
  });

  it('wait for a peer that does not read: memory stays bounded', async () => {
    await start();
    service.sockets.removeAllListeners('connection');
    let sender: WebSocket | undefined;
    service.sockets.on('connection', (client: WebSocket) => {
      sender = client;
    });
    const socket = await opened(`${gateway.url}/public/1`);
    socket.pause();
    const chunk = Buffer.alloc(1024 * 1024);
    for (let i = 0; i < 64; i++) sender!.send(chunk);
    await sleep(500);
    // What the gateway and the kernel took; the rest still waits with the sender.
    expect(sender!.bufferedAmount).toBeGreaterThan(40 * 1024 * 1024);
    let bytes = 0;
    socket.on('message', (data: Buffer) => {
      bytes += data.length;
    });
    socket.resume();
    await until(() => bytes === 64 * 1024 * 1024, 10_000);
    socket.close();
    await ended(socket);
  });
});

describe('an end', () => {
  it('F10 of either side is the end of the other within a second', async () => {
    await start();
    const [first, second, third] = await Promise.all([1, 2, 3].map(() => opened(`${gateway.url}/public/1`)));
    await until(() => service.sockets.clients.size === 3);
    const began = Date.now();
    first!.terminate();
    await until(() => service.sockets.clients.size === 2, 1000);
    for (const client of service.sockets.clients) client.terminate();
    const ends = await Promise.all([ended(second!), ended(third!)]);
    expect(ends.map(({ code }) => code)).toEqual([1006, 1006]);
    await until(() => gateway.door.open === 0, 1000);
    expect(Date.now() - began).toBeLessThan(1500);
    expect(service.connections()).toBe(0);
  });

  it('of a client that resets or half-closes its connection leaves nothing behind', async () => {
    await start();
    for (const leave of ['resetAndDestroy', 'end'] as const) {
      const client = await raw(gateway.port, handshake('/public/1'));
      await until(() => client.text().includes('\r\n\r\n'));
      client.socket[leave]();
      await until(() => service.connections() === 0 && gateway.door.open === 0, 1500);
      client.socket.destroy();
    }
  });

  it('of a client during the handshake takes the request back', async () => {
    let waiting = 0;
    await start(
      {},
      {
        onUpgrade: (_request, socket) => {
          waiting++;
          socket.on('error', () => undefined).resume();
        },
      },
    );
    for (const leave of ['resetAndDestroy', 'end'] as const) {
      const before = waiting;
      const client = await raw(gateway.port, handshake('/public/1'));
      await until(() => waiting === before + 1);
      client.socket[leave]();
      await until(() => service.connections() === 0 && gateway.door.open === 0, 1000);
      client.socket.destroy();
    }
    expect(gateway.log.filter(({ level }) => level === 'error')).toEqual([]);
  });
});

describe('limits', () => {
  it('a service that does not answer the handshake costs 504, in time', async () => {
    await start(
      { limits: { handshakeSeconds: 0.2 } },
      { onUpgrade: (_request, socket) => void socket.resume() },
    );
    expect(await refused(`${gateway.url}/public/1`)).toMatchObject({
      status: 504,
      body: { code: 'MYC00052' },
    });
    await until(() => service.connections() === 0);
  });

  it('more sockets than allowed are refused, overall and per client, and places are given back', async () => {
    await start({ limits: { maxConnections: 2 } });
    const two = await Promise.all([1, 2].map(() => opened(`${gateway.url}/public/1`)));
    expect(await refused(`${gateway.url}/public/1`)).toMatchObject({
      status: 503,
      headers: { 'retry-after': '10' },
      body: { code: 'MYC00068' },
    });
    two[0]!.terminate();
    await until(() => gateway.door.open === 1);
    (await opened(`${gateway.url}/public/1`)).terminate();
    // Those that are refused give their place back as well.
    await until(() => gateway.door.open === 1);
    for (let i = 0; i < 5; i++) await refused(`${gateway.url}/protected/1`);
    await until(() => gateway.door.open === 1);
    two[1]!.terminate();
    const picky = await gatewayTo(serviceAt([service.host]), { limits: { maxConnectionsPerClient: 1 } });
    const one = await opened(`${picky.url}/public/1`);
    expect(await refused(`${picky.url}/public/1`)).toMatchObject({ status: 429, body: { code: 'MYC00055' } });
    one.terminate();
    await picky.stop();
  });

  it('is kept by its own limit, also on a connection that carried requests before', async () => {
    await start({ settings: { limits: { ...DEFAULT_LIMITS, keepAliveTimeout: 0.2 } } });
    const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
    const first = http.get(`http://127.0.0.1:${gateway.port}/health`, { agent });
    const [response] = (await once(first, 'response')) as [IncomingMessage];
    response.resume();
    await once(response, 'end');
    const socket = new WebSocket(`${gateway.url}/public/1`, { agent });
    await once(socket, 'open');
    await sleep(800);
    socket.send('still there');
    const [message] = await once(socket, 'message');
    expect(String(message)).toContain('still there');
    socket.terminate();
    agent.destroy();
  });

  it('silence ends a socket, bytes in either direction keep it', async () => {
    await start({ limits: { idleSeconds: 0.6 } });
    const [silent, busy] = await Promise.all([1, 2].map(() => opened(`${gateway.url}/public/1`)));
    const closed = ended(silent!);
    for (let i = 0; i < 5; i++) {
      busy!.ping();
      await sleep(200);
    }
    expect(await closed).toEqual({ code: 1001, reason: 'idle' });
    expect(busy!.readyState).toBe(busy!.OPEN);
    busy!.terminate();
  });

  it('the longest session ends a busy socket as well', async () => {
    await start({ limits: { maxSessionSeconds: 0.3 } });
    const socket = await opened(`${gateway.url}/public/1`);
    expect(await ended(socket)).toEqual({ code: 1001, reason: 'the longest session is over' });
  });

  it('holds a thousand sockets with little memory and leaves none behind', async () => {
    await start();
    const round = async (): Promise<void> => {
      const sockets: WebSocket[] = [];
      for (let i = 0; i < 20; i++)
        sockets.push(
          ...(await Promise.all(
            Array.from({ length: 50 }, () => opened(`${gateway.url}/protected/1`, bearer())),
          )),
        );
      expect(gateway.door.open).toBe(1000);
      await Promise.all(
        sockets.map(async socket => {
          socket.send('x');
          await message(socket);
        }),
      );
      for (const socket of sockets) socket.terminate();
      await until(() => gateway.door.open === 0 && service.connections() === 0, 5000);
      service.requests.length = 0;
      gateway.log.length = 0;
    };
    await round();
    const before = memoryInUse();
    await round();
    await round();
    expect(memoryInUse() - before).toBeLessThan(5);
  }, 60_000);
});

describe('revocation', () => {
  it('closes the sockets of a caller who would be refused now, and no others', async () => {
    await start();
    const [own, open] = await Promise.all([
      opened(`${gateway.url}/protected/1`, bearer()),
      opened(`${gateway.url}/public/1`),
    ]);
    await gateway.changed();
    await sleep(50);
    expect(own!.readyState).toBe(own!.OPEN);
    const served = [...service.sockets.clients].map(client => ended(client));
    gateway.state.deleted = true;
    const began = Date.now();
    const closed = ended(own!);
    await gateway.changed();
    expect(await closed).toEqual({ code: 1008, reason: expect.stringContaining('no account') });
    expect(await Promise.race(served)).toMatchObject({ code: 1008 });
    expect(Date.now() - began).toBeLessThan(1000);
    await until(() => gateway.door.open === 1, 1000);
    expect(open!.readyState).toBe(open!.OPEN);
    open!.terminate();
  });

  it('looks at every caller again when changes may have been missed', async () => {
    await start();
    const sockets = await Promise.all(
      Array.from({ length: 40 }, () => opened(`${gateway.url}/protected/1`, bearer())),
    );
    gateway.state.deleted = true;
    const closed = Promise.all(sockets.map(socket => ended(socket)));
    gateway.missed();
    // The shared cache has it still: the word of the change itself did not come.
    await gateway.changed();
    expect(new Set((await closed).map(({ code }) => code))).toEqual(new Set([1008]));
  });

  it('keeps sockets while it cannot be told who calls, and decides when it can', async () => {
    await start();
    const socket = await opened(`${gateway.url}/protected/1`, bearer());
    gateway.state.storeDown = true;
    await gateway.changed();
    await sleep(300);
    expect(socket.readyState).toBe(socket.OPEN);
    gateway.state.storeDown = false;
    gateway.state.deleted = true;
    expect(await ended(socket)).toMatchObject({ code: 1008 });
  });

  it('puts its last word between two messages of the service, and cuts what does not end', async () => {
    const raws: Socket[] = [];
    const onUpgrade = (request: IncomingMessage, socket: Socket): void => {
      raws.push(socket.resume());
      acceptByHand(request, socket);
    };
    await start({}, { onUpgrade });
    const whole = await opened(`${gateway.url}/protected/1`, bearer());
    const torn = await opened(`${gateway.url}/protected/2`, bearer());
    const got = message(whole);
    for (const socket of raws) socket.write(Buffer.from([0x82, 4, 1, 2]));
    await sleep(50);
    gateway.state.deleted = true;
    const ends = Promise.all([ended(whole), ended(torn)]);
    await gateway.changed();
    await sleep(50);
    raws[0]!.write(Buffer.from([3, 4]));
    expect([...(await got)]).toEqual([1, 2, 3, 4]);
    expect((await ends).map(({ code }) => code)).toEqual([1008, 1006]);
  });

  it('closes when the token expires', async () => {
    await start({ tokenLife: 400 });
    const socket = await opened(`${gateway.url}/authenticated/1`, bearer());
    const began = Date.now();
    expect(await ended(socket)).toEqual({ code: 1008, reason: 'the access token has expired' });
    expect(Date.now() - began).toBeLessThan(1000);
  });
});

describe('shutting down', () => {
  it('takes no upgrade, and asks the open ones to go', async () => {
    await start();
    const socket = await opened(`${gateway.url}/public/1`);
    const closing = gateway.door.close(400);
    expect(await refused(`${gateway.url}/public/1`)).toMatchObject({
      status: 503,
      headers: { 'retry-after': '1' },
      body: { code: 'MYC00060' },
    });
    socket.send('still served');
    expect(String(await message(socket))).toBe('still served');
    expect(await ended(socket)).toEqual({ code: 1001, reason: 'the gateway is shutting down' });
    await closing;
    expect(gateway.door.open).toBe(0);
  });

  it('asks also those to go whose handshake ends only then', async () => {
    let answer = (): void => undefined;
    await start(
      {},
      {
        onUpgrade: (request, socket, head) => {
          answer = () =>
            service.sockets.handleUpgrade(request, socket, head, open =>
              service.sockets.emit('connection', open, request),
            );
        },
      },
    );
    const opening = opened(`${gateway.url}/public/1`);
    await until(() => service.requests.length === 1);
    const closing = gateway.door.close(2000);
    await sleep(1200);
    answer();
    expect(await ended(await opening)).toEqual({ code: 1001, reason: 'the gateway is shutting down' });
    await closing;
  });

  it('gives up what has not been answered when its time is over', async () => {
    await start(
      { limits: { handshakeSeconds: 30 } },
      { onUpgrade: (_request, socket) => void socket.resume() },
    );
    const refusal = refused(`${gateway.url}/public/1`);
    await until(() => service.requests.length === 1);
    const began = Date.now();
    await gateway.door.close(300);
    expect(Date.now() - began).toBeLessThan(2000);
    expect(await refusal).toMatchObject({ status: 503, body: { code: 'MYC00060' } });
    await until(() => service.connections() === 0);
  });

  it('does not wait for peers that do not answer', async () => {
    await start();
    const client = await raw(gateway.port, handshake('/public/1'));
    await until(() => client.text().includes('\r\n\r\n'));
    const began = Date.now();
    await gateway.door.close(100);
    expect(Date.now() - began).toBeLessThan(2000);
    client.socket.destroy();
  });
});

it('writes one line for each socket, with what was carried and why it ended', async () => {
  await start({ limits: { idleSeconds: 0.3 } });
  const socket = await opened(`${gateway.url}/public/1?secret=x`);
  socket.send('hello');
  await ended(socket);
  await until(() => gateway.door.open === 0);
  const [line, ...others] = gateway.log.filter(({ message: text }) => text === 'WebSocket');
  expect(others).toEqual([]);
  expect(line).toMatchObject({ path: '/public/1', status: 101, closedFor: 'idle', service: 'live' });
  expect(line!['received']).toBeGreaterThan(5);
});
