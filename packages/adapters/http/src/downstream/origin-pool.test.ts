import type { Socket } from 'node:net';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { closeAll, moment, rawServiceOf, refusingHost, until } from '../downstream.fixture.ts';
import { NotedCall } from './call.fixture.ts';
import { Origin } from './origin.ts';

const open: Origin[] = [];
afterEach(async () => void (await Promise.all(open.splice(0).map(origin => origin.destroy()))));
afterAll(closeAll);

function originAt(host: string, connections = 8): Origin {
  const origin = new Origin({ origin: `http://${host}`, insecure: false, connections });
  open.push(origin);
  return origin;
}

const OK = 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok';

async function call(origin: Origin, path = '/'): Promise<NotedCall> {
  const made = new NotedCall(path);
  origin.dispatch(made);
  await made.over;
  return made;
}

describe('connections to an origin', () => {
  it('are used again, the last one first', async () => {
    const used: Socket[] = [];
    const service = await rawServiceOf(socket => {
      used.push(socket);
      socket.write(OK);
    });
    const origin = originAt(service.host);
    await Promise.all([call(origin), call(origin), call(origin)]);
    expect(service.sockets.size).toBe(3);
    for (let i = 0; i < 3; i++) expect((await call(origin)).body).toBe('ok');
    expect([service.sockets.size, new Set(used.slice(3)).size]).toEqual([3, 1]);
  });

  it('are as many as allowed, and calls wait their turn', async () => {
    const order: string[] = [];
    const service = await rawServiceOf((socket, head) => {
      order.push(head.split(' ')[1] ?? '');
      setTimeout(() => socket.write(OK), 5);
    });
    const origin = originAt(service.host, 2);
    const paths = Array.from({ length: 12 }, (_, i) => `/${i}`);
    const calls = await Promise.all(paths.map(path => call(origin, path)));
    expect(calls.every(({ body }) => body === 'ok')).toBe(true);
    expect([order.length, service.sockets.size, order.slice(2)]).toEqual([12, 2, paths.slice(2)]);
  });

  it('are not asked for calls that were taken back while they waited', async () => {
    const asked: string[] = [];
    const service = await rawServiceOf((socket, head) => {
      asked.push(head.split(' ')[1] ?? '');
      setTimeout(() => socket.write(OK), 20);
    });
    const origin = originAt(service.host, 1);
    const [first, second, third] = ['/1', '/2', '/3'].map(path => new NotedCall(path)) as [
      NotedCall,
      NotedCall,
      NotedCall,
    ];
    for (const made of [first, second, third]) origin.dispatch(made);
    second.done = true;
    await Promise.all([first.over, third.over]);
    expect([asked, second.events]).toEqual([['/1', '/3'], []]);
  });

  it('do not pile up calls that were taken back, however many come and go behind a service that hangs', async () => {
    const service = await rawServiceOf(() => undefined);
    const origin = originAt(service.host, 1);
    origin.dispatch(new NotedCall());
    await until(() => service.requests() === 1);
    for (let i = 0; i < 100; i++) {
      const made = new NotedCall();
      origin.dispatch(made);
      made.done = true;
    }
    expect(origin.waiting).toBeLessThanOrEqual(10);
  });

  it.each([1, 2])(
    'fail one call for each one that cannot be made, and others are still tried: %i',
    async most => {
      const origin = originAt(await refusingHost(), most);
      const calls = await Promise.all(Array.from({ length: 7 }, () => call(origin)));
      expect(calls.map(({ events }) => events)).toEqual(
        Array.from({ length: 7 }, () => ['failed ECONNREFUSED']),
      );
    },
  );

  it.each([
    ['close', 'HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 2\r\n\r\nok'],
    ['have too much', `${OK}HTTP/1.1 200 OK\r\n`],
    [
      'keep them for a second only',
      'HTTP/1.1 200 OK\r\nkeep-alive: timeout=1\r\ncontent-length: 2\r\n\r\nok',
    ],
    ['speak HTTP/1.0', 'HTTP/1.0 200 OK\r\ncontent-length: 2\r\n\r\nok'],
  ])('are not used again when services %s', async (_, answer) => {
    const used = new Set<Socket>();
    const service = await rawServiceOf(socket => {
      used.add(socket);
      socket.write(answer);
    });
    const origin = originAt(service.host);
    for (let i = 0; i < 3; i++) expect((await call(origin)).body).toBe('ok');
    expect(used.size).toBe(3);
    await until(() => service.sockets.size === 0);
  });

  it('are closed before the service would, which says when', async () => {
    const service = await rawServiceOf(socket =>
      socket.write('HTTP/1.1 200 OK\r\nKeep-Alive: timeout=2\r\ncontent-length: 2\r\n\r\nok'),
    );
    const origin = originAt(service.host);
    await call(origin);
    expect(service.sockets.size).toBe(1);
    const free = performance.now();
    await until(() => service.sockets.size === 0);
    expect(performance.now() - free).toBeLessThan(1900);
  });

  it('that break while they are free are replaced', async () => {
    const service = await rawServiceOf(socket => socket.write(OK));
    const origin = originAt(service.host);
    for (let i = 0; i < 3; i++) {
      expect((await call(origin)).body).toBe('ok');
      for (const socket of service.sockets) socket.resetAndDestroy();
      await until(() => service.sockets.size === 0);
      await moment(10);
    }
  });
});

describe('an origin that closes', () => {
  it('lets calls finish, the waiting ones too, and takes no others', async () => {
    const service = await rawServiceOf(socket => void setTimeout(() => socket.write(OK), 50));
    const origin = originAt(service.host, 1);
    const running = [call(origin), call(origin)];
    await until(() => service.requests() === 1);
    const closed = origin.close();
    expect((await call(origin)).events).toEqual(['failed FORWARDER_CLOSED']);
    expect((await Promise.all(running)).map(({ body }) => body)).toEqual(['ok', 'ok']);
    await closed;
    await until(() => service.sockets.size === 0);
  });

  it('lets waiting calls finish also when each needs a connection of its own', async () => {
    const service = await rawServiceOf(
      socket =>
        void setTimeout(
          () => socket.write('HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 2\r\n\r\nok'),
          20,
        ),
    );
    const origin = originAt(service.host, 1);
    const running = [call(origin), call(origin), call(origin)];
    await origin.close();
    const bodies = await Promise.race([Promise.all(running), moment(0)]);
    expect(bodies?.map(({ body }) => body)).toEqual(['ok', 'ok', 'ok']);
  });

  it('at once fails what runs and what waits', async () => {
    const service = await rawServiceOf(() => undefined);
    const origin = originAt(service.host, 1);
    const running = [call(origin), call(origin)];
    await until(() => service.requests() === 1);
    await origin.destroy();
    expect((await Promise.all(running)).map(({ events }) => events)).toEqual([
      ['failed FORWARDER_CLOSED'],
      ['failed FORWARDER_CLOSED'],
    ]);
    await until(() => service.sockets.size === 0);
  });

  it('closes at once when nothing is open', async () => {
    await originAt('127.0.0.1:1').close();
  });
});
