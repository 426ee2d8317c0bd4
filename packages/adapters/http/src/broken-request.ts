import { ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { HEADER } from '@mycelium/gateway-core';
import { type AppError, refuse } from '@mycelium/kernel';
import { errorBody } from '@mycelium/operations';
import { hangUp } from './hang-up.ts';

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
export function brokenRequestAnswers(newRequestId: () => string): BrokenRequestAnswers {
  return {
    /** What the parser could not read: its framing is in doubt. */
    answerClientError: (error, socket) => {
      if (error.code === 'ECONNRESET' || !socket.writable) {
        socket.destroy();
        return;
      }
      if (answerHasBegun(socket)) {
        hangUp(socket);
        return;
      }
      const [status, reason] = REASONS.get(error.code ?? '') ?? [400, 'Bad Request'];
      const refusal = refusalFor(status, error.reason ?? reason);
      write(socket, refusal, [`HTTP/1.1 ${status} ${reason}`, `${HEADER.requestId}: ${newRequestId()}`]);
    },
    /** CONNECT asks for a tunnel to anywhere, which a gateway to known services is not (RFC 9110 §9.3.6). */
    refuseTunnel: socket =>
      write(socket, refuse('METHOD_NOT_ALLOWED', { details: 'There are no tunnels here.' }), [
        'HTTP/1.1 405 Method Not Allowed',
        `${HEADER.requestId}: ${newRequestId()}`,
        `Allow: ${TUNNEL_ALLOW}`,
      ]),
    /** Nothing of it has been read: whoever asks next on a connection of its own may be luckier. */
    refuseConnection: socket =>
      write(socket, refuse('CONNECTIONS_EXHAUSTED', { details: 'Try again shortly.' }), [
        'HTTP/1.1 503 Service Unavailable',
        `${HEADER.requestId}: ${newRequestId()}`,
        'Retry-After: 1',
      ]),
  };
}

/** The head of the request was good, and its answer is under way: a second one would land in the middle of it. */
const answerHasBegun = (socket: Duplex): boolean => {
  // The name by which Node itself knows, and the only one there is.
  const current: unknown = Reflect.get(socket, '_httpMessage');
  return current instanceof ServerResponse && current.headersSent;
};

function refusalFor(status: number, reason: string): AppError {
  if (status === 431) return refuse('HEADERS_TOO_LARGE');
  return status === 408 ? refuse('REQUEST_TIMEOUT') : refuse('MALFORMED_REQUEST', { details: `${reason}.` });
}

function write(socket: Duplex, refusal: AppError, lines: readonly string[]): void {
  const status = Number(lines[0]?.split(' ')[1]);
  const body = JSON.stringify({ ...errorBody(refusal), status });
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
