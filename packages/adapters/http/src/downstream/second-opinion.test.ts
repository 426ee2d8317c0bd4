import http from 'node:http';
import fc from 'fast-check';
import { afterAll, expect, it } from 'vitest';
import { closeAll, rawServiceOf } from '../downstream.fixture.ts';
import { NotedCall } from './call.fixture.ts';
import { Origin } from './origin.ts';

afterAll(closeAll);

const ANSWERS = [
  'HTTP/1.1 200 OK\r\nContent-Length: 5\r\nX-A: b\r\n\r\nhello',
  'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x=y\r\nde\r\n0\r\nX-Sum: 1\r\n\r\n',
  'HTTP/1.1 204 No Content\r\nX-A: b\r\n\r\n',
  'HTTP/1.0 200 OK\r\nX-A: b\r\n\r\nuntil the end',
  'HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 404 Not Found\r\nContent-Length: 2\r\n\r\nno',
];
const SPLINTERS = [
  '\r',
  '\n',
  '\r\n',
  '\r\n\r\n',
  '\0',
  ' ',
  '\t',
  ':',
  ';',
  ',',
  '0',
  '5',
  'f',
  '-',
  '+',
  '\xe9',
  '\x7f',
];
const LINES = [
  'Content-Length: 5\r\n',
  'Content-Length: 6\r\n',
  'Transfer-Encoding: chunked\r\n',
  ' folded\r\n',
  'Connection: close\r\n',
];

interface Read {
  readonly status: number;
  readonly body: string;
}

/** How Node's own client reads what a service answers; nothing when it does not. What comes behind it is an error. */
const nodeReads = (host: string): Promise<Read | undefined> =>
  new Promise(resolve => {
    const request = http.get(`http://${host}/`, { agent: false }, response => {
      let body = '';
      const settle = () =>
        resolve(response.complete ? { status: response.statusCode ?? 0, body } : undefined);
      response
        .setEncoding('latin1')
        .on('data', piece => {
          body += piece;
        })
        .on('end', settle)
        .on('error', settle)
        .on('close', settle);
    });
    request
      .on('error', () => undefined)
      .on('close', () => setImmediate(resolve, undefined))
      .on('upgrade', (_response, socket) => socket.destroy());
  });

async function weRead(host: string): Promise<Read | undefined> {
  const origin = new Origin({ origin: `http://${host}`, insecure: false, connections: 1 });
  const call = new NotedCall();
  origin.dispatch(call);
  await call.over;
  await origin.destroy();
  if (call.error !== undefined) return undefined;
  const status = Number(/began (\d+)/.exec(call.events.join())?.[1]);
  return { status, body: call.body };
}

it('whatever is taken for an answer is read in the same way by another client', async () => {
  let answer = '';
  const service = await rawServiceOf(socket => socket.end(answer, 'latin1'));
  const mutation = fc.record({
    /** In thousandths of the answer. */
    at: fc.noBias(fc.integer({ min: 0, max: 1000 })),
    cut: fc.integer({ min: 0, max: 3 }),
    put: fc.oneof(fc.constantFrom('', ...SPLINTERS), fc.constantFrom(...LINES)),
  });
  let taken = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...ANSWERS),
      fc.array(mutation, { minLength: 1, maxLength: 2 }),
      async (original, mutations) => {
        answer = mutations.reduce((whole, { at, cut, put }) => {
          const start = Math.floor((at * whole.length) / 1000);
          return whole.slice(0, start) + put + whole.slice(start + cut);
        }, original);
        const ours = await weRead(service.host);
        if (ours === undefined) return;
        taken++;
        expect(ours).toEqual(await nodeReads(service.host));
      },
    ),
    { numRuns: 1500 },
  );
  // Else nothing would have been compared.
  expect(taken).toBeGreaterThan(300);
}, 60_000);
