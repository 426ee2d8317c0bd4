import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { HEADER } from '@mycelium/gateway-core';
import { type AppError, type LogFields, type Logger, refuse } from '@mycelium/kernel';
import { errorBody } from '@mycelium/operations';
import { answerUnderWay, connectionOf } from './connection.ts';
import { hangUp } from './hang-up.ts';
import { inTurn } from './in-turn.ts';

interface ParserError extends Error {
  readonly code?: string;
  /** What the parser says of it: a fixed sentence, which repeats nothing of the request. */
  readonly reason?: string;
}

const REASONS: ReadonlyMap<string, readonly [number, string]> = new Map([
  ['HPE_HEADER_OVERFLOW', [431, 'Request Header Fields Too Large']],
  ['ERR_HTTP_REQUEST_TIMEOUT', [408, 'Request Timeout']],
]);

const TUNNEL_ALLOW = 'GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS';

export interface BrokenRequestAnswers {
  readonly answerClientError: (error: ParserError, socket: Duplex) => void;
  readonly refuseTunnel: (socket: Duplex) => void;
  readonly refuseConnection: (socket: Duplex) => void;
}

/** Answers to what never became a request. All carry the error body and an id, and close the connection. */
export function brokenRequestAnswers(newRequestId: () => string, log: Logger): BrokenRequestAnswers {
  const answer = (socket: Duplex, refusal: AppError, { start, fields = [], reason }: Refused): void => {
    const requestId = newRequestId();
    if (reason !== undefined) logRefused(log, socket, { status: statusOf(start), reason, requestId });
    write(socket, refusal, [`HTTP/1.1 ${start}`, `${HEADER.requestId}: ${requestId}`, ...fields]);
  };
  /** Each piece that comes after what is broken is reported anew. */
  const broken = new WeakSet<Duplex>();
  return {
    /** What the parser could not read: its framing is in doubt. */
    answerClientError: (error, socket) => {
      if (error.code === 'ECONNRESET' || !socket.writable) {
        socket.destroy();
        return;
      }
      if (broken.has(socket)) return;
      broken.add(socket);
      const [status, phrase] = REASONS.get(error.code ?? '') ?? [400, 'Bad Request'];
      const reason = error.reason ?? phrase;
      // The body of a request breaks, or its client leaves: the request has a line of its own in the log.
      const known = answerUnderWay(socket)?.req.complete === false;
      if (known && socket instanceof Socket) connectionOf(socket).upload?.callOff();
      const refused = { start: `${status} ${phrase}`, ...(!known && { reason }) };
      inTurn(socket, () => answer(socket, refusalFor(status, reason), refused));
    },
    /** CONNECT asks for a tunnel to anywhere, which a gateway to known services is not (RFC 9110 §9.3.6). */
    refuseTunnel: socket => {
      leave(socket);
      inTurn(socket, () =>
        answer(socket, refuse('METHOD_NOT_ALLOWED', { details: 'There are no tunnels here.' }), {
          start: '405 Method Not Allowed',
          fields: [`Allow: ${TUNNEL_ALLOW}`],
          reason: 'CONNECT',
        }),
      );
    },
    /** Nothing of it has been read: whoever asks next on a connection of its own may be luckier. */
    refuseConnection: socket =>
      answer(socket, refuse('CONNECTIONS_EXHAUSTED', { details: 'Try again shortly.' }), {
        start: '503 Service Unavailable',
        fields: ['Retry-After: 1'],
      }),
  };
}

interface Refused {
  /** Status and phrase. */
  readonly start: string;
  readonly fields?: readonly string[];
  /** For the log; absent where somebody else tells it. */
  readonly reason?: string;
}

const statusOf = (start: string): number => Number(start.slice(0, 3));

/** The client was given the id; whoever is asked about it must find it. */
function logRefused(log: Logger, socket: Duplex, fields: LogFields): void {
  if (!log.enabled('info')) return;
  const peer = socket instanceof Socket ? connectionOf(socket).client.address : undefined;
  log.log('info', 'a request could not be read', { ...fields, peer });
}

/** Node has let go of a socket that asks for a tunnel: nobody else hears that its client leaves. */
function leave(socket: Duplex): void {
  const destroy = (): unknown => socket.destroy();
  socket.on('error', destroy).on('end', destroy).resume();
}

function refusalFor(status: number, reason: string): AppError {
  if (status === 431) return refuse('HEADERS_TOO_LARGE');
  return status === 408 ? refuse('REQUEST_TIMEOUT') : refuse('MALFORMED_REQUEST', { details: `${reason}.` });
}

function write(socket: Duplex, refusal: AppError, lines: readonly string[]): void {
  const body = JSON.stringify(errorBody(refusal));
  const head = [
    ...lines,
    'Content-Type: application/json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Cache-Control: no-store',
    'Connection: close',
  ];
  socket.write(`${head.join('\r\n')}\r\n\r\n${body}`);
  hangUp(socket);
}
