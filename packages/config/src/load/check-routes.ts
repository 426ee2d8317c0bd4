import {
  compilePattern,
  expandMethods,
  isNativePath,
  isStricter,
  type Route,
  rolesOf,
  unholdableRole,
} from '@mycelium/gateway-core';
import type { PlacedService } from './read-services.ts';
import type { Reading } from './reading.ts';

interface PlacedRoute {
  readonly route: Route;
  readonly path: string;
  readonly serviceName: string;
}

const overlap = (one: Route, other: Route): string | undefined => {
  const methods = expandMethods(other.methods);
  return [...expandMethods(one.methods)].find(method => methods.has(method));
};

/**
 * Two routes with the same pattern and a common method: within one service nothing decides between them. In two
 * services the full path goes to the first; the second still answers below its service's name.
 */
function checkPair(reading: Reading, first: PlacedRoute, second: PlacedRoute): void {
  const method = overlap(first.route, second.route);
  if (method === undefined) return;
  const { path } = second.route;
  const where = first.route.origin;
  if (first.serviceName === second.serviceName) {
    reading.problem(
      second.path,
      `${method} ${path} of service "${second.serviceName}" is already routed at ${where}; change the path or the methods of one of the two`,
    );
    return;
  }
  reading.warn(
    second.path,
    `${method} ${path} goes to service "${first.serviceName}" (${where}); service "${second.serviceName}" answers it only as /${second.serviceName}${path}`,
  );
}

const literalPart = (pattern: string): string => pattern.replace(/[*?].*$/s, '');

function checkShadow(reading: Reading, { route, path, serviceName }: PlacedRoute): void {
  const native = literalPart(route.path);
  if (!isNativePath(native)) return;
  const other = `/${serviceName}${route.path}`;
  const rest = isNativePath(literalPart(other))
    ? 'is never reached; choose another path or another name for the service'
    : `is reached only as ${other}`;
  reading.warn(path, `the gateway answers ${native} itself, so route ${route.path} ${rest}`);
}

/**
 * A pattern that begins with the name of its own service is matched with the name and sent without. So it may lead where
 * another route of the service asks for more.
 */
function checkBypasses(reading: Reading, ofService: readonly PlacedRoute[]): void {
  const below = (placed: PlacedRoute): boolean => placed.route.path.startsWith(`/${placed.serviceName}/`);
  const named = ofService.filter(below);
  if (named.length === 0) return;
  const others = ofService
    .filter(placed => !below(placed))
    .map(({ route }) => ({ route, pattern: compilePattern(route.path) }));
  for (const { route: open, path, serviceName } of named) {
    const sent = open.path.slice(serviceName.length + 1);
    const sample = sent.replace(/[*?]/g, 'x');
    for (const { route, pattern } of others) {
      if (!isStricter(route.group, open.group) || !pattern.matches(sample)) continue;
      reading.warn(
        path,
        `requests to ${open.path} reach the service as ${sent}, past route ${route.path} (${route.origin}), whose group asks for more; name paths without the service's name`,
      );
    }
  }
}

/** Such a route refuses everybody, and nothing but its answer would say so. */
function checkRoles(reading: Reading, { route, path }: PlacedRoute): void {
  for (const slug of new Set(rolesOf(route.group).map(role => role.slug))) {
    const problem = unholdableRole(slug);
    if (problem !== undefined) reading.warn(`${path}.group`, `route ${route.path} ${problem}`);
  }
}

/** What can be said of the routes only when all are known. */
export function checkRoutes(reading: Reading, services: readonly PlacedService[]): void {
  const seen = new Map<string, PlacedRoute[]>();
  const byService = new Map<string, PlacedRoute[]>();
  for (const { service, routePaths } of services) {
    for (const [index, route] of service.routes.entries()) {
      const placed = { route, path: routePaths[index] ?? '', serviceName: service.name };
      checkShadow(reading, placed);
      checkRoles(reading, placed);
      const equals = seen.get(route.path) ?? [];
      for (const other of equals) checkPair(reading, other, placed);
      seen.set(route.path, [...equals, placed]);
      const own = byService.get(service.name) ?? [];
      own.push(placed);
      byService.set(service.name, own);
    }
  }
  for (const ofService of byService.values()) checkBypasses(reading, ofService);
}
