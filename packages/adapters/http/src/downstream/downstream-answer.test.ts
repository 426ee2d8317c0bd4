import { once } from 'node:events';
import http2 from 'node:http2';
import type { Socket } from 'node:net';
import { buffer } from 'node:stream/consumers';
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
  pouring,
  rawServiceOf,
  refusingHost,
  serviceOf,
  until,
  wireTo,
} from '../downstream.fixture.ts';
import { askHttp2 } from '../http2-client.fixture.ts';

afterAll(closeAll);

/** The raw answer that a client gets when the service sends `answer` and keeps the connection. */
async function passedOn(answer: string, request = 'GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n') {
  const service = await rawServiceOf(socket => socket.write(answer, 'latin1'));
  const { port } = await gatewayTo([one([service.host])]);
  const wire = wireTo(port, request);
  await wire.closed;
  return wire.received();
}

const headOf = (raw: string): string => raw.slice(0, raw.indexOf('\r\n\r\n')).toLowerCase();
const bodyOf = (raw: string): string => raw.slice(raw.indexOf('\r\n\r\n') + 4);

it('answers that come at the same time over many connections, small and large, are each their own', async () => {
  const sizes = [1, 4096, 65_535, 65_536, 65_537, 131_072, 4_000_000, 24_000_003];
  /** Every four bytes say where in which answer they stand. */
  const bodyOfPath = (path: string): Buffer => {
    const [, index = 0, size = 0] = path.split('/').map(Number);
    return Buffer.from(
      Uint32Array.from({ length: Math.ceil(size / 4) }, (_, i) => i * 1000 + index).buffer,
      0,
      size,
    );
  };
  const service = await serviceOf(async (request, response) => {
    const body = bodyOfPath(request.url ?? '');
    // Some at once and some in pieces, so that reads fill their room and do not.
    const piece = body.length % 2 === 0 ? body.length : 30_000;
    for (let from = 0; from < body.length; from += piece) {
      response.write(body.subarray(from, from + piece));
      await new Promise(resolve => setImmediate(resolve));
    }
    response.end();
  });
  const { port } = await gatewayTo([one([service.host])]);
  const paths = Array.from({ length: 32 }, (_, i) => `/${i}/${sizes[i % sizes.length]}`);
  const wrong = await Promise.all(
    paths.map(async path => {
      const answer = await begin(port, { path, agent: false });
      // What the client does not take waits in the gateway, while other answers are read there.
      await moment(300);
      const got = await buffer(answer);
      return got.equals(bodyOfPath(path)) ? [] : [path];
    }),
  );
  expect(wrong.flat()).toEqual([]);
});

describe('the framing of an answer', () => {
  it('has no body for HEAD and keeps the length that GET would have', async () => {
    const raw = await passedOn(
      'HTTP/1.1 200 OK\r\ncontent-length: 1234\r\n\r\n',
      'HEAD / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n',
    );
    expect(headOf(raw)).toContain('content-length: 1234');
    expect(bodyOf(raw)).toBe('');
  });

  it('has neither body nor length for 204', async () => {
    const raw = await passedOn('HTTP/1.1 204 No Content\r\ncontent-length: 0\r\nx-a: 1\r\n\r\n');
    expect(headOf(raw)).toMatch(/^http\/1\.1 204 no content\r\nx-a: 1/);
    expect(headOf(raw)).not.toMatch(/content-length|transfer-encoding/);
    expect(bodyOf(raw)).toBe('');
  });

  it('keeps validators and length of 304', async () => {
    const raw = await passedOn('HTTP/1.1 304 Not Modified\r\netag: "x"\r\ncontent-length: 99\r\n\r\n');
    expect(headOf(raw)).toMatch(/304 not modified\r\netag: "x"\r\ncontent-length: 99/);
    expect(bodyOf(raw)).toBe('');
  });

  it('keeps ranges', async () => {
    const raw = await passedOn(
      'HTTP/1.1 206 Partial Content\r\ncontent-range: bytes 2-4/10\r\ncontent-length: 3\r\n\r\ncde',
      'GET / HTTP/1.1\r\nhost: x\r\nrange: bytes=2-4\r\nconnection: close\r\n\r\n',
    );
    expect(headOf(raw)).toMatch(/206 partial content\r\ncontent-range: bytes 2-4\/10\r\ncontent-length: 3/);
    expect(bodyOf(raw)).toBe('cde');
  });

  it('is chunked for a body of unknown length, and ends with the connection for HTTP/1.0', async () => {
    const answer = 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n';
    expect(await passedOn(answer)).toMatch(/transfer-encoding: chunked[\s\S]*3\r\nabc\r\n0\r\n\r\n$/i);
    const old = await passedOn(answer, 'GET / HTTP/1.0\r\n\r\n');
    expect(headOf(old)).not.toContain('transfer-encoding');
    expect(bodyOf(old)).toBe('abc');
  });

  it.each([
    [
      'a length and chunks',
      'HTTP/1.1 200 OK\r\ncontent-length: 3\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n',
    ],
    ['two lengths', 'HTTP/1.1 200 OK\r\ncontent-length: 3\r\ncontent-length: 4\r\n\r\nabcd'],
    ['a control character in a field', 'HTTP/1.1 200 OK\r\nx-a: a\u0000b\r\n\r\n'],
    ['a field without a name', 'HTTP/1.1 200 OK\r\n: b\r\n\r\n'],
    ['a space in a field name', 'HTTP/1.1 200 OK\r\nx a: b\r\n\r\n'],
    ['a bare line feed in a field', 'HTTP/1.1 200 OK\r\nx-a: a\nx-b: b\rc\r\n\r\n'],
    [
      'a switch of protocols that nobody asked for',
      'HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n',
    ],
    ['no HTTP at all', 'SSH-2.0-OpenSSH_9.6\r\n'],
    ['a status of two digits', 'HTTP/1.1 20 OK\r\n\r\n'],
    ['fields without an end', `HTTP/1.1 200 OK\r\nx-a: ${'a'.repeat(20_000)}`],
  ])('is refused with 502 when the service sends %s', async (_, answer) => {
    const raw = await passedOn(answer);
    expect(raw).toMatch(/^HTTP\/1\.1 502 /);
    expect(raw).toContain('MYC00051');
  });

  it('shows by a cut connection that the service died in the middle', async () => {
    const service = await rawServiceOf(socket => {
      socket.write('HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nabc');
      setTimeout(() => socket.destroy(), 50);
    });
    const { port, lines } = await gatewayTo([one([service.host])]);
    await expect(ask(port)).rejects.toThrow(/aborted/);
    await until(() => lines.some(({ message }) => message === 'request'));
    expect(lines.find(({ message }) => message === 'request')?.fields).toMatchObject({ status: 200 });
  });
});

describe('the fields of an answer', () => {
  it('reach the client but for those of the connection and our own', async () => {
    const raw = await passedOn(
      [
        'HTTP/1.1 200 OK',
        'Set-Cookie: a=1; Path=/',
        'Set-Cookie: b=2',
        'X-Mycelium-Profile: forged',
        'x-mycelium-request-id: forged',
        'Connection: keep-alive, X-Hop',
        'X-Hop: 1',
        'Keep-Alive: timeout=5',
        'Proxy-Authenticate: Basic',
        'Date: Thu, 01 Jan 2026 00:00:00 GMT',
        'X-Latin: \xe9',
        'Content-Length: 0',
        '\r\n',
      ].join('\r\n'),
    );
    const head = headOf(raw);
    expect(head).toMatch(/set-cookie: a=1; path=\/\r\nset-cookie: b=2\r\n/);
    expect(head).toContain('x-latin: \xe9');
    expect(head.match(/date: /g)).toHaveLength(1);
    expect(head).not.toMatch(/forged|x-hop|timeout=5|proxy-authenticate/);
    expect(head.match(/x-mycelium-request-id: [0-9a-f-]{36}/g)).toHaveLength(1);
  });

  it.each([301, 302, 303, 307, 308])(
    'of a redirect with %i are untouched, and nobody follows it',
    async status => {
      const service = await rawServiceOf(socket =>
        socket.write(
          `HTTP/1.1 ${status} Moved\r\nlocation: http://elsewhere.example/a?b=c#d\r\ncontent-length: 0\r\n\r\n`,
        ),
      );
      const { port } = await gatewayTo([one([service.host])]);
      const answer = await ask(port);
      expect([answer.status, answer.headers.location]).toEqual([status, 'http://elsewhere.example/a?b=c#d']);
      expect(service.requests()).toBe(1);
    },
  );

  const behindSecret = async (secret: Parameters<Map<string, never>['set']>[1] | object, head: string) => {
    const service = await rawServiceOf(socket =>
      socket.write(`HTTP/1.1 302 Found\r\n${head}content-length: 0\r\n\r\n`),
    );
    const { port, lines } = await gatewayTo([
      aService('svc', [aRoute('/*', { secretName: 'k' })], {
        hosts: [service.host],
        secrets: new Map([['k', secret as never]]),
      }),
    ]);
    const answer = await ask(port, { path: '/x?q=1' });
    expect(JSON.stringify([answer, lines])).not.toMatch(/s3cret|s3%26cret/);
    return answer;
  };

  it.each([
    ['/x?q=1&key=s3%26cret', '/x?q=1'],
    ['/x?key=s3%26cret&q=1', '/x?q=1'],
    ['/x?key=s3%26cret', '/x'],
    ['/x?key=s3%26cret#end', '/x#end'],
    ['/x?q=1&key=s3&cret', '/x?q=1'],
    ['/login?next=s3%26cret', '/login?next='],
    ['/x?q=1', '/x?q=1'],
  ])('H13: do not repeat the secret of the query: %s', async (location, expected) => {
    const secret = { kind: 'query', parameter: 'key', token: new Secret('s3&cret') };
    const { headers } = await behindSecret(
      secret,
      `location: ${location}\r\nlink: <${location}>; rel=next\r\n`,
    );
    expect([headers.location, headers.link]).toEqual([expected, `<${expected}>; rel=next`]);
  });

  it('H13: do not repeat the field in which the secret was sent', async () => {
    const secret = { kind: 'header', headerName: 'X-Api-Key', prefix: '', token: new Secret('s3cret') };
    const { headers } = await behindSecret(secret, 'x-api-key: s3cret\r\nlocation: /y\r\n');
    expect([headers['x-api-key'], headers.location]).toEqual([undefined, '/y']);
  });
});

describe('interim answers', () => {
  const hints = 'HTTP/1.1 103 Early Hints\r\nlink: </a.css>; rel=preload\r\nx-mycelium-email: forged\r\n\r\n';
  const final = 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok';

  it('with hints are passed on before the answer', async () => {
    const raw = await passedOn(hints + final);
    expect(raw).toMatch(
      /^HTTP\/1\.1 103 Early Hints\r\nLink: <\/a\.css>; rel=preload\r\n\r\nHTTP\/1\.1 200 OK/,
    );
  });

  it('are not for clients that speak HTTP/1.0', async () => {
    expect(await passedOn(hints + final, 'GET / HTTP/1.0\r\n\r\n')).toMatch(/^HTTP\/1\.1 200 OK/);
  });

  it('that nobody can read are dropped', async () => {
    const bad = 'HTTP/1.1 103 Early Hints\r\nlink: not a link\r\n\r\n';
    expect(await passedOn(bad + final)).toMatch(/^HTTP\/1\.1 200 OK/);
    expect(await passedOn(`HTTP/1.1 102 Processing\r\n\r\n${final}`)).toMatch(/^HTTP\/1\.1 200 OK/);
  });
});

describe('trailers', () => {
  it('of an answer are passed on when announced, but for those that would come too late or are ours', async () => {
    const service = await serviceOf((_request, response) => {
      response.writeHead(200, { trailer: 'x-checksum, x-mycelium-email, set-cookie' });
      response.write('body');
      response.addTrailers({ 'x-checksum': 'abc', 'x-mycelium-email': 'forged@x', 'set-cookie': 'a=1' });
      response.end();
    });
    const { port } = await gatewayTo([one([service.host])]);
    const { headers, trailers, body } = await ask(port);
    expect([headers['trailer'], trailers, body]).toEqual(['x-checksum', { 'x-checksum': 'abc' }, 'body']);
  });

  it('H4: of a request are dropped', async () => {
    const seen: unknown[] = [];
    const service = await serviceOf((request, response) => {
      request.resume().on('end', () => {
        seen.push(request.headers, request.trailers);
        response.end('ok');
      });
    });
    const { port } = await gatewayTo([one([service.host])]);
    const wire = wireTo(
      port,
      'POST / HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\ntrailer: x-mycelium-email\r\n\r\n1\r\na\r\n0\r\nx-mycelium-email: forged@x\r\n\r\n',
    );
    await wire.until(/ok/);
    expect(JSON.stringify(seen)).not.toContain('forged');
  });
});

describe('F2: a client that waits for 100 Continue', () => {
  const expecting = 'POST / HTTP/1.1\r\nhost: x\r\nexpect: 100-continue\r\ncontent-length: 4\r\n\r\n';
  const echo = () => serviceOf((request, response) => void request.pipe(response));

  it('is told to go on when the service is there', async () => {
    const service = await echo();
    const { port } = await gatewayTo([one([service.host])]);
    const wire = wireTo(port, expecting);
    expect(await wire.until(/\r\n\r\n/)).toBe('HTTP/1.1 100 Continue\r\n\r\n');
    wire.socket.write('body');
    expect(await wire.until(/body/)).toContain('200 OK');
  });

  it('is not told so by a route that refuses, nor by a service that is away', async () => {
    const { port } = await gatewayTo([
      aService('svc', [aRoute('/*', { methods: ['GET'] })], { hosts: [await refusingHost()] }),
      aService('away', [aRoute('/away')], { hosts: [await refusingHost()] }),
    ]);
    expect(await wireTo(port, expecting).until(/\}$/)).toMatch(/^HTTP\/1\.1 405 [\s\S]*connection: close/i);
    expect(await wireTo(port, expecting.replace('/ ', '/away ')).until(/\}$/)).toMatch(/^HTTP\/1\.1 502 /);
  });

  it('never gets the answer of another, when the service decides before the body is whole', async () => {
    const service = await serviceOf((request, response) => {
      if (request.method === 'POST') response.writeHead(403).end('no');
      else response.end(`for ${request.url}`);
    });
    const { port } = await gatewayTo([one([service.host])], { connectionsPerOrigin: 1 });
    for (const path of ['/a', '/b']) {
      const wire = wireTo(port, expecting);
      await wire.until(/100 Continue/);
      wire.socket.write('bo');
      await wire.until(/403 Forbidden[\s\S]*\bno\b/);
      wire.socket.destroy();
      expect(await ask(port, { path })).toMatchObject({ status: 200, body: `for ${path}` });
    }
  });

  it.each([
    ['HTTP/1.0, which knows no interim answers', 'POST / HTTP/1.0', '100-continue'],
    ['another expectation', 'POST / HTTP/1.1', 'a-miracle'],
  ])('is told nothing for %s', async (_, start, expectation) => {
    const { port } = await gatewayTo([one([(await echo()).host])]);
    const wire = wireTo(
      port,
      `${start}\r\nhost: x\r\nconnection: close\r\nexpect: ${expectation}\r\ncontent-length: 4\r\n\r\nbody`,
    );
    await wire.closed;
    expect(wire.received()).toMatch(/^HTTP\/1\.1 200 OK[\s\S]*body/);
  });

  it('never has its expectation reach the service', async () => {
    const service = await serviceOf((request, response) => response.end(JSON.stringify(request.headers)));
    const { port } = await gatewayTo([one([service.host])]);
    const wire = wireTo(port, expecting);
    await wire.until(/100 Continue/);
    wire.socket.write('body');
    expect(await wire.until(/\}/)).not.toContain('expect');
  });
});

describe('an upload', () => {
  it('is begun before its body is there, so that the service may answer already', async () => {
    const service = await serviceOf((request, response) => {
      response.write('what?');
      request.on('data', chunk => response.write(chunk)).on('end', () => response.end());
    });
    const { port } = await gatewayTo([one([service.host])]);
    const wire = wireTo(port, 'POST / HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n');
    await wire.until(/what\?/);
    wire.socket.write('3\r\nyes\r\n');
    await wire.until(/yes/);
    wire.socket.write('0\r\n\r\n');
    expect(await wire.until(/\r\n0\r\n\r\n$/)).toContain('200 OK');
  });

  it.each([1, 4096, 65_536, 65_537, 3_000_001])(
    'of %i bytes arrives as it was sent, framed either way',
    async size => {
      const lengths: unknown[] = [];
      const service = await serviceOf((request, response) => {
        lengths.push(request.headers['content-length'] ?? request.headers['transfer-encoding']);
        request.pipe(response);
      });
      const { port } = await gatewayTo([one([service.host])]);
      const body = Buffer.from(Uint8Array.from({ length: size }, (_, i) => i % 251));
      for (const headers of [{ 'content-length': size }, { 'transfer-encoding': 'chunked' }]) {
        const answer = await begin(port, { method: 'POST', headers, body });
        expect((await buffer(answer)).equals(body)).toBe(true);
      }
      expect(lengths).toEqual([String(size), 'chunked']);
    },
  );

  it('travels with its head in one piece when it is there already', async () => {
    const pieces: string[] = [];
    const service = await rawServiceOf((socket, piece) => {
      pieces.push(piece);
      socket.write('HTTP/1.1 204 No Content\r\n\r\n');
    });
    const { port } = await gatewayTo([one([service.host])]);
    const post = 'POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 4\r\n\r\nbody';
    for (let i = 1; i <= 2; i++) {
      await wireTo(port, post).until(/204/);
      expect([pieces.length, pieces.at(-1)?.endsWith('\r\n\r\nbody')]).toEqual([i, true]);
    }
  });
});

describe('F3: an answer before the end of the upload', () => {
  const refusing = () =>
    serviceOf((request, response) => {
      response.writeHead(413, { connection: 'close' });
      response.end('too much');
      request.once('data', () => undefined);
    });

  it('reaches the client, whose connection is good for the next request once the upload has come', async () => {
    const service = await serviceOf((request, response) => {
      if (request.method === 'POST') response.writeHead(413).end('too much');
      else response.end('next');
    });
    const { port } = await gatewayTo([one([service.host])]);
    const wire = wireTo(port, 'POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 6\r\n\r\nabc');
    expect(await wire.until(/too much/)).toContain('413');
    wire.socket.write('defGET / HTTP/1.1\r\nhost: x\r\n\r\n');
    expect(await wire.until(/next/)).toMatch(/413 [\s\S]*too much[\s\S]*200 OK[\s\S]*next/);
  });

  it('leaves no connection to the service behind that others would find in use', async () => {
    const service = await refusing();
    const { port } = await gatewayTo([one([service.host])]);
    for (let i = 0; i < 20; i++) {
      const wire = wireTo(port, 'POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\nabc');
      expect(await wire.until(/too much/)).toContain('413');
      wire.socket.destroy();
    }
    await until(() => service.sockets.size === 0);
  });

  it('is not lost in the noise of a client that goes on sending', async () => {
    const service = await rawServiceOf((socket, _head, count) => {
      if (count === 1) socket.write('HTTP/1.1 413 Content Too Large\r\ncontent-length: 8\r\n\r\ntoo much');
    });
    const { port } = await gatewayTo([one([service.host])]);
    const wire = wireTo(port, 'POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 50000000\r\n\r\n');
    const chunk = Buffer.alloc(100_000);
    const pump = () => {
      for (let i = 0; i < 10; i++) if (!wire.socket.write(chunk)) break;
    };
    wire.socket.on('drain', pump);
    pump();
    expect(await wire.until(/too much/)).toContain('413');
    await until(() => service.sockets.size === 0);
  });

  it('costs a client that stops in the middle its connection, after a while', async () => {
    const service = await refusing();
    const { port } = await gatewayTo([one([service.host])]);
    const wire = wireTo(port, 'POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\nabc');
    await wire.until(/too much/);
    const answered = performance.now();
    await wire.closed;
    expect(performance.now() - answered).toBeGreaterThan(4000);
  }, 10_000);
});

describe('bodies of any size', () => {
  const SIZE = 256 * 1024 * 1024;

  it('are held back for a client that reads slowly, in flat memory', async () => {
    const source = pouring(SIZE);
    const service = await serviceOf(source.answer);
    const { port } = await gatewayTo([one([service.host])]);
    const response = await begin(port);
    response.pause();
    await moment(500);
    expect(source.sent()).toBeLessThan(64 * 1024 * 1024);
    let received = 0;
    for await (const chunk of response) received += chunk.length;
    expect(received).toBe(SIZE);
  }, 30_000);

  it('are held back for a service that reads slowly', async () => {
    const service = await serviceOf((request, response) => {
      request.pause();
      setTimeout(() => {
        let got = 0;
        request.on('data', chunk => {
          got += chunk.length;
        });
        request.on('end', () => response.end(String(got)));
        request.resume();
      }, 500);
    });
    const { port } = await gatewayTo([one([service.host])]);
    const wire = wireTo(port, `POST / HTTP/1.1\r\nhost: x\r\ncontent-length: ${SIZE}\r\n\r\n`);
    const chunk = Buffer.alloc(1 << 20);
    let sent = 0;
    const pump = (): void => {
      while (sent < SIZE) {
        sent += chunk.length;
        if (!wire.socket.write(chunk)) return;
      }
    };
    wire.socket.on('drain', pump);
    pump();
    await moment(300);
    expect(sent).toBeLessThan(64 * 1024 * 1024);
    expect(await wire.until(new RegExp(`\r\n${SIZE}$`))).toContain('200 OK');
  }, 30_000);

  it('arrive as they are sent', async () => {
    const service = await serviceOf((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.flushHeaders();
      setTimeout(() => response.write('data: 1\n\n'), 200);
      setTimeout(() => response.end('data: 2\n\n'), 600);
    });
    const { port } = await gatewayTo([one([service.host])]);
    const started = performance.now();
    const response = await begin(port);
    const times = [performance.now() - started];
    for await (const _ of response) times.push(performance.now() - started);
    expect(times[0]).toBeLessThan(150);
    expect(times[1]).toBeLessThan(500);
  });
});

describe('a client that goes away', () => {
  it.each([
    ['before the answer', () => undefined],
    [
      'in the middle of it',
      (_request: unknown, response: import('node:http').ServerResponse) => {
        response.write('some');
      },
    ],
  ])('%s takes the request back within a second', async (_, answer) => {
    const service = await serviceOf(answer);
    const { port, lines } = await gatewayTo([one([service.host])]);
    const wire = wireTo(port, 'GET / HTTP/1.1\r\nhost: x\r\n\r\n');
    await until(() => service.sockets.size === 1);
    await moment(50);
    wire.socket.destroy();
    const gone = performance.now();
    await until(() => service.sockets.size === 0);
    expect(performance.now() - gone).toBeLessThan(1000);
    await until(() => lines.length > 0);
    expect(lines).toMatchObject([{ message: 'request', fields: { status: 499 } }]);
  });

  it('in the middle of an upload takes it back as well', async () => {
    const service = await serviceOf(request => void request.resume().on('error', () => undefined));
    const { port, lines } = await gatewayTo([one([service.host])]);
    const wire = wireTo(port, 'POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\nabc');
    await until(() => service.sockets.size === 1);
    wire.socket.destroy();
    await until(() => service.sockets.size === 0);
    await until(() => lines.length > 0);
    expect(lines).toMatchObject([{ message: 'request', fields: { status: 499 } }]);
  });

  it('leaves nothing behind, a thousand times over', async () => {
    const service = await serviceOf((_request, response) => void response.write('some'));
    const { port } = await gatewayTo([one([service.host])], { connectionsPerOrigin: 16 });
    for (let i = 0; i < 1000; i += 10) {
      const wires = Array.from({ length: 10 }, () => wireTo(port, 'GET / HTTP/1.1\r\nhost: x\r\n\r\n'));
      if (i % 20 === 0) await Promise.all(wires.map(wire => wire.until(/some/)));
      for (const { socket } of wires) socket.destroy();
    }
    await until(() => service.sockets.size === 0);
    expect((await begin(port)).statusCode).toBe(200);
  }, 30_000);
});

describe('over HTTP/2', () => {
  const gatewayTo2 = (host: string) => gatewayTo([one([host])], { settings: { h2c: true } });
  const raw = async (answer: string, later?: (socket: Socket) => void) => {
    const service = await rawServiceOf(socket => {
      socket.write(answer);
      later?.(socket);
    });
    return (await gatewayTo2(service.host)).port;
  };

  it('hints, cookies and the body are the same', async () => {
    const port = await raw(
      'HTTP/1.1 103 Early Hints\r\nlink: </a.css>; rel=preload\r\n\r\nHTTP/1.1 200 OK\r\nset-cookie: a=1\r\nset-cookie: b=2\r\ncontent-length: 2\r\n\r\nok',
    );
    const { events, head, body } = await askHttp2(port);
    expect([events, head['set-cookie'], body]).toEqual([
      ['103 </a.css>; rel=preload', '200'],
      ['a=1', 'b=2'],
      'ok',
    ]);
  });

  it.each([
    ['HEAD', 'HTTP/1.1 200 OK\r\ncontent-length: 77\r\n\r\n', '200', '77'],
    ['GET', 'HTTP/1.1 204 No Content\r\n\r\n', '204', undefined],
    ['GET', 'HTTP/1.1 304 Not Modified\r\netag: "x"\r\n\r\n', '304', undefined],
  ])('%s may have an answer without a body', async (method, answer, status, length) => {
    const { events, head, body } = await askHttp2(await raw(answer), { fields: { ':method': method } });
    expect([events, head['content-length'], body]).toEqual([[status], length, '']);
  });

  it.each([
    [{ kind: 'query', parameter: 'key' }, 'location: /x?q=1&key=s3cret', ['/x?q=1', undefined]],
    [{ kind: 'header', headerName: 'X-Api-Key', prefix: '' }, 'x-api-key: s3cret', [undefined, undefined]],
  ])('H13: the secret is not repeated either: %j', async (kind, field, expected) => {
    const service = await rawServiceOf(socket =>
      socket.write(`HTTP/1.1 302 Found\r\n${field}\r\ncontent-length: 0\r\n\r\n`),
    );
    const secrets = new Map([['k', { ...kind, token: new Secret('s3cret') } as never]]);
    const routes = [aRoute('/*', { secretName: 'k' })];
    const { port, lines } = await gatewayTo([aService('svc', routes, { hosts: [service.host], secrets })], {
      settings: { h2c: true },
    });
    const { head } = await askHttp2(port, { fields: { ':path': '/x?q=1' } });
    expect([head[':status'], head.location, head['x-api-key']]).toEqual([302, ...expected]);
    expect(JSON.stringify([head, lines])).not.toContain('s3cret');
  });

  it('trailers are passed on', async () => {
    const service = await serviceOf((_request, response) => {
      response.writeHead(200, { trailer: 'x-sum, x-mycelium-email' });
      response.write('body');
      response.addTrailers({ 'x-sum': '1', 'x-mycelium-email': 'forged@x' });
      response.end();
    });
    const { port } = await gatewayTo2(service.host);
    expect((await askHttp2(port)).events).toEqual(['200', '{"x-sum":"1"}']);
  });

  it('an upload is echoed whole, after 100 Continue', async () => {
    const service = await serviceOf((request, response) => void request.pipe(response));
    const { port } = await gatewayTo2(service.host);
    const body = Buffer.alloc(3_000_000, 'x');
    const answer = await askHttp2(port, {
      fields: { ':method': 'POST', expect: '100-continue' },
      body,
    });
    expect([answer.events, answer.body.length]).toEqual([['100 ', '200'], body.length]);
  });

  it('an early answer is not lost', async () => {
    const service = await serviceOf((_request, response) => response.writeHead(413).end('too much'));
    const { port } = await gatewayTo2(service.host);
    const answer = await askHttp2(port, { fields: { ':method': 'POST' }, body: Buffer.alloc(3_000_000) });
    expect([answer.events[0], answer.body]).toEqual(['413', 'too much']);
  });

  it('a service that dies in the middle ends the stream with an error', async () => {
    const port = await raw('HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nabc', socket =>
      setTimeout(() => socket.destroy(), 50),
    );
    expect((await askHttp2(port)).events).toEqual(['200', 'error']);
  });
});

it('F2: a body behind the answer to HEAD reaches nobody', async () => {
  const service = await rawServiceOf((socket, head) => {
    const poison = 'HTTP/1.1 200 OK\r\ncontent-length: 8\r\n\r\nPOISONED';
    if (head.startsWith('HEAD')) {
      socket.write(`HTTP/1.1 200 OK\r\ncontent-length: ${poison.length}\r\n\r\n`);
      setTimeout(() => socket.write(poison), 30);
    } else setTimeout(() => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok'), 60);
  });
  const { port } = await gatewayTo([one([service.host])], { connectionsPerOrigin: 1 });
  for (let round = 0; round < 5; round += 1) {
    expect((await ask(port, { method: 'HEAD', path: '/' })).status).toBe(200);
    const victims = await Promise.all([1, 2, 3].map(async () => (await ask(port, { path: '/' })).body));
    expect(victims).toEqual(['ok', 'ok', 'ok']);
  }
});

it('an event stream is not cut because the upload ends after it has begun', async () => {
  const service = await serviceOf((request, response) => {
    request.resume();
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write('data: 1\n\n');
    setTimeout(() => response.end('data: 2\n\n'), 2500);
  });
  const { port } = await gatewayTo([one([service.host])], { timeoutSeconds: 1 });
  const wire = wireTo(port, 'POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 10\r\n\r\n01234');
  await wire.until(/data: 1/);
  wire.socket.write('56789');
  await wire.until(/data: 2/);
  wire.socket.destroy();
});

it('a pipelined answer that breaks before its turn closes the connection', async () => {
  const service = await rawServiceOf((socket, head) => {
    if (head.includes('/slow'))
      setTimeout(() => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nslow'), 400);
    else socket.end('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf');
  });
  const { port } = await gatewayTo([one([service.host])]);
  const wire = wireTo(port, 'GET /slow HTTP/1.1\r\nhost: x\r\n\r\nGET /broken HTTP/1.1\r\nhost: x\r\n\r\n');
  await wire.closed;
  expect(bodyOf(wire.received())).toMatch(/^slow/);
});

it('a 304 that tells of chunks and trailers is passed on', async () => {
  const answer = await passedOn(
    'HTTP/1.1 304 Not Modified\r\netag: "a"\r\ntransfer-encoding: chunked\r\ntrailer: x-sum\r\n\r\n',
  );
  expect(answer).toMatch(/^HTTP\/1.1 304 /);
  expect(bodyOf(answer)).toBe('');
});

describe('over HTTP/2', () => {
  it.each([
    ['x-content-type-options: nosniff\r\nx-content-type-options: nosniff\r\n', ''],
    ['etag: "a"\r\netag: "b"\r\ndate: x\r\ndate: y\r\n', ''],
    ['http2-settings: x\r\nte: gzip\r\nupgrade: h2c\r\nproxy-connection: x\r\n', ''],
    ['content-type: text/html\r\ncontent-type: text/plain\r\n', ''],
    ['trailer: etag\r\n', 'etag: "a"\r\netag: "b"\r\nhttp2-settings: x\r\ndate: x\r\ndate: y\r\n'],
  ])('whatever fields a service sends, nobody else is harmed: %j %j', async (fields, trailers) => {
    const service = await rawServiceOf((socket, head) =>
      socket.write(
        head.includes('/odd')
          ? `HTTP/1.1 200 OK\r\n${fields}transfer-encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n${trailers}\r\n`
          : 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok',
      ),
    );
    const { port } = await gatewayTo([one([service.host])], { settings: { h2c: true } });
    for (const path of ['/odd', '/', '/odd']) {
      const { events, body } = await askHttp2(port, { fields: { ':path': path } });
      expect([events[0], events.includes('error'), body]).toEqual(['200', false, 'ok']);
    }
  });

  it('the rest of an upload is cut off a while after its answer, whether it stalls or goes on', async () => {
    const service = await serviceOf((_request, response) => response.writeHead(413).end('large'));
    const limits = { uploadIdleTimeout: 1, downloadIdleTimeout: 1 };
    const { port } = await gatewayTo([one([service.host])], { settings: { h2c: true, limits } });
    await Promise.all(
      [false, true].map(async goesOn => {
        const session = http2.connect(`http://127.0.0.1:${port}`, {
          strictSingleValueFields: false,
        } as object);
        session.on('error', () => undefined);
        const stream = session.request({ ':method': 'POST', ':path': '/' });
        stream.on('error', () => undefined).resume();
        const more = goesOn
          ? setInterval(() => stream.destroyed || stream.write('x'.repeat(100)), 50)
          : undefined;
        stream.write('x');
        await once(stream, 'close');
        clearInterval(more);
        session.destroy();
      }),
    );
  });
});
