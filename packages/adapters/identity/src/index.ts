export { bootstrapSecret } from './bootstrap-secret.ts';
export { cryptoLinkSecrets } from './crypto-link-secrets.ts';
export type { ExternalProvider } from './external-tokens.ts';
export type { InternalTokens } from './internal-tokens.ts';
export { type JwtTokenSignerOptions, jwtTokenSigner } from './jwt-token-signer.ts';
export { type JwtTokenVerifierOptions, jwtTokenVerifier } from './jwt-token-verifier.ts';
export { randomIds } from './random-ids.ts';
export { type AsymmetricAlgorithm, asymmetricAlgorithms } from './signature.ts';
export { uuidV3 } from './uuid-v3.ts';
