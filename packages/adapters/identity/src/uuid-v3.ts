import { createHash } from 'node:crypto';

const NAMESPACE_DNS = Buffer.from('6ba7b8109dad11d180b400c04fd430c8', 'hex');

/** Version 3 UUID of a name in the DNS namespace (RFC 9562 §5.3). */
export function uuidV3(name: string): string {
  const digest = createHash('md5').update(NAMESPACE_DNS).update(name).digest();
  digest.writeUInt8((digest.readUInt8(6) & 0x0f) | 0x30, 6);
  digest.writeUInt8((digest.readUInt8(8) & 0x3f) | 0x80, 8);
  return digest.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5');
}
