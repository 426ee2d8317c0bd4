import { createHmac } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import type { TokenTrace } from '@mycelium/accounts';
import { AppError, Secret, type UserId } from '@mycelium/kernel';
import {
  ecKey,
  edKey,
  json,
  jwkOf,
  rawToken,
  rsaKey,
  signed,
  startTestIssuer,
  type TestIssuer,
} from '@mycelium/testkit';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { jwtTokenSigner, jwtTokenVerifier } from './index.ts';

const rsa = rsaKey('rsa-1');
const ec = ecKey('ec-1');
const ed = edKey('ed-1');
const stranger = rsaKey('rsa-1');

let issuer: TestIssuer;
let now: number;
const clock = { now: () => new Date(now) };
const seconds = (): number => Math.floor(now / 1000);

const secret = new Secret('an internal secret of thirty-two bytes or more');
const internal = { secret, audience: 'https://gateway.example' };
const userId = '00000000-0000-4000-8000-000000000001' as UserId;
const ISSUER = 'https://id.acme.example/';

beforeAll(async () => {
  const privateJwk = { ...rsaKey('leaked').privateKey.export({ format: 'jwk' }), kid: 'leaked' };
  const symmetric = { kty: 'oct', k: 'c2VjcmV0', kid: 'oct-1' };
  const strange = { kty: 'RSA', kid: 'broken', n: '!', e: 'AQAB' };
  issuer = await startTestIssuer([symmetric, strange, privateJwk, jwkOf(rsa), jwkOf(ec), jwkOf(ed)]);
});
afterAll(() => issuer.close());
beforeEach(() => {
  now = Date.parse('2026-01-01T00:00:00Z');
  issuer.requests.length = 0;
});
afterEach(() => {
  issuer.restore('/jwks');
  issuer.restore('/userinfo');
});

const provider = (over: object = {}) => ({
  issuer: ISSUER,
  jwksUri: `${issuer.url}/jwks`,
  audience: 'gateway',
  ...over,
});
const verifier = (over: object = {}, more: readonly ReturnType<typeof provider>[] = []) =>
  jwtTokenVerifier({ internal, external: [provider(over), ...more], clock });
const claims = (over: object = {}) => ({
  iss: ISSUER,
  aud: 'gateway',
  sub: 'maria-1',
  iat: seconds(),
  exp: seconds() + 600,
  email: 'maria@acme.example',
  email_verified: true,
  ...over,
});

const silent: TokenTrace = { stage: () => undefined };
function recorder() {
  const stages: string[] = [];
  const trace: TokenTrace = {
    stage: (stage, outcome, fields) => {
      const hit = fields && 'cache_hit' in fields ? ` hit=${String(fields.cache_hit)}` : '';
      stages.push(`${stage}${outcome ? ` ${outcome}` : ''}${hit}`);
    },
  };
  return { stages, trace };
}

async function refusal(promise: Promise<unknown>): Promise<AppError> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof AppError)) throw new Error('expected a refusal', { cause: error });
  return error;
}
const code = async (promise: Promise<unknown>): Promise<string> => (await refusal(promise)).code;

const INVALID = 'MYC00035';
const EXPIRED = 'MYC00036';
const UNKNOWN_ISSUER = 'MYC00037';
const UNAVAILABLE = 'MYC00053';

describe('our own tokens', () => {
  const signer = () => jwtTokenSigner({ ...internal, expiresIn: 3600, tmpExpiresIn: 300, clock });
  const subject = { userId, email: 'maria@acme.example' };

  it('are accepted for as long as they say', async () => {
    const { token, duration } = signer().sign(subject);
    const { stages, trace } = recorder();
    expect(await verifier().verify(token, trace)).toEqual({
      email: 'maria@acme.example',
      issuer: 'mycelium',
      subject: userId,
      expiresAt: now + 3_600_000,
      secondFactorPending: false,
    });
    expect(duration).toBe(3600);
    expect(stages).toEqual(['identity.email from_token']);
    now += 3_661_000;
    expect(await code(verifier().verify(token, silent))).toBe(EXPIRED);
  });

  it('say when the second factor is still owed', async () => {
    const { token, duration } = signer().signPending(subject);
    expect(duration).toBe(300);
    expect(await verifier().verify(token, silent)).toMatchObject({ secondFactorPending: true });
  });

  it('need a secret of at least 32 bytes on either side', () => {
    const weak = { ...internal, secret: new Secret('x'.repeat(31)) };
    expect(() => jwtTokenSigner({ ...weak, expiresIn: 1, tmpExpiresIn: 1, clock })).toThrow('at least 32');
    expect(() => jwtTokenVerifier({ internal: weak, external: [], clock })).toThrow('at least 32');
  });

  it('are refused when signed with another secret or for another audience, or when sign-in is switched off', async () => {
    const { token } = signer().sign(subject);
    const rotated = { ...internal, secret: new Secret('y'.repeat(32)) };
    const elsewhere = { ...internal, audience: 'https://other.example' };
    const verify = (options: object) =>
      jwtTokenVerifier({ external: [], clock, ...options }).verify(token, silent);
    expect(await code(verify({ internal: rotated }))).toBe(INVALID);
    expect(await code(verify({ internal: elsewhere }))).toBe(INVALID);
    expect(await code(verify({}))).toBe(UNKNOWN_ISSUER);
  });

  it('are refused when their second-factor state is unknown', async () => {
    const header = Buffer.from('{"alg":"HS512"}').toString('base64url');
    const own = { ...claims({ iss: 'mycelium', aud: internal.audience }), mfa: 'half' };
    const body = `${header}.${Buffer.from(JSON.stringify(own)).toString('base64url')}`;
    const token = `${body}.${createHmac('sha512', secret.reveal()).update(body).digest('base64url')}`;
    expect(await code(verifier().verify(token, silent))).toBe(INVALID);
  });
});

describe('tokens of providers', () => {
  it('J1 refuses unsigned tokens, however they spell it', async () => {
    for (const alg of ['none', 'None', 'NONE', '']) {
      expect(await code(verifier().verify(rawToken({ alg, kid: 'rsa-1' }, claims()), silent))).toBe(INVALID);
      expect(await code(verifier().verify(rawToken({ alg, kid: 'rsa-1' }, claims(), ''), silent))).toBe(
        INVALID,
      );
    }
    const stripped = signed(rsa, claims()).replace(/[^.]+$/, '');
    expect(await code(verifier().verify(stripped, silent))).toBe(INVALID);
    const own = rawToken({ alg: 'none' }, claims({ iss: 'mycelium', aud: internal.audience }), '');
    expect(await code(verifier().verify(own, silent))).toBe(INVALID);
  });

  it('J2 refuses a token whose HMAC key is the public key of the issuer', async () => {
    for (const format of ['pkcs1', 'spki'] as const) {
      const pem = rsa.publicKey.export({ type: format, format: 'pem' });
      for (const [alg, hash] of [
        ['HS256', 'sha256'],
        ['HS512', 'sha512'],
      ] as const) {
        const head = Buffer.from(JSON.stringify({ alg, kid: 'rsa-1' })).toString('base64url');
        const body = `${head}.${Buffer.from(JSON.stringify(claims())).toString('base64url')}`;
        const token = `${body}.${createHmac(hash, pem).update(body).digest('base64url')}`;
        expect(await code(verifier().verify(token, silent))).toBe(INVALID);
      }
    }
  });

  it.each([
    ['a path', '../../dev/null'],
    ['SQL', "' or 1=1 --"],
    ['ten kilobytes', 'k'.repeat(10_240)],
    ['a number', 7],
    ['an unknown id', 'no-such-key'],
    ['a symmetric key', 'oct-1'],
    ['a private key', 'leaked'],
    ['a broken key', 'broken'],
    ['nothing', undefined],
  ])('J3 refuses %s as key id', async (_, kid) => {
    const token = rawToken({ alg: 'RS256', kid }, claims());
    expect(await code(verifier().verify(token, silent))).toBe(INVALID);
  });

  it('J4 ignores keys and key addresses that a token brings along', async () => {
    const header = { jwk: jwkOf(stranger), jku: `${issuer.url}/evil`, x5u: `${issuer.url}/evil` };
    const token = signed(stranger, claims(), { header });
    expect(await code(verifier().verify(token, silent))).toBe(INVALID);
    expect(issuer.requests).toEqual(['/jwks']);
  });

  it('J5 wants the issuer exactly as configured, and the key of that issuer', async () => {
    const other = await startTestIssuer([jwkOf(stranger)]);
    const second = provider({ issuer: 'https://b.example', jwksUri: `${other.url}/jwks` });
    const check = (iss: unknown, key = rsa) =>
      code(verifier({}, [second]).verify(signed(key, claims({ iss })), silent));
    expect(await check('https://nobody.example')).toBe(UNKNOWN_ISSUER);
    expect(await check('https://id.acme.example')).toBe(UNKNOWN_ISSUER);
    expect(await check('https://ID.acme.example/')).toBe(INVALID);
    expect(await check('https://b.example', rsa)).toBe(INVALID);
    expect(await check(ISSUER, stranger)).toBe(INVALID);
    expect(await check([ISSUER])).toBe(INVALID);
    expect(await check(undefined)).toBe(INVALID);
    await other.close();
  });

  it('J6 keeps issuers apart that share one key set', async () => {
    const second = provider({ issuer: 'https://b.example', audience: 'other' });
    const both = verifier({}, [second]);
    const cross = signed(rsa, claims({ iss: 'https://b.example' }));
    expect(await code(both.verify(cross, silent))).toBe(INVALID);
    const right = signed(rsa, claims({ iss: 'https://b.example', aud: 'other' }));
    expect(await both.verify(right, silent)).toMatchObject({ issuer: 'https://b.example' });
    expect(issuer.requests).toEqual(['/jwks']);
  });

  it('J6 tells providers of one issuer apart by their audience', async () => {
    const both = verifier({ audience: 'first' }, [provider({ audience: 'second' })]);
    expect(await both.verify(signed(rsa, claims({ aud: 'second' })), silent)).toMatchObject({
      issuer: ISSUER,
    });
  });

  it.each([
    ['an expiry over a minute ago', { exp: -61 }, EXPIRED],
    ['no expiry', { exp: undefined }, INVALID],
    ['an expiry as text', { exp: '99999999999' }, INVALID],
    ['an expiry of null', { exp: null }, INVALID],
    ['a start over a minute ahead', { nbf: 61 }, INVALID],
    ['a start as text', { nbf: 'now' }, INVALID],
    ['an issue over a minute ahead', { iat: 61 }, INVALID],
  ])('J7 refuses %s', async (_, offsets, expected) => {
    expect(await code(verifier().verify(signed(rsa, claims(shifted(offsets))), silent))).toBe(expected);
  });

  it('J7 tolerates clocks that differ by less than a minute, and fractions of a second', async () => {
    for (const offsets of [{ exp: -59 }, { nbf: 59 }, { iat: 59 }, { exp: 10.5 }]) {
      const token = signed(rsa, claims(shifted(offsets)));
      expect(await verifier().verify(token, silent)).toMatchObject({ subject: 'maria-1' });
    }
  });

  it('J8 wants our audience among those of the token', async () => {
    const check = (aud: unknown) => verifier().verify(signed(rsa, claims({ aud })), silent);
    expect(await check(['other', 'gateway'])).toMatchObject({ email: 'maria@acme.example' });
    for (const aud of [undefined, '', 'gateway2', ['other'], [], { gateway: true }, [['gateway']]]) {
      expect(await code(check(aud))).toBe(INVALID);
    }
  });

  it('J9 asks once for a thousand unknown key ids, and again only after half a minute', async () => {
    const checked = verifier();
    const flood = () =>
      Promise.all(
        Array.from({ length: 1000 }, (_, n) =>
          code(checked.verify(rawToken({ alg: 'RS256', kid: `k${n}` }, claims()), silent)),
        ),
      );
    expect(new Set(await flood())).toEqual(new Set([INVALID]));
    expect(issuer.requests).toHaveLength(1);
    now += 29_999;
    await flood();
    expect(issuer.requests).toHaveLength(1);
    now += 1;
    await flood();
    expect(issuer.requests).toHaveLength(2);
  });

  it('J9 lets known keys pass while an unknown one is being asked for', async () => {
    const checked = verifier();
    await checked.verify(signed(rsa, claims()), silent);
    now += 31_000;
    const held: ServerResponse[] = [];
    issuer.answer('/jwks', (_, response) => void held.push(response));
    const waiting = checked.verify(rawToken({ alg: 'RS256', kid: 'new' }, claims()), silent);
    expect(await checked.verify(signed(rsa, claims()), silent)).toMatchObject({ subject: 'maria-1' });
    await vi.waitFor(() => held[0]?.writeHead(500).end() ?? expect.fail('not asked yet'));
    expect(await code(waiting)).toBe(UNAVAILABLE);
  });

  it.each([
    ['fails', json({}, 500)],
    ['answers a page', (_: unknown, response: { end(body: string): void }) => response.end('<html>')],
    ['answers no key set', json({ keys: 'none' })],
    ['answers an empty set', json({ keys: [] })],
    ['answers far too much', json({ keys: ['x'.repeat(300_000)] })],
    [
      'redirects',
      (_: unknown, response: { writeHead(status: number, headers: object): { end(): void } }) =>
        response.writeHead(302, { location: '/elsewhere' }).end(),
    ],
  ])('J10 answers unavailable, with the time to wait, when the key set %s', async (_, handler) => {
    issuer.answer('/jwks', handler as never);
    const error = await refusal(verifier().verify(signed(rsa, claims()), silent));
    expect(error).toMatchObject({ code: UNAVAILABLE, kind: 'unavailable', retryAfter: 5 });
    expect(issuer.requests).toEqual(['/jwks']);
  });

  it('J10 goes on with the keys it has when they cannot be renewed', async () => {
    const checked = verifier();
    await checked.verify(signed(rsa, claims()), silent);
    now += 3_600_000;
    issuer.answer('/jwks', json({}, 500));
    const { stages, trace } = recorder();
    expect(await checked.verify(signed(rsa, claims()), trace)).toMatchObject({ subject: 'maria-1' });
    expect(stages).toContain('identity.jwks from_cache');
    const unknown = await refusal(checked.verify(rawToken({ alg: 'RS256', kid: 'new' }, claims()), silent));
    expect(unknown).toMatchObject({ code: UNAVAILABLE, retryAfter: 30 });
  });

  it('J10 drops a key that its issuer withdrew, once the set is renewed', async () => {
    const checked = verifier();
    await checked.verify(signed(rsa, claims()), silent);
    now += 601_000;
    issuer.answer('/jwks', json({ keys: [jwkOf(ec)] }));
    expect(await code(checked.verify(signed(rsa, claims()), silent))).toBe(INVALID);
  });

  it('J11 accepts RSA, PSS, elliptic and Edwards signatures of keys that fit', async () => {
    const tokens = [
      signed(rsa, claims()),
      signed(rsa, claims(), { algorithm: 'RS512' }),
      signed(rsa, claims(), { algorithm: 'PS256' }),
      signed(ec, claims(), { algorithm: 'ES256' }),
      signed(ed, claims(), { algorithm: 'EdDSA' }),
    ];
    for (const token of tokens) {
      expect(await verifier().verify(token, silent)).toMatchObject({ subject: 'maria-1' });
    }
    const forged = signed({ ...edKey('ed-1') }, claims(), { algorithm: 'EdDSA' });
    expect(await code(verifier().verify(forged, silent))).toBe(INVALID);
  });

  it('J11 keeps to the algorithms configured for the provider and to those declared by the key', async () => {
    const onlyEc = verifier({ algorithms: ['ES256'] });
    expect(await code(onlyEc.verify(signed(rsa, claims()), silent))).toBe(INVALID);
    expect(issuer.requests).toEqual([]);
    issuer.answer('/jwks', json({ keys: [jwkOf(rsa, { alg: 'RS256' })] }));
    expect(await code(verifier().verify(signed(rsa, claims(), { algorithm: 'PS256' }), silent))).toBe(
      INVALID,
    );
  });

  it('J12 believes an address only when its issuer verified it or the operator vouches for it', async () => {
    for (const verified of [false, undefined, 'false', 1]) {
      const token = signed(rsa, claims({ email_verified: verified }));
      expect(await code(verifier().verify(token, silent))).toBe(INVALID);
      expect(await verifier({ acceptUnverifiedEmail: true }).verify(token, silent)).toMatchObject({
        email: 'maria@acme.example',
      });
    }
  });

  it('J14 never asks an address that the token names', async () => {
    const aud = ['gateway', `${issuer.url}/userinfo`];
    const token = signed(rsa, claims({ aud, email: undefined }));
    expect(await code(verifier().verify(token, silent))).toBe(INVALID);
    expect(issuer.requests).toEqual(['/jwks']);
  });

  it('J15 repeats no part of a token in a refusal', async () => {
    const marker = 'c0ffee-marker';
    const tokens = [
      `${marker}.x.y`,
      rawToken({ alg: 'RS256', kid: marker }, claims()),
      rawToken({ alg: marker, kid: 'rsa-1' }, claims()),
      signed(rsa, claims({ iss: `https://${marker}.example` })),
      signed(rsa, claims({ aud: marker })),
      signed(rsa, claims({ email: `${marker}@` })),
      `${Buffer.from(marker).toString('base64url')}.e30.x`,
    ];
    for (const token of tokens) {
      const error = await refusal(verifier().verify(token, silent));
      const told = JSON.stringify([error.message, error.details, error.problems, String(error.cause)]);
      expect(told).not.toContain(marker);
      for (const part of token.split('.')) if (part.length > 8) expect(told).not.toContain(part);
    }
  });

  it('J17 canonicalises the address once and refuses look-alike letters', async () => {
    const check = (email: string) => verifier().verify(signed(rsa, claims({ email })), silent);
    expect(await check('Maria+news@ACME.example')).toMatchObject({ email: 'maria+news@acme.example' });
    for (const email of ['mаria@acme.example', 'maria@аcme.example', 'maria@acme.example\u0000', 'maria']) {
      expect(await code(check(email))).toBe(INVALID);
    }
  });

  it('refuses tokens that demand an extension, are oversized or are no JWT at all', async () => {
    const demanding = signed(rsa, claims(), { header: { crit: ['b64'], b64: false } });
    const oversized = signed(rsa, claims({ padding: 'x'.repeat(16_000) }));
    for (const token of [demanding, oversized, '', 'a', 'a.b', 'a.b.c.d', 'ä.b.c', `${'a.'.repeat(3)}`]) {
      expect(await code(verifier().verify(token, silent))).toBe(INVALID);
    }
  });

  it('reports the stages of a token that carries its e-mail', async () => {
    const checked = verifier();
    const first = recorder();
    await checked.verify(signed(rsa, claims()), first.trace);
    const [start, keys, ok] = ['identity.external', 'identity.jwks', 'identity.external ok'];
    expect(first.stages).toEqual([start, keys, 'identity.jwks resolved', ok]);
    const second = recorder();
    await checked.verify(signed(rsa, claims()), second.trace);
    expect(second.stages).toEqual([start, keys, 'identity.jwks from_cache', ok]);
  });
});

function shifted(offsets: Readonly<Record<string, unknown>>): object {
  return Object.fromEntries(
    Object.entries(offsets).map(([name, offset]) => [
      name,
      typeof offset === 'number' ? seconds() + offset : offset,
    ]),
  );
}
