import { canonicalAddress } from '@mycelium/gateway-core';

/** What the first bytes of a connection say, as the PROXY protocol has it (version 1 in text, version 2 in binary). */
export type ProxyHeader =
  | { readonly kind: 'incomplete' }
  | { readonly kind: 'damaged' }
  | {
      readonly kind: 'read';
      /** Bytes of the header; the client's own begin after them. */
      readonly length: number;
      /** The client's address; absent when the proxy speaks for itself, as in a health check. */
      readonly source: string | undefined;
    };

const INCOMPLETE: ProxyHeader = { kind: 'incomplete' };
const DAMAGED: ProxyHeader = { kind: 'damaged' };

const V1_START = Buffer.from('PROXY ', 'latin1');
const V1_LONGEST = 107;
const V2_START = Buffer.from([0x0d, 0x0a, 0x0d, 0x0a, 0x00, 0x0d, 0x0a, 0x51, 0x55, 0x49, 0x54, 0x0a]);
const V2_FIXED = 16;
/** Addresses take 216 bytes at the most; the rest is room for what proxies add. */
const V2_LONGEST_REST = 4096;

const begins = (bytes: Buffer, start: Buffer): boolean => {
  const length = Math.min(bytes.length, start.length);
  return bytes.subarray(0, length).equals(start.subarray(0, length));
};

export function readProxyHeader(bytes: Buffer): ProxyHeader {
  if (begins(bytes, V2_START)) return bytes.length < V2_FIXED ? INCOMPLETE : readVersion2(bytes);
  if (begins(bytes, V1_START)) return readVersion1(bytes);
  return DAMAGED;
}

const V1 =
  /^PROXY (?:(TCP4) (\d{1,3}(?:\.\d{1,3}){3}) \S+|(TCP6) ([0-9A-Fa-f:.]{2,45}) \S+) \d{1,5} \d{1,5}$/;

function readVersion1(bytes: Buffer): ProxyHeader {
  const end = bytes.subarray(0, V1_LONGEST).indexOf('\r\n');
  if (end < 0) return bytes.length < V1_LONGEST ? INCOMPLETE : DAMAGED;
  const line = bytes.subarray(0, end).toString('latin1');
  const length = end + 2;
  if (/^PROXY UNKNOWN(?: |$)/.test(line)) return { kind: 'read', length, source: undefined };
  const match = V1.exec(line);
  const source = canonicalAddress(match?.[2] ?? match?.[4] ?? '');
  return source === undefined ? DAMAGED : { kind: 'read', length, source };
}

const LOCAL = 0x20;
const PROXIED = 0x21;
const OVER_IPV4 = 0x10;
const OVER_IPV6 = 0x20;

function readVersion2(bytes: Buffer): ProxyHeader {
  const command = bytes[12];
  const family = (bytes[13] ?? 0) & 0xf0;
  const rest = bytes.readUInt16BE(14);
  if ((command !== LOCAL && command !== PROXIED) || rest > V2_LONGEST_REST) return DAMAGED;
  const length = V2_FIXED + rest;
  if (bytes.length < length) return INCOMPLETE;
  if (command === LOCAL) return { kind: 'read', length, source: undefined };
  if (family === OVER_IPV4 && rest >= 12)
    return { kind: 'read', length, source: [...bytes.subarray(16, 20)].join('.') };
  if (family === OVER_IPV6 && rest >= 36)
    return { kind: 'read', length, source: ipv6(bytes.subarray(16, 32)) };
  // A Unix socket or nothing that is known: whoever it is, no address can be named.
  return family === OVER_IPV4 || family === OVER_IPV6 ? DAMAGED : { kind: 'read', length, source: undefined };
}

const ipv6 = (bytes: Buffer): string | undefined =>
  canonicalAddress(Array.from({ length: 8 }, (_, i) => bytes.readUInt16BE(i * 2).toString(16)).join(':'));
