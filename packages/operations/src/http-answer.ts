import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AppError } from '@mycelium/kernel';
import { credentialSent } from './door.ts';
import { errorBody, errorHeaders, statusOf } from './faults.ts';

export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Absent for an answer without a body. */
  readonly body?: string;
  readonly contentType?: string;
}

const JSON_TYPE = 'application/json; charset=utf-8';

/** Answers may hold personal data and tokens: no cache keeps them, no browser guesses their type. */
const ALWAYS = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' } as const;

export const jsonAnswer = (
  status: number,
  value: unknown,
  headers: Readonly<Record<string, string>> = {},
): Answer => ({ status, headers, body: JSON.stringify(value), contentType: JSON_TYPE });

export const errorAnswer = (error: AppError, request: IncomingMessage): Answer =>
  jsonAnswer(
    statusOf(error),
    errorBody(error),
    errorHeaders(error, { credentialSent: credentialSent(request.headers) }),
  );

/** Writes an answer; to HEAD the same without the body. Does nothing when the client has gone. */
export function send(request: IncomingMessage, response: ServerResponse, answer: Answer): void {
  if (response.headersSent || response.destroyed) return;
  const { status, headers = {}, body, contentType = JSON_TYPE } = answer;
  response.statusCode = status;
  for (const [name, value] of Object.entries({ ...ALWAYS, ...headers })) response.setHeader(name, value);
  if (body === undefined) {
    response.end();
    return;
  }
  response.setHeader('content-type', contentType);
  response.setHeader('content-length', new TextEncoder().encode(body).length);
  response.end(request.method === 'HEAD' ? undefined : body);
}
