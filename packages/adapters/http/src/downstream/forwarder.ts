import { type Exchange, outgoingFields, type ServiceHost } from '@mycelium/gateway-core';
import { type AppError, type Logger, refuse } from '@mycelium/kernel';
import { Deadlines } from './deadlines.ts';
import { DownstreamAnswer, type Hop, type Sender } from './downstream-answer.ts';
import { Origin } from './origin.ts';
import { requestHead } from './request-head.ts';
import { closedByService, ourOwnFault, reasonOf } from './service-failure.ts';

export interface ForwarderSettings {
  /** Seconds until the service's answer must have begun, and of silence after that. Routes may say otherwise. */
  readonly timeoutSeconds: number;
  /** Connections to one origin at the most. Four times as many requests may wait for one. */
  readonly connectionsPerOrigin: number;
}

/** Asking twice is the same as asking once (RFC 9110 §9.2.2). */
const REPEATABLE: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE', 'TRACE']);

/** Passes requests on over kept-alive connections, streamed both ways with back-pressure. */
export class Forwarder implements Sender {
  readonly #origins = new Map<string, Origin>();
  /** For routes that accept certificates nobody vouches for. */
  readonly #unverified = new Map<string, Origin>();
  readonly #deadlines = new Deadlines();
  readonly #timeout: number;
  readonly #connections: number;
  readonly #log: Logger;

  constructor({ timeoutSeconds, connectionsPerOrigin }: ForwarderSettings, log: Logger) {
    this.#timeout = timeoutSeconds * 1000;
    this.#connections = connectionsPerOrigin;
    this.#log = log;
  }

  /** Answers with the exchange's answer, which may be abandoned until it is done; nothing if `hop.failed` was called. */
  forward(exchange: Exchange, hop: Hop): DownstreamAnswer | undefined {
    const { route } = exchange;
    const origin = this.#originOf(exchange);
    if (route === undefined || origin === undefined || origin.full) {
      hop.failed(
        origin === undefined
          ? refuse('ROUTE_NOT_FOUND')
          : refuse('SERVICE_BUSY', { details: 'Try again shortly.', retryAfter: 1 }),
      );
      return undefined;
    }
    const { timeoutSeconds: own, overallTimeoutSeconds: overall } = route.route;
    const timeout = own === undefined ? this.#timeout : own * 1000;
    const answer = new DownstreamAnswer(exchange, hop, { sender: this, timeout });
    this.#deadlines.add(answer, timeout, overall && overall * 1000);
    this.#send(answer, origin);
    return answer;
  }

  extend(answer: DownstreamAnswer, milliseconds: number): void {
    this.#deadlines.extend(answer, milliseconds);
  }

  finished(answer: DownstreamAnswer): void {
    this.#deadlines.remove(answer);
    if (answer.origin !== undefined) answer.origin.running--;
  }

  again(answer: DownstreamAnswer, error: Error): boolean {
    const { route, host, head } = answer.exchange;
    if (route === undefined || host === undefined || answer.received || ourOwnFault(error)) return false;
    if (answer.unsent) {
      route.hosts.rest(host);
      return !answer.retried && this.#redirect(answer, route.hosts.instead(host), error);
    }
    // A kept connection may be closed by the service at the moment in which it is used (RFC 9112 §9.3.1).
    const repeatable = answer.upload === undefined && REPEATABLE.has(head.method) && closedByService(error);
    return repeatable && !answer.retried && this.#redirect(answer, route.hosts.instead(host) ?? host, error);
  }

  report({ exchange }: DownstreamAnswer, refusal: AppError, reason: string): void {
    this.#log.log('warn', 'the service failed', {
      service: exchange.route?.service.name,
      origin: exchange.origin,
      code: refusal.code,
      reason,
      requestId: exchange.head.requestId,
    });
  }

  reportFieldsTooLarge({ exchange }: DownstreamAnswer): void {
    this.#log.log('warn', 'the service answers 431: its limit for header fields is too low', {
      service: exchange.route?.service.name,
      origin: exchange.origin,
      bytes: outgoingFields(exchange).reduce((sum, text) => sum + text.length + 2, 0),
      profileBytes: exchange.profileHeader?.length ?? 0,
      requestId: exchange.head.requestId,
    });
  }

  /** Lets running exchanges finish, then closes every connection. */
  async close(): Promise<void> {
    await Promise.all(this.#all().map(origin => origin.close()));
    this.#deadlines.stop();
  }

  /** Closes every connection now. */
  async destroy(): Promise<void> {
    this.#deadlines.stop();
    await Promise.all(this.#all().map(origin => origin.destroy()));
  }

  #redirect(answer: DownstreamAnswer, host: ServiceHost | undefined, error: Error): boolean {
    if (host === undefined) return false;
    const { exchange } = answer;
    const { requestId } = exchange.head;
    this.#log.log('debug', 'trying again', {
      from: exchange.origin,
      to: host.origin,
      reason: reasonOf(error),
      requestId,
    });
    if (answer.origin !== undefined) answer.origin.running--;
    answer.startOver();
    exchange.direct(host);
    // Not from within the HTTP client, which is still about to clear the failed connection away.
    queueMicrotask(() => {
      const origin = this.#originOf(exchange);
      if (!answer.done && origin !== undefined) this.#send(answer, origin);
    });
    return true;
  }

  #send(answer: DownstreamAnswer, origin: Origin): void {
    answer.origin = origin;
    origin.running++;
    try {
      answer.requestHead = requestHead(answer.exchange, origin.authority);
    } catch (error) {
      answer.failed(error as Error);
      return;
    }
    origin.dispatch(answer);
  }

  #originOf({ route, origin }: Exchange): Origin | undefined {
    if (route === undefined || origin === '') return undefined;
    const insecure = route.route.acceptInsecureRouting && origin.startsWith('https:');
    const origins = insecure ? this.#unverified : this.#origins;
    const known = origins.get(origin);
    if (known !== undefined) return known;
    const made = new Origin({ origin, insecure, connections: this.#connections });
    origins.set(origin, made);
    return made;
  }

  #all(): readonly Origin[] {
    return [...this.#origins.values(), ...this.#unverified.values()];
  }
}
