import { FieldBlock } from './field-block.ts';
import { HEADER } from './header-policy.ts';
import { expandMethods } from './methods.ts';
import { compilePattern, type Pattern } from './pattern.ts';
import type { RequiredRole, Route, SecurityGroup, Service } from './service.ts';
import { ServiceHosts } from './service-hosts.ts';

/** A route as the request path uses it: everything that can be prepared once is. */
export interface CompiledRoute {
  readonly service: Service;
  readonly route: Route;
  readonly pattern: Pattern;
  readonly methods: ReadonlySet<string>;
  readonly group: SecurityGroup;
  /** The alternatives of a role group, else empty. */
  readonly roles: readonly RequiredRole[];
  /** Equal for routes that ask for the same roles: what is computed for one serves the other. */
  readonly rolesKey: string;
  /** Why requests to this route are refused although it is configured; absent for a working route. */
  readonly disabled?: string;
  /** What the service is told of the route: its own name and the security group. */
  readonly fields: FieldBlock;
  /** The service's hosts, shared by all of its routes. */
  readonly hosts: ServiceHosts;
}

export interface RouteMatch {
  readonly kind: 'route';
  readonly route: CompiledRoute;
  /** The leading segment is the service's name and is not sent downstream. */
  readonly stripServiceName: boolean;
}

/** The path is known, the method is not. `allow` is the content of the `Allow` field (RFC 9110 §10.2.1). */
export interface MethodMismatch {
  readonly kind: 'method-mismatch';
  readonly allow: string;
}

interface Candidate {
  readonly route: CompiledRoute;
  /** Matched on what follows the service's name instead of on the whole path. */
  readonly afterName: boolean;
  readonly rank: number;
  readonly order: number;
}

const EXACT_RANK = 1_000_000;

const firstSegment = (path: string): string => {
  const end = path.indexOf('/', 1);
  return end < 0 ? path.slice(1) : path.slice(1, end);
};

export function rolesOf(group: SecurityGroup): readonly RequiredRole[] {
  return 'roles' in group ? group.roles : [];
}

function securityGroupValue(group: SecurityGroup): string {
  if (!('roles' in group)) return JSON.stringify(group.kind);
  const roles = group.roles.map(role => ({ name: role.slug, permission: role.permission }));
  return JSON.stringify({ [group.kind]: roles });
}

function disabledReason(route: Route): string | undefined {
  if (route.group.kind.startsWith('protectedByServiceToken')) {
    return 'service tokens cannot be checked by this version; the route stays closed';
  }
  if (route.identitySource)
    return 'identities from request bodies cannot be read by this version; the route stays closed';
  return undefined;
}

function compileRoute(service: Service, route: Route, hosts: ServiceHosts): CompiledRoute {
  const roles = rolesOf(route.group);
  const disabled = disabledReason(route);
  return {
    service,
    route,
    pattern: compilePattern(route.path),
    methods: expandMethods(route.methods),
    group: route.group,
    roles,
    rolesKey: roles.map(role => `${role.slug}:${role.permission}`).join(','),
    fields: new FieldBlock([
      HEADER.serviceName,
      service.name,
      HEADER.securityGroup,
      securityGroupValue(route.group),
    ]),
    hosts,
    ...(disabled !== undefined && { disabled }),
  };
}

/** Routes compiled for look-up by canonical path. Built once; look-ups allocate nothing but the answer. */
export class RouteTable {
  readonly routes: readonly CompiledRoute[];
  /** Candidates in the order in which they are tried, by the path's first segment. */
  readonly #bySegment = new Map<string, readonly Candidate[]>();
  /** For paths whose first segment no route names. */
  readonly #elsewhere: readonly Candidate[];

  constructor(services: readonly Service[]) {
    this.routes = services.flatMap(service => {
      const hosts = new ServiceHosts(service);
      return service.routes.map(route => compileRoute(service, route, hosts));
    });
    const candidates = this.routes.flatMap((route, order) => candidatesOf(route, order));
    const open = candidates.filter(candidate => segmentOf(candidate) === undefined);
    const segments = new Set(candidates.map(segmentOf).filter(segment => segment !== undefined));
    for (const segment of segments) {
      const own = candidates.filter(candidate => segmentOf(candidate) === segment);
      this.#bySegment.set(segment, sorted([...own, ...open]));
    }
    this.#elsewhere = sorted(open);
  }

  match(path: string, method: string): RouteMatch | MethodMismatch | undefined {
    const segment = firstSegment(path);
    const candidates = this.#bySegment.get(segment) ?? this.#elsewhere;
    let refused: CompiledRoute[] | undefined;
    for (const { route, afterName } of candidates) {
      const subject = afterName ? path.slice(segment.length + 1) : path;
      if (!route.pattern.matches(subject)) continue;
      if (route.methods.has(method)) {
        return { kind: 'route', route, stripServiceName: segment === route.service.name };
      }
      refused ??= [];
      refused.push(route);
    }
    return refused && { kind: 'method-mismatch', allow: allowed(refused) };
  }
}

function candidatesOf(route: CompiledRoute, order: number): readonly Candidate[] {
  const { pattern, service } = route;
  const rank = (pattern.exact ? EXACT_RANK : 0) + pattern.prefix.length;
  const direct: Candidate = { route, afterName: false, rank, order };
  // Patterns that name the service themselves are matched as they are; the others also below the service's name.
  return [direct, { route, afterName: true, rank: rank + service.name.length + 1, order }];
}

/** The first segment that a path must have to match the candidate, when there is only one. */
function segmentOf({ route, afterName }: Candidate): string | undefined {
  if (afterName) return route.service.name;
  const { prefix, exact } = route.pattern;
  if (!prefix.startsWith('/')) return undefined;
  return exact || prefix.indexOf('/', 1) > 0 ? firstSegment(prefix) : undefined;
}

/** Of two that fit a path equally well, a route that asks more of its caller must not be passed by. */
const STRICTNESS: Readonly<Record<SecurityGroup['kind'], number>> = {
  public: 0,
  authenticated: 1,
  protected: 2,
  protectedByRoles: 3,
  protectedByPermissionedRoles: 3,
  protectedByServiceTokenWithRole: 3,
  protectedByServiceTokenWithPermissionedRoles: 3,
};

/** Whether the first group asks more of a caller than the second. */
export const isStricter = (one: SecurityGroup, other: SecurityGroup): boolean =>
  STRICTNESS[one.kind] > STRICTNESS[other.kind];

const strictness = ({ route }: Candidate): number => STRICTNESS[route.group.kind];

const sorted = (candidates: readonly Candidate[]): readonly Candidate[] =>
  [...candidates].sort((a, b) => b.rank - a.rank || strictness(b) - strictness(a) || a.order - b.order);

const allowed = (routes: readonly CompiledRoute[]): string =>
  [...new Set(routes.flatMap(route => [...route.methods]))].sort().join(', ');
