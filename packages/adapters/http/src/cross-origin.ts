import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { type CorsPolicy, HEADER } from '@mycelium/gateway-core';
import { refuse } from '@mycelium/kernel';
import { answerRefusal } from './answer.ts';

const FIELDS = Symbol('cross-origin fields');
type Told = ServerResponse & { [FIELDS]?: readonly string[] };

/** What the page of another origin is answered. Called only for requests that name their origin. */
export interface CrossOriginRequest {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly requestId: string;
  /** Nothing else is wrong with the request. */
  readonly sound: boolean;
}

/**
 * Adds what browsers must be told to whatever the answer will be, and answers preflights. True when it was one: nothing
 * is left to do then.
 */
export function crossOrigin(
  policy: CorsPolicy,
  { request, response, requestId, sound }: CrossOriginRequest,
): boolean {
  const grant = policy.grant(request.headers.origin ?? '');
  const method = request.headers['access-control-request-method'];
  if (request.method !== 'OPTIONS' || method === undefined || !sound) {
    tell(response, grant?.answer ?? policy.otherwise);
    return false;
  }
  if (grant === undefined) {
    const details = 'Add it to allowedOrigins under [api] if its pages are meant to.';
    tell(response, policy.otherwise);
    answerRefusal(response, refuse('ORIGIN_NOT_ALLOWED', { details }), { requestId, credentialSent: false });
    return true;
  }
  const wanted = request.headers['access-control-request-headers'];
  response.writeHead(200, [
    ...grant.preflight,
    'access-control-allow-methods',
    method,
    ...(wanted === undefined ? [] : ['access-control-allow-headers', wanted]),
    HEADER.requestId,
    requestId,
    'content-length',
    '0',
  ]);
  response.end();
  return true;
}

/** For requests that name no origin. */
export function tellNobody({ varies, otherwise }: CorsPolicy, response: ServerResponse): void {
  if (varies) tell(response, otherwise);
}

function tell(response: ServerResponse, fields: readonly string[]): void {
  const told: Told = response;
  told[FIELDS] = fields;
  told.writeHead = writeHeadWithFields as ServerResponse['writeHead'];
}

type Headers = OutgoingHttpHeaders | string[];

/** Stands in for `writeHead` of the one response, however it comes to be called. */
function writeHeadWithFields(
  this: Told,
  status: number,
  ...rest: (string | Headers | undefined)[]
): ServerResponse {
  const fields = this[FIELDS] ?? [];
  Reflect.deleteProperty(this, 'writeHead');
  const headers = rest.find(part => typeof part === 'object');
  if (Array.isArray(headers)) return this.writeHead(status, [...headers, ...fields]);
  for (let i = 0; i < fields.length; i += 2) this.appendHeader(fields[i] ?? '', fields[i + 1] ?? '');
  return this.writeHead(status, headers);
}
