import { once } from 'node:events';
import http, { type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { decodeProfile } from '@mycelium/profile';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { serverConfig, service } from './harness/configuration.ts';
import { type Database, migratedDatabase } from './harness/database.ts';
import { type Gateway, startGateway } from './harness/gateway.ts';
import { type Mailbox, startMailbox } from './harness/mailbox.ts';
import { bearer, call, signUp } from './harness/person.ts';
import { raw } from './harness/raw.ts';
import { type RunningServer, startRedis } from './servers/index.ts';

interface LiveService {
  readonly host: string;
  readonly handshakes: IncomingMessage[];
  readonly sockets: WebSocketServer;
  stop(): Promise<void>;
}

async function startLiveService(): Promise<LiveService> {
  const handshakes: IncomingMessage[] = [];
  const server = http.createServer((_request, response) => response.end('plain'));
  const sockets = new WebSocketServer({ server });
  sockets.on('connection', (socket, request) => {
    handshakes.push(request);
    socket.on('message', (data, binary) => socket.send(data, { binary }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    handshakes,
    sockets,
    stop: async () => {
      for (const socket of sockets.clients) socket.terminate();
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

interface Ended {
  readonly code: number;
  readonly reason: string;
}

const ended = (socket: WebSocket): Promise<Ended> =>
  new Promise(resolve => socket.once('close', (code, reason) => resolve({ code, reason: String(reason) })));

async function opened(
  url: string,
  protocols: string[],
  headers: Record<string, string> = {},
): Promise<WebSocket> {
  const socket = new WebSocket(url, protocols, { headers });
  await once(socket, 'open');
  return socket;
}

const statusOf = (url: string, headers: Record<string, string> = {}): Promise<number> =>
  new Promise((resolve, reject) => {
    const socket = new WebSocket(url, { headers });
    socket.once('unexpected-response', (request, response) => {
      resolve(response.statusCode ?? 0);
      request.destroy();
    });
    socket.once('open', () => reject(new Error('it was let pass')));
    socket.on('error', () => undefined);
  });

describe('WebSockets through two gateways that share a database and Redis', () => {
  let redis: RunningServer;
  let mailbox: Mailbox;
  let live: LiveService;
  let database: Database;
  let gateway: Gateway;
  let replica: Gateway;

  beforeAll(async () => {
    [redis, mailbox, live, database] = await Promise.all([
      startRedis(),
      startMailbox(),
      startLiveService(),
      migratedDatabase(),
    ]);
    const config = serverConfig({
      database: database.url,
      redis: redis.url,
      mailbox,
      // Both accept the tokens of either.
      core: '',
      services: service('live', live.host, [
        { group: 'protected', path: '/room/*', methods: '["GET"]' },
        { group: 'public', path: '/lobby', methods: '["GET"]' },
      ]),
    }).replace('domainUrl = "http://127.0.0.1:{port}"', 'domainUrl = "http://gateway.acme.example"');
    [gateway, replica] = await Promise.all([startGateway({ config }), startGateway({ config })]);
  });
  afterAll(async () => {
    await Promise.all([gateway?.stop(), replica?.stop()]);
    await Promise.all([redis?.stop(), mailbox?.stop(), live?.stop(), database?.drop()]);
  });

  const at = (of: Gateway, path: string): string => `ws://127.0.0.1:${of.port}${path}`;

  it('F9 strangers are answered 401 and nothing reaches the service', async () => {
    const before = live.handshakes.length;
    expect(await statusOf(at(gateway, '/room/1'))).toBe(401);
    expect(await statusOf(at(gateway, '/room/1'), bearer('rubbish'))).toBe(401);
    expect(await statusOf(at(gateway, '/elsewhere'))).toBe(404);
    expect(live.handshakes).toHaveLength(before);
  });

  it('F8 other upgrades are ordinary requests', async () => {
    const answer = await raw(
      gateway.port,
      'GET /lobby HTTP/1.1\r\nHost: a\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAoAAAAAIAAAAA\r\n\r\n',
    );
    expect(answer.status).toBe(200);
    expect(answer.text).not.toMatch(/HTTP\/1\.1 101/);
  });

  it('a browser signs in by a protocol; the service sees the profile, never the token', async () => {
    const { token } = await signUp(gateway.url, mailbox, 'browser@example.org');
    const socket = await opened(at(gateway, '/live/room/1?a=1'), ['mycelium', `mycelium.bearer.${token}`]);
    expect(socket.protocol).toBe('mycelium');
    const { url, headers, rawHeaders } = live.handshakes.at(-1)!;
    expect(url).toBe('/room/1?a=1');
    expect(decodeProfile(String(headers['x-mycelium-profile']))).toMatchObject({
      owners: [{ email: 'browser@example.org' }],
    });
    expect(rawHeaders.join()).not.toContain(token);
    socket.send('hello');
    const [data] = await once(socket, 'message');
    expect(String(data)).toBe('hello');
    socket.close(1000);
    expect(await ended(socket)).toMatchObject({ code: 1000 });
  });

  it('deleting the account closes its sockets on every replica within a second, and no others', async () => {
    const [person, other] = [
      await signUp(gateway.url, mailbox, 'leaving@example.org'),
      await signUp(gateway.url, mailbox, 'staying@example.org'),
    ];
    const sockets = await Promise.all([
      opened(at(gateway, '/room/1'), [], bearer(person.token)),
      opened(at(replica, '/room/2'), [], bearer(person.token)),
    ]);
    const stays = await opened(at(replica, '/room/3'), [], bearer(other.token));
    const ends = Promise.all(sockets.map(ended));
    const deleted = await call(`${gateway.url}/_adm/beginners/accounts/${person.accountId}`, {
      method: 'DELETE',
      headers: bearer(person.token),
    });
    expect(deleted.status).toBe(204);
    const began = Date.now();
    expect((await ends).map(({ code }) => code)).toEqual([1008, 1008]);
    expect(Date.now() - began).toBeLessThan(1000);
    expect(await statusOf(at(gateway, '/room/1'), bearer(person.token))).not.toBe(101);
    await sleep(100);
    expect(stays.readyState).toBe(WebSocket.OPEN);
    stays.terminate();
  });

  it('a gateway that is stopped says so to the peers and ends by itself', async () => {
    const leaving = await startGateway({
      config: serverConfig({
        database: database.url,
        redis: redis.url,
        services: service('live', live.host, [{ group: 'public', path: '/lobby', methods: '["GET"]' }]),
      }),
    });
    const socket = await opened(at(leaving, '/lobby'), []);
    const [{ code }] = await Promise.all([ended(socket), leaving.stop()]);
    expect(code).toBe(1001);
  });
});
