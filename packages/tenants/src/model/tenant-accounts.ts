import { type Account, SYSTEM_ACTORS } from '@mycelium/accounts';
import type { RoleId, TenantId } from '@mycelium/kernel';

const SUBSCRIPTIONS_MANAGER = SYSTEM_ACTORS.subscriptionsManager;

/** The UUID without hyphens, as this name always had it. */
export const managementAccountName = (tenantId: TenantId): string =>
  `tid/${tenantId.replaceAll('-', '')}/manager`;

export const subscriptionsManagerAccountName = (tenantId: TenantId): string =>
  `tid/${tenantId}/role/${SUBSCRIPTIONS_MANAGER}`;

export const isManagementAccount = ({ accountType }: Pick<Account, 'accountType'>): boolean =>
  typeof accountType === 'object' && 'tenantManager' in accountType;

export interface RoleIds {
  readonly read: RoleId;
  readonly write: RoleId;
}

/**
 * The roles that a tenant's subscriptions managers hold on the account; `undefined` for any other account, one that
 * merely borrows the name of the role included.
 */
export function subscriptionsManagerRoles({
  accountType,
  isSystemAccount,
}: Pick<Account, 'accountType' | 'isSystemAccount'>): RoleIds | undefined {
  if (typeof accountType !== 'object' || !('roleAssociated' in accountType)) return undefined;
  const { roleName, readRoleId, writeRoleId } = accountType.roleAssociated;
  if (!isSystemAccount || roleName !== SUBSCRIPTIONS_MANAGER) return undefined;
  return { read: readRoleId, write: writeRoleId };
}
