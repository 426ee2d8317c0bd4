import { once } from 'node:events';
import { connect } from 'node:net';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { moment, until } from './downstream.fixture.ts';
import {
  bearer,
  echoService,
  type GatewayEnd,
  gatewayTo,
  HANDSHAKE,
  type ServiceEnd,
  serviceAt,
} from './web-socket.fixture.ts';

let service: ServiceEnd;
let gateway: GatewayEnd;

beforeAll(async () => {
  service = await echoService();
  gateway = await gatewayTo(serviceAt([service.host]), {
    settings: { h2c: true, trustedProxies: ['127.0.0.1'] },
  });
});
afterAll(async () => {
  await gateway.stop();
  await service.stop();
});

const request = (start: string, ...fields: string[]): string =>
  [start, 'Host: gateway.example', ...fields, '', ''].join('\r\n');
const authorization = `Authorization: ${bearer().headers.authorization}`;

/** Good requests of every kind, to be spoilt. */
const GOOD: readonly string[] = [
  request('GET /public/1 HTTP/1.1', authorization),
  `${request('POST /public/1 HTTP/1.1', 'Transfer-Encoding: chunked', 'Expect: 100-continue')}5\r\nhello\r\n0\r\nX-T: 1\r\n\r\n`,
  `${request('POST /protected/1 HTTP/1.1', authorization, 'Content-Length: 5')}hello${request('GET /public/2 HTTP/1.1')}`,
  `${request('GET /public/1 HTTP/1.1', ...HANDSHAKE, 'Sec-WebSocket-Protocol: a, b')}\x81\x85abcdhello`,
  request('GET /protected/1 HTTP/1.1', ...HANDSHAKE, authorization),
  request('OPTIONS /public/1 HTTP/1.1', 'Origin: https://a.example', 'Access-Control-Request-Method: PUT'),
  request(
    'GET http://gateway.example/public/1 HTTP/1.0',
    'Forwarded: for="[::1]:1";proto=https',
    'Connection: x-a',
  ),
  request('CONNECT gateway.example:443 HTTP/1.1'),
  'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0\0\0\x11\x01\x04\0\0\0\x01\x83\x86\x04\x09/public/1\x41\x01a\0\0\x05\0\x01\0\0\0\x01hello',
];

const PIECES: readonly string[] = [
  ...[
    'HTTP/2.0',
    'HTTP/1.0',
    'HTTP/0.9',
    'HEAD',
    'TRACE',
    'chunked',
    'gzip',
    '\0',
    '\r\n',
    '\n',
    ' ',
    '\t',
    ':',
    ',',
  ],
  ...[
    '%00',
    '%2e%2e',
    '/../',
    '//',
    '#',
    '?',
    '*',
    ';',
    '@',
    '[::',
    '\xff',
    '/_adm/x',
    '/health',
    '\x88\x80',
    '\x81\xfe',
  ],
  ...[
    'Transfer-Encoding: chunked\r\n',
    'Content-Length: 0\r\n',
    'Content-Length: 99999\r\n',
    'Host: b\r\n',
    'X_Y: 1\r\n',
  ],
  ...[
    'Connection: upgrade\r\n',
    'Upgrade: websocket\r\n',
    'Upgrade: h2c\r\n',
    '__proto__: x\r\n',
    'Origin: null\r\n',
  ],
];

const position = fc.double({ min: 0, max: 1, noNaN: true });
const edit = fc.record({ at: position, take: fc.nat(6), put: fc.constantFrom('', ...PIECES, ...GOOD) });
const spoilt = fc
  .tuple(fc.constantFrom(...GOOD), fc.array(edit, { minLength: 1, maxLength: 4 }))
  .map(([good, edits]) =>
    edits.reduce((text, { at, take, put }) => {
      const place = Math.floor(at * text.length);
      return text.slice(0, place) + put + text.slice(place + take);
    }, good),
  );
const visit = fc.record({
  text: spoilt,
  waitMs: fc.nat(30),
  leaves: fc.constantFrom('reset', 'close', 'half'),
});

async function pay({
  text,
  waitMs,
  leaves,
}: {
  text: string;
  waitMs: number;
  leaves: string;
}): Promise<void> {
  const socket = connect({ port: gateway.port, host: '127.0.0.1' })
    .on('error', () => undefined)
    .resume();
  await once(socket, 'connect');
  socket.write(text, 'latin1');
  if (leaves === 'half') socket.end();
  await moment(waitMs);
  if (leaves === 'reset') socket.resetAndDestroy();
  else socket.destroy();
}

it('F1 F10: whatever is sent and however its sender leaves, the gateway serves on and holds nothing', async () => {
  const visits = fc.array(visit, { minLength: 20, maxLength: 20 });
  await fc.assert(
    fc.asyncProperty(visits, async all => void (await Promise.all(all.map(pay)))),
    { numRuns: 60 },
  );
  await until(() => gateway.door.open === 0);
  const answer = await fetch(`http://127.0.0.1:${gateway.port}/public/1`);
  expect([answer.status, await answer.text()]).toEqual([200, 'plain']);
}, 30_000);
