/** An IP address as a number with its width in bits: 32 or 128. IPv4-mapped IPv6 addresses count as IPv4. */
interface AddressValue {
  readonly value: bigint;
  readonly bits: 32 | 128;
}

const V4 = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/;
const MAPPED_PREFIX = 0xffffn << 32n;

function parseV4(text: string): bigint | undefined {
  const match = V4.exec(text);
  if (!match) return undefined;
  const parts = match.slice(1).map(Number);
  if (parts.some(part => part > 255)) return undefined;
  return parts.reduce((value, part) => (value << 8n) | BigInt(part), 0n);
}

function parseV6(text: string): bigint | undefined {
  const [head = '', tail, ...more] = withoutDottedEnd(text).split('::');
  if (more.length > 0) return undefined;
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const missing = 8 - left.length - right.length;
  if (tail === undefined ? missing !== 0 : missing < 1) return undefined;
  const groups = [...left, ...Array<string>(Math.max(missing, 0)).fill('0'), ...right];
  if (groups.some(group => !/^[0-9a-f]{1,4}$/i.test(group))) return undefined;
  return groups.reduce((value, group) => (value << 16n) | BigInt(`0x${group}`), 0n);
}

/** `::ffff:10.0.0.1` in hexadecimal groups. */
function withoutDottedEnd(text: string): string {
  const at = text.lastIndexOf(':');
  const v4 = parseV4(text.slice(at + 1));
  if (v4 === undefined) return text;
  return `${text.slice(0, at + 1)}${(v4 >> 16n).toString(16)}:${(v4 & 0xffffn).toString(16)}`;
}

export function parseAddress(text: string): AddressValue | undefined {
  const plain = text.startsWith('[') && text.endsWith(']') ? text.slice(1, -1) : text;
  const v4 = parseV4(plain);
  if (v4 !== undefined) return { value: v4, bits: 32 };
  const v6 = plain.includes(':') ? parseV6(plain.split('%')[0] ?? '') : undefined;
  if (v6 === undefined) return undefined;
  return v6 >> 32n === MAPPED_PREFIX >> 32n
    ? { value: v6 & 0xffffffffn, bits: 32 }
    : { value: v6, bits: 128 };
}

/**
 * The address as everybody writes it (RFC 5952), IPv4-mapped ones as IPv4, without brackets and zone; `undefined` for what is
 * none. What names a client must have one spelling, and nothing else in it.
 */
export function canonicalAddress(text: string): string | undefined {
  const address = parseAddress(text);
  if (address === undefined) return undefined;
  const { value, bits } = address;
  if (bits === 32) return [24n, 16n, 8n, 0n].map(shift => (value >> shift) & 0xffn).join('.');
  const groups = Array.from({ length: 8 }, (_, i) =>
    ((value >> BigInt(112 - 16 * i)) & 0xffffn).toString(16),
  );
  const zeros = longestZeros(groups);
  if (zeros.length < 2) return groups.join(':');
  return `${groups.slice(0, zeros.from).join(':')}::${groups.slice(zeros.from + zeros.length).join(':')}`;
}

/** The first one of the longest runs. */
function longestZeros(groups: readonly string[]): { readonly from: number; readonly length: number } {
  let longest = { from: 0, length: 0 };
  for (let from = 0; from < groups.length; from++) {
    let length = 0;
    while (groups[from + length] === '0') length++;
    if (length > longest.length) longest = { from, length };
  }
  return longest;
}

/** Whether an address lies in the block. */
export type AddressBlock = (address: string) => boolean;

/** An address, a CIDR block (RFC 4632) or an IPv4 address with trailing `*` parts; `undefined` for anything else. */
export function parseAddressBlock(text: string): AddressBlock | undefined {
  const wildcard = /^((?:\d{1,3}\.){1,3})\*(?:\.\*)*$/.exec(text);
  if (wildcard?.[1]) return wildcardBlock(wildcard[1]);
  const [base = '', length, ...rest] = text.split('/');
  const address = parseAddress(base);
  if (!address || rest.length > 0) return undefined;
  const bits = length === undefined ? address.bits : /^\d{1,3}$/.test(length) ? Number(length) : Number.NaN;
  if (!(bits <= address.bits)) return undefined;
  const shift = BigInt(address.bits - bits);
  return candidate => {
    const other = parseAddress(candidate);
    return other?.bits === address.bits && other.value >> shift === address.value >> shift;
  };
}

function wildcardBlock(prefix: string): AddressBlock | undefined {
  const known = prefix.split('.').filter(part => part !== '');
  if (known.some(part => Number(part) > 255)) return undefined;
  const base = [...known, ...Array<string>(4 - known.length).fill('0')].join('.');
  return parseAddressBlock(`${base}/${known.length * 8}`);
}
