import type { Account } from './account.ts';
import type { GuestRole } from './guest-role.ts';
import { isReservedRole, SYSTEM_ACTORS } from './system-actor.ts';

/**
 * Why guests cannot hold the role on the account; `undefined` when they can. Administrative roles hold on the accounts
 * that were made for them and nowhere else, so that nobody who may invite to an ordinary account can hand them out.
 */
export function unfittingRole(
  { accountType: type }: Pick<Account, 'accountType'>,
  role: GuestRole,
): string | undefined {
  if (typeof type === 'string') return 'Personal accounts take no guests.';
  if ('actorAssociated' in type) {
    const { actor } = type.actorAssociated;
    return isNamed(role, actor) ? undefined : `This account takes guests as ${slugOf(actor)} only.`;
  }
  if ('tenantManager' in type) {
    return role.slug === SYSTEM_ACTORS.tenantManager
      ? undefined
      : `This account takes guests as ${SYSTEM_ACTORS.tenantManager} only.`;
  }
  if ('roleAssociated' in type) {
    const { readRoleId, writeRoleId, roleName } = type.roleAssociated;
    return role.id === readRoleId || role.id === writeRoleId
      ? undefined
      : `This account takes guests as ${roleName} only.`;
  }
  if (role.slug === SYSTEM_ACTORS.accountManager) return undefined;
  return role.system || isReservedRole(role.slug)
    ? 'An administrative role cannot be held on a subscription account.'
    : undefined;
}

const ACTOR_SLUGS: ReadonlyMap<string, string> = new Map(Object.entries(SYSTEM_ACTORS));
const slugOf = (actor: string): string => ACTOR_SLUGS.get(actor) ?? actor;
const isNamed = (role: GuestRole, actor: string): boolean => role.slug === slugOf(actor);
