import { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NotedCall } from './call.fixture.ts';
import { ServiceConnection } from './service-connection.ts';

class FakeSocket extends EventEmitter {
  destroyed = false;
  paused = false;
  written = '';
  write(text: string): boolean {
    this.written += text;
    return true;
  }
  pause(): void {
    this.paused = true;
  }
  resume(): void {
    this.paused = false;
  }
  destroy(): void {
    this.destroyed = true;
  }
}

function connected() {
  const socket = new FakeSocket();
  let ready = 0;
  const connection = new ServiceConnection(socket as unknown as Socket, {
    ready: () => void ready++,
    closed: () => undefined,
  });
  const room = Buffer.alloc(64 * 1024);
  return {
    socket,
    connection,
    /** Whether the owner was told that it can be used again. */
    ready: () => ready,
    /** As the system would: into one room, overwritten by the next read. */
    receive: (text: string): boolean => {
      const length = room.write(text, 'latin1');
      const more = connection.read(length, room);
      room.fill('?');
      return more;
    },
  };
}

/** What a call is told when the answer comes in pieces of the given sizes, and the rest at once. */
function told(
  answer: string,
  { sizes = [], method = 'GET' }: { sizes?: readonly number[]; method?: string } = {},
) {
  const { connection, socket, ready, receive } = connected();
  const call = new NotedCall('/', method);
  connection.send(call);
  let at = 0;
  for (const size of [...sizes, answer.length]) {
    if (at >= answer.length || socket.destroyed) break;
    receive(answer.slice(at, at + size));
    at += size;
  }
  const { events, body } = call;
  return { events, body, kept: ready() === 1 && !socket.destroyed };
}

const ANSWERS: readonly (readonly [string, string, boolean])[] = [
  ['HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello', 'hello', true],
  ['HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n', '', true],
  ['HTTP/1.1 204 No Content\r\n\r\n', '', true],
  [
    'HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok',
    'ok',
    true,
  ],
  ['HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n', '', true],
  [
    'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n2;x\r\nde\r\n0\r\nx-sum: 1\r\n\r\n',
    'abcde',
    true,
  ],
  ['HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 2\r\n\r\nok', 'ok', false],
  ['HTTP/1.0 200 OK\r\ncontent-length: 2\r\n\r\nok', 'ok', false],
  ['HTTP/1.1 304 Not Modified\r\netag: "a"\r\n\r\n', '', true],
  ['HTTP/1.0 200 OK\r\nconnection: keep-alive\r\ncontent-length: 2\r\n\r\nok', 'ok', true],
  ['HTTP/1.0 200 OK\r\nconnection: keep-alive\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n', '', false],
  ['HTTP/1.1 200 OK\r\nkeep-alive: timeout=1\r\ncontent-length: 2\r\n\r\nok', 'ok', false],
  ['HTTP/1.1 200 OK\r\nkeep-alive: timeout=5, max=9\r\ncontent-length: 2\r\n\r\nok', 'ok', true],
];

describe('an answer', () => {
  it.each(ANSWERS)('is passed on, and its connection kept or not: %j', (answer, body, kept) =>
    expect(told(answer)).toMatchObject({
      body,
      kept,
      events: expect.arrayContaining([expect.stringMatching(/^ended/)]),
    }),
  );

  it('is the same however it is cut', () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 30 }), { maxLength: 120 });
    fc.assert(
      fc.property(fc.constantFrom(...ANSWERS), sizes, ([answer], cuts) => {
        expect(told(answer, { sizes: cuts })).toEqual(told(answer));
      }),
    );
  });

  it('may have a body of any size', () => {
    for (const length of [4095, 4096, 4097, 16_384, 60_000, 500_000]) {
      const body = 'x'.repeat(length);
      const sizes = Array.from({ length: 100 }, () => 60_000);
      const answer = `HTTP/1.1 200 OK\r\ncontent-length: ${length}\r\n\r\n${body}`;
      expect(told(answer, { sizes })).toMatchObject({ body, kept: true });
    }
  });

  it.each([
    ['HEAD', 'HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\n'],
    ['HEAD', 'HTTP/1.1 204 No Content\r\n\r\n'],
    ['GET', 'HTTP/1.1 304 Not Modified\r\ncontent-length: 5\r\n\r\n'],
    ['GET', 'HTTP/1.1 204 No Content\r\ntransfer-encoding: chunked\r\n\r\n'],
  ])('that has no body, but could be followed by one, ends its connection: %s %j', (method, answer) =>
    expect(told(answer, { method })).toMatchObject({ body: '', kept: false }),
  );

  it.each([
    'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok',
    'HTTP/1.1 204 No Content\r\n\r\n',
    'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n',
  ])('with anything behind it ends its connection, wherever it is cut: %j', answer => {
    const smuggled = `${answer}HTTP/1.1 200 OK\r\nx-mycelium-email: forged@x\r\ncontent-length: 6\r\n\r\nforged`;
    const plain = told(answer);
    for (let size = answer.length + 1; size < smuggled.length; size++)
      expect(told(smuggled, { sizes: [size] })).toEqual({ ...plain, kept: false });
  });

  it('that nobody asked for ends the connection', () => {
    const { connection, socket, receive } = connected();
    receive('HTTP/1.1 408 Request Timeout\r\ncontent-length: 0\r\n\r\n');
    expect([socket.destroyed, connection.usable]).toEqual([true, false]);
  });

  it('that comes between two calls reaches neither', () => {
    const { connection, socket, receive, ready } = connected();
    const first = new NotedCall();
    connection.send(first);
    receive('HTTP/1.1 204 No Content\r\n\r\n');
    expect(ready()).toBe(1);
    receive('HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\nforged');
    expect([socket.destroyed, first.body]).toEqual([true, '']);
  });

  it.each([
    ['GARBAGE', 'ANSWER_INVALID'],
    ['HTTP/1.1 103 Early Hints\r\ncontent-length: 2\r\n\r\nHTTP/1.1 200 OK\r\n\r\n', 'ANSWER_INVALID'],
    ['HTTP/1.1 103 Early Hints\r\nconnection: close\r\n\r\nHTTP/1.1 200 OK\r\n\r\n', 'ANSWER_INVALID'],
    ['HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\n\r\n', 'ANSWER_INVALID'],
    ['HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nxyz\r\n', 'ANSWER_INVALID'],
    ['HTTP/1.1 200 OK\ncontent-length: 5\n\nhello', 'ANSWER_INVALID'],
    ['HTTP/1.1 200 OK\r\na: b\nc: d\r\n\r\n', 'ANSWER_INVALID'],
    ['HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\t\r\n\r\n0\r\n\r\n', 'ANSWER_INVALID'],
    [`HTTP/1.1 200 OK\r\n${'a: b\r\n'.repeat(4000)}\r\n`, 'ANSWER_FIELDS_TOO_LARGE'],
    [
      `HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n0\r\n${'a: b\r\n'.repeat(4000)}`,
      'ANSWER_FIELDS_TOO_LARGE',
    ],
  ])('that cannot be read fails and ends its connection: %#', (answer, code) => {
    const sizes = Array.from({ length: 50 }, () => 1000);
    for (const cut of [[], sizes]) {
      const { events, kept } = told(answer, { sizes: cut });
      expect([events.at(-1), kept]).toEqual([`failed ${code}`, false]);
    }
  });

  it('may be announced often, but not for ever', () => {
    const interim = 'HTTP/1.1 102 Processing\r\n\r\n';
    const answer = (count: number): string => `${interim.repeat(count)}HTTP/1.1 204 No Content\r\n\r\n`;
    const sizes = Array.from({ length: 100 }, () => 1000);
    expect(told(answer(1000), { sizes })).toMatchObject({ kept: true });
    expect(told(answer(1001), { sizes })).toMatchObject({ kept: false });
    expect(told(answer(1001), { sizes }).events.at(-1)).toBe('failed ANSWER_INVALID');
  });

  it('that its taker cannot take fails, and nothing else does', () => {
    const { connection, socket, receive, ready } = connected();
    const call = new NotedCall();
    call.began = () => {
      throw new RangeError('no');
    };
    connection.send(call);
    receive('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok');
    expect([call.events, socket.destroyed, ready()]).toEqual([['failed RangeError'], true, 0]);
  });
});

describe('a connection that ends', () => {
  const endsAfter = (answer: string, event: 'end' | 'close') => {
    const { connection, socket, receive } = connected();
    const call = new NotedCall();
    connection.send(call);
    if (answer !== '') receive(answer);
    socket.emit(event);
    return call;
  };

  it('ends an answer without a length', () => {
    const call = endsAfter('HTTP/1.1 200 OK\r\n\r\nall of it', 'end');
    expect([call.body, call.events.at(-1)]).toEqual(['all of it', 'ended []']);
  });

  it.each([
    ['', false],
    ['HTT', true],
    ['HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\nab', true],
    ['HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n', true],
    ['HTTP/1.1 103 Early Hints\r\n\r\n', true],
  ])('fails one that is not whole: %j', (answer, received) => {
    for (const event of ['end', 'close'] as const) {
      const call = endsAfter(answer, event);
      expect([call.events.at(-1), call.received]).toEqual(['failed SERVICE_CLOSED', received]);
    }
  });

  it('by a reset fails an answer without a length', () => {
    expect(endsAfter('HTTP/1.1 200 OK\r\n\r\nsome of it', 'close').events.at(-1)).toBe(
      'failed SERVICE_CLOSED',
    );
  });
});

describe('a call', () => {
  it('that is taken back hears nothing more', () => {
    const { connection, socket, receive } = connected();
    const call = new NotedCall();
    connection.send(call);
    receive('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nsome');
    call.flow?.abort();
    socket.emit('close');
    expect([call.events.length, socket.destroyed]).toEqual([1, true]);
  });

  it('that is taken back by a piece of its body hears nothing more', () => {
    const { connection, receive, ready } = connected();
    const call = new NotedCall();
    call.data = () => call.flow?.abort();
    connection.send(call);
    receive(`HTTP/1.1 200 OK\r\ncontent-length: 9000\r\n\r\n${'x'.repeat(9000)}`);
    expect([call.events.length, ready()]).toEqual([1, 0]);
  });

  it('slows its service down, and not the next call', () => {
    const { connection, socket, receive } = connected();
    const call = new NotedCall();
    call.data = () => call.flow?.pause();
    connection.send(call);
    expect(receive(`HTTP/1.1 200 OK\r\ncontent-length: 9000\r\n\r\n${'x'.repeat(5000)}`)).toBe(false);
    expect(socket.paused).toBe(true);
    receive('x'.repeat(4000));
    expect([call.events.at(-1), socket.paused]).toEqual(['ended []', false]);
  });

  it('is the last one of a connection that has carried ten thousand', () => {
    const { connection, socket, receive, ready } = connected();
    while (!socket.destroyed) {
      connection.send(new NotedCall());
      receive('HTTP/1.1 204 No Content\r\n\r\n');
    }
    expect(ready()).toBe(9999);
  });
});
