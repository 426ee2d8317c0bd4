import type { Secret } from '@mycelium/kernel';

/** RFC 7518 §3.2 wants a key as long as the hash; 32 bytes is what existing installations were held to. */
const MINIMUM_BYTES = 32;

export function internalKey(secret: Secret): string {
  const key = secret.reveal();
  const length = Buffer.byteLength(key);
  if (length < MINIMUM_BYTES) {
    throw new Error(
      `The secret that signs access tokens (auth.jwtSecret) has ${length} bytes; at least ${MINIMUM_BYTES} are needed. ` +
        'Make one with: openssl rand -hex 32',
    );
  }
  return key;
}

/** `iss` of our own tokens. */
export const INTERNAL_ISSUER = 'mycelium';

/** Private claim of a token whose second factor is still owed. Other tokens do not carry the claim. */
export const MFA_CLAIM = 'mfa';
export const MFA_PENDING = 'pending';
