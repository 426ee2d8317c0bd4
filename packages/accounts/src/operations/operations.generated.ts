// Written by npm run gen from the records in the folders beside it.
// biome-ignore-all format: one record a line, however few there are
// biome-ignore-all assist/source/organizeImports: in the order of the folders

import { acceptInvitation } from './beginners/accept-invitation.ts';
import { createAccountMeta } from './beginners/create-account-meta.ts';
import { createAccount } from './beginners/create-account.ts';
import { deleteAccountMeta } from './beginners/delete-account-meta.ts';
import { deleteAccount } from './beginners/delete-account.ts';
import { deleteToken } from './beginners/delete-token.ts';
import { displayMagicLink } from './beginners/display-magic-link.ts';
import { getAccount } from './beginners/get-account.ts';
import { getProfile } from './beginners/get-profile.ts';
import { getPublicInfo } from './beginners/get-public-info.ts';
import { listTokens } from './beginners/list-tokens.ts';
import { requestMagicLink } from './beginners/request-magic-link.ts';
import { revokeToken } from './beginners/revoke-token.ts';
import { showInvitation } from './beginners/show-invitation.ts';
import { updateAccountMeta } from './beginners/update-account-meta.ts';
import { updateAccountName } from './beginners/update-account-name.ts';
import { verifyMagicLink } from './beginners/verify-magic-link.ts';
import { createGuestRole } from './guest-manager/create-guest-role.ts';
import { deleteGuestRole } from './guest-manager/delete-guest-role.ts';
import { insertRoleChild } from './guest-manager/insert-role-child.ts';
import { listGuestRoles } from './guest-manager/list-guest-roles.ts';
import { removeRoleChild } from './guest-manager/remove-role-child.ts';
import { updateGuestRolePermission } from './guest-manager/update-guest-role-permission.ts';
import { updateGuestRole } from './guest-manager/update-guest-role.ts';
import { completeBootstrap } from './instance/complete-bootstrap.ts';
import { requestBootstrapCode } from './instance/request-bootstrap-code.ts';
import { showBootstrapPage } from './instance/show-bootstrap-page.ts';
import { createSystemAccount } from './managers/create-system-account.ts';
import { createSystemRoles } from './managers/create-system-roles.ts';
import { downgradePrivileges } from './staff/downgrade-privileges.ts';
import { upgradePrivileges } from './staff/upgrade-privileges.ts';
import { activateAccount } from './user-manager/activate-account.ts';
import { approveAccount } from './user-manager/approve-account.ts';
import { archiveAccount } from './user-manager/archive-account.ts';
import { deactivateAccount } from './user-manager/deactivate-account.ts';
import { disapproveAccount } from './user-manager/disapprove-account.ts';
import { unarchiveAccount } from './user-manager/unarchive-account.ts';

export const accountsOperations = [
  acceptInvitation,
  createAccountMeta,
  createAccount,
  deleteAccountMeta,
  deleteAccount,
  deleteToken,
  displayMagicLink,
  getAccount,
  getProfile,
  getPublicInfo,
  listTokens,
  requestMagicLink,
  revokeToken,
  showInvitation,
  updateAccountMeta,
  updateAccountName,
  verifyMagicLink,
  createGuestRole,
  deleteGuestRole,
  insertRoleChild,
  listGuestRoles,
  removeRoleChild,
  updateGuestRolePermission,
  updateGuestRole,
  completeBootstrap,
  requestBootstrapCode,
  showBootstrapPage,
  createSystemAccount,
  createSystemRoles,
  downgradePrivileges,
  upgradePrivileges,
  activateAccount,
  approveAccount,
  archiveAccount,
  deactivateAccount,
  disapproveAccount,
  unarchiveAccount,
] as const;
