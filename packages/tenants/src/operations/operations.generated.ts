// Written by npm run gen from the records in the folders beside it.
// biome-ignore-all format: one record a line, however few there are
// biome-ignore-all assist/source/organizeImports: in the order of the folders

import { fetchGuestRoleDetails } from './accounts-manager/fetch-guest-role-details.ts';
import { guestToChildrenAccount } from './accounts-manager/guest-to-children-account.ts';
import { listRolesForAccountsManager } from './accounts-manager/list-guest-roles.ts';
import { getTenantPublicInfo } from './beginners/get-tenant-public-info.ts';
import { createTenant } from './managers/create-tenant.ts';
import { deleteTenant } from './managers/delete-tenant.ts';
import { excludeTenantOwner } from './managers/exclude-tenant-owner.ts';
import { includeTenantOwner } from './managers/include-tenant-owner.ts';
import { listTenants } from './managers/list-tenants.ts';
import { createAccountTag } from './subscriptions-manager/create-account-tag.ts';
import { createRoleAssociatedAccount } from './subscriptions-manager/create-role-associated-account.ts';
import { createSubscriptionAccount } from './subscriptions-manager/create-subscription-account.ts';
import { deleteAccountTag } from './subscriptions-manager/delete-account-tag.ts';
import { getTenantAccount } from './subscriptions-manager/get-account.ts';
import { getRoleForSubscriptions } from './subscriptions-manager/get-guest-role.ts';
import { guestUserToSubscriptionAccount } from './subscriptions-manager/guest-user-to-subscription-account.ts';
import { listAccounts } from './subscriptions-manager/list-accounts.ts';
import { listGuestOnSubscriptionAccount } from './subscriptions-manager/list-guest-on-subscription-account.ts';
import { listRolesForSubscriptions } from './subscriptions-manager/list-guest-roles.ts';
import { listLicensedAccountsOfEmail } from './subscriptions-manager/list-licensed-accounts-of-email.ts';
import { propagateSubscriptionAccount } from './subscriptions-manager/propagate-subscription-account.ts';
import { revokeUserGuestToSubscriptionAccount } from './subscriptions-manager/revoke-user-guest-to-subscription-account.ts';
import { updateAccountTag } from './subscriptions-manager/update-account-tag.ts';
import { updateFlagsFromSubscriptionAccount } from './subscriptions-manager/update-flags-from-subscription-account.ts';
import { updateNameAndFlags } from './subscriptions-manager/update-name-and-flags.ts';
import { createSubscriptionManagerAccount } from './tenant-manager/create-subscription-manager-account.ts';
import { createTenantTag } from './tenant-manager/create-tenant-tag.ts';
import { deleteSubscriptionAccount } from './tenant-manager/delete-subscription-account.ts';
import { deleteTenantTag } from './tenant-manager/delete-tenant-tag.ts';
import { getTenant } from './tenant-manager/get-tenant.ts';
import { guestUserToSubscriptionManagerAccount } from './tenant-manager/guest-user-to-subscription-manager-account.ts';
import { revokeUserGuestToSubscriptionManagerAccount } from './tenant-manager/revoke-user-guest-to-subscription-manager-account.ts';
import { updateTenantTag } from './tenant-manager/update-tenant-tag.ts';
import { createManagementAccount } from './tenant-owner/create-management-account.ts';
import { createTenantMeta } from './tenant-owner/create-tenant-meta.ts';
import { deleteTenantManagerAccount } from './tenant-owner/delete-tenant-manager-account.ts';
import { deleteTenantMeta } from './tenant-owner/delete-tenant-meta.ts';
import { guestTenantOwner } from './tenant-owner/guest-tenant-owner.ts';
import { revokeTenantOwner } from './tenant-owner/revoke-tenant-owner.ts';
import { updateArchivingStatus } from './tenant-owner/update-archiving-status.ts';
import { updateTenantNameAndDescription } from './tenant-owner/update-tenant-name-and-description.ts';
import { updateTrashingStatus } from './tenant-owner/update-trashing-status.ts';
import { updateVerifyingStatus } from './tenant-owner/update-verifying-status.ts';

export const tenantsOperations = [
  fetchGuestRoleDetails,
  guestToChildrenAccount,
  listRolesForAccountsManager,
  getTenantPublicInfo,
  createTenant,
  deleteTenant,
  excludeTenantOwner,
  includeTenantOwner,
  listTenants,
  createAccountTag,
  createRoleAssociatedAccount,
  createSubscriptionAccount,
  deleteAccountTag,
  getTenantAccount,
  getRoleForSubscriptions,
  guestUserToSubscriptionAccount,
  listAccounts,
  listGuestOnSubscriptionAccount,
  listRolesForSubscriptions,
  listLicensedAccountsOfEmail,
  propagateSubscriptionAccount,
  revokeUserGuestToSubscriptionAccount,
  updateAccountTag,
  updateFlagsFromSubscriptionAccount,
  updateNameAndFlags,
  createSubscriptionManagerAccount,
  createTenantTag,
  deleteSubscriptionAccount,
  deleteTenantTag,
  getTenant,
  guestUserToSubscriptionManagerAccount,
  revokeUserGuestToSubscriptionManagerAccount,
  updateTenantTag,
  createManagementAccount,
  createTenantMeta,
  deleteTenantManagerAccount,
  deleteTenantMeta,
  guestTenantOwner,
  revokeTenantOwner,
  updateArchivingStatus,
  updateTenantNameAndDescription,
  updateTrashingStatus,
  updateVerifyingStatus,
] as const;
