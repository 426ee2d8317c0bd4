// Written by npm run gen from the records in the folders beside it.
// biome-ignore-all format: one record a line, however few there are
// biome-ignore-all assist/source/organizeImports: in the order of the folders

import { fetchGuestRoleDetails } from './accounts-manager/fetch-guest-role-details.ts';
import { guestToChildrenAccount } from './accounts-manager/guest-to-children-account.ts';
import { listRolesForAccountsManager } from './accounts-manager/list-guest-roles.ts';
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

export const tenantsOperations = [
  fetchGuestRoleDetails,
  guestToChildrenAccount,
  listRolesForAccountsManager,
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
] as const;
