import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { TrustPolicy } from '@mycelium/gateway-core';
import type { Connections } from './connection.ts';
import { readProxyHeader } from './proxy-protocol.ts';

export interface Intake {
  readonly connections: Connections;
  /** Present when connections of these peers begin with a PROXY header. */
  readonly proxied: TrustPolicy | undefined;
  readonly tls: boolean;
  /** Tells HTTP/2 in cleartext from HTTP/1 by its first bytes. */
  readonly h2c: boolean;
  readonly http2: (socket: Socket) => void;
  /** For what must come before the first request. */
  readonly timeoutMs: number;
}

type ConnectionListener = (socket: Socket) => void;

/** Leads each new connection through what stands in front of HTTP, and tells who its peer is. */
export function takeIn(server: Server, intake: Intake): void {
  if (intake.tls) takeInTls(server, intake);
  else if (intake.proxied === undefined && !intake.h2c)
    server.prependListener('connection', (socket: Socket) => void intake.connections.admit(socket));
  else {
    const http1 = taken(server, 'connection');
    server.on('connection', (socket: Socket) =>
      behindProxyHeader(socket, intake, address => {
        intake.connections.admit(socket, address);
        if (intake.h2c) byPreface(socket, intake, http1);
        else http1(socket);
      }),
    );
  }
}

/** Hands connections on while fewer than `max` are open, and the others to `refuse`. */
export function admitUpTo(server: Server, max: number, refuse: ConnectionListener): void {
  const next = taken(server, 'connection');
  let open = 0;
  const left = (): void => {
    open--;
  };
  server.on('connection', (socket: Socket) => {
    if (open >= max) {
      refuse(socket);
      return;
    }
    open++;
    socket.once('close', left);
    next(socket);
  });
}

/** Takes over what the server itself does with an event. */
function taken(server: Server, event: 'connection' | 'secureConnection'): ConnectionListener {
  const listeners = server.listeners(event) as ConnectionListener[];
  server.removeAllListeners(event);
  return socket => {
    for (const listener of listeners) listener.call(server, socket);
  };
}

function takeInTls(server: Server, intake: Intake): void {
  const http1 = taken(server, 'secureConnection');
  /** By both ends of the connection: the socket that comes out of the handshake is another one. */
  const sources = intake.proxied === undefined ? undefined : new Map<string, string>();
  if (sources !== undefined) {
    const handshake = taken(server, 'connection');
    server.on('connection', (socket: Socket) =>
      behindProxyHeader(socket, intake, address => {
        const key = endsOf(socket);
        sources.set(key, address);
        socket.once('close', () => sources.delete(key));
        handshake(socket);
      }),
    );
  }
  server.on('secureConnection', (socket: TLSSocket) => {
    const source = sources?.get(endsOf(socket));
    if (sources !== undefined && source === undefined) {
      // Whoever it is, it must not be taken for the proxy itself, which may speak for others.
      socket.destroy();
      return;
    }
    intake.connections.admit(socket, source);
    if (socket.alpnProtocol === 'h2') intake.http2(socket);
    else http1(socket);
  });
}

const endsOf = ({ remoteAddress, remotePort, localAddress, localPort }: Socket): string =>
  `${remoteAddress} ${remotePort} ${localAddress} ${localPort}`;

/** Goes on with the client's address once the PROXY header is read; what is damaged or late is closed. */
function behindProxyHeader(
  socket: Socket,
  { proxied, timeoutMs }: Intake,
  next: (address: string) => void,
): void {
  const peer = socket.remoteAddress ?? '';
  if (proxied?.(peer) !== true) {
    next(peer);
    return;
  }
  readAhead(socket, timeoutMs, bytes => {
    const header = readProxyHeader(bytes);
    if (header.kind === 'incomplete') return undefined;
    if (header.kind === 'damaged') {
      socket.destroy();
      return bytes.length;
    }
    queueMicrotask(() => next(header.source ?? peer));
    return header.length;
  });
}

/** RFC 9113 §3.4. No HTTP/1 request begins like this. */
const PREFACE = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 'latin1');

function byPreface(socket: Socket, { http2, timeoutMs }: Intake, http1: ConnectionListener): void {
  readAhead(socket, timeoutMs, bytes => {
    const length = Math.min(bytes.length, PREFACE.length);
    const same = bytes.subarray(0, length).equals(PREFACE.subarray(0, length));
    if (same && length < PREFACE.length) return undefined;
    queueMicrotask(() => (same ? http2(socket) : http1(socket)));
    return 0;
  });
}

/** Reads until `judge` answers how many bytes it has used; the others are put back. */
function readAhead(socket: Socket, timeoutMs: number, judge: (bytes: Buffer) => number | undefined): void {
  let bytes = Buffer.alloc(0);
  const timer = setTimeout(() => socket.destroy(), timeoutMs);
  const stop = (): void => {
    clearTimeout(timer);
    socket.off('readable', look);
    socket.off('close', stop);
    socket.off('error', ignore);
  };
  const look = (): void => {
    const chunk: Buffer | null = socket.read();
    if (chunk === null) return;
    bytes = Buffer.concat([bytes, chunk]);
    const used = judge(bytes);
    if (used === undefined) return;
    stop();
    if (!socket.destroyed && used < bytes.length) socket.unshift(bytes.subarray(used));
  };
  socket.on('readable', look);
  socket.once('close', stop);
  socket.on('error', ignore);
  look();
}

/** The socket closes by itself; nothing has been asked yet. */
const ignore = (): void => undefined;
