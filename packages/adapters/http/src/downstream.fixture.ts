import { randomUUID } from 'node:crypto';
import http, { type IncomingMessage, type RequestListener } from 'node:http';
import net, { type AddressInfo, type Server, type Socket } from 'node:net';
import { networkInterfaces } from 'node:os';
import { text } from 'node:stream/consumers';
import {
  type Identities,
  type PipelinePorts,
  RouteTable,
  type Service,
  sourcePolicies,
} from '@mycelium/gateway-core';
import { aRoute, aService } from '@mycelium/gateway-core/testing';
import { type LogFields, type Logger, silentLogger } from '@mycelium/kernel';
import { clientAddressOf } from './connection.ts';
import { Forwarder } from './downstream/forwarder.ts';
import { gatewayListener } from './gateway-listener.ts';
import {
  DEFAULT_LIMITS,
  DEFAULT_SETTINGS,
  type ListenerLimits,
  type ListenerSettings,
} from './listener-settings.ts';
import type { NativeHandler } from './reception.ts';

const closing: (() => Promise<void> | void)[] = [];

/** Closes everything that the tests of a file have opened. */
export async function closeAll(): Promise<void> {
  for (const close of closing.splice(0).reverse()) await close();
}

/** Containers often have no IPv6 at all. */
export const hasIpv6 = Object.values(networkInterfaces()).some(addresses =>
  addresses?.some(({ address }) => address === '::1'),
);

const portOf = (server: Server): number => (server.address() as AddressInfo).port;

async function listening<S extends Server>(
  server: S,
  sockets: Set<Socket>,
  { port, address } = { port: 0, address: '127.0.0.1' },
): Promise<S> {
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  await new Promise<void>(resolve => server.listen(port, address, resolve));
  closing.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return server;
}

/** A service that speaks HTTP. `sockets` are the open connections to it. */
export async function serviceOf(answer: RequestListener, port = 0, address = '127.0.0.1') {
  const sockets = new Set<Socket>();
  const server = await listening(http.createServer(answer), sockets, { port, address });
  const name = address.includes(':') ? `[${address}]` : address;
  return { host: `${name}:${portOf(server)}`, sockets, server };
}

/** A service that answers each request head with what `answer` writes; it is not given bodies. */
export async function rawServiceOf(answer: (socket: Socket, head: string, count: number) => void) {
  const sockets = new Set<Socket>();
  let count = 0;
  const server = await listening(
    net.createServer(socket => {
      socket.on('error', () => undefined);
      socket.on('data', chunk => answer(socket, chunk.toString('latin1'), ++count));
    }),
    sockets,
  );
  return { host: `127.0.0.1:${portOf(server)}`, sockets, requests: () => count };
}

/** Answers with `size` bytes, as fast as they are taken; `sent` says how many that were so far. */
export function pouring(size: number) {
  let sent = 0;
  const piece = Buffer.alloc(1 << 20);
  const answer: RequestListener = (_request, response) => {
    response.writeHead(200, { 'content-length': size });
    const pump = (): void => {
      while (sent < size) {
        sent += piece.length;
        if (!response.write(piece)) return void response.once('drain', pump);
      }
      response.end();
    };
    pump();
  };
  return { answer, sent: () => sent };
}

/** A host at which nothing listens. */
export async function refusingHost(): Promise<string> {
  const server = net.createServer();
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const host = `127.0.0.1:${portOf(server)}`;
  await new Promise(resolve => server.close(resolve));
  return host;
}

/** One service at these hosts, with one public route. */
export const one = (hosts: readonly string[], change: Partial<Service> = {}): Service =>
  aService('svc', [aRoute('/*')], { hosts, ...change });

export interface Lines {
  readonly level: string;
  readonly message: string;
  readonly fields: LogFields | undefined;
}

function listeningLogger(lines: Lines[]): Logger {
  const logger: Logger = {
    enabled: level => level !== 'trace' && level !== 'debug',
    log: (level, message, fields) => lines.push({ level, message, fields }),
    child: () => logger,
  };
  return logger;
}

export interface GatewayOptions {
  /** Where it listens. Default: 127.0.0.1. */
  readonly address?: string;
  readonly native?: NativeHandler;
  readonly timeoutSeconds?: number;
  readonly connectionsPerOrigin?: number;
  readonly pipeline?: Partial<Pick<PipelinePorts, 'strictPaths' | 'underscoreHeaders' | 'identities'>>;
  readonly settings?: Partial<Omit<ListenerSettings, 'limits'>> & {
    readonly limits?: Partial<ListenerLimits>;
  };
}

/** A gateway in front of the services. */
export async function gatewayTo(
  services: readonly Service[],
  {
    timeoutSeconds = 5,
    connectionsPerOrigin = 64,
    settings = {},
    pipeline: more,
    address = '127.0.0.1',
    native = (request, response) => response.end(`native for ${clientAddressOf(request)}`),
  }: GatewayOptions = {},
) {
  const lines: Lines[] = [];
  const log = listeningLogger(lines);
  const forwarder = new Forwarder({ timeoutSeconds, connectionsPerOrigin }, log);
  const pipeline: PipelinePorts = {
    routes: new RouteTable(services),
    // Public routes ask nobody who is calling.
    identities: undefined as unknown as Identities,
    sources: sourcePolicies(services),
    log: silentLogger,
    ...more,
  };
  const listener = gatewayListener(
    {
      pipeline,
      forwarder,
      native,
      newRequestId: randomUUID,
      accessLog: log,
    },
    { ...DEFAULT_SETTINGS, ...settings, limits: { ...DEFAULT_LIMITS, ...settings.limits } },
  );
  const { port } = await listener.listen({ host: address, port: 0 });
  closing.push(async () => {
    await listener.close(0);
    await forwarder.destroy();
  });
  return { port, lines, forwarder, listener };
}

const agent = new http.Agent({ keepAlive: true });
closing.push(() => agent.destroy());

export interface Answer {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly trailers: NodeJS.Dict<string>;
  readonly body: string;
}

/** Sends a request and waits for the head of the answer. */
export function begin(
  port: number,
  options: http.RequestOptions & { readonly body?: string | Buffer | undefined } = {},
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const request = http.request({ host: '127.0.0.1', port, path: '/', agent, ...options }, resolve);
    request.on('error', reject);
    request.end(options.body);
  });
}

/** Sends a request and reads all of the answer. */
export async function ask(...call: Parameters<typeof begin>): Promise<Answer> {
  const response = await begin(...call);
  const body = await text(response);
  return { status: response.statusCode ?? 0, headers: response.headers, trailers: response.trailers, body };
}

export interface Wire {
  readonly socket: Socket;
  /** Everything that has come so far. */
  readonly received: () => string;
  /** Waits until what has come matches; rejects when the connection ends without it, or after five seconds. */
  readonly until: (pattern: RegExp) => Promise<string>;
  readonly closed: Promise<void>;
}

/** A bare connection. */
export function wireTo(port: number, first: string): Wire {
  const socket = net.connect(port, '127.0.0.1');
  let received = '';
  socket.on('data', chunk => {
    received += chunk.toString('latin1');
  });
  socket.on('error', () => undefined);
  const closed = new Promise<void>(resolve => socket.once('close', () => resolve()));
  closing.push(() => void socket.destroy());
  socket.write(first);
  return {
    socket,
    received: () => received,
    closed,
    until: pattern =>
      new Promise((resolve, reject) => {
        const give = (reason: string) => reject(new Error(`${reason}, having received: ${received}`));
        const late = setTimeout(() => give('five seconds have passed'), 5000);
        const look = () => {
          if (!pattern.test(received)) return;
          clearTimeout(late);
          resolve(received);
        };
        socket.on('data', look);
        socket.once('close', () => (pattern.test(received) ? look() : give('the connection ended')));
        look();
      }),
  };
}

export const moment = (milliseconds: number): Promise<void> =>
  new Promise(resolve => setTimeout(resolve, milliseconds));

/** Waits until something holds, for at most five seconds. */
export async function until(holds: () => boolean, within = 5000): Promise<void> {
  const end = performance.now() + within;
  while (!holds()) {
    if (performance.now() > end) throw new Error('it did not come true in time');
    await moment(10);
  }
}
