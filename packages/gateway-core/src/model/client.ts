import { canonicalAddress, parseAddressBlock } from './address.ts';
import { FieldBlock } from './field-block.ts';
import { type ForwardedElement, parseForwarded } from './forwarded.ts';

/** Who is at the other end, as far as the network tells. Made once per connection, except behind a trusted proxy. */
export interface Client {
  /** IP address without brackets, IPv4-mapped ones as IPv4; `unknown` when a trusted proxy hides it. */
  readonly address: string;
  /** Whether the client itself uses TLS. */
  readonly encrypted: boolean;
  /** What the service is told of it. */
  readonly fields: FieldBlock;
}

const MAPPED = /^::ffff:(?=\d+\.)/i;

export function clientAt(peerAddress: string, encrypted: boolean): Client {
  const address = peerAddress.replace(MAPPED, '');
  // RFC 7239 §6: IPv6 addresses are bracketed and quoted.
  const node = address.includes(':') ? `"[${address}]"` : address || 'unknown';
  const proto = encrypted ? 'https' : 'http';
  const fields = new FieldBlock([
    'x-forwarded-for',
    address,
    'x-forwarded-proto',
    proto,
    // RFC 7239.
    'forwarded',
    `for=${node};proto=${proto}`,
  ]);
  return { address, encrypted, fields };
}

/** Whether the word of the peer with this address is believed. */
export type TrustPolicy = (address: string) => boolean;

/** `undefined` for no blocks at all: then nothing is asked per connection or request. */
export function compileTrust(blocks: readonly string[]): TrustPolicy | undefined {
  const compiled = blocks.map(parseAddressBlock).filter(block => block !== undefined);
  if (compiled.length === 0) return undefined;
  return address => compiled.some(block => block(address));
}

/**
 * The client that the trusted peer speaks for: the first address from the right that is not trusted itself. What stands
 * further left was written by that client and is worth nothing. Answers why the request is refused when the fields are
 * damaged, or when `Forwarded` and `X-Forwarded-For` name different clients: a proxy writes one of them and lets the
 * other through as the client sent it, and it cannot be told which.
 */
export function clientBehind(peer: Client, raw: readonly string[], trusted: TrustPolicy): Client | string {
  const fields = readFields(raw);
  const elements = fields.forwarded === undefined ? [] : parseForwarded(fields.forwarded);
  if (typeof elements === 'string') return elements;
  const listed = fields.forwardedFor === undefined ? [] : fields.forwardedFor.split(',');
  const byForwarded = nearestStranger(
    elements.map(element => element.for),
    trusted,
  );
  const byList = nearestStranger(listed, trusted);
  const found = byForwarded ?? byList;
  if (found === undefined) return clientAt(peer.address, protoOf(fields.proto) ?? peer.encrypted);
  if (byForwarded !== undefined && byList !== undefined && byForwarded.address !== byList.address)
    return 'Forwarded and X-Forwarded-For name different clients';
  const proto = byForwarded === undefined ? undefined : elements[byForwarded.index]?.proto;
  return clientAt(found.address, protoOf(proto ?? fields.proto) ?? peer.encrypted);
}

interface Fields {
  forwarded: string | undefined;
  forwardedFor: string | undefined;
  proto: string | undefined;
}

const join = (before: string | undefined, value: string): string =>
  before === undefined ? value : `${before},${value}`;

/** Several fields of one name are one list (RFC 9110 §5.3). */
function readFields(raw: readonly string[]): Fields {
  const fields: Fields = { forwarded: undefined, forwardedFor: undefined, proto: undefined };
  for (let i = 0; i < raw.length; i += 2) {
    const value = raw[i + 1] ?? '';
    switch ((raw[i] ?? '').toLowerCase()) {
      case 'forwarded':
        fields.forwarded = join(fields.forwarded, value);
        break;
      case 'x-forwarded-for':
        fields.forwardedFor = join(fields.forwardedFor, value);
        break;
      case 'x-forwarded-proto':
        fields.proto = join(fields.proto, value);
        break;
    }
  }
  return fields;
}

interface Found {
  readonly address: string;
  readonly index: number;
}

function nearestStranger(nodes: readonly (string | undefined)[], trusted: TrustPolicy): Found | undefined {
  for (let index = nodes.length - 1; index >= 0; index--) {
    const address = addressOf(nodes[index]);
    if (index === 0 || !trusted(address)) return { address, index };
  }
  return undefined;
}

const WITH_PORT = /^(?:\[([^\]]+)\]|([\d.]+))(?::\d{1,5})?$/;

/** Without a port and brackets; `unknown` for what is no address, such as the pseudonyms of RFC 7239 §6.3. */
function addressOf(text: string | undefined): string {
  const trimmed = (text ?? '').trim();
  const match = WITH_PORT.exec(trimmed);
  return canonicalAddress(match?.[1] ?? match?.[2] ?? trimmed) ?? 'unknown';
}

/** Of a list the last, which the nearest proxy wrote. */
function protoOf(text: ForwardedElement['proto']): boolean | undefined {
  const last = text?.split(',').at(-1)?.trim().toLowerCase();
  if (last === 'https' || last === 'wss') return true;
  return last === 'http' || last === 'ws' ? false : undefined;
}
