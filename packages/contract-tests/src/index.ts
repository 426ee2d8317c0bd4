export { accountStoreCases, accountStoreContract } from './account-store.ts';
export { type ContractCase, describeContract, failingCases, type OpenedWorld } from './contract.ts';
export {
  auditTrailCases,
  auditTrailContract,
  eventOutboxCases,
  eventOutboxContract,
  instanceSettingsCases,
  instanceSettingsContract,
} from './ledgers.ts';
export { magicLinkStoreCases, magicLinkStoreContract } from './magic-link-store.ts';
export { mailQueueCases, mailQueueContract } from './mail-queue.ts';
export {
  type MailSenderWorld,
  mailSenderCases,
  mailSenderContract,
  type ReceivedMail,
} from './mail-sender.ts';
export { profileSourceCases, profileSourceContract } from './profile-source.ts';
export {
  type ServiceDocumentsWorld,
  serviceDocumentsCases,
  serviceDocumentsContract,
} from './service-documents.ts';
export { type SharedCacheWorld, sharedCacheCases, sharedCacheContract } from './shared-cache.ts';
export { type OpenStores, storesContracts } from './stores.ts';
export type { StoresSeeds, StoresWorld } from './stores-world.ts';
export { unitOfWorkCases, unitOfWorkContract } from './unit-of-work.ts';
export { userStoreCases, userStoreContract } from './user-store.ts';
