export {
  type LicensedResource,
  type Listed,
  type Owner,
  type Permission,
  type Profile,
  permits,
  type TenantMembership,
  type TenantOwnership,
  type VerboseStatus,
} from './profile.ts';
