import { type KeyObject, verify } from 'node:crypto';
import jwt, { type Algorithm } from 'jsonwebtoken';
import type { TokenParts } from './token-parts.ts';

const RSA = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'] as const;
const EC_BY_CURVE: Readonly<Record<string, string>> = {
  prime256v1: 'ES256',
  secp384r1: 'ES384',
  secp521r1: 'ES512',
};

/** The asymmetric algorithms that an external issuer may use (RFC 7518, RFC 8037). */
export const asymmetricAlgorithms = [...RSA, 'ES256', 'ES384', 'ES512', 'EdDSA'] as const;
export type AsymmetricAlgorithm = (typeof asymmetricAlgorithms)[number];

/** What a public key can verify. The key decides, never the header of a token. */
export function algorithmsOf(key: KeyObject): readonly AsymmetricAlgorithm[] {
  const type = key.asymmetricKeyType;
  if (type === 'rsa') return RSA;
  if (type === 'ed25519' || type === 'ed448') return ['EdDSA'];
  const ofCurve = type === 'ec' ? EC_BY_CURVE[key.asymmetricKeyDetails?.namedCurve ?? ''] : undefined;
  return asymmetricAlgorithms.filter(algorithm => algorithm === ofCurve);
}

/** Whether the key signed the token with exactly this algorithm. */
export function signatureHolds(
  token: string,
  parts: TokenParts,
  trusted: { readonly key: KeyObject | string; readonly algorithm: Algorithm | 'EdDSA' },
): boolean {
  const { key, algorithm } = trusted;
  if (parts.algorithm !== algorithm) return false;
  // jsonwebtoken knows no Edwards curves; the claims are checked in one place for every algorithm.
  if (algorithm === 'EdDSA') return verify(null, Buffer.from(parts.signed), key, parts.signature);
  try {
    jwt.verify(token, key, { algorithms: [algorithm], ignoreExpiration: true, ignoreNotBefore: true });
    return true;
  } catch (error) {
    if (error instanceof Error) return false;
    throw error;
  }
}
