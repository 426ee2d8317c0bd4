import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeProfile, encodeProfile, type Profile, ProfileDecodingError } from './index.ts';

const profile: Profile = {
  owners: [{ id: '9f3f7c55-7d0c-4f0c-9d0f-0f8c8f6f8a11', email: 'alice@example.com', isPrincipal: true }],
  accId: '2a6f0a42-54a9-4b62-8c58-2f4f2f8d9b10',
  isSubscription: false,
  isManager: false,
  isStaff: false,
  ownerIsActive: true,
  accountIsActive: true,
  accountWasApproved: true,
  accountWasArchived: false,
  accountWasDeleted: false,
  verboseStatus: 'verified',
  email: 'alice@example.com',
  tenants: [],
};

describe('the profile header', () => {
  it('carries a profile there and back', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.array(fc.string()), (name, flags) => {
        const licence = { ...licenceOf(name), permitFlags: flags };
        const sent: Profile = { ...profile, licensedResources: { records: [licence] } };
        expect(decodeProfile(encodeProfile(sent))).toEqual(JSON.parse(JSON.stringify(sent)));
      }),
    );
  });

  it('is padded standard Base64 of a zstd frame that states its content size', () => {
    const frame = Buffer.from(encodeProfile(profile), 'base64');
    expect(frame.readUInt32LE(0)).toBe(0xfd2fb528);
    const descriptor = frame[4] ?? 0;
    const statesSize = descriptor >> 6 !== 0 || (descriptor & 0x20) !== 0;
    expect(statesSize).toBe(true);
    expect(JSON.parse(zstdDecompressSync(frame).toString())).toEqual(profile);
  });

  it('leaves optional keys out instead of writing null', () => {
    const json = zstdDecompressSync(Buffer.from(encodeProfile(profile), 'base64')).toString();
    expect(json).not.toContain('null');
    expect(json).not.toContain('licensedResources');
  });

  it('H11: refuses a frame that inflates beyond the limit', () => {
    const bomb = zstdCompressSync(Buffer.alloc(64 * 1024 * 1024, 0x20)).toString('base64');
    expect(bomb.length).toBeLessThan(16_384);
    expect(() => decodeProfile(bomb)).toThrow(/more than 1048576 bytes/);
  });

  it.each([
    ['nothing', ''],
    ['text that is not Base64', 'not base64!'],
    ['Base64 that is not zstd', Buffer.from('{"accId":"x","owners":[]}').toString('base64')],
    ['zstd that is not JSON', zstdCompressSync(Buffer.from('profile')).toString('base64')],
    ['JSON that is not a profile', zstdCompressSync(Buffer.from('[]')).toString('base64')],
    ['a truncated frame', encodeProfile(profile).slice(0, 40)],
  ])('refuses %s', (_, value) => {
    expect(() => decodeProfile(value)).toThrow(ProfileDecodingError);
  });
});

function licenceOf(accName: string) {
  return {
    accId: '2a6f0a42-54a9-4b62-8c58-2f4f2f8d9b10',
    sysAcc: false,
    tenantId: 'c8282c6d-ce0b-4fed-a4e8-8e8a70f5b789',
    accName,
    role: 'editor',
    roleId: '8d7b119b-a12b-4ff1-9db0-5b6d05794282',
    perm: 'write' as const,
    verified: true,
  };
}
