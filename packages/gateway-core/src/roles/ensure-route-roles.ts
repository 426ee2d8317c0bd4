import { isReservedRole, newRole, type Stores, slugify } from '@mycelium/accounts';
import type { Clock, Ids, UnitOfWork } from '@mycelium/kernel';
import { rolesOf } from '../model/route-table.ts';
import type { RequiredRole, Service } from '../model/service.ts';

export interface RouteRolesPorts {
  readonly unitOfWork: UnitOfWork<Pick<Stores, 'guestRoles'>>;
  readonly ids: Ids;
  readonly clock: Clock;
}

/**
 * Makes the guest roles that routes ask for where they are missing, so that guests can be invited in them. Roles of the
 * administration are made by itself alone. To be called at start; processes that start together make each role once.
 */
export async function ensureRouteRoles(
  { unitOfWork, ids, clock }: RouteRolesPorts,
  services: readonly Service[],
): Promise<void> {
  const roles = requiredRoles(services);
  if (roles.length === 0) return;
  await unitOfWork.run(async ({ guestRoles }) => {
    for (const { name, slug, permission } of roles) {
      await guestRoles.getOrInsert(newRole({ ids, clock }, { name, slug, permission, system: false }));
    }
  });
}

interface NamedRole extends RequiredRole {
  readonly name: string;
}

/** Each slug with each permission once, under the first of its names, in a stable order. */
function requiredRoles(services: readonly Service[]): readonly NamedRole[] {
  const roles = services
    .flatMap(({ routes }) => routes)
    .flatMap(({ group }) => rolesOf(group))
    .map(({ slug: name, permission }) => ({ name, slug: slugify(name), permission }))
    .filter(({ slug }) => slug !== '' && !isReservedRole(slug));
  const each = new Map<string, NamedRole>();
  for (const role of roles) {
    const key = `${role.slug} ${role.permission}`;
    if (!each.has(key)) each.set(key, role);
  }
  return [...each].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, role]) => role);
}
