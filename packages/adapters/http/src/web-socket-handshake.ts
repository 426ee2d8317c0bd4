import type { IncomingMessage } from 'node:http';
import { type AppError, refuse } from '@mycelium/kernel';

/** Pages cannot set `Authorization` on a WebSocket, but they can offer protocols: `mycelium.bearer.<token>` is a token. */
const TOKEN_PROTOCOL = 'mycelium.bearer.';

/**
 * Offered beside the token for services that select no protocol: browsers and most clients give up when none of those
 * they offered comes back, and the token must not.
 */
const OWN_PROTOCOL = 'mycelium';

/** The only version there is (RFC 6455 §4.1). */
export const WEB_SOCKET_VERSION = '13';

/** Sixteen bytes in base64. */
const KEY = /^[A-Za-z0-9+/]{22}==$/;

/** A WebSocket handshake, taken apart. */
export interface Handshake {
  /** The request's fields as the steps read them: without those of the handshake, a token in `Authorization`. */
  readonly rawHeaders: readonly string[];
  /** Names and values in turn: what the service receives besides the outcome of the steps. */
  readonly fields: readonly string[];
  /** Answered when the service selects no protocol. */
  readonly ownProtocol: string | undefined;
}

/** Whether a request with `Upgrade` asks for a WebSocket. Every other protocol is ignored, as a server may (RFC 9110 §7.8). */
export const isWebSocketUpgrade = ({ method, headers }: IncomingMessage): boolean =>
  method === 'GET' && headers.upgrade?.trim().toLowerCase() === 'websocket';

interface Offer {
  readonly kept: string[];
  readonly tokens: string[];
  own: boolean;
}

/** Reads the handshake out of a request's fields, or says what is wrong with it. */
export function readHandshake(raw: readonly string[]): Handshake | AppError {
  const rest: string[] = [];
  const read = new Map<string, string[]>();
  for (let i = 0; i < raw.length; i += 2) {
    const name = raw[i] ?? '';
    const lower = name.toLowerCase();
    const value = raw[i + 1] ?? '';
    if (lower.startsWith('sec-websocket-')) read.set(lower, [...(read.get(lower) ?? []), value]);
    else rest.push(name, value);
  }
  const problem = problemOf(rest, read);
  if (problem !== undefined) return refuse('MALFORMED_REQUEST', { details: problem });
  const offer = readOffer(read.get('sec-websocket-protocol') ?? []);
  const [token, ...others] = offer.tokens;
  if (token !== undefined && (others.length > 0 || has(rest, 'authorization')))
    return refuse('MALFORMED_REQUEST', { details: 'more than one access token is sent' });
  return {
    rawHeaders: token === undefined ? rest : [...rest, 'Authorization', `Bearer ${token}`],
    fields: fieldsFor(read, offer),
    ownProtocol: offer.own ? OWN_PROTOCOL : undefined,
  };
}

type Read = ReadonlyMap<string, readonly string[]>;

function problemOf(rest: readonly string[], read: Read): string | undefined {
  const [version, secondVersion] = read.get('sec-websocket-version') ?? [];
  if (version?.trim() !== WEB_SOCKET_VERSION || secondVersion !== undefined)
    return `Sec-WebSocket-Version must be ${WEB_SOCKET_VERSION}`;
  const [key, secondKey] = read.get('sec-websocket-key') ?? [];
  if (key === undefined || secondKey !== undefined || !KEY.test(key.trim()))
    return 'Sec-WebSocket-Key must be sent once, as sixteen bytes in base64';
  // Its bytes would be taken for frames by one side and for a body by the other.
  if (has(rest, 'transfer-encoding') || (firstValue(rest, 'content-length') ?? '0') !== '0')
    return 'a WebSocket handshake has no body';
  return undefined;
}

function readOffer(values: readonly string[]): Offer {
  const offer: Offer = { kept: [], tokens: [], own: false };
  for (const entry of values.join(',').split(',')) {
    const protocol = entry.trim();
    if (protocol === '') continue;
    if (protocol.startsWith(TOKEN_PROTOCOL)) offer.tokens.push(protocol.slice(TOKEN_PROTOCOL.length));
    else if (protocol === OWN_PROTOCOL) offer.own = true;
    else offer.kept.push(protocol);
  }
  return offer;
}

function fieldsFor(read: Read, offer: Offer): string[] {
  const fields = [
    'connection',
    'Upgrade',
    'upgrade',
    'websocket',
    'sec-websocket-version',
    WEB_SOCKET_VERSION,
    'sec-websocket-key',
    read.get('sec-websocket-key')?.[0]?.trim() ?? '',
  ];
  const extensions = read.get('sec-websocket-extensions');
  if (extensions !== undefined) fields.push('sec-websocket-extensions', extensions.join(', '));
  if (offer.kept.length > 0) fields.push('sec-websocket-protocol', offer.kept.join(', '));
  return fields;
}

function firstValue(raw: readonly string[], name: string): string | undefined {
  for (let i = 0; i < raw.length; i += 2) if (raw[i]?.toLowerCase() === name) return raw[i + 1];
  return undefined;
}

const has = (raw: readonly string[], name: string): boolean => firstValue(raw, name) !== undefined;

/**
 * Whether a page of this origin may open WebSockets. Browsers ask nobody before they do, and send their cookies along:
 * the server has to look (RFC 6455 §10.2). Clients that are no browsers send no origin.
 */
export function originMayConnect(raw: readonly string[], allowed: (origin: string) => boolean): boolean {
  const origin = firstValue(raw, 'origin');
  if (origin === undefined || allowed(origin)) return true;
  const host = firstValue(raw, 'host')?.toLowerCase();
  return URL.canParse(origin) && new URL(origin).host === host;
}
