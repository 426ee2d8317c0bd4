import { type IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { type Client, clientAt, clientBehind, type TrustPolicy } from '@mycelium/gateway-core';
import type { AppError } from '@mycelium/kernel';
import { isHttp2 } from './is-http2.ts';

/** A request whose body is still on its way. */
export interface Upload {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** Calls off whatever is under way and answers the refusal. */
  abandon(refusal: AppError): void;
  /** Calls off whatever is under way and answers nothing: somebody else does. */
  callOff(): void;
}

/** What is known of a connection for as long as it lasts. */
export class Connection {
  readonly socket: Socket;
  /** Its peer, made ready once for all of its requests. */
  readonly client: Client;
  /** Present when the peer is a proxy whose word about its own client is believed. */
  readonly trust: TrustPolicy | undefined;
  /** Counted only where there is a limit. */
  requests = 0;
  /** The answer to what was read last says that the connection closes: what was sent behind it is not looked at. */
  ends = false;
  /** It carries requests of HTTP/1, one after the other, and may be waiting for the next one. */
  takesRequests = false;
  /** Bytes that had passed in both directions, and when that or an answer under way was last seen. */
  traffic = -1;
  trafficAt = 0;
  upload: Upload | undefined;
  /** Bytes that had come and gone, and when that last changed. */
  received = 0;
  receivedAt = 0;
  sent = 0;
  sentAt = 0;

  constructor(socket: Socket, client: Client, trust: TrustPolicy | undefined) {
    this.socket = socket;
    this.client = client;
    this.trust = trust;
  }
}

const CONNECTION = Symbol('connection');
const OWNER = Symbol('owner');
type Known = Socket & { [CONNECTION]?: Connection; [OWNER]?: Connections };

/** All open connections of a listener. */
export class Connections {
  readonly #open = new Set<Connection>();
  readonly #trusted: TrustPolicy | undefined;

  constructor(trusted: TrustPolicy | undefined) {
    this.#trusted = trusted;
  }

  get count(): number {
    return this.#open.size;
  }

  [Symbol.iterator](): Iterator<Connection> {
    return this.#open.values();
  }

  /** `address` is the peer's, unless a header in front of the connection names another. */
  admit(socket: Socket, address?: string): Connection {
    const client = peerOf(socket, address);
    const trust = this.#trusted?.(client.address) === true ? this.#trusted : undefined;
    const connection = new Connection(socket, client, trust);
    this.#open.add(connection);
    const known: Known = socket;
    known[CONNECTION] = connection;
    known[OWNER] = this;
    socket.once('close', onClose);
    return connection;
  }

  forget(connection: Connection): void {
    this.#open.delete(connection);
  }
}

/** One function for all sockets: no closure is made per connection. */
function onClose(this: Known): void {
  if (this[CONNECTION] !== undefined) this[OWNER]?.forget(this[CONNECTION]);
}

export function connectionOf(socket: Socket): Connection {
  const known = (socket as Known)[CONNECTION];
  if (known !== undefined) return known;
  // A socket that no listener admitted: nobody vouches for it.
  const connection = new Connection(socket, peerOf(socket), undefined);
  (socket as Known)[CONNECTION] = connection;
  return connection;
}

/** The answer that a connection of HTTP/1 is busy with. */
export function answerUnderWay(socket: Duplex): ServerResponse | undefined {
  // The name by which Node itself knows, and the only one there is.
  const current: unknown = Reflect.get(socket, '_httpMessage');
  return current instanceof ServerResponse ? current : undefined;
}

/** Lets the connection end with this answer (RFC 9112 §9.6). HTTP/2 ends single streams and goes on. */
export function closeAfter(response: ServerResponse): void {
  const { req: request } = response;
  if (isHttp2(request)) return;
  response.shouldKeepAlive = false;
  connectionOf(request.socket).ends = true;
}

const peerOf = (socket: Socket, address = socket.remoteAddress ?? ''): Client =>
  clientAt(address, 'encrypted' in socket);

/** Who sent a request over the connection, or why that is refused to be guessed. */
export const clientOf = ({ client, trust }: Connection, rawHeaders: readonly string[]): Client | string =>
  trust === undefined ? client : clientBehind(client, rawHeaders, trust);

const CLIENT = Symbol('client');
type Recognised = IncomingMessage & { [CLIENT]?: Client };

/** Notes who sent a request, for whoever handles it later. */
export function recognise(request: IncomingMessage, client: Client): void {
  (request as Recognised)[CLIENT] = client;
}

/** The address of the client that sent a request to the gateway's own paths. */
export const clientAddressOf = (request: IncomingMessage): string =>
  ((request as Recognised)[CLIENT] ?? connectionOf(request.socket).client).address;
