import { createHash, createHmac } from 'node:crypto';
import { Secret } from '@mycelium/kernel';
import { expect, it } from 'vitest';
import { keyEncryptionKey } from './key-encryption-key.ts';

const UUID = '6f9619ff-8b86-d011-b42d-00cf4fc964ff';
const hex = (text: string, version?: number): string =>
  Buffer.from(keyEncryptionKey(new Secret(text), version).bytes).toString('hex');

it('hashes the sixteen bytes of a UUID, however it is written', () => {
  const bytes = Uint8Array.of(
    ...[0x6f, 0x96, 0x19, 0xff, 0x8b, 0x86, 0xd0, 0x11, 0xb4, 0x2d, 0x00, 0xcf, 0x4f, 0xc9, 0x64, 0xff],
  );
  const expected = createHash('sha256').update(bytes).digest('hex');
  expect(expected).toBe('30e2cbd958be5ed7c717f8dc8f5deea04b9536792167e6b5d9e81a30156efcf1');
  const spellings = [UUID, UUID.toUpperCase(), UUID.replaceAll('-', ''), ` ${UUID}\n`];
  for (const spelling of spellings) expect(hex(spelling)).toBe(expected);
});

it('derives any other secret by HKDF-SHA-256 without salt (RFC 5869)', () => {
  const secret = 'a long passphrase, não um UUID';
  const hmac = (key: Uint8Array, ...parts: (string | Uint8Array)[]) =>
    parts.reduce((mac, part) => mac.update(part), createHmac('sha256', key)).digest();
  const extracted = hmac(Buffer.alloc(32), secret);
  const expanded = hmac(extracted, 'mycelium key-encryption key', Uint8Array.of(1));
  expect(hex(secret)).toBe(expanded.toString('hex'));
  expect(hex(secret)).toBe('ab4e8550fe7b9995a120fe82a5cc7737cd0fc6d5a1c8f41fedb78bd93f7f0149');
});

it('takes text that merely looks like a UUID for what it is', () => {
  for (const text of [`${UUID}0`, UUID.slice(1), UUID.replace('6', 'g')]) {
    const digest = createHash('sha256')
      .update(Buffer.from(text.replaceAll('-', ''), 'hex'))
      .digest('hex');
    expect(hex(text)).not.toBe(digest);
    expect(hex(text)).toHaveLength(64);
  }
});

it('gives different secrets different keys, and carries the version', () => {
  expect(new Set(['a', 'b', 'a ', UUID].map(text => hex(text))).size).toBe(4);
  expect(keyEncryptionKey(new Secret('a')).version).toBe(1);
  expect(keyEncryptionKey(new Secret('a'), 3).version).toBe(3);
});
