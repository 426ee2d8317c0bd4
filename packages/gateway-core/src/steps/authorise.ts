import { type ErrorName, refuse } from '@mycelium/kernel';
import type { Exchange, StepResult } from '../exchange.ts';
import type { CompiledRoute } from '../model/route-table.ts';

/** Lets the caller pass what the route's group demands. What no case names does not pass. */
export function authorise(exchange: Exchange): StepResult {
  const { route, identity } = exchange;
  if (route === undefined) return refuse('ROUTE_NOT_FOUND');
  switch (route.group.kind) {
    case 'public':
      return undefined;
    case 'authenticated':
      return identity === undefined ? refuse('NOT_AUTHENTICATED') : undefined;
    case 'protected':
    case 'protectedByRoles':
    case 'protectedByPermissionedRoles':
      return withProfile(exchange, route);
    case 'protectedByServiceTokenWithRole':
    case 'protectedByServiceTokenWithPermissionedRoles':
      return refuse('ROUTE_CLOSED');
  }
}

function withProfile(exchange: Exchange, route: CompiledRoute): StepResult {
  const caller = exchange.identity?.caller;
  if (caller === undefined) return refuse('NOT_AUTHENTICATED');
  // A role group that lists no role can be satisfied by nobody; it must not read as "no restriction".
  if (route.group.kind !== 'protected' && route.roles.length === 0) return refuse('ROLE_REQUIRED');
  const view = caller.view({ tenantId: exchange.tenantId, roles: route.roles, rolesKey: route.rolesKey });
  if ('header' in view) {
    exchange.profileHeader = view.header;
    return undefined;
  }
  const details = advice(view.refusal, route);
  return refuse(view.refusal, details === undefined ? {} : { details });
}

function advice(refusal: ErrorName, route: CompiledRoute): string | undefined {
  if (refusal === 'ROLE_REQUIRED') return wanted(route);
  if (refusal !== 'PROFILE_TOO_LARGE') return undefined;
  return 'Name one tenant in x-mycelium-tenant-id: the profile is then narrowed to it.';
}

function wanted(route: CompiledRoute): string {
  const roles = route.roles.map(role => `${role.slug} (${role.permission})`);
  return `One of these is needed: ${roles.join(', ')}.`;
}
