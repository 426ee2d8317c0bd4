import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { CallerSignatureError, CallerSigner, SIGNATURE_HEADER, verifyCaller } from './caller-signature.ts';
import { encodeProfile } from './codec.ts';
import type { Profile } from './profile.ts';

const KEY = '0123456789abcdef0123456789abcdef';
const NOW = 1_800_000_000;
const email = 'ana@example.org';
const tenantId = '00000000-0000-4000-8000-000000000001';
const profile: Profile = {
  owners: [],
  accId: '00000000-0000-4000-8000-000000000002',
  isSubscription: false,
  isManager: false,
  isStaff: false,
  ownerIsActive: true,
  accountIsActive: true,
  accountWasApproved: true,
  accountWasArchived: false,
  accountWasDeleted: false,
  verboseStatus: 'verified',
};
const header = encodeProfile(profile);
const signer = new CallerSigner('books', KEY);
const options = { service: 'books', key: KEY, now: NOW };

const received = (change: Readonly<Record<string, string | string[] | undefined>> = {}) => ({
  'x-mycelium-email': email,
  'x-mycelium-profile': header,
  'x-mycelium-tenant-id': tenantId,
  [SIGNATURE_HEADER]: signer.sign({ email, tenantId, profile: header }, NOW),
  ...change,
});

/** Signed by somebody who has the key and puts in whatever they like. */
function handMade(claims: object, head: object = { alg: 'HS256', typ: 'JWT' }, key = KEY): string {
  const input = [head, claims].map(part => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
  return `${input}.${createHmac('sha256', key).update(input).digest('base64url')}`;
}

describe('a caller whom the gateway has signed', () => {
  it('is who the fields say', () => {
    expect(verifyCaller(received(), options)).toEqual({ email, tenantId, profile });
  });

  it('has no profile on routes that hand over the e-mail alone', () => {
    const signature = signer.sign({ email, tenantId: undefined, profile: undefined }, NOW);
    const fields = { 'x-mycelium-email': email, [SIGNATURE_HEADER]: signature };
    expect(verifyCaller(fields, options)).toEqual({ email });
  });

  it('is nobody where no caller is named', () => {
    expect(verifyCaller({ accept: '*/*' }, options)).toBeUndefined();
  });

  it('is accepted by each of several keys while the key is being changed', () => {
    const keys = ['ffffffffffffffffffffffffffffffff', KEY];
    expect(verifyCaller(received(), { ...options, key: keys })?.email).toBe(email);
  });

  it('is accepted by clocks that differ a little', () => {
    for (const now of [NOW - 29, NOW + 89])
      expect(verifyCaller(received(), { ...options, now })).toBeDefined();
  });

  it('is a JWT that any library reads', () => {
    const [head, claims] = received()[SIGNATURE_HEADER]!.toString().split('.');
    expect(JSON.parse(Buffer.from(head!, 'base64url').toString())).toEqual({ alg: 'HS256', typ: 'JWT' });
    expect(JSON.parse(Buffer.from(claims!, 'base64url').toString())).toEqual({
      iss: 'mycelium',
      aud: 'books',
      sub: email,
      iat: NOW,
      exp: NOW + 60,
      tenant_id: tenantId,
      profile_sha256: expect.stringMatching(/^[\w-]{43}$/),
    });
  });
});

describe('a caller whom nobody has signed', () => {
  const other = encodeProfile({ ...profile, isStaff: true });
  const valid = { iss: 'mycelium', aud: 'books', sub: email, iat: NOW, exp: NOW + 60, tenant_id: tenantId };

  it.each<[string, Readonly<Record<string, string | string[] | undefined>>]>([
    ['no signature', { [SIGNATURE_HEADER]: undefined }],
    ['no signature and no e-mail', { [SIGNATURE_HEADER]: undefined, 'x-mycelium-email': undefined }],
    ['another profile', { 'x-mycelium-profile': other }],
    ['no profile', { 'x-mycelium-profile': undefined }],
    ['another e-mail', { 'x-mycelium-email': 'eve@example.org' }],
    ['no e-mail', { 'x-mycelium-email': undefined }],
    ['another tenant', { 'x-mycelium-tenant-id': '00000000-0000-4000-8000-000000000009' }],
    ['no tenant', { 'x-mycelium-tenant-id': undefined }],
    ['two signatures', { [SIGNATURE_HEADER]: ['a.b.c', 'a.b.c'] }],
    ['text for a signature', { [SIGNATURE_HEADER]: 'forged' }],
    ['an empty signature', { [SIGNATURE_HEADER]: '' }],
    ['a signature cut short', { [SIGNATURE_HEADER]: received()[SIGNATURE_HEADER]!.toString().slice(0, -1) }],
    [
      'the algorithm none',
      { [SIGNATURE_HEADER]: `${handMade(valid, { alg: 'none' }).split('.').slice(0, 2).join('.')}.` },
    ],
    ['another algorithm', { [SIGNATURE_HEADER]: handMade(valid, { alg: 'HS512', typ: 'JWT' }) }],
    ['another key', { [SIGNATURE_HEADER]: handMade(valid, undefined, 'f'.repeat(32)) }],
    ['a profile that was not signed along', { [SIGNATURE_HEADER]: handMade(valid) }],
  ])('is refused: %s', (_name, change) => {
    expect(() => verifyCaller(received(change), options)).toThrow(CallerSignatureError);
  });

  it('is refused when the signature was for another service, is old, or is from the future', () => {
    expect(() => verifyCaller(received(), { ...options, service: 'shelves' })).toThrow(/another service/);
    expect(() => verifyCaller(received(), { ...options, now: NOW + 91 })).toThrow(/expired/);
    expect(() => verifyCaller(received(), { ...options, now: NOW - 31 })).toThrow(/future/);
  });
});

it('a key that can be guessed is refused on either side', () => {
  expect(() => new CallerSigner('books', 'short')).toThrow(RangeError);
  expect(() => verifyCaller(received(), { ...options, key: 'short' })).toThrow(RangeError);
  expect(() => verifyCaller(received(), { ...options, key: '' })).toThrow(RangeError);
});
