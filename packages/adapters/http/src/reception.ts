import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  type Client,
  type CorsPolicy,
  clientAt,
  compileCors,
  Exchange,
  HEADER,
  isNativePath,
  originForm,
  type PipelinePorts,
  type RequestHead,
  runPipeline,
} from '@mycelium/gateway-core';
import { AppError, type Logger, refuse } from '@mycelium/kernel';
import { answerRefusal } from './answer.ts';
import { type Connection, clientOf, closeAfter, connectionOf, recognise } from './connection.ts';
import { crossOrigin, tellNobody } from './cross-origin.ts';
import { type Doubt, doubtAbout, doubtAboutFields, expectsContinue } from './doubtful-request.ts';
import { awaitsContinue } from './downstream/downstream-answer.ts';
import type { Forwarder } from './downstream/forwarder.ts';
import { fieldsPresent, PRESENT } from './fields-present.ts';
import { type TranslatedRequest, watchUpload } from './http2-door.ts';
import { isHttp2 } from './is-http2.ts';
import { limitBody } from './limit-body.ts';
import type { ListenerLimits, ListenerSettings } from './listener-settings.ts';
import { NativeBridge } from './native-bridge.ts';
import { Passage } from './passage.ts';

/** Answers requests for the gateway's own paths. */
export type NativeHandler = (request: IncomingMessage, response: ServerResponse, requestId: string) => void;

export interface ReceptionPorts {
  readonly pipeline: PipelinePorts;
  readonly forwarder: Forwarder;
  readonly native: NativeHandler;
  readonly newRequestId: () => string;
  /** Lines of target `gateway.access`. */
  readonly accessLog: Logger;
}

/** A request as it came in. `fault`: what is wrong with it already. */
type Arrived = Pick<TranslatedRequest, 'request' | 'response' | 'fault'>;

const SLASH = 0x2f;
const ALLOWED = 'GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS';

/** Whom to believe when the fields that a proxy sent contradict each other. */
const NOBODY: Client = clientAt('', false);

/** Takes each request where it belongs: to the gateway's own doors, or through the steps to a service. */
export class Reception {
  /** Connections are closed after their running request. */
  draining = false;
  readonly #ports: ReceptionPorts;
  readonly #limits: ListenerLimits;
  readonly #cors: CorsPolicy;
  readonly #bridge: NativeBridge;

  constructor(ports: ReceptionPorts, { limits, allowedOrigins }: ListenerSettings) {
    this.#ports = ports;
    this.#limits = limits;
    this.#cors = compileCors(allowedOrigins);
    this.#bridge = new NativeBridge(ports.native);
  }

  /** A request of HTTP/1. */
  readonly receive = (request: IncomingMessage, response: ServerResponse): void => {
    const connection = connectionOf(request.socket);
    if (connection.ends) return;
    connection.takesRequests = true;
    const { requestsPerConnection } = this.#limits;
    if (this.draining || (requestsPerConnection > 0 && ++connection.requests >= requestsPerConnection))
      closeAfter(response);
    this.#take({ request, response, fault: undefined }, connection);
  };

  /** A request of HTTP/1 that Node takes for one that waits. Of those that do not, it closes the connection. */
  readonly receiveExpecting = (request: IncomingMessage, response: ServerResponse): void => {
    this.receive(request, response);
    if (!expectsContinue(request)) closeAfter(response);
  };

  readonly receiveTranslated = ({ request, response, connection, fault }: TranslatedRequest): void => {
    this.#take({ request, response, fault }, connection);
  };

  /** A request as the steps read it. */
  readonly headOf = (request: IncomingMessage): RequestHead => {
    const client = clientOf(connectionOf(request.socket), request.rawHeaders);
    return this.#head(request, typeof client === 'string' ? NOBODY : client, connectionOf(request.socket));
  };

  /** Why an upgrade is refused before anybody looks at its path. */
  readonly doubtAboutUpgrade = (request: IncomingMessage): AppError | undefined => {
    const client = clientOf(connectionOf(request.socket), request.rawHeaders);
    if (typeof client === 'string') return malformed(client).refusal;
    const url = request.url ?? '';
    const doubt = doubtAbout(request, this.#limits, fieldsPresent(request.rawHeaders));
    if (doubt !== undefined || url.charCodeAt(0) === SLASH) return doubt?.refusal;
    return doubtAboutTarget(url, request)?.refusal;
  };

  #head(request: IncomingMessage, client: Client, connection: Connection): RequestHead {
    const url = request.url ?? '';
    return {
      method: request.method ?? '',
      target: url.charCodeAt(0) === SLASH ? url : plainTarget(url, request),
      rawHeaders: request.rawHeaders,
      client,
      requestId: this.#ports.newRequestId(),
      connection,
    };
  }

  /** What nobody expected costs its own request, not the process. */
  #take(arrived: Arrived, connection: Connection): void {
    try {
      this.#lead(arrived, connection);
    } catch (error) {
      const requestId = this.#ports.newRequestId();
      answerRefusal(arrived.response, this.#bug(requestId, error), { requestId, credentialSent: false });
    }
  }

  #lead({ request, response, fault }: Arrived, connection: Connection): void {
    const client = fault === undefined ? clientOf(connection, request.rawHeaders) : connection.client;
    const exchange = new Exchange(
      this.#head(request, typeof client === 'string' ? NOBODY : client, connection),
    );
    const passage = new Passage({ exchange, request, response }, connection);
    const { accessLog } = this.#ports;
    if (accessLog.enabled('info') && !isHealthCheck(exchange.path)) logWhenDone(accessLog, passage);
    const native = isNativePath(exchange.path);
    const present = fieldsPresent(request.rawHeaders);
    // The parser stops behind such a request as if we had switched: what came along with it is lost.
    if ((present & PRESENT.upgrade) !== 0) closeAfter(response);
    const wrong = fault ?? (typeof client === 'string' ? client : undefined);
    const doubt = wrong === undefined ? this.#doubt(passage, native, present) : malformed(wrong);
    if ((present & PRESENT.origin) === 0) tellNobody(this.#cors, response);
    else if (this.#acrossOrigins(passage, doubt === undefined)) return;
    if (doubt !== undefined) refuseDoubtful(passage, doubt);
    else if (native) this.#toNative(passage);
    else this.#throughSteps(passage);
  }

  #doubt({ exchange, request }: Passage, native: boolean, present: number): Doubt | undefined {
    const doubt = doubtAbout(request, this.#limits, present);
    if (doubt !== undefined) return doubt;
    if (native)
      return doubtAboutFields(request, this.#ports.pipeline.underscoreHeaders) ?? doubtAboutMethod(exchange);
    const { method, target } = exchange.head;
    return method === 'TRACE' || method === 'CONNECT' || target.charCodeAt(0) !== SLASH
      ? (doubtAboutMethod(exchange) ?? doubtAboutTarget(target, request))
      : undefined;
  }

  #acrossOrigins({ exchange, request, response }: Passage, sound: boolean): boolean {
    const { requestId } = exchange.head;
    return crossOrigin(this.#cors, { request, response, requestId, sound });
  }

  #toNative(passage: Passage): void {
    const { exchange, request, response } = passage;
    request.url = exchange.encodedPath + exchange.query;
    recognise(request, exchange.head.client);
    if (expectsContinue(request)) response.writeContinue();
    this.#watchUpload(passage);
    if (isHttp2(request)) this.#bridge.pass(passage);
    else this.#ports.native(request, response, exchange.head.requestId);
  }

  #throughSteps(passage: Passage): void {
    if (passage.exchange.head.target === '*') {
      answerAboutServer(passage);
      return;
    }
    const refusal = this.#run(passage);
    if (!(refusal instanceof Promise)) {
      this.#conclude(passage, refusal);
      return;
    }
    refusal.then(
      settled => this.#conclude(passage, settled),
      (error: unknown) => passage.failed(this.#bug(passage.exchange.head.requestId, error)),
    );
  }

  #run(passage: Passage): ReturnType<typeof runPipeline> {
    try {
      return runPipeline(passage.exchange, this.#ports.pipeline);
    } catch (error) {
      return this.#bug(passage.exchange.head.requestId, error);
    }
  }

  /** An error that nobody expected: logged once with its id, answered without a word about it. */
  #bug(requestId: string, error: unknown): AppError {
    if (error instanceof AppError) return error;
    this.#ports.accessLog.log('error', 'a request failed on a bug', { requestId, error });
    return refuse('INTERNAL', { details: `Report it with the id ${requestId}.`, cause: error });
  }

  #conclude(passage: Passage, refusal: AppError | undefined): void {
    const { exchange } = passage;
    if (passage.calledOff || passage.response.destroyed) return;
    if (exchange.headers?.refusal !== undefined) closeAfter(passage.response);
    if (refusal !== undefined) passage.failed(refusal);
    else if (exchange.headers?.hasBody === true) this.#forwardWithBody(passage);
    else this.#ports.forwarder.forward(exchange, passage);
  }

  #forwardWithBody(passage: Passage): void {
    const { exchange, request } = passage;
    const max = exchange.route?.route.maxBodyBytes ?? this.#limits.bodyBytes;
    const length = request.headers['content-length'];
    // What came while the caller was looked up waits in the stream; of HTTP/1 it may be the whole body.
    if (max > 0 && Math.max(Number(length ?? 0), request.readableLength) > max) {
      passage.failed(bodyTooLarge(max));
      return;
    }
    if (expectsContinue(request)) awaitsContinue(request);
    // A length that was announced is kept to by the parser.
    if (max > 0 && length === undefined) limitBody(request, max, () => passage.abandon(bodyTooLarge(max)));
    passage.downstream = this.#ports.forwarder.forward(exchange, passage);
    this.#watchUpload(passage);
  }

  #watchUpload(passage: Passage): void {
    const { request, connection } = passage;
    if (isHttp2(request)) watchUpload(passage);
    else if (hasBody(request)) connection.upload = passage;
  }
}

const isHealthCheck = (path: string): boolean => path === '/health' || path.startsWith('/health/');

const hasBody = ({ headers }: IncomingMessage): boolean =>
  headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined;

const bodyTooLarge = (max: number): AppError =>
  refuse('BODY_TOO_LARGE', { details: `At most ${max} bytes are taken here.` });

const malformed = (details: string): Doubt => ({
  refusal: refuse('MALFORMED_REQUEST', { details }),
  closes: true,
});

/** An absolute target becomes what it says about this server; what names another one is refused later, as it stands. */
function plainTarget(url: string, { headers }: IncomingMessage): string {
  const plain = originForm(url, headers.host);
  return 'path' in plain ? plain.path : url;
}

/** TRACE reflects what it was sent, credentials included; CONNECT opens tunnels (RFC 9110 §9.3.6, §9.3.8). */
function doubtAboutMethod(exchange: Exchange): Doubt | undefined {
  const { method } = exchange.head;
  if (method !== 'TRACE' && method !== 'CONNECT') return undefined;
  exchange.allow = ALLOWED;
  return { refusal: refuse('METHOD_NOT_ALLOWED', { details: `It accepts ${ALLOWED}.` }), closes: false };
}

function doubtAboutTarget(target: string, { headers, method }: IncomingMessage): Doubt | undefined {
  if (target === '*' && method === 'OPTIONS') return undefined;
  const plain = originForm(target, headers.host);
  return 'refusal' in plain ? malformed(plain.refusal) : undefined;
}

function refuseDoubtful(passage: Passage, { refusal, closes }: Doubt): void {
  if (closes) closeAfter(passage.response);
  passage.failed(refusal);
}

/** `OPTIONS *` asks about the server as a whole (RFC 9110 §9.3.7). */
function answerAboutServer({ exchange, response }: Passage): void {
  response.writeHead(204, ['allow', ALLOWED, HEADER.requestId, exchange.head.requestId]);
  response.end();
}

function logWhenDone(log: Logger, { exchange, response }: Passage): void {
  const start = performance.now();
  response.once('close', () => {
    log.log('info', 'request', {
      method: exchange.head.method,
      path: exchange.encodedPath,
      status: response.writableFinished || exchange.brokenOff ? response.statusCode : 499,
      durationMs: Math.round((performance.now() - start) * 10) / 10,
      service: exchange.route?.service.name,
      peer: exchange.head.client.address,
      requestId: exchange.head.requestId,
    });
  });
}
