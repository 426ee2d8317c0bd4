export {
  type Account,
  type AccountFlags,
  type AccountType,
  isLatin,
  type SystemActor,
  slugify,
  verboseStatus,
  type WrittenBy,
} from './model/account.ts';
export { isAccountMetaKey, isReservedMetaKey } from './model/account-meta.ts';
export {
  accountRefusal,
  type Caller,
  callerProfile,
  membershipsOf,
  profileInTenant,
} from './model/caller.ts';
export type { Bean, ConnectionStringRecord } from './model/connection-string.ts';
export { type Email, emailText, parseEmail, redactEmail } from './model/email.ts';
export { unfittingRole } from './model/fitting-role.ts';
export type { Guest, GuestPlace } from './model/guest.ts';
export { type GuestRole, isSystemRole } from './model/guest-role.ts';
export { MAX_CODE_ATTEMPTS, MAX_LINKS_PER_HOUR, type MagicLink } from './model/magic-link.ts';
export {
  actorTitle,
  isReservedRole,
  PLATFORM_ACTORS,
  type PlatformActorName,
  SYSTEM_ACTORS,
  type SystemActorName,
  type SystemActorSlug,
} from './model/system-actor.ts';
export type { Tag } from './model/tag.ts';
export type { Provider, User } from './model/user.ts';
export { type AccountEvent, announceAccount } from './operations/account-events.ts';
export { accessRefusal, authorise, hasAdminPrivileges, hasTenantRight } from './operations/authorise.ts';
export {
  accountName,
  emailAddress,
  legibleName,
  metaValue,
  permissionLevel,
  roleName,
  shortText,
  slugOf,
  tagMeta,
  tagValue,
} from './operations/fields.ts';
export {
  INVITATION_ERRORS,
  type InvitationRequest,
  inviteGuest,
  type RevocationRequest,
  revokeGuest,
} from './operations/invite-guest.ts';
export { accountsOperations } from './operations/operations.generated.ts';
export {
  type AccountsPorts,
  type AccountsSettings,
  absoluteUrl,
  brandOf,
  type Needs,
} from './operations/ports.ts';
export {
  auditRoles,
  type NewRole,
  newRole,
  type RolePair,
  rolePair,
  systemRolePair,
} from './operations/system-roles.ts';
export {
  actor,
  audit,
  type Deed,
  forgetCaller,
  forgetCallers,
  forgetGuests,
  writtenByAccount,
  writtenByUser,
} from './operations/writers.ts';
export type {
  AccountChange,
  AccountFilter,
  AccountKind,
  AccountListing,
  AccountStore,
  StatusChange,
  WrittenAt,
} from './ports/account-store.ts';
export { type CacheEntry, type CacheRead, callerGroup, type SharedCache } from './ports/cache.ts';
export type { ConnectionStringStore, IssuedConnectionString } from './ports/connection-string-store.ts';
export type { GuestRoleChange, GuestRoleFilter, GuestRoleStore, RoleLink } from './ports/guest-role-store.ts';
export type {
  FlagsChange,
  GuestListing,
  GuestPlaceKey,
  GuestStore,
  Invitation,
  InvitationKey,
  LicenceFilter,
} from './ports/guest-store.ts';
export type { CallerRecord, ProfileSource } from './ports/profile-source.ts';
export type {
  AuditEntry,
  AuditedResource,
  AuditTrail,
  InstanceSettings,
  IssueLimit,
  LinkCredential,
  MagicLinkStore,
  Stores,
  StoresUnitOfWork,
  UserStore,
} from './ports/stores.ts';
export type { TagStore } from './ports/tag-store.ts';
export type {
  BootstrapSecret,
  IssuedToken,
  LinkSecrets,
  TokenSigner,
  TokenTrace,
  TokenVerifier,
  VerifiedToken,
} from './ports/tokens.ts';
export {
  AccountView,
  accountListingView,
  accountView,
  WrittenByView,
  writerView,
} from './views/account-view.ts';
export { GuestRoleView, guestRoleView } from './views/guest-role-view.ts';
export { GuestPlaceView, GuestUserView, guestPlaceView, guestUserView } from './views/guest-view.ts';
export { LoginView } from './views/login-view.ts';
export { LicenceView, OwnerView, ProfileView } from './views/profile-view.ts';
export { TagView, tagView } from './views/tag-view.ts';
export { UserView, userView } from './views/user-view.ts';
