import type { ServerResponse } from 'node:http';
import { HEADER } from '@mycelium/gateway-core';
import type { AppError } from '@mycelium/kernel';
import { errorBody, errorHeaders, statusOf } from '@mycelium/operations';

export interface RefusalContext {
  readonly requestId: string;
  /** For 405 (RFC 9110 §15.5.6). */
  readonly allow?: string | undefined;
  /** Whether the request carried a credential, for the challenge of a 401 (RFC 6750 §3). */
  readonly credentialSent: boolean;
}

/** Answers a refusal with the error body that all of the gateway's doors share. */
export function answerRefusal(response: ServerResponse, refusal: AppError, context: RefusalContext): void {
  if (response.headersSent || response.destroyed) {
    response.destroy();
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
  response.writeHead(statusOf(refusal), headers);
  response.end(body);
}
