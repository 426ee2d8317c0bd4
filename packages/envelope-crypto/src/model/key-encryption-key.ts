import { createHash, hkdfSync } from 'node:crypto';
import type { Secret } from '@mycelium/kernel';
import { KEY_BYTES } from './cipher.ts';

/** The key that wraps data keys, and its version. */
export interface KeyEncryptionKey {
  readonly version: number;
  readonly bytes: Uint8Array;
}

const UUID = /^[0-9a-f]{32}$/i;
const INFO = 'mycelium key-encryption key';

/**
 * Derives the key from `tokenSecret`. A UUID, with or without hyphens: SHA-256 over its 16 bytes, as installations have
 * always done. Anything else: HKDF-SHA-256 (RFC 5869) without salt, with the info "mycelium key-encryption key".
 */
export function keyEncryptionKey(secret: Secret, version = 1): KeyEncryptionKey {
  const text = secret.reveal();
  const hex = text.trim().replaceAll('-', '');
  const bytes = UUID.test(hex)
    ? createHash('sha256').update(Buffer.from(hex, 'hex')).digest()
    : new Uint8Array(hkdfSync('sha256', text, '', INFO, KEY_BYTES));
  return { version, bytes };
}
