import type { IncomingHttpHeaders, IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { constants, Http2ServerResponse } from 'node:http2';
import type { Exchange } from '@mycelium/gateway-core';
import { type AppError, refuse } from '@mycelium/kernel';
import type { Dispatcher } from 'undici';
import type { Timed } from './deadlines.ts';
import type { Origin } from './origin.ts';
import { announcedTrailers, responseFields, trailerFields } from './response-fields.ts';
import { reasonOf, refusalFor } from './service-failure.ts';
import { Upload, type UploadOwner } from './upload.ts';

type Controller = Dispatcher.DispatchController;

/** The client's side of a forwarded request. */
export interface Hop {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** Called instead of answering when the service gave no answer to pass on. */
  failed(refusal: AppError): void;
}

/** What an answer needs of whoever sent the request. */
export interface Sender {
  extend(answer: DownstreamAnswer, milliseconds: number): void;
  /** Sends the request once more, if that may and can be done. */
  again(answer: DownstreamAnswer, error: Error): boolean;
  /** The exchange is over, well or not. */
  finished(answer: DownstreamAnswer): void;
  report(answer: DownstreamAnswer, refusal: AppError, reason: string): void;
  /** The service finds the header fields too many or too large, ours perhaps among them. */
  reportFieldsTooLarge(answer: DownstreamAnswer): void;
}

/** Above this, copying a body costs more than a second buffer in the same system call. */
const JOINED_BYTES = 4096;
/** A client on a thin line empties its buffers slowly. One that takes nothing at all for so long has gone. */
const CLIENT_STALL_MS = 300_000;

const ANSWER = Symbol('answer');
type Carrying = ServerResponse & { [ANSWER]?: DownstreamAnswer };

/** One function for all responses each: no closure is made per request. */
function onClientClose(this: Carrying): void {
  this[ANSWER]?.clientClosed();
}
function onClientDrain(this: Carrying): void {
  this[ANSWER]?.clientDrained();
}
const flushHead = (answer: DownstreamAnswer): void => answer.flushHead();

/** Hands a service's answer to the client as it arrives. */
export class DownstreamAnswer implements Dispatcher.DispatchHandler, Timed, UploadOwner {
  readonly exchange: Exchange;
  readonly hop: Hop;
  /** Milliseconds until the answer must have begun, and of silence after that. */
  readonly timeout: number;
  readonly upload: Upload | undefined;
  /** Where it is sent; absent between two tries. */
  origin: Origin | undefined;
  retried = false;
  dueAt = 0;
  latest = Number.POSITIVE_INFINITY;
  before: Timed | undefined;
  after: Timed | undefined;
  /** Something of an answer has come: the request must not be sent again. */
  received = false;
  readonly #sender: Sender;
  #controller: Controller | undefined;
  #done = false;
  #silenceMs: number;
  /** A body that came in one piece is sent together with the end: one system call instead of two. */
  #whole: Buffer | undefined;
  #contentLength = -1;
  #flowing = false;
  #paused = false;
  #trailers = false;

  constructor(exchange: Exchange, hop: Hop, { sender, timeout }: { sender: Sender; timeout: number }) {
    this.exchange = exchange;
    this.hop = hop;
    this.timeout = timeout;
    this.#sender = sender;
    this.#silenceMs = timeout;
    this.upload = exchange.headers?.hasBody === true ? new Upload(hop.request, this) : undefined;
    const response: Carrying = hop.response;
    response[ANSWER] = this;
    response.on('close', onClientClose);
  }

  /** Nothing has been written to a service, the body least of all. */
  get unsent(): boolean {
    return this.#controller === undefined;
  }

  get done(): boolean {
    return this.#done;
  }

  /** Takes the request back and answers the refusal, or cuts the connection under an answer that has begun. */
  abandon(refusal: AppError): void {
    if (this.#done) return;
    this.#finish();
    this.#controller?.abort(refusal);
    this.upload?.destroy();
    this.#refuse(refusal);
  }

  /** Forgets a first try, before a second one. */
  startOver(): void {
    this.retried = true;
    this.origin = undefined;
    this.#controller = undefined;
  }

  onRequestStart(controller: Controller): void {
    this.#controller = controller;
    if (this.#done) controller.abort(new Error('the exchange ended before the request was sent'));
  }

  onResponseStarted(): void {
    this.received = true;
  }

  onResponseStart(_controller: Controller, status: number, headers: IncomingHttpHeaders): void {
    if (status < 200) {
      this.#passInterim(status, headers);
      return;
    }
    const { response } = this.hop;
    const { route, host } = this.exchange;
    if (host !== undefined) route?.hosts.answered(host);
    if (status === 431) this.#sender.reportFieldsTooLarge(this);
    // Forbidden there (RFC 9110 §8.6), and some clients wait for the body.
    if (status === 204) delete headers['content-length'];
    const fields = responseFields(headers, this.exchange);
    if (headers.date !== undefined) response.sendDate = false;
    const length = headers['content-length'];
    if (length !== undefined) this.#contentLength = Number(length);
    const type = headers['content-type'];
    if (type !== undefined && isEventStream(type)) this.#silenceMs = Number.POSITIVE_INFINITY;
    this.#sender.extend(this, this.#silenceMs);
    if (length === undefined) this.#streams(fields, headers);
    response.writeHead(status, fields);
  }

  onResponseData(controller: Controller, chunk: Buffer): void {
    if (chunk.length === this.#contentLength) this.#whole = chunk;
    else {
      this.#flowing = true;
      this.#sender.extend(this, this.#silenceMs);
      if (!this.hop.response.write(chunk)) this.#holdBack(controller);
    }
  }

  onResponseEnd(_controller: Controller, trailers: IncomingHttpHeaders): void {
    this.#finish();
    const { response } = this.hop;
    if (this.#trailers) response.addTrailers(trailerFields(trailers) as OutgoingHttpHeaders);
    if (this.#whole === undefined) response.end();
    // As text the body joins the head in one buffer; as bytes it would be written beside it. Latin-1 keeps every byte.
    else if (this.#whole.length <= JOINED_BYTES) response.end(this.#whole.toString('latin1'), 'latin1');
    else response.end(this.#whole);
  }

  onResponseError(_controller: Controller, error: Error): void {
    if (this.#done || this.#sender.again(this, error)) return;
    this.#finish();
    const refusal = refusalFor(error);
    this.#sender.report(this, refusal, reasonOf(error));
    this.upload?.destroy();
    this.#refuse(refusal);
  }

  overdue(): void {
    if (this.#done) return;
    const inAll = this.dueAt === this.latest;
    if (this.upload?.ended === false && this.upload.waitsForClient && !this.unsent) {
      const details = inAll ? this.#whatTookSoLong(inAll) : 'The rest of its body did not come.';
      this.abandon(refuse('REQUEST_TIMEOUT', { details }));
      return;
    }
    const refusal = refuse('SERVICE_TIMEOUT', { details: this.#whatTookSoLong(inAll) });
    if (!this.#paused) this.#sender.report(this, refusal, inAll ? 'not done in time' : 'silent');
    this.abandon(refusal);
  }

  clientClosed(): void {
    if (this.#done) return;
    this.#finish();
    this.#controller?.abort(new Error('the client went away'));
  }

  clientDrained(): void {
    if (!this.#paused) return;
    this.#paused = false;
    this.#sender.extend(this, this.#silenceMs);
    this.#controller?.resume();
  }

  /** Sends the head of an answer whose body is still to come. */
  flushHead(): void {
    if (!this.#done && !this.#flowing) this.hop.response.flushHeaders();
  }

  uploadBegins(): void {
    this.#sender.extend(this, this.timeout);
    if (expecting.delete(this.hop.request)) this.hop.response.writeContinue();
  }

  uploadProgressed(): void {
    if (!this.#done) this.#sender.extend(this, this.timeout);
  }

  #whatTookSoLong(inAll: boolean): string {
    const overall = this.exchange.route?.route.overallTimeoutSeconds;
    return inAll
      ? `It was not done within ${overall} seconds.`
      : `It was silent for ${this.timeout / 1000} seconds.`;
  }

  #finish(): void {
    this.#done = true;
    this.#sender.finished(this);
  }

  /** An answer that has begun cannot be taken back; a cut connection tells the client that it is incomplete. */
  #refuse(refusal: AppError): void {
    const { response } = this.hop;
    if (!response.headersSent) this.hop.failed(refusal);
    else {
      this.exchange.brokenOff = true;
      cut(response);
    }
  }

  /** Without a length there may be trailers, and there may be a long time until the first byte. */
  #streams(fields: string[], headers: IncomingHttpHeaders): void {
    const { request } = this.hop;
    const { trailer } = headers;
    const chunked = request.httpVersionMajor > 1 || request.httpVersionMinor === 1;
    if (
      trailer !== undefined &&
      chunked &&
      headers['transfer-encoding'] !== undefined &&
      request.method !== 'HEAD'
    ) {
      const names = announcedTrailers(trailer);
      if (names !== '') {
        this.#trailers = true;
        fields.push('trailer', names);
      }
    }
    process.nextTick(flushHead, this);
  }

  /** RFC 8297. Others concern the hop, or have no meaning without their handshake (RFC 9110 §15.2). */
  #passInterim(status: number, { link }: IncomingHttpHeaders): void {
    const { request, response } = this.hop;
    if (status !== 103 || link === undefined || response.headersSent || response.destroyed) return;
    if (request.httpVersionMajor === 1 && request.httpVersionMinor === 0) return;
    try {
      response.writeEarlyHints({ link });
    } catch {
      // Hints that cannot be read as such are none; the answer itself is still to come.
    }
  }

  #holdBack(controller: Controller): void {
    if (this.#paused) return;
    this.#paused = true;
    controller.pause();
    this.#sender.extend(this, Math.max(this.#silenceMs, CLIENT_STALL_MS));
    const response: Carrying = this.hop.response;
    if (response.listenerCount('drain') === 0) response.on('drain', onClientDrain);
  }
}

/** So that the client can tell a part from the whole: over HTTP/2 a stream just ends otherwise. */
function cut(response: ServerResponse | Http2ServerResponse): void {
  if (response instanceof Http2ServerResponse) response.stream.close(constants.NGHTTP2_INTERNAL_ERROR);
  else response.destroy();
}

const isEventStream = (type: string): boolean => type.startsWith('text/event-stream');

const expecting = new WeakSet<IncomingMessage>();

/**
 * Notes that the client waits for `100 Continue`. It is sent when the service is connected, so that nobody uploads to
 * a route that refuses or to a service that is away (RFC 9110 §10.1.1).
 */
export const awaitsContinue = (request: IncomingMessage): void => void expecting.add(request);
