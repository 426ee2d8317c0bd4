import { refuse } from '@mycelium/kernel';
import type { Exchange, StepResult } from '../exchange.ts';

/** Chooses the host and writes the path as the service knows it. */
export function target(exchange: Exchange): StepResult {
  const { route, encodedPath, query } = exchange;
  if (route === undefined) return undefined;
  const host = route.hosts.next();
  if (host === undefined) return refuse('SERVICE_UNREACHABLE', { details: 'No host is configured for it.' });
  exchange.downstreamPath =
    (exchange.stripServiceName ? withoutFirstSegment(encodedPath) : encodedPath) + query;
  exchange.direct(host);
  return undefined;
}

/** Once, at the start: later occurrences of the service's name belong to the service. */
function withoutFirstSegment(path: string): string {
  const end = path.indexOf('/', 1);
  return end < 0 ? '/' : path.slice(end);
}
