export {
  anAccount,
  anErrorCode,
  aRole,
  aSubscription,
  aTenant,
  aUser,
  aWebhook,
  WORLD_BEGINS,
} from './builders.ts';
export { countedIds } from './counted-ids.ts';
export { type Mailbox, mailbox } from './mailbox.ts';
export { memoryServiceDocuments } from './memory-service-documents.ts';
export type { Holding, PersonOptions } from './people.ts';
export { plainBootstrapSecret, predictableLinkSecrets, readableTokenSigner } from './predictable-secrets.ts';
export { type SettableClock, settableClock } from './settable-clock.ts';
export {
  ecKey,
  edKey,
  json,
  jwkOf,
  rawToken,
  rsaKey,
  signed,
  startTestIssuer,
  type TestIssuer,
  type TestKey,
} from './test-issuer.ts';
export { type World, type WorldOptions, type WorldPorts, world } from './world.ts';
