export {
  type CallerFields,
  CallerSignatureError,
  CallerSigner,
  MIN_SIGNATURE_KEY_BYTES,
  type ReceivedFields,
  SIGNATURE_HEADER,
  type VerifiedCaller,
  type VerifyOptions,
  verifyCaller,
} from './caller-signature.ts';
export {
  decodeProfile,
  encodeProfile,
  MAX_PROFILE_BYTES,
  PROFILE_HEADER,
  ProfileDecodingError,
} from './codec.ts';
export { InsufficientPrivilegesError, ProfileScope, type RelatedAccounts } from './narrowing.ts';
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
export {
  licencesOf,
  licenceUrl,
  ownershipsOf,
  ownershipUrl,
  parseLicenceUrl,
  parseOwnershipUrl,
  toUrlForm,
} from './url-form.ts';
