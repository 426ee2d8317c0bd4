import net, { type OnReadOpts, type Socket } from 'node:net';
import tls from 'node:tls';
import { ROOM_BYTES } from './large-pieces.ts';
import { type Call, type ConnectionOwner, ServiceConnection } from './service-connection.ts';
import { ServiceFault } from './service-fault.ts';
import { serviceTrust } from './service-trust.ts';

export interface OriginSettings {
  /** `http://host:port` or `https://host:port`. */
  readonly origin: string;
  /** Takes certificates that nobody vouches for. */
  readonly insecure: boolean;
  /** At the most. */
  readonly connections: number;
}

const CONNECT_TIMEOUT_MS = 5000;
const TCP_KEEP_ALIVE_MS = 60_000;
const WAITING_PER_CONNECTION = 4;
/** How often silent connections are looked at. */
const TICK_MS = 500;

/**
 * Where all reads end, on whichever connection. What is not passed on at once is copied out before the next one begins.
 * Left to itself Node makes room for 64 KiB at each read, mostly for an answer of a few hundred bytes.
 */
const ROOM = Buffer.allocUnsafeSlow(ROOM_BYTES);

/** The kept-alive connections to one origin, and the calls that wait for one. */
export class Origin implements ConnectionOwner {
  /** What a request says in `Host` when its client names none. */
  readonly authority: string;
  /** Calls that are sent or waiting to be, as counted by whoever sends them. */
  running = 0;
  readonly #host: string;
  readonly #port: number;
  readonly #tls: tls.ConnectionOptions | undefined;
  readonly #most: number;
  /** The one that was used last is used first, so that what is not needed falls silent. */
  readonly #free: ServiceConnection[] = [];
  #waiting: Call[] = [];
  readonly #sockets = new Set<Socket>();
  #dialling = 0;
  #closing = false;
  #closed: (() => void) | undefined;
  #ticks = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor({ origin, insecure, connections }: OriginSettings) {
    const { hostname, host, port, protocol } = new URL(origin);
    const secure = protocol === 'https:';
    this.authority = host;
    this.#host = hostname.replace(/^\[|\]$/g, '');
    this.#port = port === '' ? (secure ? 443 : 80) : Number(port);
    this.#tls = secure ? tlsOptions(this.#host, insecure) : undefined;
    this.#most = connections;
  }

  get full(): boolean {
    return this.running >= this.#mostCalls;
  }

  /** Calls in the queue, those that were taken back included. */
  get waiting(): number {
    return this.#waiting.length;
  }

  get #mostCalls(): number {
    return this.#most * (1 + WAITING_PER_CONNECTION);
  }

  dispatch(call: Call): void {
    let connection = this.#free.pop();
    // Destroyed, and about to be taken away.
    while (connection?.usable === false) connection = this.#free.pop();
    if (connection !== undefined) connection.send(call);
    else if (this.#closing) call.failed(shutDown());
    else {
      // Calls that were taken back are no longer counted by anybody, and would pile up behind a service that hangs.
      if (this.#waiting.length >= 2 * this.#mostCalls)
        this.#waiting = this.#waiting.filter(({ done }) => !done);
      this.#waiting.push(call);
      this.#dialIfNeeded();
    }
  }

  ready(connection: ServiceConnection): void {
    const call = this.#nextWaiting();
    if (call !== undefined) connection.send(call);
    else if (this.#closing) connection.close();
    else {
      connection.freeSince = this.#ticks;
      this.#free.push(connection);
      this.#timer ??= setInterval(() => this.#closeSilent(), TICK_MS).unref();
    }
  }

  closed(connection: ServiceConnection): void {
    const at = this.#free.indexOf(connection);
    if (at >= 0) this.#free.splice(at, 1);
    this.#goOn();
  }

  /** Lets running and waiting calls finish, then closes every connection. */
  async close(): Promise<void> {
    this.#closing = true;
    this.#stopWatching();
    for (const connection of this.#free.splice(0)) connection.close();
    if (this.#sockets.size === 0) return;
    await new Promise<void>(resolve => {
      this.#closed = resolve;
    });
  }

  /** Closes every connection now. */
  destroy(): Promise<void> {
    const closed = this.close();
    for (const call of this.#waiting.splice(0)) call.failed(shutDown());
    for (const socket of this.#sockets) socket.destroy(shutDown());
    return closed;
  }

  /** Calls that were taken back while they waited are not sent. */
  #nextWaiting(): Call | undefined {
    let call = this.#waiting.shift();
    while (call?.done === true) call = this.#waiting.shift();
    return call;
  }

  #dialIfNeeded(): void {
    if (this.#waiting.length > this.#dialling && this.#sockets.size < this.#most) this.#dial();
  }

  #dial(): void {
    this.#dialling++;
    let connection: ServiceConnection | undefined;
    const socket = this.#connect({
      buffer: ROOM,
      callback: length => connection?.read(length, ROOM) ?? true,
    });
    this.#sockets.add(socket);
    // Before anybody else hears of it, so that all count the same.
    socket.once('close', () => this.#sockets.delete(socket));
    let failure: Error = new ServiceFault('SERVICE_CLOSED', 'the connection was closed while it was made');
    const timer = setTimeout(
      () => socket.destroy(new ServiceFault('SERVICE_CONNECT_TIMEOUT', 'it could not be connected in time')),
      CONNECT_TIMEOUT_MS,
    );
    const onError = (error: Error): void => {
      failure = error;
    };
    const onClose = (): void => {
      clearTimeout(timer);
      this.#dialling--;
      this.#nextWaiting()?.failed(failure);
      this.#goOn();
    };
    socket.once('error', onError).once('close', onClose);
    socket.once(this.#tls === undefined ? 'connect' : 'secureConnect', () => {
      clearTimeout(timer);
      socket.off('error', onError).off('close', onClose);
      this.#dialling--;
      connection = new ServiceConnection(socket, this);
      this.ready(connection);
    });
  }

  #connect(onread: OnReadOpts): Socket {
    const options = {
      host: this.#host,
      port: this.#port,
      noDelay: true,
      keepAlive: true,
      keepAliveInitialDelay: TCP_KEEP_ALIVE_MS,
      onread,
    };
    if (this.#tls === undefined) return net.connect(options);
    const socket = tls.connect({ ...options, ...this.#tls });
    const known = this.#tls;
    return socket.on('session', session => {
      known.session = session;
    });
  }

  /** One connection less: there may be room for another one, or nothing left to wait for. */
  #goOn(): void {
    this.#dialIfNeeded();
    if (this.#sockets.size === 0) this.#closed?.();
  }

  #closeSilent(): void {
    this.#ticks++;
    for (const connection of this.#free.slice()) {
      if ((this.#ticks - connection.freeSince) * TICK_MS < connection.idleMs) continue;
      this.#free.splice(this.#free.indexOf(connection), 1);
      connection.close();
    }
    if (this.#free.length === 0) this.#stopWatching();
  }

  #stopWatching(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}

/** The name is the service's for all requests, whatever the client calls it in `Host`; an address has none (RFC 6066 §3). */
const tlsOptions = (host: string, insecure: boolean): tls.ConnectionOptions => ({
  servername: net.isIP(host) === 0 ? host : '',
  ALPNProtocols: ['http/1.1'],
  ...(insecure ? { rejectUnauthorized: false } : { secureContext: serviceTrust() }),
});

const shutDown = (): ServiceFault => new ServiceFault('FORWARDER_CLOSED', 'the gateway is shutting down');
