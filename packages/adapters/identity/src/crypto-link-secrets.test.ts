import { Secret } from '@mycelium/kernel';
import { expect, it } from 'vitest';
import { bootstrapSecret, cryptoLinkSecrets, randomIds } from './index.ts';

const secrets = cryptoLinkSecrets({ key: new Secret('a key') });
const others = cryptoLinkSecrets({ key: new Secret('another key') });

it('makes tokens of 256 random bits that fit a path', () => {
  const tokens = new Set(Array.from({ length: 100 }, () => secrets.newToken()));
  expect(tokens.size).toBe(100);
  for (const token of tokens) expect(token).toMatch(/^[\w-]{43}$/);
});

it('gives a token always the same six digits, and other installations other ones', () => {
  const codes = Array.from({ length: 200 }, (_, n) => secrets.codeOf(`token-${n}`));
  for (const code of codes) expect(code).toMatch(/^\d{6}$/);
  expect(secrets.codeOf('token-7')).toBe(codes[7]);
  expect(new Set(codes).size).toBeGreaterThan(190);
  expect(codes.filter((code, n) => others.codeOf(`token-${n}`) === code).length).toBeLessThan(5);
});

it('binds the digest of a code to its e-mail and key', () => {
  const digest = secrets.codeHash('maria@acme.example', '123456');
  expect(digest).not.toContain('123456');
  expect(secrets.codeHash('maria@acme.example', '123456')).toBe(digest);
  expect(secrets.codeHash('eve@acme.example', '123456')).not.toBe(digest);
  expect(others.codeHash('maria@acme.example', '123456')).not.toBe(digest);
});

it('knows the bootstrap secret and nothing else', () => {
  const bootstrap = bootstrapSecret(new Secret('open sesame'));
  expect(bootstrap.enabled).toBe(true);
  expect(bootstrap.matches('open sesame')).toBe(true);
  for (const wrong of ['', 'open sesam', 'open sesame ', 'Open sesame'])
    expect(bootstrap.matches(wrong)).toBe(false);
});

it('is closed without a bootstrap secret, or with an empty one', () => {
  for (const secret of [undefined, new Secret('')]) {
    expect(bootstrapSecret(secret).enabled).toBe(false);
    expect(bootstrapSecret(secret).matches('')).toBe(false);
  }
});

it('makes random UUIDs', () => {
  expect(randomIds.uuid()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(randomIds.uuid()).not.toBe(randomIds.uuid());
});
