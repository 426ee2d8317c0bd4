import { type Account, type Caller, hasTenantRight, isReservedRole } from '@mycelium/accounts';
import { refuse } from '@mycelium/kernel';
import type { TenantRight } from '@mycelium/operations';

/** The accounts that a tenant's administration stands on: whoever is a guest there runs the tenant or parts of it. */
export const isAdministrative = ({ isSystemAccount, accountType: type }: Account): boolean =>
  isSystemAccount ||
  (typeof type === 'object' &&
    ('tenantManager' in type || ('roleAssociated' in type && isReservedRole(type.roleAssociated.roleName))));

/**
 * Nobody appoints their own kind from below: managers of a tenant are a matter of its owners and of each other, not of
 * the platform; subscriptions managers a matter of those above them.
 */
const rightsOver = ({ accountType: type }: Account): readonly TenantRight[] =>
  typeof type === 'object' && 'tenantManager' in type
    ? ['owner', 'tenant-manager']
    : ['admin', 'owner', 'tenant-manager'];

/** For what touches an account of the caller's tenant, once its access was checked. Ordinary accounts pass. */
export function mayAdminister(account: Account, { profile }: Caller): void {
  if (!isAdministrative(account)) return;
  const { tenantId } = account;
  const rights = rightsOver(account);
  const may =
    profile !== undefined &&
    tenantId !== undefined &&
    rights.some(right => hasTenantRight(profile, { right, permission: 'write', tenantId }));
  if (!may) {
    throw refuse('ACTION_NOT_AUTHORISED', {
      message: 'The administration of the tenant stands on this account.',
      details: `Who may change it or its guests: ${rights.join(', ')} (write).`,
    });
  }
}
