export { type ContractCase, describeContract, failingCases, type OpenedWorld } from './contract.ts';
export {
  type MailSenderWorld,
  mailSenderCases,
  mailSenderContract,
  type ReceivedMail,
} from './mail-sender.ts';
export { type SharedCacheWorld, sharedCacheCases, sharedCacheContract } from './shared-cache.ts';
