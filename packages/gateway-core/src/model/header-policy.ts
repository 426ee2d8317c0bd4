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
  /** A name that some servers read as another one. The request is refused. */
  | 'refused';

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
] as const;

const ORIGIN = [
  'forwarded',
  'x-real-ip',
  'x-client-ip',
  'x-cluster-client-ip',
  'true-client-ip',
  'via',
] as const;

const REQUEST: ReadonlyMap<string, RequestFate> = new Map<string, RequestFate>([
  ...HOP_BY_HOP.map(name => [name, 'hop-by-hop'] as const),
  ...ORIGIN.map(name => [name, 'origin'] as const),
  ['authorization', 'credential'],
  // Everyday names, so that the prefix tests below are not run for them.
  ...['accept', 'accept-encoding', 'content-length', 'content-type', 'cookie', 'host', 'user-agent'].map(
    name => [name, 'pass'] as const,
  ),
]);

/** The fate of a request field. `name` is lower case. */
export function requestFate(name: string): RequestFate {
  const known = REQUEST.get(name);
  if (known !== undefined) return known;
  if (name.startsWith(RESERVED_PREFIX)) return 'reserved';
  if (name.startsWith('x-forwarded-')) return 'origin';
  return name.includes('_') ? 'refused' : 'pass';
}

/** Fields that may be sent once only: with two, the gateway and the service could each believe a different one. */
export const SINGLE: ReadonlySet<string> = new Set([
  'authorization',
  'content-length',
  'content-type',
  'host',
  HEADER.connectionString,
  HEADER.tenantId,
]);

const NOT_ANSWERED: ReadonlySet<string> = new Set([
  'connection',
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
]);

/** Whether a response field reaches the client. `name` is lower case. */
export const responsePasses = (name: string): boolean =>
  !NOT_ANSWERED.has(name) && !name.startsWith(RESERVED_PREFIX);
