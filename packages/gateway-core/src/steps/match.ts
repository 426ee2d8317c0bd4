import { refuse } from '@mycelium/kernel';
import type { Exchange, StepResult } from '../exchange.ts';
import { canonicalTarget } from '../model/canonical-path.ts';
import { RequestHeaders } from '../model/request-headers.ts';
import type { PipelinePorts } from '../ports.ts';

/** Reads the request once, canonicalises its path, and finds the route. */
export function match(exchange: Exchange, { routes }: PipelinePorts): StepResult {
  const { head } = exchange;
  const headers = new RequestHeaders(head.rawHeaders);
  exchange.headers = headers;
  if (headers.refusal !== undefined) return refuse('MALFORMED_REQUEST', { details: headers.refusal });
  const target = canonicalTarget(head.target);
  if (typeof target === 'string') return refuse('MALFORMED_REQUEST', { details: target });
  exchange.path = target.path;
  exchange.encodedPath = target.encoded;
  exchange.query = target.query;
  const found = routes.match(target.path, head.method);
  if (found === undefined) {
    return refuse('ROUTE_NOT_FOUND', { details: `Nothing is configured for ${target.encoded}.` });
  }
  if (found.kind === 'method-mismatch') {
    exchange.allow = found.allow;
    return undefined;
  }
  exchange.route = found.route;
  exchange.stripServiceName = found.stripServiceName;
  return undefined;
}
