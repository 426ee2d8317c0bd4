import type { Duplex } from 'node:stream';
import { refuse } from '@mycelium/kernel';
import { errorBody } from '@mycelium/operations';

interface ParserError extends Error {
  readonly code?: string;
}

const REASONS: ReadonlyMap<string, readonly [number, string]> = new Map([
  ['HPE_HEADER_OVERFLOW', [431, 'Request Header Fields Too Large']],
  ['ERR_HTTP_REQUEST_TIMEOUT', [408, 'Request Timeout']],
]);

/** What the parser could not read is answered with the error body as well, and the connection is closed: its framing is in doubt. */
export function answerBrokenRequest(error: ParserError, socket: Duplex): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const [status, reason] = REASONS.get(error.code ?? '') ?? [400, 'Bad Request'];
  const refusal =
    status === 431 ? refuse('HEADERS_TOO_LARGE') : refuse('MALFORMED_REQUEST', { details: `${reason}.` });
  const body = JSON.stringify({ ...errorBody(refusal), status });
  const head = [
    `HTTP/1.1 ${status} ${reason}`,
    'Content-Type: application/json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}
