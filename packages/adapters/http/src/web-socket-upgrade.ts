import { type ClientRequest, type IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { SharedCache } from '@mycelium/accounts';
import {
  Exchange,
  isNativePath,
  outgoingFields,
  type PipelinePorts,
  type RequestHead,
  runPipeline,
} from '@mycelium/gateway-core';
import { AppError, type Logger, refuse } from '@mycelium/kernel';
import { answerRefusal } from './answer.ts';
import { fieldList, responseFields } from './downstream/response-fields.ts';
import { reasonOf, refusalFor } from './downstream/service-failure.ts';
import { hangUp } from './hang-up.ts';
import type { Admission, AdmissionLimits } from './web-socket-admission.ts';
import { CLOSE_CODE } from './web-socket-frames.ts';
import {
  type Handshake,
  originMayConnect,
  readHandshake,
  WEB_SOCKET_VERSION,
} from './web-socket-handshake.ts';
import { type Inbound, type Outbound, type WebSocketProxy, WrongProtocolError } from './web-socket-proxy.ts';
import type { Session, Sessions } from './web-socket-sessions.ts';
import { Tunnel, type TunnelOptions } from './web-socket-tunnel.ts';

export interface WebSocketLimits extends AdmissionLimits {
  /** Without a byte in either direction for so long, a WebSocket is closed. */
  readonly idleSeconds: number;
  /** However busy it is, a WebSocket is closed after this. */
  readonly maxSessionSeconds: number | undefined;
  /** How long a service may take to answer the handshake. */
  readonly handshakeSeconds: number;
}

export interface WebSocketsOptions {
  readonly pipeline: PipelinePorts;
  readonly cache: Pick<SharedCache, 'subscribe'>;
  readonly limits: WebSocketLimits;
  /** Whether pages of a foreign origin may open WebSockets. */
  readonly originAllowed: (origin: string) => boolean;
  /** Lines of target `gateway.access`. */
  readonly accessLog: Logger;
}

/** An upgrade as the listener understands it. */
export interface Asked {
  readonly head: RequestHead;
  /** Why it is refused before anybody looks at what it asks for. */
  readonly doubt: AppError | undefined;
}

/** What the upgrades of a listener have in common. */
export interface Shared {
  readonly options: WebSocketsOptions;
  readonly admission: Admission;
  readonly sessions: Sessions;
  readonly proxy: WebSocketProxy;
  readonly state: { draining: boolean };
  /** Upgrades that were let in and not answered yet. */
  readonly opening: Set<Upgrade>;
}

/** One upgrade on its way: refused like any request, or joined with the service. */
export class Upgrade {
  readonly #shared: Shared;
  readonly #inbound: Inbound;
  readonly #head: RequestHead;
  readonly #doubt: AppError | undefined;
  readonly #began = Date.now();
  readonly #changesBefore: number;
  #exchange: Exchange;
  #handshake: Handshake | undefined;
  #outgoing: ClientRequest | undefined;
  #handshakeTimer: NodeJS.Timeout | undefined;
  #forgetClient: () => void = () => undefined;
  #session: Session | undefined;
  #entered = false;
  #retried = false;
  /** What the client has been answered. */
  #status = 0;

  constructor(shared: Shared, inbound: Inbound, { head, doubt }: Asked) {
    this.#shared = shared;
    this.#inbound = inbound;
    this.#head = head;
    this.#doubt = doubt;
    this.#exchange = new Exchange(head);
    this.#changesBefore = shared.sessions.changes;
  }

  start(): void {
    const { socket } = this.#inbound;
    // Whatever goes wrong with it, `close` follows.
    socket.on('error', () => socket.destroy());
    socket.once('close', () => this.#gone());
    const handshake = this.#doubt ?? readHandshake(this.#head.rawHeaders);
    if (handshake instanceof AppError) {
      this.#answer(handshake);
      return;
    }
    this.#handshake = handshake;
    this.#exchange = new Exchange({ ...this.#head, rawHeaders: handshake.rawHeaders });
    const refusal = this.#mayEnter();
    if (refusal === undefined) this.#runSteps();
    else this.#answer(refusal);
  }

  #mayEnter(): AppError | undefined {
    const { admission, state, options } = this.#shared;
    if (state.draining) return refuse('SHUTTING_DOWN', { details: 'Connect again.', retryAfter: 1 });
    if (isNativePath(this.#exchange.path))
      return refuse('ROUTE_NOT_FOUND', { details: 'The gateway itself takes no WebSockets.' });
    if (!originMayConnect(this.#head.rawHeaders, options.originAllowed))
      return refuse('ORIGIN_NOT_ALLOWED', { details: 'Add it to allowedOrigins under [api].' });
    const client = this.#head.client.address;
    const full = admission.enter(client);
    this.#entered = full === undefined;
    if (this.#entered) this.#shared.opening.add(this);
    return full;
  }

  #runSteps(): void {
    this.#forgetClient = noticeLeaving(this.#inbound.socket, () => this.#clientLeft());
    const result = runPipeline(this.#exchange, this.#shared.options.pipeline);
    if (!(result instanceof Promise)) {
      this.#decided(result);
      return;
    }
    result.then(
      refusal => this.#decided(refusal),
      (error: unknown) => this.#answer(this.#bug(error)),
    );
  }

  #decided(refusal: AppError | undefined): void {
    const { socket } = this.#inbound;
    if (socket.destroyed || this.#handshake === undefined) return;
    if (refusal !== undefined) {
      this.#answer(refusal);
      return;
    }
    const seconds =
      this.#exchange.route?.route.timeoutSeconds ?? this.#shared.options.limits.handshakeSeconds;
    this.#handshakeTimer = setTimeout(() => this.#tookTooLong(), seconds * 1000);
    this.#shared.proxy.tunnel(this.#outbound(this.#handshake), this.#inbound);
  }

  #outbound(handshake: Handshake): Outbound {
    const { origin, downstreamPath, route } = this.#exchange;
    return {
      origin,
      path: downstreamPath,
      headers: [...outgoingFields(this.#exchange), ...handshake.fields],
      insecure: route?.route.acceptInsecureRouting === true && origin.startsWith('https:'),
      answerFields: answer => this.#answerFields(answer, handshake),
      started: request => {
        this.#outgoing = request;
        if (this.#inbound.socket.destroyed) request.destroy();
      },
      opened: service => this.#opened(service),
      declined: status => this.#declined(status),
      failed: error => this.#failed(error),
    };
  }

  #answerFields(answer: IncomingMessage, { ownProtocol }: Handshake): readonly string[] {
    const { headers, rawHeaders, statusCode: status = 0 } = answer;
    const fields = responseFields(
      { status, connection: headers.connection, ...fieldList(rawHeaders) },
      this.#exchange,
    );
    if (status !== 101) return fields;
    if (ownProtocol !== undefined && headers['sec-websocket-protocol'] === undefined)
      fields.push('sec-websocket-protocol', ownProtocol);
    return ['connection', 'Upgrade', 'upgrade', 'websocket', ...fields];
  }

  #opened(service: Socket): void {
    this.#answered(101);
    const { options, sessions } = this.#shared;
    const { socket: client } = this.#inbound;
    if (client.destroyed) {
      service.destroy();
      return;
    }
    const tunnel = new Tunnel({
      client,
      service,
      idleMs: options.limits.idleSeconds * 1000,
      end: this.#end(),
    });
    this.#session = { tunnel, head: this.#exchange.head, email: this.#exchange.identity?.email };
    sessions.add(this.#session, this.#changesBefore);
  }

  /** When the credential expires, or the longest session is over, whichever is first. */
  #end(): TunnelOptions['end'] {
    const { maxSessionSeconds } = this.#shared.options.limits;
    const expires = this.#exchange.identity?.validUntil ?? Number.POSITIVE_INFINITY;
    const oldest =
      maxSessionSeconds === undefined ? Number.POSITIVE_INFINITY : this.#began + maxSessionSeconds * 1000;
    if (expires <= oldest && Number.isFinite(expires))
      return { at: expires, closing: { code: CLOSE_CODE.policy, reason: 'the access token has expired' } };
    if (Number.isFinite(oldest))
      return { at: oldest, closing: { code: CLOSE_CODE.goingAway, reason: 'the longest session is over' } };
    return undefined;
  }

  #declined(status: number): void {
    this.#answered(status);
    const { socket } = this.#inbound;
    socket.setTimeout(this.#shared.options.limits.idleSeconds * 1000, () => socket.destroy());
    socket.once('finish', () => hangUp(socket));
  }

  /** The service has answered. */
  #answered(status: number): void {
    const { route, host } = this.#exchange;
    if (host !== undefined) route?.hosts.answered(host);
    this.#settled(status);
  }

  /** Whether another host is asked instead of one that could not be reached; once. */
  #triedElsewhere(error: Error): boolean {
    const { route, host } = this.#exchange;
    if (route === undefined || host === undefined || !UNREACHABLE.has(reasonOf(error))) return false;
    route.hosts.rest(host);
    const other = this.#retried ? undefined : route.hosts.instead(host);
    if (other === undefined || this.#handshake === undefined) return false;
    this.#retried = true;
    this.#exchange.direct(other);
    // What the client sent too early is back in its socket since the first attempt.
    this.#shared.proxy.tunnel(this.#outbound(this.#handshake), { ...this.#inbound, head: Buffer.alloc(0) });
    return true;
  }

  #failed(error: Error): void {
    if (this.#status !== 0 || this.#triedElsewhere(error)) return;
    this.#shared.options.accessLog.log('warn', 'the service failed at the handshake of a WebSocket', {
      service: this.#exchange.route?.service.name,
      origin: this.#exchange.origin,
      reason: reasonOf(error),
      requestId: this.#head.requestId,
    });
    this.#answer(refusalOf(error));
  }

  #tookTooLong(): void {
    if (this.#status !== 0) return;
    this.#answer(refuse('SERVICE_TIMEOUT', { details: 'It did not answer the WebSocket handshake.' }));
    this.#outgoing?.destroy();
  }

  /** The gateway goes before the service has answered. */
  giveUp(): void {
    if (this.#status !== 0) return;
    this.#answer(refuse('SHUTTING_DOWN', { details: 'Connect again.', retryAfter: 1 }));
    this.#outgoing?.destroy();
  }

  #clientLeft(): void {
    if (this.#status !== 0) return;
    this.#status = 499;
    this.#outgoing?.destroy();
    this.#inbound.socket.destroy();
  }

  #settled(status: number): void {
    this.#status = status;
    this.#shared.opening.delete(this);
    clearTimeout(this.#handshakeTimer);
    this.#forgetClient();
  }

  #answer(refusal: AppError): void {
    const { request, socket } = this.#inbound;
    if (this.#status !== 0 || socket.destroyed) return;
    const response = new ServerResponse(request);
    response.shouldKeepAlive = false;
    response.assignSocket(socket);
    response.once('finish', () => {
      response.detachSocket(socket);
      hangUp(socket);
    });
    // RFC 6455 §4.4; harmless in every other answer.
    response.setHeader('sec-websocket-version', WEB_SOCKET_VERSION);
    answerRefusal(response, refusal, {
      requestId: this.#head.requestId,
      allow: this.#exchange.allow,
      credentialSent: this.#exchange.headers?.authorization !== undefined,
    });
    this.#settled(response.statusCode);
  }

  #bug(error: unknown): AppError {
    if (error instanceof AppError) return error;
    const { requestId } = this.#head;
    this.#shared.options.accessLog.log('error', 'an upgrade failed on a bug', { requestId, error });
    return refuse('INTERNAL', { details: `Report it with the id ${requestId}.`, cause: error });
  }

  /** The client's socket is closed, after whatever. */
  #gone(): void {
    const { admission, opening, sessions } = this.#shared;
    clearTimeout(this.#handshakeTimer);
    opening.delete(this);
    if (this.#entered) admission.leave(this.#head.client.address);
    if (this.#session !== undefined) sessions.delete(this.#session);
    this.#logEnd();
  }

  #logEnd(): void {
    const { accessLog } = this.#shared.options;
    if (!accessLog.enabled('info')) return;
    const { socket } = this.#inbound;
    accessLog.log('info', this.#status === 101 ? 'WebSocket' : 'request', {
      method: this.#head.method,
      path: this.#exchange.encodedPath,
      status: this.#status,
      durationMs: Date.now() - this.#began,
      ...(this.#status === 101 && { received: socket.bytesRead, sent: socket.bytesWritten }),
      ...(this.#session?.tunnel.closedFor !== undefined && { closedFor: this.#session.tunnel.closedFor }),
      service: this.#exchange.route?.service.name,
      peer: this.#head.client.address,
      requestId: this.#head.requestId,
    });
  }
}

/** Calls `left` when the client goes away while it waits. Answers how to stop looking. */
function noticeLeaving(socket: Socket, left: () => void): () => void {
  // A stream tells of its end only to whom reads it; what a hasty client sends stays where it is.
  const look = (): void => {
    if (socket.readableLength === 0) socket.read(0);
  };
  const stop = (): void => {
    socket.off('readable', look);
    socket.off('end', left);
    socket.off('close', left);
  };
  socket.on('readable', look);
  socket.once('end', left);
  socket.once('close', left);
  return stop;
}

/** Nothing was sent: another host may be asked. */
const UNREACHABLE: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
]);

/** What Node says of fields and paths that it will not send. */
const UNSENDABLE: ReadonlySet<string> = new Set([
  'ERR_INVALID_CHAR',
  'ERR_UNESCAPED_CHARACTERS',
  'ERR_INVALID_HTTP_TOKEN',
]);

function refusalOf(error: Error): AppError {
  if (UNSENDABLE.has(reasonOf(error)))
    return refuse('MALFORMED_REQUEST', {
      details: 'A header field or the path cannot be passed on.',
      cause: error,
    });
  if (error instanceof WrongProtocolError)
    return refuse('SERVICE_UNREACHABLE', { details: 'It switched to another protocol.', cause: error });
  return refusalFor(error);
}
