import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { Exchange } from '@mycelium/gateway-core';
import { type AppError, refuse } from '@mycelium/kernel';
import { cutAnswer } from '../cut.ts';
import type { AnswerHead, FieldList } from './answer-head.ts';
import type { Timed } from './deadlines.ts';
import { writeCopy } from './large-pieces.ts';
import type { Origin } from './origin.ts';
import { announcedTrailers, responseFields, trailerFields } from './response-fields.ts';
import type { Call, Flow } from './service-connection.ts';
import { reasonOf, refusalFor } from './service-failure.ts';
import { Upload, type UploadOwner } from './upload.ts';

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

/** A client on a thin line empties its buffers slowly. One that takes nothing at all for so long has gone. */
const CLIENT_STALL_MS = 300_000;

const ANSWER = Symbol('answer');
type Carrying = ServerResponse & { [ANSWER]?: DownstreamAnswer };

/** One function for all responses each: no closure is made per request. */
function onClientClose(this: Carrying): void {
  this[ANSWER]?.callOff();
}
function onClientDrain(this: Carrying): void {
  this[ANSWER]?.clientDrained();
}
const flushHead = (answer: DownstreamAnswer): void => answer.flushHead();

/** Hands a service's answer to the client as it arrives. */
export class DownstreamAnswer implements Call, Timed, UploadOwner {
  readonly exchange: Exchange;
  readonly hop: Hop;
  /** Milliseconds until the answer must have begun, and of silence after that. */
  readonly timeout: number;
  readonly upload: Upload | undefined;
  /** Where it is sent; absent between two tries. */
  origin: Origin | undefined;
  requestHead = '';
  retried = false;
  dueAt = 0;
  latest = Number.POSITIVE_INFINITY;
  before: Timed | undefined;
  after: Timed | undefined;
  /** Something of an answer has come: the request must not be sent again. */
  received = false;
  readonly #sender: Sender;
  #flow: Flow | undefined;
  #done = false;
  #silenceMs: number;
  /** The body, when it came in one piece: it is sent together with the end, in one system call instead of two. */
  #whole: string | undefined;
  #flowing = false;
  #paused = false;
  #trailers = false;

  constructor(exchange: Exchange, hop: Hop, { sender, timeout }: { sender: Sender; timeout: number }) {
    this.exchange = exchange;
    this.hop = hop;
    this.timeout = timeout;
    this.#sender = sender;
    this.#silenceMs = timeout;
    const { headers } = exchange;
    if (headers?.hasBody === true) {
      const length = headers.contentLength === undefined ? -1 : Number(headers.contentLength);
      this.upload = new Upload(hop.request, length, this);
    }
    const response: Carrying = hop.response;
    response[ANSWER] = this;
    response.on('close', onClientClose);
  }

  /** Nothing has been written to a service, the body least of all. */
  get unsent(): boolean {
    return this.#flow === undefined;
  }

  get method(): string {
    return this.exchange.head.method;
  }

  get done(): boolean {
    return this.#done;
  }

  /** Takes the request back and answers the refusal, or cuts the connection under an answer that has begun. */
  abandon(refusal: AppError): void {
    if (this.#done) return;
    this.#finish();
    this.#flow?.abort();
    this.upload?.destroy();
    this.#refuse(refusal);
  }

  /** Forgets a first try, before a second one. */
  startOver(): void {
    this.retried = true;
    this.origin = undefined;
    this.#flow = undefined;
  }

  sent(flow: Flow): void {
    this.#flow = flow;
  }

  interim(head: AnswerHead): void {
    this.#passHints(head);
  }

  began(head: AnswerHead): void {
    const { status } = head;
    const { response } = this.hop;
    const { route, host } = this.exchange;
    if (host !== undefined) route?.hosts.answered(host);
    if (status === 431) this.#sender.reportFieldsTooLarge(this);
    const fields = responseFields(head, this.exchange);
    if (head.dated) response.sendDate = false;
    if (head.contentType !== undefined && isEventStream(head.contentType))
      this.#silenceMs = Number.POSITIVE_INFINITY;
    this.#sender.extend(this, this.#silenceMs);
    if (head.length < 0) this.#streams(fields, head);
    response.writeHead(status, fields);
  }

  whole(body: string): void {
    this.#whole = body;
  }

  data(chunk: Buffer): void {
    this.#flowing = true;
    this.#sender.extend(this, this.#silenceMs);
    if (!writeCopy(this.hop.response, chunk)) this.#holdBack();
  }

  ended(trailers: FieldList): void {
    this.#finish();
    const { response } = this.hop;
    if (this.#trailers) response.addTrailers(trailerFields(trailers) as OutgoingHttpHeaders);
    // As text the body joins the head in one buffer; as bytes it would be written beside it. Latin-1 keeps every byte.
    if (this.#whole === undefined) response.end();
    else response.end(this.#whole, 'latin1');
    this.upload?.destroy();
  }

  failed(error: Error): void {
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

  /** Nobody waits for the answer any more: the client is gone, or is told something else. */
  callOff(): void {
    if (this.#done) return;
    this.#finish();
    this.#flow?.abort();
    this.upload?.destroy();
  }

  clientDrained(): void {
    if (!this.#paused) return;
    this.#paused = false;
    this.#sender.extend(this, this.#silenceMs);
    this.#flow?.resume();
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
    if (!this.#done && !this.#paused) this.#sender.extend(this, this.#silenceMs);
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
    if (!response.headersSent && this.#answered(refusal)) return;
    this.exchange.brokenOff = true;
    cutAnswer(response);
  }

  /** What the service sent may have left a response behind on which nothing can be written any more. */
  #answered(refusal: AppError): boolean {
    try {
      this.hop.failed(refusal);
      return true;
    } catch (error) {
      this.#sender.report(this, refusal, `its answer cannot be passed on: ${String(error)}`);
      return false;
    }
  }

  /** Without a length there may be trailers, and there may be a long time until the first byte. */
  #streams(fields: string[], head: AnswerHead): void {
    const { request } = this.hop;
    const chunked = request.httpVersionMajor > 1 || request.httpVersionMinor === 1;
    if (head.trailer !== undefined && chunked && head.chunked && head.framing(request.method ?? '') !== 0) {
      const names = announcedTrailers(head.trailer);
      if (names !== '') {
        this.#trailers = true;
        fields.push('trailer', names);
      }
    }
    process.nextTick(flushHead, this);
  }

  /** RFC 8297. Others concern the hop, or have no meaning without their handshake (RFC 9110 §15.2). */
  #passHints({ status, link }: AnswerHead): void {
    const { request, response } = this.hop;
    if (status !== 103 || link === undefined || response.headersSent || response.destroyed) return;
    if (response.writableNeedDrain) return;
    if (request.httpVersionMajor === 1 && request.httpVersionMinor === 0) return;
    try {
      response.writeEarlyHints({ link });
    } catch {
      // Hints that cannot be read as such are none; the answer itself is still to come.
    }
  }

  #holdBack(): void {
    if (this.#paused) return;
    this.#paused = true;
    this.#flow?.pause();
    this.#sender.extend(this, Math.max(this.#silenceMs, CLIENT_STALL_MS));
    const response: Carrying = this.hop.response;
    if (response.listenerCount('drain') === 0) response.on('drain', onClientDrain);
  }
}

const isEventStream = (type: string): boolean => type.startsWith('text/event-stream');

const expecting = new WeakSet<IncomingMessage>();

/**
 * Notes that the client waits for `100 Continue`. It is sent when the service is connected, so that nobody uploads to
 * a route that refuses or to a service that is away (RFC 9110 §10.1.1).
 */
export const awaitsContinue = (request: IncomingMessage): void => void expecting.add(request);
