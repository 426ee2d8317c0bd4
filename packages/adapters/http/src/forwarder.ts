import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Exchange } from '@mycelium/gateway-core';
import { type AppError, type Logger, refuse } from '@mycelium/kernel';
import { type Dispatcher, Pool } from 'undici';
import { DownstreamAnswer } from './downstream-answer.ts';

export interface ForwarderSettings {
  /** Seconds until the service's response headers must be there, and the longest pause between two body chunks. */
  readonly timeoutSeconds: number;
  /** Connections to one origin at the most. */
  readonly connectionsPerOrigin: number;
}

const CONNECT_TIMEOUT_MS = 5000;
const KEEP_ALIVE_MS = 30_000;

type HttpMethod = Dispatcher.HttpMethod;

/** The client's side of a forwarded request. */
export interface Hop {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** Called instead of answering when the service gave no answer to pass on. */
  readonly failed: (refusal: AppError) => void;
}

/** Passes requests on over kept-alive connections, streamed both ways with back-pressure. */
export class Forwarder {
  readonly #pools = new Map<string, Pool>();
  /** For routes that accept certificates nobody vouches for. */
  readonly #unverified = new Map<string, Pool>();
  readonly #settings: ForwarderSettings;
  readonly #log: Logger;

  constructor(settings: ForwarderSettings, log: Logger) {
    this.#settings = settings;
    this.#log = log;
  }

  forward(exchange: Exchange, { request, response, failed }: Hop): void {
    const { route } = exchange;
    if (route === undefined) {
      failed(refuse('ROUTE_NOT_FOUND'));
      return;
    }
    const insecure = route.route.acceptInsecureRouting && exchange.origin.startsWith('https:');
    const answer = new DownstreamAnswer({ exchange, response, failed, log: this.#log });
    this.#pool(exchange.origin, insecure).dispatch(
      {
        path: exchange.downstreamPath,
        // Any method name reaches this point only when a route lists it.
        method: exchange.head.method as HttpMethod,
        headers: exchange.outgoing,
        body: exchange.headers?.hasBody === true ? request : null,
      },
      answer,
    );
  }

  #pool(origin: string, insecure: boolean): Pool {
    const pools = insecure ? this.#unverified : this.#pools;
    const known = pools.get(origin);
    if (known) return known;
    const timeout = this.#settings.timeoutSeconds * 1000;
    const pool = new Pool(origin, {
      connections: this.#settings.connectionsPerOrigin,
      pipelining: 1,
      headersTimeout: timeout,
      bodyTimeout: timeout,
      keepAliveTimeout: KEEP_ALIVE_MS,
      connect: { timeout: CONNECT_TIMEOUT_MS, rejectUnauthorized: !insecure },
    });
    pools.set(origin, pool);
    return pool;
  }

  /** Lets running exchanges finish, then closes every connection. */
  async close(): Promise<void> {
    await Promise.all([...this.#pools.values(), ...this.#unverified.values()].map(pool => pool.close()));
  }

  /** Closes every connection now. */
  async destroy(): Promise<void> {
    await Promise.all([...this.#pools.values(), ...this.#unverified.values()].map(pool => pool.destroy()));
  }
}
