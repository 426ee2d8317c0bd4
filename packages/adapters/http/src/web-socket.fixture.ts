import { createHash, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import http, { type IncomingMessage } from 'node:http';
import https from 'node:https';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import {
  type Account,
  callerGroup,
  type SharedCache,
  type User,
  type VerifiedToken,
} from '@mycelium/accounts';
import { memorySharedCache, memoryStores } from '@mycelium/adapter-memory';
import { Identities, type PipelinePorts, type Route, RouteTable, type Service } from '@mycelium/gateway-core';
import { type LogFields, type Logger, type LogLevel, refuse, Secret } from '@mycelium/kernel';
import { WebSocket, WebSocketServer } from 'ws';
import { Forwarder } from './downstream/forwarder.ts';
import { gatewayListener } from './gateway-listener.ts';
import { DEFAULT_SETTINGS, type ListenerSettings } from './listener-settings.ts';
import { type WebSockets, webSockets } from './web-socket.ts';
import type { WebSocketLimits } from './web-socket-upgrade.ts';

export const EMAIL = 'alice@example.com';
const USER_ID = '9f3f7c55-7d0c-4f0c-9d0f-0f8c8f6f8a11' as User['id'];
const ACCOUNT_ID = '2a6f0a42-54a9-4b62-8c58-2f4f2f8d9b10' as Account['id'];

export interface LogLine extends LogFields {
  readonly level: LogLevel;
  readonly message: string;
}

/** Keeps every line. */
function keepingLogger(lines: LogLine[]): Logger {
  const logger: Logger = {
    enabled: () => true,
    log: (level, message, fields) => void lines.push({ ...fields, level, message }),
    child: () => logger,
  };
  return logger;
}

export interface ServiceEnd {
  readonly host: string;
  readonly server: http.Server;
  readonly sockets: WebSocketServer;
  /** Handshakes and other requests, as they came. */
  readonly requests: IncomingMessage[];
  /** TCP connections that are open now. */
  connections(): number;
  stop(): Promise<void>;
}

export interface ServiceOptions {
  readonly tls?: https.ServerOptions;
  /** Default: 127.0.0.1. */
  readonly address?: '::1';
  /** Takes an upgrade over before the WebSocket server sees it. */
  readonly onUpgrade?: (request: IncomingMessage, socket: Socket, head: Buffer) => void;
  readonly protocols?: (offered: Set<string>) => string | false;
  readonly onHeaders?: (headers: string[]) => void;
}

const listening = async (server: http.Server, address = '127.0.0.1'): Promise<number> => {
  server.listen(0, address);
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
};

/** A service that echoes every message, text as text and bytes as bytes. */
export async function echoService(options: ServiceOptions = {}): Promise<ServiceEnd> {
  const requests: IncomingMessage[] = [];
  const open = new Set<Socket>();
  const answer: http.RequestListener = (request, response) => {
    requests.push(request);
    request.resume();
    response.end('plain');
  };
  const server = options.tls ? https.createServer(options.tls, answer) : http.createServer(answer);
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: 64 * 1024 * 1024,
    ...(options.protocols && { handleProtocols: options.protocols }),
  });
  sockets.on('connection', socket => {
    socket.on('message', (data, isBinary) => socket.send(data, { binary: isBinary }));
    socket.on('error', () => undefined);
  });
  if (options.onHeaders) sockets.on('headers', options.onHeaders);
  server.on('connection', socket => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
  });
  server.on('upgrade', (request, socket: Socket, head) => {
    requests.push(request);
    if (options.onUpgrade) {
      // Servers let connections half open; this one hangs up when the other side does.
      socket.once('end', () => socket.destroy());
      options.onUpgrade(request, socket, head);
    } else
      sockets.handleUpgrade(request, socket, head, client => sockets.emit('connection', client, request));
  });
  const port = await listening(server, options.address);
  return {
    host: options.address === undefined ? `127.0.0.1:${port}` : `[${options.address}]:${port}`,
    server,
    sockets,
    requests,
    connections: () => open.size,
    stop: async () => {
      for (const socket of open) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

const route = (path: string, change: Partial<Route> = {}): Route => ({
  path,
  methods: ['ALL'],
  group: { kind: 'public' },
  acceptInsecureRouting: false,
  callbacks: [],
  origin: 'config.toml',
  ...change,
});

export const serviceAt = (hosts: readonly string[], change: Partial<Service> = {}): Service => ({
  id: '00000000-0000-4000-8000-000000000000',
  name: 'live',
  hosts,
  protocol: 'http',
  routes: [
    route('/public/*'),
    route('/posts/*', { methods: ['POST'] }),
    route('/authenticated/*', { group: { kind: 'authenticated' } }),
    route('/protected/*', { group: { kind: 'protected' } }),
    route('/editors/*', {
      group: { kind: 'protectedByRoles', roles: [{ slug: 'editor', permission: 'read' }] },
    }),
    route('/secret/*', { secretName: 'key' }),
    route('/query-secret/*', { secretName: 'query-key' }),
    route('/insecure/*', { acceptInsecureRouting: true }),
  ],
  secrets: new Map([
    ['key', { kind: 'header', headerName: 'X-Service-Key', prefix: '', token: new Secret('s3cr3t') }],
    ['query-key', { kind: 'query', parameter: 'key', token: new Secret('s3cr3t') }],
  ]),
  allowedSources: [],
  forwardAuthorization: false,
  discoverable: false,
  capabilities: [],
  serviceType: 'unknown',
  isContextApi: false,
  ...change,
});

export interface GatewayEnd {
  readonly port: number;
  readonly url: string;
  readonly door: WebSockets;
  readonly log: LogLine[];
  /** Of the one store behind it. */
  readonly state: { storeDown: boolean; deleted: boolean };
  /** Says that something about the caller has changed. */
  changed(): Promise<void>;
  /** Says that changes may have been missed. */
  missed(): void;
  stop(): Promise<void>;
}

export interface GatewayOptions {
  readonly limits?: Partial<WebSocketLimits>;
  readonly settings?: Partial<ListenerSettings>;
  readonly originAllowed?: (origin: string) => boolean;
  /** Milliseconds for which tokens are good. */
  readonly tokenLife?: number;
}

interface IdentityWorld {
  readonly identities: Identities;
  readonly cache: SharedCache;
  readonly state: { storeDown: boolean; deleted: boolean };
  /** The connection to the shared cache was lost for a while. */
  missed(): void;
}

async function identityWorld(log: Logger, tokenLife: number): Promise<IdentityWorld> {
  const stores = memoryStores();
  await stores.addAccount(anAccount());
  await stores.addUser(aUser());
  const state = { storeDown: false, deleted: false };
  const memory = memorySharedCache();
  const listeners: ((group: string | undefined) => void)[] = [];
  const cache: SharedCache = {
    ...memory,
    subscribe: listener => {
      listeners.push(listener);
      return memory.subscribe(listener);
    },
  };
  const verify = async (token: string): Promise<VerifiedToken> => {
    if (!token.includes('@')) throw refuse('TOKEN_INVALID');
    const expiresAt = Date.now() + tokenLife;
    return { email: token, issuer: 'mycelium', subject: USER_ID, expiresAt, secondFactorPending: false };
  };
  const byEmail = async (email: string) => {
    if (state.storeDown) throw refuse('DATABASE_UNAVAILABLE');
    return state.deleted ? undefined : stores.profileSource.byEmail(email);
  };
  const identities = new Identities({
    verifier: { verify },
    source: { byEmail },
    cache,
    now: Date.now,
    log,
    profileTtl: 60,
  });
  return {
    identities,
    cache,
    state,
    missed: () => {
      for (const listener of listeners) listener(undefined);
    },
  };
}

/** A listener that lets WebSockets through, with one account behind it. Tokens are e-mail addresses. */
export async function gatewayTo(service: Service, options: GatewayOptions = {}): Promise<GatewayEnd> {
  const lines: LogLine[] = [];
  const log = keepingLogger(lines);
  const { identities, cache, state, missed } = await identityWorld(log, options.tokenLife ?? 3_600_000);
  const pipeline: PipelinePorts = { routes: new RouteTable([service]), identities, sources: new Map(), log };
  const door = webSockets({
    pipeline,
    cache,
    limits: {
      maxConnections: 10_000,
      maxConnectionsPerClient: 10_000,
      idleSeconds: 60,
      maxSessionSeconds: undefined,
      handshakeSeconds: 5,
      ...options.limits,
    },
    originAllowed: options.originAllowed ?? (() => false),
    accessLog: log,
  });
  const forwarder = new Forwarder({ timeoutSeconds: 5, connectionsPerOrigin: 8 }, log);
  const listener = gatewayListener(
    {
      pipeline,
      forwarder,
      native: (_request, response) => void response.end('native'),
      newRequestId: randomUUID,
      accessLog: log,
      webSockets: door,
    },
    { ...DEFAULT_SETTINGS, ...options.settings },
  );
  const { port } = await listener.listen({ host: '127.0.0.1', port: 0 });
  return {
    port,
    url: `${options.settings?.tls ? 'wss' : 'ws'}://127.0.0.1:${port}`,
    door,
    log: lines,
    state,
    missed,
    changed: () => cache.invalidate(callerGroup(EMAIL)),
    stop: async () => {
      await Promise.all([door.close(0), listener.close(0)]);
      await forwarder.destroy();
    },
  };
}

const anAccount = (): Account => ({
  id: ACCOUNT_ID,
  name: 'Alice',
  slug: 'alice-example-com',
  accountType: 'user',
  isActive: true,
  isChecked: true,
  isArchived: false,
  isDeleted: false,
  isSystemAccount: false,
  meta: {},
  createdAt: new Date('2026-01-01T00:00:00Z'),
});

const aUser = (): User => ({
  id: USER_ID,
  username: EMAIL,
  email: EMAIL,
  firstName: '',
  lastName: '',
  isActive: true,
  isPrincipal: true,
  created: new Date('2026-01-01T00:00:00Z'),
  accountId: ACCOUNT_ID,
});

export interface Refused {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  // biome-ignore lint/suspicious/noExplicitAny: the shape is what the tests check
  readonly body: any;
}

/** Opens a WebSocket, or tells how it was refused. */
export async function open(
  url: string,
  options: {
    headers?: Record<string, string>;
    protocols?: string[];
    origin?: string;
    perMessageDeflate?: boolean;
    ca?: string;
    servername?: string;
  } = {},
): Promise<WebSocket | Refused> {
  const { protocols = [], ...rest } = options;
  const socket = new WebSocket(url, protocols, {
    perMessageDeflate: false,
    maxPayload: 64 * 1024 * 1024,
    ...rest,
  });
  return new Promise((resolve, reject) => {
    socket.once('open', () => resolve(socket));
    socket.once('unexpected-response', (_request, response) => {
      let text = '';
      response.setEncoding('utf8').on('data', chunk => {
        text += chunk;
      });
      response.once('close', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: text.startsWith('{') ? JSON.parse(text) : text,
        }),
      );
    });
    socket.once('error', reject);
  });
}

export async function opened(...args: Parameters<typeof open>): Promise<WebSocket> {
  const socket = await open(...args);
  if (socket instanceof WebSocket) return socket;
  throw new Error(`refused: ${socket.status} ${JSON.stringify(socket.body)}`);
}

export async function refused(...args: Parameters<typeof open>): Promise<Refused> {
  const socket = await open(...args);
  if (!(socket instanceof WebSocket)) return socket;
  socket.terminate();
  throw new Error('it was let pass');
}

/** The next message. */
export async function message(socket: WebSocket): Promise<Buffer> {
  const [data] = await once(socket, 'message');
  return data as Buffer;
}

export interface Ended {
  readonly code: number;
  readonly reason: string;
}

export async function ended(socket: WebSocket): Promise<Ended> {
  const [code, reason] = await once(socket, 'close');
  return { code, reason: String(reason) };
}

export const bearer = (token = EMAIL) => ({ headers: { authorization: `Bearer ${token}` } });

export async function until(check: () => boolean, ms = 2000): Promise<void> {
  const deadline = Date.now() + ms;
  while (!check()) {
    if (Date.now() > deadline) throw new Error(`not within ${ms} ms: ${check}`);
    await sleep(5);
  }
}

/** The fields of a well-made handshake. */
export const HANDSHAKE = [
  'Connection: Upgrade',
  'Upgrade: websocket',
  'Sec-WebSocket-Version: 13',
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
];

export interface Raw {
  readonly socket: Socket;
  /** What came so far. */
  text(): string;
  readonly closed: Promise<unknown>;
}

/** Sends a request as it is written, without a client library between. */
export async function raw(port: number, lines: readonly string[], body = ''): Promise<Raw> {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  await once(socket, 'connect');
  let text = '';
  socket.setEncoding('latin1').on('data', chunk => {
    text += chunk;
  });
  socket.on('error', () => undefined);
  const closed = once(socket, 'end');
  socket.write(`${[...lines, '', ''].join('\r\n')}${body}`, 'latin1');
  return { socket, text: () => text, closed };
}

const collect: () => void = () => {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
};

/** What is in use once the garbage is gone, in MiB. */
export function memoryInUse(): number {
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return (heapUsed + external) / 1024 / 1024;
}

/** The answer of RFC 6455 §4.2.2 by hand, for services that then write what they like. */
export function acceptByHand(request: IncomingMessage, socket: Socket): void {
  const key = request.headers['sec-websocket-key'] ?? '';
  const accept = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
  socket.write(
    `HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
  );
}
