import { once } from 'node:events';
import http, { type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { FrameReader, frame, OPCODES, openWebSocket } from '../load/web-socket-frames.ts';

/** Where the clients go and who they are. */
export interface World {
  readonly port: number;
  readonly tokens: readonly string[];
  readonly agent: http.Agent;
}

/** One exchange from beginning to end; throws when anything is not as it must be. */
export type Client = (world: World) => Promise<void>;

const MAX_BODY = 2 * 1024 * 1024;
const MANY_BYTES = 50 * 1024 * 1024;
const PATIENCE_MS = 60_000;

export const GROUPS = ['public', 'authenticated', 'protected', 'by-role'] as const;

const upTo = (n: number): number => 1 + Math.floor(Math.random() * n);
const oneOf = <T>(list: readonly T[]): T => list[Math.floor(Math.random() * list.length)]!;

function must(condition: boolean, problem: string): asserts condition {
  if (!condition) throw new Error(problem);
}

const bearer = (token: string): http.OutgoingHttpHeaders => ({ authorization: `Bearer ${token}` });

interface Sent {
  readonly path: string;
  readonly method?: string;
  readonly headers?: http.OutgoingHttpHeaders;
}

function begin({ port, agent }: World, { path, method = 'GET', headers = {} }: Sent): http.ClientRequest {
  const request = http.request({ host: '127.0.0.1', port, agent, path, method, headers });
  return request.setTimeout(PATIENCE_MS, () => request.destroy(new Error(`no answer from ${path}`)));
}

async function answerOf(request: http.ClientRequest): Promise<IncomingMessage> {
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  return response;
}

async function bytesOf(response: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

const request: Client = async world => {
  const group = oneOf(GROUPS);
  const sent = begin(world, { path: `/${group}/x`, headers: bearer(oneOf(world.tokens)) });
  sent.end();
  const response = await answerOf(sent);
  const body = (await bytesOf(response)).toString();
  must(response.statusCode === 200, `/${group}/x: ${response.statusCode} ${body}`);
  const { who, profile } = JSON.parse(body);
  must((who !== null) === (group !== 'public'), `/${group}/x told the service that it is ${who}`);
  must(profile === (group === 'protected' || group === 'by-role'), `/${group}/x: profile ${profile}`);
};

const refused: Client = async world => {
  const [status, sent] = oneOf<readonly [number, Sent]>([
    [401, { path: '/protected/x' }],
    [401, { path: '/authenticated/x', headers: bearer('not.a.token') }],
    [404, { path: '/nowhere' }],
    [403, { path: '/closed/x', headers: bearer(oneOf(world.tokens)) }],
  ]);
  const asked = begin(world, sent);
  asked.end();
  const response = await answerOf(asked);
  await bytesOf(response);
  must(response.statusCode === status, `${sent.path}: ${response.statusCode} instead of ${status}`);
};

const upload: Client = async world => {
  const body = Buffer.alloc(upTo(MAX_BODY), 'u');
  const length = Math.random() < 0.5 ? { 'content-length': body.length } : {};
  const headers = { ...bearer(oneOf(world.tokens)), ...length };
  const sent = begin(world, { path: `/${oneOf(GROUPS)}/upload`, method: 'POST', headers });
  for (let at = 0; at < body.length; at += 65_536) sent.write(body.subarray(at, at + 65_536));
  sent.end();
  const response = await answerOf(sent);
  const answer = (await bytesOf(response)).toString();
  must(answer === JSON.stringify({ bytes: body.length }), `upload: ${response.statusCode} ${answer}`);
};

const download: Client = async world => {
  const bytes = upTo(MAX_BODY);
  const sent = begin(world, { path: `/public/download?n=${bytes}` });
  sent.end();
  const got = (await bytesOf(await answerOf(sent))).length;
  must(got === bytes, `a download of ${bytes} bytes brought ${got}`);
};

const events: Client = async world => {
  const total = 5 + upTo(20);
  const sent = begin(world, { path: `/protected/events?n=${total}`, headers: bearer(oneOf(world.tokens)) });
  sent.end();
  const response = await answerOf(sent);
  const begun = performance.now();
  let first: number | undefined;
  let text = '';
  for await (const chunk of response) {
    first ??= performance.now() - begun;
    text += String(chunk);
  }
  const took = performance.now() - begun;
  must(text.split('\n\n').length - 1 === total, `of ${total} events came ${text.split('\n\n').length - 1}`);
  must(first !== undefined && first < took / 2, 'events were held back until the end');
};

const webSocket: Client = async world => {
  const group = oneOf(['public', 'protected'] as const);
  const headers = group === 'public' ? [] : [`Authorization: Bearer ${oneOf(world.tokens)}`];
  const opened = await openWebSocket({ port: world.port, path: `/${group}/ws`, headers });
  if ('refused' in opened) throw new Error(`the WebSocket was refused: ${opened.refused}`);
  const { socket } = opened;
  try {
    const reader = new FrameReader();
    for (let i = upTo(20); i > 0; i--) {
      const message = Buffer.alloc(upTo(4096), 'w');
      socket.write(frame(OPCODES.binary, message, true));
      const echoed = await nextFrame(socket, reader);
      must(echoed.equals(message), 'a WebSocket message came back changed');
    }
    socket.write(frame(OPCODES.close, Buffer.from([3, 232]), true));
    await nextFrame(socket, reader);
  } finally {
    socket.destroy();
  }
};

async function nextFrame(socket: import('node:net').Socket, reader: FrameReader): Promise<Buffer> {
  const signal = AbortSignal.timeout(PATIENCE_MS);
  for (;;) {
    const [chunk] = (await once(socket, 'data', { signal })) as [Buffer];
    const [got] = reader.push(chunk);
    if (got !== undefined) return got.payload;
  }
}

const abortedUpload: Client = async world => {
  const headers = { ...bearer(oneOf(world.tokens)), 'content-length': MANY_BYTES };
  const sent = begin(world, { path: '/protected/upload', method: 'POST', headers });
  sent.on('error', () => {});
  sent.write(Buffer.alloc(upTo(MAX_BODY), 'u'));
  await sleep(upTo(100));
  sent.destroy();
};

const abortedDownload: Client = async world => {
  const sent = begin(world, { path: `/public/download?n=${MANY_BYTES}` });
  sent.on('error', () => {});
  sent.end();
  const response = await answerOf(sent);
  response.on('error', () => {}).resume();
  await sleep(upTo(100));
  sent.destroy();
};

const abortedWebSocket: Client = async world => {
  const opened = await openWebSocket({ port: world.port, path: '/public/ws', headers: [] });
  if ('refused' in opened) throw new Error(`the WebSocket was refused: ${opened.refused}`);
  opened.socket.on('error', () => {}).resume();
  opened.socket.write(frame(OPCODES.binary, Buffer.alloc(upTo(60_000)), true).subarray(0, 50));
  await sleep(upTo(50));
  opened.socket.resetAndDestroy();
};

const slowDownload: Client = async world => {
  const bytes = 1024 * 1024;
  const sent = begin(world, { path: `/public/download?n=${bytes}` });
  sent.end();
  let got = 0;
  for await (const chunk of await answerOf(sent)) {
    got += (chunk as Buffer).length;
    await sleep(20);
  }
  must(got === bytes, `a slow download of ${bytes} bytes brought ${got}`);
};

const slowUpload: Client = async world => {
  const chunks = 10 + upTo(20);
  const headers = bearer(oneOf(world.tokens));
  const sent = begin(world, { path: '/protected/upload', method: 'POST', headers });
  for (let i = 0; i < chunks; i++) {
    sent.write('slow');
    await sleep(50);
  }
  sent.end();
  const answer = (await bytesOf(await answerOf(sent))).toString();
  must(answer === JSON.stringify({ bytes: chunks * 4 }), `slow upload: ${answer}`);
};

const slowHead: Client = async world => {
  const socket = connect({ host: '127.0.0.1', port: world.port, noDelay: true });
  try {
    await once(socket, 'connect');
    for (const piece of [
      'GET /pub',
      'lic/x HT',
      'TP/1.1\r\nHo',
      'st: slow\r\nConnection: close\r\n',
      '\r\n',
    ]) {
      socket.write(piece);
      await sleep(100);
    }
    let text = '';
    for await (const chunk of socket) text += String(chunk);
    must(text.startsWith('HTTP/1.1 200'), `a slow request was answered with ${text.slice(0, 40)}`);
  } finally {
    socket.destroy();
  }
};

export interface Kind {
  readonly name: string;
  readonly client: Client;
  /** How many run at the same time. */
  readonly loops: number;
  /** Milliseconds between two exchanges of one loop, at the most. */
  readonly pauseMs: number;
  readonly webSocket?: true;
}

export const KINDS: readonly Kind[] = [
  { name: 'request', client: request, loops: 8, pauseMs: 10 },
  { name: 'refused request', client: refused, loops: 1, pauseMs: 50 },
  { name: 'upload', client: upload, loops: 2, pauseMs: 100 },
  { name: 'download', client: download, loops: 2, pauseMs: 100 },
  { name: 'event stream', client: events, loops: 6, pauseMs: 100 },
  { name: 'WebSocket', client: webSocket, loops: 4, pauseMs: 100, webSocket: true },
  { name: 'aborted upload', client: abortedUpload, loops: 2, pauseMs: 200 },
  { name: 'aborted download', client: abortedDownload, loops: 2, pauseMs: 200 },
  { name: 'aborted WebSocket', client: abortedWebSocket, loops: 1, pauseMs: 200, webSocket: true },
  { name: 'slow download', client: slowDownload, loops: 3, pauseMs: 100 },
  { name: 'slow upload', client: slowUpload, loops: 3, pauseMs: 100 },
  { name: 'slow request head', client: slowHead, loops: 2, pauseMs: 200 },
];
