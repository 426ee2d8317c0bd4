export {
  isFrozen,
  type ManagerLink,
  type Marked,
  type OwnerLink,
  type Tenant,
  type TenantMark,
  type TenantOwner,
  tenantStatus,
} from './model/tenant.ts';
export { isSecretMetaKey, type SecretMetaKey, shownMeta } from './model/tenant-meta.ts';
export { tenantsOperations } from './operations/operations.generated.ts';
export type { TenantsPorts } from './operations/ports.ts';
export type { TenantsStores, TenantsUnitOfWork } from './ports/stores.ts';
export type {
  TenantChange,
  TenantFilter,
  TenantListing,
  TenantManagerStore,
  TenantOwnerStore,
  TenantStore,
  TenantTagStore,
} from './ports/tenant-store.ts';
export {
  OwnerLinkView,
  type OwnersShown,
  ownerLinkView,
  publicTenantView,
  TenantView,
  tenantView,
} from './views/tenant-view.ts';
