export { Envelope, type Place, type SealedField, SYSTEM_TENANT } from './model/envelope.ts';
export { type KeyEncryptionKey, keyEncryptionKey } from './model/key-encryption-key.ts';
export type { DataKeyStore, WrappedKey } from './ports/data-key-store.ts';
