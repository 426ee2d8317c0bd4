import http, { type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { Exchange, isNativePath, type PipelinePorts, runPipeline } from '@mycelium/gateway-core';
import { AppError, type Logger, refuse } from '@mycelium/kernel';
import { answerRefusal } from './answer.ts';
import { brokenRequestAnswers } from './broken-request.ts';
import { type Doubt, doubtAbout, doubtAboutFields } from './doubtful-request.ts';
import type { Forwarder } from './forwarder.ts';

/** Answers requests for the gateway's own paths. */
export type NativeHandler = (request: IncomingMessage, response: ServerResponse, requestId: string) => void;

export interface ListenerPorts {
  readonly pipeline: PipelinePorts;
  readonly forwarder: Forwarder;
  readonly native: NativeHandler;
  readonly newRequestId: () => string;
  /** Lines of target `gateway.access`. */
  readonly accessLog: Logger;
}

export interface Listener {
  /** `http://address:port` once it listens. Rejects with the system's error when the port is taken. */
  listen(address: { readonly host: string; readonly port: number }): Promise<AddressInfo>;
  /** Takes no new connection, lets running exchanges finish, and cuts what is left after `graceMs`. */
  close(graceMs: number): Promise<void>;
  readonly server: Server;
}

const HEADERS_TIMEOUT_MS = 20_000;
const KEEP_ALIVE_MS = 65_000;
const MAX_HEADER_BYTES = 16 * 1024;
const MAX_HEADER_COUNT = 200;

/** The one listener: native paths go to the gateway's own doors, everything else through the steps to a service. */
export function gatewayListener(ports: ListenerPorts): Listener {
  const state = { draining: false };
  const server = http.createServer(
    {
      keepAliveTimeout: KEEP_ALIVE_MS,
      headersTimeout: HEADERS_TIMEOUT_MS,
      // Uploads may take their time; silence on them is cut by the idle time-out of the forwarder.
      requestTimeout: 0,
      connectionsCheckingInterval: 5000,
      maxHeaderSize: MAX_HEADER_BYTES,
      // We refuse it ourselves, with the error body.
      requireHostHeader: false,
      // Most requests have no body; their stream is made ended instead of being brought to its end by events.
      optimizeEmptyRequests: true,
    },
    (request, response) => {
      if (state.draining) response.shouldKeepAlive = false;
      receive(ports, request, response);
    },
  );
  // Node drops what is over the count without a word; one more than allowed is enough to refuse the request.
  server.maxHeadersCount = MAX_HEADER_COUNT + 1;
  const broken = brokenRequestAnswers(ports.newRequestId);
  server.on('clientError', broken.answerClientError);
  server.on('connect', (_request: IncomingMessage, socket: Socket) => broken.refuseTunnel(socket));
  return {
    server,
    listen: ({ host, port }) => listen(server, host, port),
    close: graceMs => {
      state.draining = true;
      return drain(server, graceMs);
    },
  };
}

function listen(server: Server, host: string, port: number): Promise<AddressInfo> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port }, () => {
      server.off('error', reject);
      const address = server.address();
      if (address !== null && typeof address === 'object') resolve(address);
    });
  });
}

function drain(server: Server, graceMs: number): Promise<void> {
  return new Promise(resolve => {
    const deadline = setTimeout(() => server.closeAllConnections(), graceMs);
    server.close(() => {
      clearTimeout(deadline);
      resolve();
    });
    server.closeIdleConnections();
  });
}

function receive(ports: ListenerPorts, request: IncomingMessage, response: ServerResponse): void {
  const exchange = new Exchange({
    method: request.method ?? '',
    target: request.url ?? '',
    rawHeaders: request.rawHeaders,
    peerAddress: request.socket.remoteAddress ?? '',
    encrypted: 'encrypted' in request.socket,
    requestId: ports.newRequestId(),
  });
  if (ports.accessLog.enabled('info') && !exchange.path.startsWith('/health'))
    logWhenDone(ports.accessLog, exchange, response);
  const native = isNativePath(exchange.path);
  const doubt = doubtAbout(request, MAX_HEADER_COUNT) ?? (native ? doubtAboutFields(request) : undefined);
  if (doubt !== undefined) {
    refuseDoubtful(exchange, response, doubt);
    return;
  }
  if (native) {
    request.url = exchange.encodedPath + exchange.query;
    ports.native(request, response, exchange.head.requestId);
    return;
  }
  const refusal = run(ports, exchange);
  if (!(refusal instanceof Promise)) {
    conclude(ports, exchange, { request, response, refusal });
    return;
  }
  refusal.then(
    settled => conclude(ports, exchange, { request, response, refusal: settled }),
    (error: unknown) => answer(exchange, response, bug(ports, exchange, error)),
  );
}

function refuseDoubtful(exchange: Exchange, response: ServerResponse, { refusal, closes }: Doubt): void {
  if (closes) response.shouldKeepAlive = false;
  answer(exchange, response, refusal);
}

/** A step that throws instead of answering costs its own request, not the process. */
function run(ports: ListenerPorts, exchange: Exchange): ReturnType<typeof runPipeline> {
  try {
    return runPipeline(exchange, ports.pipeline);
  } catch (error) {
    return bug(ports, exchange, error);
  }
}

interface Conclusion {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly refusal: AppError | undefined;
}

function conclude(
  ports: ListenerPorts,
  exchange: Exchange,
  { request, response, refusal }: Conclusion,
): void {
  if (refusal !== undefined) answer(exchange, response, refusal);
  else
    ports.forwarder.forward(exchange, {
      request,
      response,
      failed: failure => answer(exchange, response, failure),
    });
}

/** An error that no step expected: logged once with its id, answered without a word about it. */
function bug(ports: ListenerPorts, exchange: Exchange, error: unknown): AppError {
  if (error instanceof AppError) return error;
  const { requestId } = exchange.head;
  ports.accessLog.log('error', 'a request failed on a bug', { requestId, error });
  return refuse('INTERNAL', { details: `Report it with the id ${requestId}.`, cause: error });
}

function answer(exchange: Exchange, response: ServerResponse, refusal: AppError): void {
  answerRefusal(response, refusal, {
    requestId: exchange.head.requestId,
    allow: exchange.allow,
    credentialSent: exchange.headers?.authorization !== undefined,
  });
}

function logWhenDone(log: Logger, exchange: Exchange, response: ServerResponse): void {
  const start = performance.now();
  response.once('close', () => {
    log.log('info', 'request', {
      method: exchange.head.method,
      path: exchange.encodedPath,
      status: response.writableFinished ? response.statusCode : 499,
      durationMs: Math.round((performance.now() - start) * 10) / 10,
      service: exchange.route?.service.name,
      peer: exchange.head.peerAddress,
      requestId: exchange.head.requestId,
    });
  });
}
