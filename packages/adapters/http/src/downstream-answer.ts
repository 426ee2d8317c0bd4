import type { ServerResponse } from 'node:http';
import { type Exchange, HEADER, responsePasses } from '@mycelium/gateway-core';
import { type AppError, type Logger, refuse } from '@mycelium/kernel';
import type { Dispatcher } from 'undici';

type Controller = Dispatcher.DispatchController;

export interface AnswerContext {
  readonly exchange: Exchange;
  readonly response: ServerResponse;
  readonly failed: (refusal: AppError) => void;
  readonly log: Logger;
}

/** Above this, copying a body costs more than a second buffer in the same system call. */
const JOINED_BYTES = 4096;

const ANSWER = Symbol('answer');
type Carrying = ServerResponse & { [ANSWER]?: DownstreamAnswer };

/** One function for all responses: no closure is made per request. */
function onClientClose(this: Carrying): void {
  this[ANSWER]?.clientClosed();
}

/** Hands a service's answer to the client as it arrives. */
export class DownstreamAnswer implements Dispatcher.DispatchHandler {
  readonly #context: AnswerContext;
  #controller: Controller | undefined;
  /** A body that came in one piece is sent together with the end: one system call instead of two. */
  #whole: Buffer | undefined;
  #contentLength = -1;
  #done = false;
  #paused = false;

  constructor(context: AnswerContext) {
    this.#context = context;
    const response: Carrying = context.response;
    response[ANSWER] = this;
    response.once('close', onClientClose);
  }

  onRequestStart(controller: Controller): void {
    this.#controller = controller;
    if (this.#done) controller.abort(new Error('the client went away before the request was sent'));
  }

  onResponseStart(controller: Controller, status: number): void {
    // Interim answers belong to the hop (RFC 9110 §15.2); the listener sends its own 100.
    if (status < 200) return;
    const { exchange, response } = this.#context;
    const raw = (controller.rawHeaders ?? []) as readonly Buffer[];
    const headers: string[] = [];
    const secretHeader = injectedHeader(exchange);
    for (let i = 0; i < raw.length; i += 2) {
      const name = raw[i]?.toString('latin1') ?? '';
      const lower = name.toLowerCase();
      if (!responsePasses(lower) || lower === secretHeader) continue;
      const value = raw[i + 1]?.toString('latin1') ?? '';
      if (lower === 'date') response.sendDate = false;
      else if (lower === 'content-length') this.#contentLength = Number(value);
      headers.push(name, value);
    }
    headers.push(HEADER.requestId, exchange.head.requestId);
    response.writeHead(status, headers);
  }

  onResponseData(controller: Controller, chunk: Buffer): void {
    if (chunk.length === this.#contentLength) this.#whole = chunk;
    else if (!this.#context.response.write(chunk)) this.#holdBack(controller);
  }

  onResponseEnd(): void {
    this.#done = true;
    const { response } = this.#context;
    if (this.#whole === undefined) response.end();
    // As text the body joins the head in one buffer; as bytes it would be written beside it. Latin-1 keeps every byte.
    else if (this.#whole.length <= JOINED_BYTES) response.end(this.#whole.toString('latin1'), 'latin1');
    else response.end(this.#whole);
  }

  onResponseError(_controller: Controller, error: Error): void {
    if (this.#done) return;
    this.#done = true;
    const { response, failed, log, exchange } = this.#context;
    const refusal = refusalOf(error);
    log.log('warn', 'the service failed', {
      service: exchange.route?.service.name,
      origin: exchange.origin,
      code: refusal.code,
      reason: reasonOf(error),
      requestId: exchange.head.requestId,
    });
    // An answer that has begun cannot be taken back; a cut connection tells the client that it is incomplete.
    if (response.headersSent) response.destroy();
    else failed(refusal);
  }

  clientClosed(): void {
    if (this.#done) return;
    this.#done = true;
    this.#controller?.abort(new Error('the client went away'));
  }

  #holdBack(controller: Controller): void {
    if (this.#paused) return;
    this.#paused = true;
    controller.pause();
    this.#context.response.once('drain', () => {
      this.#paused = false;
      controller.resume();
    });
  }
}

/** The name under which a secret was sent to the service: an echo of it stays here. */
function injectedHeader({ route }: Exchange): string | undefined {
  const name = route?.route.secretName;
  const secret = name === undefined ? undefined : route?.service.secrets.get(name);
  return secret?.kind === 'header' ? secret.headerName.toLowerCase() : undefined;
}

const TIMEOUTS: ReadonlySet<string> = new Set([
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
  'UND_ERR_CONNECT_TIMEOUT',
]);

const codeOf = (error: Error): string =>
  'code' in error && typeof error.code === 'string' ? error.code : '';

/** For the log only: the code, or the class, of the fault. Messages may hold addresses. */
const reasonOf = (error: Error): string => codeOf(error) || error.name;

function refusalOf(error: Error): AppError {
  const code = codeOf(error);
  if (TIMEOUTS.has(code)) return refuse('SERVICE_TIMEOUT', { cause: error });
  if (code === 'UND_ERR_INVALID_ARG') {
    return refuse('MALFORMED_REQUEST', {
      details: 'a header field or the path cannot be passed on',
      cause: error,
    });
  }
  return refuse('SERVICE_UNREACHABLE', { cause: error });
}
