import type { Exchange, StepResult } from '../exchange.ts';
import type { CompiledRoute } from '../model/route-table.ts';
import type { Service } from '../model/service.ts';

/** Turns of the round robin, by service. Kept outside of the configuration, which is frozen. */
const turns = new WeakMap<Service, number>();

/** Chooses the host and writes the path as the service knows it. */
export function target(exchange: Exchange): StepResult {
  const { route, encodedPath, query } = exchange;
  if (route === undefined) return undefined;
  const { service } = route;
  const path = exchange.stripServiceName ? withoutFirstSegment(encodedPath) : encodedPath;
  const origin = nextOrigin(route);
  if (service.proxyAddress === undefined) {
    exchange.origin = origin;
    exchange.downstreamPath = path + query;
    return undefined;
  }
  const proxy = new URL(service.proxyAddress);
  exchange.origin = proxy.origin;
  exchange.downstreamPath = `${proxy.pathname.replace(/\/$/, '')}/${origin}${path}${query}`;
  return undefined;
}

/** Once, at the start: later occurrences of the service's name belong to the service. */
function withoutFirstSegment(path: string): string {
  const end = path.indexOf('/', 1);
  return end < 0 ? '/' : path.slice(end);
}

function nextOrigin({ service, origins }: CompiledRoute): string {
  if (origins.length === 1) return origins[0] ?? '';
  const turn = turns.get(service) ?? 0;
  turns.set(service, (turn + 1) % origins.length);
  return origins[turn % origins.length] ?? '';
}
