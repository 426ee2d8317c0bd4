export { accountStoreCases, accountStoreContract } from './account-store.ts';
export { connectionStringStoreCases, connectionStringStoreContract } from './connection-string-store.ts';
export { type ContractCase, describeContract, failingCases, type OpenedWorld } from './contract.ts';
export { dataKeyStoreCases, dataKeyStoreContract } from './data-key-store.ts';
export { errorCodeStoreCases, errorCodeStoreContract } from './error-code-store.ts';
export { guestRoleStoreCases, guestRoleStoreContract } from './guest-role-store.ts';
export { guestStoreCases, guestStoreContract } from './guest-store.ts';
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
export { type CountReading, type MeterWorld, meterCases, meterContract } from './meter.ts';
export { profileSourceCases, profileSourceContract } from './profile-source.ts';
export {
  type ServiceDocumentsWorld,
  serviceDocumentsCases,
  serviceDocumentsContract,
} from './service-documents.ts';
export { type SharedCacheWorld, sharedCacheCases, sharedCacheContract } from './shared-cache.ts';
export { type OpenStores, storesContracts } from './stores.ts';
export type { AllStores, StoresSeeds, StoresWorld } from './stores-world.ts';
export { accountTagStoreCases, tagStoreContract, tenantTagStoreCases } from './tag-store.ts';
export {
  tenantManagerStoreCases,
  tenantOwnerStoreCases,
  tenantPeopleContract,
} from './tenant-people.ts';
export { tenantStoreCases, tenantStoreContract } from './tenant-store.ts';
export { unitOfWorkCases, unitOfWorkContract } from './unit-of-work.ts';
export { userStoreCases, userStoreContract } from './user-store.ts';
export { webhookStoreCases, webhookStoreContract } from './webhook-store.ts';
