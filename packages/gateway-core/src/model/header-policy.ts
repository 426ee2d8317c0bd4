/**
 * Which header fields pass, in which direction. The pipeline and its tests both read this table; there is no other
 * place where a name is special.
 */
export type RequestFate =
  /** To the service as it came. */
  | 'pass'
  /** Belongs to one connection only (RFC 9110 §7.6.1), or would switch protocols. */
  | 'hop-by-hop'
  /** Says where a request came from. A client's word is dropped; the gateway writes its own. */
  | 'origin'
  /** The gateway's name space. A client's word is never passed on, whatever the route. */
  | 'reserved'
  /** Read by the gateway; passed on public routes only, unless the service asks for it. */
  | 'credential'
  /** A name that some servers read as another one. The request is refused, or the field removed. */
  | 'ambiguous';

/** What is done about a field whose name holds an underscore. In neither case does it reach a service. */
export type UnderscorePolicy = 'refuse' | 'remove';

export const RESERVED_PREFIX = 'x-mycelium-';

export const HEADER = {
  connectionString: 'x-mycelium-connection-string',
  email: 'x-mycelium-email',
  profile: 'x-mycelium-profile',
  requestId: 'x-mycelium-request-id',
  role: 'x-mycelium-role',
  scope: 'x-mycelium-scope',
  securityGroup: 'x-mycelium-security-group',
  serviceName: 'x-mycelium-service-name',
  signature: 'x-mycelium-signature',
  tenantId: 'x-mycelium-tenant-id',
} as const;

const HOP_BY_HOP = [
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'http2-settings',
  // Answered by the listener itself; the body is streamed on without a second handshake.
  'expect',
  // The WebSocket handshake (RFC 6455 §11.3). Sent on by the tunnel alone, once the steps have let the upgrade pass.
  'sec-websocket-accept',
  'sec-websocket-extensions',
  'sec-websocket-key',
  'sec-websocket-protocol',
  'sec-websocket-version',
] as const;

const ORIGIN = [
  'forwarded',
  'x-real-ip',
  'x-client-ip',
  'x-cluster-client-ip',
  'true-client-ip',
  'via',
] as const;

/**
 * Fields that may be sent once only: with two, the gateway and the service could each believe a different one. Each has
 * a bit of its own, so that a repetition is found without a set per request.
 */
const SINGLE: ReadonlyMap<string, number> = new Map(
  ['authorization', 'content-length', 'content-type', 'host', HEADER.connectionString, HEADER.tenantId].map(
    (name, i) => [name, 1 << i] as const,
  ),
);

/** What the policy says of one request field. */
export interface RequestRule {
  readonly fate: RequestFate;
  /** Non-zero for fields that may be sent once only. */
  readonly singleBit: number;
}

const rule = (name: string, fate: RequestFate): readonly [string, RequestRule] => [
  name,
  { fate, singleBit: SINGLE.get(name) ?? 0 },
];

const REQUEST: ReadonlyMap<string, RequestRule> = new Map([
  ...HOP_BY_HOP.map(name => rule(name, 'hop-by-hop')),
  ...ORIGIN.map(name => rule(name, 'origin')),
  ...Object.values(HEADER).map(name => rule(name, 'reserved')),
  rule('authorization', 'credential'),
  // Everyday names, so that the prefix tests below are not run for them.
  ...[
    'accept',
    'accept-encoding',
    'accept-language',
    'content-length',
    'content-type',
    'cookie',
    'host',
    'user-agent',
  ].map(name => rule(name, 'pass')),
]);

/** What these say concerns everybody who handles the request: `Connection` cannot take them away from the service. */
const END_TO_END: ReadonlySet<string> = new Set(['host', 'content-length']);

/** Whether a request field may be named in `Connection` as one that ends here. `name` is lower case. */
export const mayBeNominated = (name: string): boolean => !END_TO_END.has(name);

/** A host and perhaps a port, nothing else (RFC 9110 §7.2); whatever more there is, somebody reads it differently. */
const HOST = /^(?:\[[0-9a-f:.]+\]|[a-z0-9._~!$&'()*+,;=%-]+)(?::\d{0,5})?$/i;

export const isHost = (value: string): boolean => HOST.test(value);

const PASS: RequestRule = { fate: 'pass', singleBit: 0 };
const RESERVED: RequestRule = { fate: 'reserved', singleBit: 0 };
const FROM: RequestRule = { fate: 'origin', singleBit: 0 };
const AMBIGUOUS: RequestRule = { fate: 'ambiguous', singleBit: 0 };

/** The rule for a request field. `name` is lower case. */
export function requestRule(name: string): RequestRule {
  const known = REQUEST.get(name);
  if (known !== undefined) return known;
  if (name.startsWith(RESERVED_PREFIX)) return RESERVED;
  if (name.startsWith('x-forwarded-')) return FROM;
  return name.includes('_') ? AMBIGUOUS : PASS;
}

const NOT_ANSWERED: ReadonlySet<string> = new Set([
  'connection',
  'http2-settings',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'trailers',
  'transfer-encoding',
  'upgrade',
  'forwarded',
  'x-forwarded-for',
  // Which pages may read answers is the gateway's to say; a second word beside it would make browsers refuse both.
  'access-control-allow-credentials',
  'access-control-allow-headers',
  'access-control-allow-methods',
  'access-control-allow-origin',
  'access-control-allow-private-network',
  'access-control-max-age',
]);

/** Whether a response field reaches the client. `name` is lower case. */
export const responsePasses = (name: string): boolean =>
  !NOT_ANSWERED.has(name) && !name.startsWith(RESERVED_PREFIX);

/** Fields that say how the message is framed, routed or read: at its end they come too late (RFC 9110 §6.5.1). */
const NOT_TRAILING: ReadonlySet<string> = new Set([
  'authorization',
  'cache-control',
  'content-encoding',
  'content-length',
  'content-range',
  'content-type',
  'expires',
  'host',
  'location',
  'retry-after',
  'set-cookie',
  'vary',
  'www-authenticate',
]);

/** Whether a trailing field of a response reaches the client. Those of requests are dropped. `name` is lower case. */
export const trailerPasses = (name: string): boolean => responsePasses(name) && !NOT_TRAILING.has(name);
