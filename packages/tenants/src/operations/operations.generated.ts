// Written by npm run gen from the records in the folders beside it.
// biome-ignore-all format: one record a line, however few there are
// biome-ignore-all assist/source/organizeImports: in the order of the folders

import { getTenantPublicInfo } from './beginners/get-tenant-public-info.ts';
import { createTenant } from './managers/create-tenant.ts';
import { deleteTenant } from './managers/delete-tenant.ts';
import { excludeTenantOwner } from './managers/exclude-tenant-owner.ts';
import { includeTenantOwner } from './managers/include-tenant-owner.ts';
import { listTenants } from './managers/list-tenants.ts';
import { createSubscriptionManagerAccount } from './tenant-manager/create-subscription-manager-account.ts';
import { createTag } from './tenant-manager/create-tag.ts';
import { deleteSubscriptionAccount } from './tenant-manager/delete-subscription-account.ts';
import { deleteTag } from './tenant-manager/delete-tag.ts';
import { getTenant } from './tenant-manager/get-tenant.ts';
import { guestUserToSubscriptionManagerAccount } from './tenant-manager/guest-user-to-subscription-manager-account.ts';
import { revokeUserGuestToSubscriptionManagerAccount } from './tenant-manager/revoke-user-guest-to-subscription-manager-account.ts';
import { updateTag } from './tenant-manager/update-tag.ts';
import { createManagementAccount } from './tenant-owner/create-management-account.ts';
import { createMeta } from './tenant-owner/create-meta.ts';
import { deleteMeta } from './tenant-owner/delete-meta.ts';
import { deleteTenantManagerAccount } from './tenant-owner/delete-tenant-manager-account.ts';
import { guestOwner } from './tenant-owner/guest-owner.ts';
import { revokeOwner } from './tenant-owner/revoke-owner.ts';
import { updateArchivingStatus } from './tenant-owner/update-archiving-status.ts';
import { updateNameAndDescription } from './tenant-owner/update-name-and-description.ts';
import { updateTrashingStatus } from './tenant-owner/update-trashing-status.ts';
import { updateVerifyingStatus } from './tenant-owner/update-verifying-status.ts';

export const tenantsOperations = [
  getTenantPublicInfo,
  createTenant,
  deleteTenant,
  excludeTenantOwner,
  includeTenantOwner,
  listTenants,
  createSubscriptionManagerAccount,
  createTag,
  deleteSubscriptionAccount,
  deleteTag,
  getTenant,
  guestUserToSubscriptionManagerAccount,
  revokeUserGuestToSubscriptionManagerAccount,
  updateTag,
  createManagementAccount,
  createMeta,
  deleteMeta,
  deleteTenantManagerAccount,
  guestOwner,
  revokeOwner,
  updateArchivingStatus,
  updateNameAndDescription,
  updateTrashingStatus,
  updateVerifyingStatus,
] as const;
