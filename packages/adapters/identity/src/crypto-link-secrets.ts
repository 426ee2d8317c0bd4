import { createHash, createHmac, randomBytes } from 'node:crypto';
import type { LinkSecrets } from '@mycelium/accounts';
import type { Secret } from '@mycelium/kernel';

const CODES = 1_000_000n;

/**
 * One-time secrets of magic links. The code is HMAC-SHA-256(key, 'code:' + token) as a number modulo one million: of
 * 2^256 values, some codes have one preimage in 10^71 more than others, which is no bias that anybody could use.
 */
export function cryptoLinkSecrets({ key }: { readonly key: Secret<Buffer | string> }): LinkSecrets {
  const hmac = (purpose: string, text: string): string =>
    createHmac('sha256', key.reveal()).update(`${purpose}:${text}`).digest('hex');
  return {
    newToken: () => randomBytes(32).toString('base64url'),
    codeOf: token => String(BigInt(`0x${hmac('code', token)}`) % CODES).padStart(6, '0'),
    // The token has 256 random bits: a plain digest can be searched by nobody.
    tokenHash: token => createHash('sha256').update(token).digest('hex'),
    codeHash: (email, code) => hmac('code-hash', JSON.stringify([email, code])),
  };
}
