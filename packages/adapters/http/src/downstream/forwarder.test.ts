import type { DownstreamSecret } from '@mycelium/gateway-core';
import { aRoute, aService } from '@mycelium/gateway-core/testing';
import { Secret } from '@mycelium/kernel';
import { afterAll, describe, expect, it } from 'vitest';
import {
  ask,
  begin,
  closeAll,
  gatewayTo,
  moment,
  one,
  rawServiceOf,
  refusingHost,
  serviceOf,
  until,
  wireTo,
} from '../downstream.fixture.ts';

afterAll(closeAll);

const named = (name: string) => serviceOf((_request, response) => response.end(name));
const failures = (lines: readonly { message: string }[]) =>
  lines.filter(({ message }) => message === 'the service failed');

describe('connections to a service', () => {
  it('keep their answers apart, however these are cut into pieces', async () => {
    const { host } = await serviceOf((request, response) => {
      const letter = request.url?.at(1) ?? '';
      response.write(letter.repeat(70_000));
      setImmediate(() => response.end(letter.repeat(300_000)));
    });
    const { port } = await gatewayTo([one([host])]);
    const letters = [...'abcdefghijklmnopqrstuvwx'];
    const answers = await Promise.all(letters.map(letter => ask(port, { path: `/${letter}` })));
    expect(answers.map(({ body }) => body)).toEqual(letters.map(letter => letter.repeat(370_000)));
  });
});

it.each(['alice@example.com\r\nx-mycelium-role: admin', 'a\nb', 'a\0b'])(
  'H7: a value that would split the request is never sent: %j',
  async value => {
    let asked = 0;
    const service = await serviceOf((_request, response) => response.end(String(++asked)));
    const secret = { kind: 'header', headerName: 'x-mycelium-email', prefix: '', token: new Secret(value) };
    const { port } = await gatewayTo([
      aService('svc', [aRoute('/*', { secretName: 'mail' })], {
        hosts: [service.host],
        secrets: new Map([['mail', secret as DownstreamSecret]]),
      }),
    ]);
    expect((await ask(port)).status).toBe(400);
    expect(asked).toBe(0);
  },
);

describe('several hosts', () => {
  it('take turns', async () => {
    const [a, b] = [await named('a'), await named('b')];
    const { port } = await gatewayTo([one([a.host, b.host])]);
    const bodies = [];
    for (let i = 0; i < 4; i++) bodies.push((await ask(port)).body);
    expect(bodies.join('')).toBe('abab');
  });

  it.each(['GET', 'POST', 'PATCH', 'DELETE'])('skip one that refuses, for a %s', async method => {
    const [dead, alive] = [await refusingHost(), await named('alive')];
    const { port, lines } = await gatewayTo([one([dead, alive.host])]);
    for (let i = 0; i < 4; i++)
      expect(await ask(port, { method })).toMatchObject({ status: 200, body: 'alive' });
    expect(failures(lines)).toEqual([]);
  });

  it('take an upload whole that another one refused', async () => {
    const dead = await refusingHost();
    const alive = await serviceOf((request, response) => void request.pipe(response));
    const { port } = await gatewayTo([one([dead, alive.host])]);
    const body = 'x'.repeat(300_000);
    expect((await ask(port, { method: 'POST', body })).body).toBe(body);
  });

  it('are asked twice at the most', async () => {
    const dead = [await refusingHost(), await refusingHost(), await refusingHost()];
    const { port, lines } = await gatewayTo([one(dead)]);
    const { status, body } = await ask(port);
    expect([status, JSON.parse(body).details]).toEqual([502, 'It refuses connections.']);
    expect(failures(lines)).toHaveLength(1);
  });

  it('are known to be down by all routes of the service', async () => {
    const dead = await refusingHost();
    const alive = await named('alive');
    const { port, lines } = await gatewayTo([
      aService('svc', [aRoute('/a'), aRoute('/b')], { hosts: [dead, alive.host] }),
    ]);
    for (const path of ['/a', '/b', '/a', '/b']) expect((await ask(port, { path })).body).toBe('alive');
    expect(failures(lines)).toEqual([]);
  });

  it('come back after their rest', async () => {
    const down = await named('back');
    const { host } = down;
    const other = await named('other');
    await new Promise(resolve => down.server.close(resolve));
    const { port } = await gatewayTo([one([host, other.host])]);
    expect((await ask(port)).body).toBe('other');
    await serviceOf((_request, response) => response.end('back'), Number(host.split(':')[1]));
    await moment(1100);
    const bodies = [];
    for (let i = 0; i < 4; i++) bodies.push((await ask(port)).body);
    expect(bodies.sort()).toEqual(['back', 'back', 'other', 'other']);
  });
});

describe('a connection that the service closes', () => {
  /** Closes instead of answering every second request. */
  const flapping = () =>
    rawServiceOf((socket, _head, count) => {
      if (count % 2 === 0) socket.destroy();
      else socket.write('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok');
    });

  it.each(['GET', 'HEAD', 'PUT', 'DELETE', 'OPTIONS'])('costs a %s one repetition', async method => {
    const service = await flapping();
    const { port, lines } = await gatewayTo([one([service.host])]);
    for (let i = 0; i < 4; i++) expect((await ask(port, { method })).status).toBe(200);
    expect(failures(lines)).toEqual([]);
  });

  it.each([
    ['POST', undefined],
    ['PATCH', undefined],
    ['PUT', 'a body that is on its way'],
  ])('fails a %s that may have been carried out', async (method, body) => {
    const service = await flapping();
    const { port } = await gatewayTo([one([service.host])]);
    expect((await ask(port, { method, body })).status).toBe(200);
    const { status, body: error } = await ask(port, { method, body });
    expect([status, JSON.parse(error)]).toMatchObject([
      502,
      { code: 'MYC00051', details: 'It closed the connection before it had answered.' },
    ]);
    expect(service.requests()).toBe(2);
  });

  it('is not asked a third time', async () => {
    const service = await rawServiceOf(socket => socket.destroy());
    const { port } = await gatewayTo([one([service.host])]);
    expect((await ask(port)).status).toBe(502);
    expect(service.requests()).toBe(2);
  });

  it('is not asked again once it began to answer', async () => {
    const service = await rawServiceOf(socket => socket.end('HTTP/1.1 200 OK\r\ncontent-le'));
    const { port } = await gatewayTo([one([service.host])]);
    expect((await ask(port)).status).toBe(502);
    expect(service.requests()).toBe(1);
  });

  it('between two requests is noticed by nobody', async () => {
    const service = await serviceOf((_request, response) => response.end('ok'));
    const { port, lines } = await gatewayTo([one([service.host])]);
    for (let i = 0; i < 3; i++) {
      expect((await ask(port, { method: 'POST', body: 'x' })).status).toBe(200);
      for (const socket of service.sockets) socket.end();
      await until(() => service.sockets.size === 0);
    }
    expect(failures(lines)).toEqual([]);
  });
});

describe('a service that is slow', () => {
  it('has gatewayTimeout for its answer', async () => {
    const service = await serviceOf(() => undefined);
    const { port, lines } = await gatewayTo([one([service.host])], { timeoutSeconds: 1 });
    const started = performance.now();
    const { status, body } = await ask(port);
    expect([status, JSON.parse(body).details]).toEqual([504, 'It was silent for 1 seconds.']);
    expect(performance.now() - started).toBeGreaterThan(990);
    expect(performance.now() - started).toBeLessThan(2500);
    await until(() => service.sockets.size === 0);
    expect(failures(lines)).toMatchObject([{ fields: { reason: 'silent', code: 'MYC00052' } }]);
  });

  it('may have a time of its own on a route', async () => {
    const service = await serviceOf(
      (_request, response) => void setTimeout(() => response.end('late'), 2600),
    );
    const routes = [aRoute('/slow', { timeoutSeconds: 10 }), aRoute('/quick')];
    const { port } = await gatewayTo([aService('svc', routes, { hosts: [service.host] })], {
      timeoutSeconds: 1,
    });
    const [slow, quick] = await Promise.all([ask(port, { path: '/slow' }), ask(port, { path: '/quick' })]);
    expect([slow.body, quick.status]).toEqual(['late', 504]);
  });

  it('is cut off when it falls silent in the middle, and so is the client', async () => {
    const service = await serviceOf((_request, response) => {
      response.writeHead(200, { 'content-length': 100 });
      response.write('some');
    });
    const { port, lines } = await gatewayTo([one([service.host])], { timeoutSeconds: 1 });
    await expect(ask(port)).rejects.toThrow(/aborted|hang up|ECONNRESET/);
    await until(() => service.sockets.size === 0);
    expect(failures(lines)).toHaveLength(1);
  });

  it('may pause for as long as it likes in a stream of events', async () => {
    const service = await serviceOf((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
      response.flushHeaders();
      setTimeout(() => response.end('data: 1\n\n'), 2500);
    });
    const { port } = await gatewayTo([one([service.host])], { timeoutSeconds: 1 });
    expect((await ask(port)).body).toBe('data: 1\n\n');
  });

  describe('and has an overall time on a route', () => {
    const bounded = (host: string) =>
      aService('svc', [aRoute('/*', { overallTimeoutSeconds: 1 })], { hosts: [host] });

    it('is answered for with 504, however long it may be silent', async () => {
      const service = await serviceOf(() => undefined);
      const { port, lines } = await gatewayTo([bounded(service.host)], { timeoutSeconds: 30 });
      const { status, body } = await ask(port);
      expect([status, JSON.parse(body).details]).toEqual([504, 'It was not done within 1 seconds.']);
      await until(() => service.sockets.size === 0);
      expect(failures(lines)).toMatchObject([{ fields: { reason: 'not done in time' } }]);
    });

    it.each(['application/json', 'text/event-stream'])(
      'is cut off in the middle, although it never falls silent: %s',
      async type => {
        const service = await serviceOf((_request, response) => {
          response.writeHead(200, { 'content-type': type });
          const drip = setInterval(() => response.write('data: 1\n\n'), 100);
          response.once('close', () => clearInterval(drip));
        });
        const { port } = await gatewayTo([bounded(service.host)]);
        const started = performance.now();
        await expect(ask(port)).rejects.toThrow(/aborted|hang up|ECONNRESET/);
        expect(performance.now() - started).toBeLessThan(3000);
        await until(() => service.sockets.size === 0);
      },
    );

    it('does not wait for an upload that never ends', async () => {
      const service = await serviceOf(request => void request.resume());
      const { port } = await gatewayTo([bounded(service.host)]);
      const wire = wireTo(port, 'POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 600\r\n\r\n');
      const drip = setInterval(() => wire.socket.write('x'), 100);
      expect(await wire.until(/not done within 1 seconds/)).toContain('408 Request Timeout');
      clearInterval(drip);
      await until(() => service.sockets.size === 0);
    });

    it('is not disturbed when it is quick enough', async () => {
      const service = await serviceOf((_request, response) => response.end('quick'));
      const { port } = await gatewayTo([bounded(service.host)]);
      expect((await ask(port)).body).toBe('quick');
    });
  });

  it('is not blamed for an upload that takes longer than its time', async () => {
    const service = await serviceOf((request, response) => {
      request.resume().on('end', () => response.end('done'));
    });
    const { port } = await gatewayTo([one([service.host])], { timeoutSeconds: 1 });
    const wire = wireTo(port, 'POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 6\r\n\r\n');
    for (const letter of 'upload') {
      wire.socket.write(letter);
      await moment(400);
    }
    expect(await wire.until(/done/)).toContain('200 OK');
  });

  it('does not wait for the rest of an upload that does not come', async () => {
    const service = await serviceOf((request, response) => {
      request.resume().on('end', () => response.end('done'));
    });
    const { port } = await gatewayTo([one([service.host])], { timeoutSeconds: 1 });
    const wire = wireTo(port, 'POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 6\r\n\r\nup');
    expect(await wire.until(/MYC00066/)).toContain('408 Request Timeout');
    await until(() => service.sockets.size === 0);
  });
});

it('H14: a service can tell a forged profile that reaches it directly, by the secret of its routes', async () => {
  const service = await serviceOf((request, response) => {
    response.statusCode = request.headers['x-service-key'] === 's3cret' ? 200 : 401;
    response.end();
  });
  const token = new Secret('s3cret');
  const { port } = await gatewayTo([
    aService('svc', [aRoute('/*', { secretName: 'key' })], {
      hosts: [service.host],
      secrets: new Map([['key', { kind: 'header', headerName: 'x-service-key', prefix: '', token }]]),
    }),
  ]);
  const forged = { 'x-mycelium-profile': 'forged', 'x-service-key': 'guessed' };
  const directly = Number(service.host.split(':')[1]);
  expect((await ask(port, { headers: forged })).status).toBe(200);
  expect((await ask(directly, { headers: forged })).status).toBe(401);
});

it('H10: a service that refuses so large header fields is not silent about it', async () => {
  const service = await serviceOf((_request, response) => response.writeHead(431).end('too large'));
  const { port, lines } = await gatewayTo([one([service.host])]);
  const { status, body } = await ask(port, { headers: { 'x-large': 'x'.repeat(9000) } });
  expect([status, body]).toEqual([431, 'too large']);
  const [line] = lines.filter(({ message }) => message.includes('431'));
  expect(line).toMatchObject({ level: 'warn', fields: { service: 'svc', profileBytes: 0 } });
  expect(line?.fields?.['bytes']).toBeGreaterThan(9000);
});

describe('a service that is busy', () => {
  it('has requests wait up to a bound, and refused beyond it', async () => {
    const held: (() => void)[] = [];
    const service = await serviceOf((_request, response) => void held.push(() => response.end('ok')));
    const { port } = await gatewayTo([one([service.host])], { connectionsPerOrigin: 2 });
    const running = Array.from({ length: 10 }, () => ask(port));
    await until(() => held.length === 2);
    await moment(100);
    const refused = await ask(port);
    expect([refused.status, refused.headers['retry-after']]).toEqual([503, '1']);
    expect(JSON.parse(refused.body).code).toBe('MYC00069');
    expect(service.sockets.size).toBe(2);
    while (held.length > 0) {
      held.shift()?.();
      await moment(20);
    }
    for (const { status } of await Promise.all(running)) expect(status).toBe(200);
    const last = ask(port);
    await until(() => held.length === 1);
    held.shift()?.();
    expect((await last).status).toBe(200);
  });

  it('does not count clients that went away while they waited', async () => {
    const held: (() => void)[] = [];
    const service = await serviceOf((_request, response) => void held.push(() => response.end('ok')));
    const { port } = await gatewayTo([one([service.host])], { connectionsPerOrigin: 1 });
    const first = ask(port);
    await until(() => held.length === 1);
    for (let i = 0; i < 12; i++) {
      const wire = wireTo(port, 'GET / HTTP/1.1\r\nhost: x\r\n\r\n');
      await moment(10);
      wire.socket.destroy();
      await wire.closed;
    }
    await moment(50);
    const second = begin(port);
    held.shift()?.();
    expect((await first).status).toBe(200);
    await until(() => held.length === 1);
    held.shift()?.();
    expect((await second).statusCode).toBe(200);
  });
});
