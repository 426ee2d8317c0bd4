import type { IncomingMessage } from 'node:http';
import type { SharedCache, TokenTrace } from '@mycelium/accounts';
import { AppError, refuse } from '@mycelium/kernel';
import { json, jwkOf, rsaKey, signed, startTestIssuer, type TestIssuer } from '@mycelium/testkit';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { jwtTokenVerifier } from './index.ts';

const key = rsaKey('k');
let issuer: TestIssuer;
let now = 0;
const clock = { now: () => new Date(now) };
const seconds = (): number => Math.floor(now / 1000);

beforeAll(async () => {
  issuer = await startTestIssuer([jwkOf(key)]);
});
afterAll(() => issuer.close());
beforeEach(() => {
  now = Date.parse('2026-01-01T00:00:00Z');
  issuer.requests.length = 0;
  issuer.answer('/userinfo', json({ sub: 'maria-1', email: 'Maria@acme.example', email_verified: true }));
});

const verifier = (cache: SharedCache | undefined, over: object = {}) =>
  jwtTokenVerifier({
    external: ['https://a.example', 'https://b.example'].map(name => ({
      issuer: name,
      jwksUri: `${issuer.url}/jwks`,
      audience: 'gateway',
      userInfoUrl: `${issuer.url}/userinfo`,
      ...over,
    })),
    clock,
    ...(cache && { cache }),
  });
const token = (over: object = {}) =>
  signed(key, {
    iss: 'https://a.example',
    aud: 'gateway',
    sub: 'maria-1',
    jti: 'token-1',
    exp: seconds() + 3600,
    ...over,
  });
const silent: TokenTrace = { stage: () => undefined };
const asked = (): number => issuer.requests.filter(path => path === '/userinfo').length;

/** Just enough of a cache to see what is kept. */
function spyCache(): SharedCache & { readonly kept: { key: string; value: string; ttlSeconds: number }[] } {
  const kept: { key: string; value: string; ttlSeconds: number }[] = [];
  return {
    kept,
    get: async (_, key) => ({ value: kept.find(entry => entry.key === key)?.value, generation: '0' }),
    set: async ({ key, value, ttlSeconds }) => void kept.push({ key, value, ttlSeconds }),
    invalidate: async () => undefined,
    subscribe: () => () => undefined,
    ready: async () => true,
    close: async () => undefined,
  };
}

async function refusal(promise: Promise<unknown>): Promise<AppError> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof AppError)) throw new Error('expected a refusal', { cause: error });
  return error;
}

it('asks the configured address with the token itself, and remembers the answer', async () => {
  const authorizations: unknown[] = [];
  issuer.answer('/userinfo', (request: IncomingMessage, response) => {
    authorizations.push(request.headers.authorization);
    json({ sub: 'maria-1', email: 'Maria@acme.example', email_verified: true })(request, response);
  });
  const cache = spyCache();
  const checked = verifier(cache);
  const stages: string[] = [];
  const trace: TokenTrace = {
    stage: (stage, outcome = '', fields = {}) =>
      void stages.push([stage, outcome, 'cache_hit' in fields ? fields.cache_hit : ''].join('|')),
  };
  const mine = token();
  expect(await checked.verify(mine, trace)).toMatchObject({ email: 'maria@acme.example' });
  expect(await checked.verify(mine, trace)).toMatchObject({ email: 'maria@acme.example' });
  expect(authorizations).toEqual([`Bearer ${mine}`]);
  const email = (hit: boolean, outcome: string) => [
    'identity.external||',
    'identity.jwks||',
    `identity.jwks|${hit ? 'from_cache' : 'resolved'}|`,
    'identity.email||',
    `identity.email.cache||${hit}`,
    `identity.email|${outcome}|`,
    'identity.external|ok|',
  ];
  expect(stages).toEqual([...email(false, 'resolved'), ...email(true, 'from_cache')]);
  expect(cache.kept[0]?.ttlSeconds).toBe(600);
  expect(JSON.stringify(cache.kept)).not.toContain(mine);
});

it('J13 never answers for one issuer or subject from what another was asked', async () => {
  const checked = verifier(spyCache());
  await checked.verify(token(), silent);
  await checked.verify(token({ iss: 'https://b.example' }), silent);
  expect(asked()).toBe(2);
  issuer.answer('/userinfo', json({ sub: 'eve', email: 'eve@acme.example', email_verified: true }));
  expect(await checked.verify(token({ sub: 'eve' }), silent)).toMatchObject({ email: 'eve@acme.example' });
  expect(asked()).toBe(3);
});

it('keeps an answer no longer than the token lives', async () => {
  const cache = spyCache();
  await verifier(cache).verify(token({ exp: seconds() + 30 }), silent);
  expect(cache.kept[0]?.ttlSeconds).toBe(30);
});

it('asks once when the same token arrives many times at once', async () => {
  const checked = verifier(undefined);
  const mine = token();
  await Promise.all(Array.from({ length: 20 }, () => checked.verify(mine, silent)));
  expect(asked()).toBe(1);
});

it('goes on without a cache that is down', async () => {
  const down = (): never => {
    throw refuse('IDENTITY_UNAVAILABLE');
  };
  const broken = { ...spyCache(), get: async () => down(), set: async () => down() };
  expect(await verifier(broken).verify(token(), silent)).toMatchObject({ email: 'maria@acme.example' });
});

it.each([
  ['an unverified address', { sub: 'maria-1', email: 'maria@acme.example' }],
  ['an address that was found false', { sub: 'maria-1', email: 'maria@acme.example', email_verified: false }],
  ['another subject', { sub: 'eve', email: 'eve@acme.example', email_verified: true }],
  ['no address', { sub: 'maria-1' }],
  ['no object', ['maria@acme.example']],
])('J12 refuses a userinfo answer with %s', async (_, answer) => {
  issuer.answer('/userinfo', json(answer));
  expect(await refusal(verifier(undefined).verify(token(), silent))).toMatchObject({ code: 'MYC00035' });
});

it('refuses a token that its issuer refuses', async () => {
  issuer.answer('/userinfo', json({}, 401));
  expect(await refusal(verifier(undefined).verify(token(), silent))).toMatchObject({ code: 'MYC00035' });
});

it('answers unavailable when the userinfo address is', async () => {
  for (const status of [500, 429]) {
    issuer.answer('/userinfo', json({}, status));
    const error = await refusal(verifier(undefined).verify(token(), silent));
    expect(error).toMatchObject({ kind: 'unavailable', retryAfter: 5 });
  }
});
