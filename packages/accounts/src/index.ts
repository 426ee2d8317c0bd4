export {
  type Account,
  type AccountFlags,
  type AccountType,
  type SystemActor,
  slugify,
  verboseStatus,
  type WrittenBy,
} from './model/account.ts';
export {
  accountRefusal,
  type Caller,
  callerProfile,
  membershipsOf,
  profileInTenant,
} from './model/caller.ts';
export { type Email, emailText, parseEmail, redactEmail } from './model/email.ts';
export { MAX_CODE_ATTEMPTS, MAX_LINKS_PER_HOUR, type MagicLink } from './model/magic-link.ts';
export type { Provider, User } from './model/user.ts';
export {
  accountsOperations,
  selfServiceOperations,
  signInOperations,
} from './operations/accounts-operations.ts';
export { accessRefusal, authorise } from './operations/authorise.ts';
export type { AccountsPorts, AccountsSettings, Needs } from './operations/ports.ts';
export { type CacheEntry, type CacheRead, callerGroup, type SharedCache } from './ports/cache.ts';
export type { CallerRecord, ProfileSource } from './ports/profile-source.ts';
export type {
  AccountChange,
  AccountStore,
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
export type {
  BootstrapSecret,
  IssuedToken,
  LinkSecrets,
  TokenSigner,
  TokenTrace,
  TokenVerifier,
  VerifiedToken,
} from './ports/tokens.ts';
export { AccountView, accountView } from './views/account-view.ts';
export { LoginView } from './views/login-view.ts';
export { ProfileView } from './views/profile-view.ts';
export { UserView, userView } from './views/user-view.ts';
