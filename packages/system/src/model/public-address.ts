type Block = readonly [base: string, bits: number];

/** IPv4 blocks that lead nowhere public, by the registry of special-purpose addresses (RFC 6890), and multicast. */
const SPECIAL_V4: readonly Block[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
];

const V4 = /^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?!$)|$)){4}$/;

const numberOf = (v4: string): number => v4.split('.').reduce((value, part) => value * 256 + Number(part), 0);

const isInBlock = (v4: string, [base, bits]: Block): boolean => {
  const width = 2 ** (32 - bits);
  return Math.floor(numberOf(v4) / width) === Math.floor(numberOf(base) / width);
};

/**
 * Whether an address, in any usual spelling, is one of a host on the public Internet. Everything else, text that is no
 * address included, is not: loopback, private and shared networks, link-local, multicast, and the IPv6 blocks that carry
 * an IPv4 address inside (mapped, NAT64, 6to4, Teredo), since they would lead around the rest of the list.
 */
export function isPublicAddress(text: string): boolean {
  if (V4.test(text)) return !SPECIAL_V4.some(block => isInBlock(text, block));
  const groups = groupsOf(text);
  return groups !== undefined && isGlobalUnicast(groups);
}

/** The eight numbers of an IPv6 address. */
function groupsOf(text: string): readonly number[] | undefined {
  const url = text.includes(':') ? URL.parse(`http://[${text}]/`) : null;
  if (url === null) return undefined;
  const [head = '', tail] = url.hostname.slice(1, -1).split('::');
  const left = hexGroups(head);
  const right = hexGroups(tail ?? '');
  const zeros = Array<number>(8 - left.length - right.length).fill(0);
  return [...left, ...zeros, ...right];
}

const hexGroups = (text: string): readonly number[] =>
  text === '' ? [] : text.split(':').map(group => Number.parseInt(group, 16));

/** 2000::/3 is what has been given out so far; these parts of it are not for hosts of the Internet. */
function isGlobalUnicast([first = 0, second = 0]: readonly number[]): boolean {
  if (first < 0x2000 || first > 0x3fff) return false;
  const assignments = first === 0x2001 && second < 0x200;
  const documentation = (first === 0x2001 && second === 0xdb8) || (first === 0x3fff && second < 0x1000);
  const sixToFour = first === 0x2002;
  return !(assignments || documentation || sixToFour);
}
