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
