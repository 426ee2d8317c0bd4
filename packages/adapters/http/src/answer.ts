import type { IncomingMessage, ServerResponse } from 'node:http';
import { HEADER } from '@mycelium/gateway-core';
import type { AppError } from '@mycelium/kernel';
import { errorBody, errorHeaders, statusOf } from '@mycelium/operations';
import { closeAfter } from './connection.ts';
import { cutAnswer } from './cut.ts';
import { isHttp2 } from './is-http2.ts';

export interface RefusalContext {
  readonly requestId: string;
  /** For 405 (RFC 9110 §15.5.6). */
  readonly allow?: string | undefined;
  /** Whether the request carried a credential, for the challenge of a 401 (RFC 6750 §3). */
  readonly credentialSent: boolean;
}

/** A body of this size is read to its end after the answer, and the connection goes on being used. */
const DRAINED_BYTES = 64 * 1024;
/** How long more than that is read and thrown away before the connection is closed under it. */
const LINGER_MS = 2000;

/** Answers a refusal with the error body that all of the gateway's doors share. */
export function answerRefusal(response: ServerResponse, refusal: AppError, context: RefusalContext): void {
  if (response.headersSent || response.destroyed) {
    cutAnswer(response);
    return;
  }
  const body = JSON.stringify(errorBody(refusal));
  const headers: Record<string, string | number> = {
    ...errorHeaders(refusal, { credentialSent: context.credentialSent }),
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
    [HEADER.requestId]: context.requestId,
  };
  if (context.allow !== undefined) headers.allow = context.allow;
  const unread = bodyIsLeft(response.req);
  if (unread) closeAfter(response);
  response.writeHead(statusOf(refusal), headers);
  if (unread) linger(response, body);
  else response.end(body);
}

/** Whether more of the request will come than is worth waiting for. HTTP/2 ends single requests by itself. */
function bodyIsLeft(request: IncomingMessage | undefined): boolean {
  if (request === undefined || isHttp2(request) || request.complete) return false;
  const { 'content-length': length, 'transfer-encoding': encoding, expect } = request.headers;
  // Who asked before sending may send all the same, or not.
  return (
    encoding !== undefined ||
    Number(length ?? 0) > DRAINED_BYTES ||
    (length !== undefined && expect !== undefined)
  );
}

/**
 * Closing a socket on which bytes still arrive makes the system reset it, and the client may never see the answer. So the
 * answer goes out whole, and its end, which closes the connection, waits for a moment while the body is thrown away.
 */
function linger(response: ServerResponse, body: string): void {
  response.write(body);
  const { req: request } = response;
  const timer = setTimeout(() => response.end(), LINGER_MS);
  const finish = (): void => {
    clearTimeout(timer);
    response.end();
  };
  request.once('end', finish);
  response.once('close', finish);
  request.resume();
}
