import type { OnReadOpts, Socket } from 'node:net';
import { buildConnector, type Dispatcher, Pool } from 'undici';
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
/** For services that do not say how long they keep a silent connection. */
const KEEP_ALIVE_MS = 30_000;
/** Then a connection is replaced: the name is looked up again, and a balancer in front of the service gets its turn. */
const REQUESTS_PER_CONNECTION = 10_000;
const WAITING_PER_CONNECTION = 4;

/** The kept-alive connections to one origin. */
export class Origin {
  readonly pool: Pool;
  /** For TLS. The same for all requests: the name is the service's, whatever the client calls it in `Host`. */
  readonly serverName: string;
  /** Requests that are sent or waiting to be. */
  running = 0;
  readonly #most: number;

  constructor({ origin, insecure, connections }: OriginSettings) {
    const { hostname, protocol } = new URL(origin);
    this.serverName = hostname.replace(/^\[|\]$/g, '');
    this.#most = connections * (1 + WAITING_PER_CONNECTION);
    this.pool = new Pool(origin, {
      connections,
      pipelining: 1,
      allowH2: false,
      // Time is kept by `Deadlines`, which knows event streams from stuck downloads.
      headersTimeout: 0,
      bodyTimeout: 0,
      keepAliveTimeout: KEEP_ALIVE_MS,
      maxRequestsPerClient: REQUESTS_PER_CONNECTION,
      connect: protocol === 'https:' ? secureConnector(insecure) : plainConnector,
    });
  }

  get full(): boolean {
    return this.running >= this.#most;
  }

  dispatch(request: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): void {
    this.running++;
    this.pool.dispatch(request, handler);
  }
}

const READ_BYTES = 64 * 1024;

/**
 * Where reads end, on whichever connection, and are copied out of before the next one begins. Left to itself Node makes
 * room for 64 KiB at each read, mostly for an answer of a few hundred bytes.
 */
const SHARED = Buffer.allocUnsafeSlow(READ_BYTES);

/**
 * What a connection reads into. After a read that filled the buffer more is to come: that goes into room of its own and
 * is passed on as it is. Nobody else ever holds such a buffer, and the shared one is never passed on.
 */
function reads(deliver: (chunk: Buffer) => boolean): OnReadOpts {
  let buffer = SHARED;
  let full = false;
  return {
    buffer: () => {
      buffer = full ? Buffer.allocUnsafeSlow(READ_BYTES) : SHARED;
      return buffer;
    },
    callback: length => {
      full = length === READ_BYTES;
      const chunk = buffer.subarray(0, length);
      return deliver(buffer === SHARED ? Buffer.from(chunk) : chunk);
    },
  };
}

const plainConnector: buildConnector.connector = (options, callback) => {
  let connection: Socket | undefined;
  const onread = reads(chunk => connection?.push(chunk) ?? true);
  const connect = buildConnector({ allowH2: false, timeout: CONNECT_TIMEOUT_MS, onread });
  connect(options, (...outcome) => {
    connection = outcome[1] ?? undefined;
    callback(...outcome);
  });
};

function secureConnector(insecure: boolean): buildConnector.connector {
  const connect = buildConnector({
    allowH2: false,
    timeout: CONNECT_TIMEOUT_MS,
    ...(insecure ? { rejectUnauthorized: false } : { secureContext: serviceTrust() }),
  });
  // Without a name of its own the connector takes the host's, and none for an address (RFC 6066 §3).
  return ({ servername: _servername, ...options }, callback) => connect(options, callback);
}
