import { refuse } from '@mycelium/kernel';
import type { Exchange, StepResult } from '../exchange.ts';
import { strictlyCanonical } from '../model/canonical-path.ts';
import { RequestHeaders } from '../model/request-headers.ts';
import type { PipelinePorts } from '../ports.ts';

/** Reads the request's fields once and finds the route of its canonical path. */
export function match(exchange: Exchange, ports: PipelinePorts): StepResult {
  const { head } = exchange;
  const headers = new RequestHeaders(head.rawHeaders, ports.underscoreHeaders);
  exchange.headers = headers;
  if (headers.refusal !== undefined) return refuse('MALFORMED_REQUEST', { details: headers.refusal });
  if (exchange.malformed !== undefined) return refuse('MALFORMED_REQUEST', { details: exchange.malformed });
  if (ports.strictPaths === true && !strictlyCanonical(head.target, exchange.encodedPath))
    return refuse('MALFORMED_REQUEST', {
      details: `strictPaths: only ${exchange.encodedPath} is taken, without ";".`,
    });
  const found = ports.routes.match(exchange.path, head.method);
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
