import { createHash, timingSafeEqual } from 'node:crypto';
import type { BootstrapSecret } from '@mycelium/accounts';
import type { Secret } from '@mycelium/kernel';

/** Digests have one length, so that the comparison takes the same time for every candidate. */
export function bootstrapSecret(secret: Secret | undefined): BootstrapSecret {
  const expected = secret && secret.reveal() !== '' ? digest(secret.reveal()) : undefined;
  return {
    enabled: expected !== undefined,
    matches: candidate => expected !== undefined && timingSafeEqual(expected, digest(candidate)),
  };
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
