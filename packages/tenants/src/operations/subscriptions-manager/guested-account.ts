import { type Account, authorise, type Caller, hasAdminPrivileges } from '@mycelium/accounts';
import { type AccountId, NIL_UUID, type RoleId, refuse, type TenantId } from '@mycelium/kernel';
import { licencesOf, permits } from '@mycelium/profile';
import { described, optional, uuid } from '@mycelium/schema';
import type { TenantsStores } from '../../ports/stores.ts';
import { accountInTenant, openTenant } from '../tenant-at-hand.ts';
import { writing } from './access.ts';
import { mayAdminister } from './administrative-account.ts';

type Stores = Pick<TenantsStores, 'tenants' | 'accounts'>;

export interface GuestedAccount {
  readonly tenantId?: TenantId;
  readonly accountId: AccountId;
}

/** Where guests are: an account, in a tenant or outside of all, and a role on it. */
export const placeFields = {
  tenantId: described(
    optional(uuid<TenantId>()),
    'The tenant of the account. To be left out for accounts of platform actors, which are in none.',
  ),
  accountId: uuid<AccountId>(),
  roleId: uuid<RoleId>(),
};

/** Who may invite to an account and revoke, in sentences for documents. */
export const GUESTING_RULE = [
  'In the tenant of the account: staff, managers, owners, and holders of tenant-manager or subscriptions-manager with write permission.',
  'To the subscriptions-manager account: not subscriptions managers. To the management account: owners and tenant managers only.',
  'To the account of a platform actor: staff, managers, and holders of write permission on that very account.',
].join(' ');

/** The errors of `accountToStaff`, for the operations that use it. */
export const STAFFING_ERRORS = [
  'ACCOUNT_NOT_FOUND',
  'ACTION_NOT_AUTHORISED',
  'INSUFFICIENT_PRIVILEGES',
  'INVALID_STATE',
  'TENANT_NOT_FOUND',
] as const;

/** The account to which the caller wants to invite somebody, or from which to revoke; refused as the rule says. */
export async function accountToStaff(
  stores: Stores,
  caller: Caller,
  { tenantId, accountId }: GuestedAccount,
): Promise<Account> {
  if (mayStaffOutside(caller, accountId)) {
    const account = await outsideAccount(stores, accountId);
    if (account) return account;
    if (tenantId === undefined) throw noSuchOutside();
  }
  if (tenantId === undefined) throw refuse('INSUFFICIENT_PRIVILEGES', { details: NAME_THE_TENANT });
  authorise(writing, caller, { tenantId });
  await openTenant(stores, tenantId);
  const account = await accountInTenant(stores, tenantId, accountId);
  mayAdminister(account, caller);
  return account;
}

const NAME_THE_TENANT = 'Name the tenant of the account.';

export const noSuchOutside = () =>
  refuse('ACCOUNT_NOT_FOUND', {
    message: 'There is no such account outside of tenants.',
    details: NAME_THE_TENANT,
  });

/** Whoever holds the role of a platform actor with write permission may share it, besides staff and managers. */
const mayStaffOutside = ({ profile }: Caller, accountId: AccountId): boolean =>
  profile !== undefined &&
  (hasAdminPrivileges(profile) ||
    licencesOf(profile).some(
      licence =>
        licence.verified &&
        licence.sysAcc &&
        licence.tenantId === NIL_UUID &&
        licence.accId === accountId &&
        permits(licence.perm, 'write'),
    ));

/** An account in no tenant; personal ones are among them, and take no guests. */
export async function outsideAccount(
  { accounts }: Pick<Stores, 'accounts'>,
  accountId: AccountId,
): Promise<Account | undefined> {
  const account = await accounts.byId(accountId);
  return account && !account.isDeleted && account.tenantId === undefined ? account : undefined;
}
