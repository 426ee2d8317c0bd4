import { refuse } from '@mycelium/kernel';
import type { Exchange, StepResult } from '../exchange.ts';
import { RequestHeaders } from '../model/request-headers.ts';
import type { PipelinePorts } from '../ports.ts';

/** Reads the request's fields once and finds the route of its canonical path. */
export function match(exchange: Exchange, { routes }: PipelinePorts): StepResult {
  const { head } = exchange;
  const headers = new RequestHeaders(head.rawHeaders);
  exchange.headers = headers;
  if (headers.refusal !== undefined) return refuse('MALFORMED_REQUEST', { details: headers.refusal });
  if (exchange.malformed !== undefined) return refuse('MALFORMED_REQUEST', { details: exchange.malformed });
  const found = routes.match(exchange.path, head.method);
  if (found === undefined) {
    return refuse('ROUTE_NOT_FOUND', { details: `Nothing is configured for ${exchange.encodedPath}.` });
  }
  if (found.kind === 'method-mismatch') {
    exchange.allow = found.allow;
    return undefined;
  }
  exchange.route = found.route;
  exchange.stripServiceName = found.stripServiceName;
  return undefined;
}
