import type { MethodPattern } from '@mycelium/gateway-core';
import {
  boolean,
  described,
  type Infer,
  integer,
  json,
  list,
  oneOf,
  optional,
  shape,
  text,
  uuid,
  withDefault,
} from '@mycelium/schema';
import { filled, httpUrl, oneOrMore, seconds, secretText, textWith } from './fields.ts';
import { securityGroup } from './security-group.ts';

const METHODS: readonly MethodPattern[] = [
  'GET',
  'HEAD',
  'PATCH',
  'POST',
  'PUT',
  'DELETE',
  'CONNECT',
  'OPTIONS',
  'TRACE',
  'ALL',
  'READ',
  'WRITE',
  'NONE',
];

const method = () =>
  textWith<MethodPattern>('an HTTP method', value => {
    const found = METHODS.find(known => known === value.toUpperCase());
    return found === undefined ? { problem: `must be one of ${METHODS.join(', ')}` } : { value: found };
  });

const absolutePath = (what: string) =>
  textWith(what, value => (value.startsWith('/') ? { value } : { problem: 'must start with "/"' }));

const routePattern = () =>
  textWith('a path pattern', value =>
    /^[/*]/.test(value) ? { value } : { problem: 'must start with "/", such as "/api/*"' },
  );

export const RouteEntry = shape('Route', {
  group: described(
    optional(securityGroup()),
    'What a caller must show: public, authenticated, protected, or a group with roles.',
  ),
  securityGroup: described(optional(securityGroup()), 'Another name for group.'),
  path: described(routePattern(), 'Path pattern; * is any run of characters, ? exactly one.'),
  methods: described(list(method(), { min: 1 }), 'HTTP methods, or ALL, READ, WRITE, NONE.'),
  secretName: described(
    optional(filled()),
    "One of the service's secrets, added to each request that is passed on.",
  ),
  acceptInsecureRouting: described(
    withDefault(boolean(), false),
    'Accepts a self-signed certificate of the service and allows its secret over plain http.',
  ),
  maxBodyBytes: described(
    optional(integer({ min: 0 })),
    'Bytes that a request body may have; more is answered 413. 0 is any number. Left out: bodyBytes of [api.limits].',
  ),
  timeoutSeconds: described(
    optional(seconds()),
    'Seconds the service has for its answer, and may then be silent; gatewayTimeout when left out.',
  ),
  overallTimeoutSeconds: described(
    optional(seconds()),
    'Seconds that a request may take in all, its upload and its answer included; any time when left out.',
  ),
  callbacks: described(withDefault(list(filled()), []), 'Callbacks to run after an answer of this route.'),
  identitySource: described(
    optional(oneOf('telegram')),
    "Takes the caller's identity from the request body; needs allowedSources.",
  ),
});
export type RouteValue = Infer<typeof RouteEntry>;

const headerName = () =>
  textWith('a header name', value =>
    /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(value) ? { value } : { problem: 'must be a header name' },
  );

export const AuthorizationHeader = shape('AuthorizationHeader', {
  name: described(optional(headerName()), 'Header to set; Authorization when left out.'),
  headerName: described(optional(headerName()), 'Another name for name.'),
  prefix: described(
    optional(text({ max: 64, pattern: /^[\x20-\x7e]*$/ })),
    'Word before the token; Bearer when left out, "" for none. One space is put between.',
  ),
  token: described(secretText(), 'The token.'),
});

export const QueryParameter = shape('QueryParameter', {
  name: described(filled(), 'Query parameter to set.'),
  token: described(secretText(), 'The token.'),
});

export const SecretContent = shape('SecretContent', {
  authorizationHeader: described(optional(AuthorizationHeader), 'Puts the token into a header.'),
  queryParameter: described(optional(QueryParameter), 'Puts the token into the query.'),
});
export type SecretContentValue = Infer<typeof SecretContent>;

/** Checked where it is resolved: a path alone or path and key. */
const vaultReference = () => json();

export const ServiceSecret = shape('ServiceSecret', {
  name: described(filled(), 'Name by which routes refer to it.'),
  authorizationHeader: described(optional(AuthorizationHeader), 'Puts the token into a header.'),
  queryParameter: described(optional(QueryParameter), 'Puts the token into the query.'),
  env: described(optional(filled()), 'Variable that holds the whole secret as JSON or TOML.'),
  vault: described(
    optional(vaultReference()),
    'Place in Vault of the whole secret: { path, key }, or a path whose key is the name.',
  ),
});

export const ServiceTable = shape('Service', {
  id: described(optional(uuid()), 'Identifier; derived from the name when left out.'),
  host: described(
    optional(oneOrMore()),
    'Where the service listens: host:port, or a list of them to spread the load.',
  ),
  hosts: described(optional(oneOrMore()), 'Another name for host.'),
  protocol: described(withDefault(oneOf('http', 'https'), 'http'), 'How the service is spoken to.'),
  allowedSources: described(
    withDefault(list(filled()), []),
    'Host names (with *) or address blocks that may call; empty is any.',
  ),
  forwardAuthorization: described(
    withDefault(boolean(), false),
    "Passes the caller's own credentials on to the service.",
  ),
  signatureKey: described(
    optional(secretText()),
    'Signs to the service who calls, so that it can tell the gateway from others; at least 32 bytes.',
  ),
  proxyAddress: described(
    optional(httpUrl()),
    'Proxy through which the service is reached; its address goes before the whole address of the service.',
  ),
  healthCheckPath: described(
    optional(absolutePath('a path')),
    'Path that answers 2xx while the service is well; without it the service is not probed.',
  ),
  discoverable: described(
    withDefault(boolean(), false),
    'Shows the service to agents and lists its operations as tools.',
  ),
  description: described(optional(text({ max: 4096 })), 'What the service does, for agents and people.'),
  openapiPath: described(optional(absolutePath('a path')), "Path of the service's OpenAPI document."),
  capabilities: described(withDefault(list(filled()), []), 'Words for what the service can do.'),
  serviceType: described(withDefault(oneOf('rest-api', 'unknown'), 'unknown'), 'Kind of the service.'),
  isContextApi: described(
    withDefault(boolean(), false),
    'Marks a service that explains how to use the others.',
  ),
  path: described(optional(list(RouteEntry)), 'Routes, written as [[name.path]].'),
  routes: described(optional(list(RouteEntry)), 'Another name for path.'),
  secret: described(
    optional(list(ServiceSecret)),
    'Secrets that the gateway shows to the service, written as [[name.secret]].',
  ),
  secrets: described(optional(list(ServiceSecret)), 'Another name for secret.'),
});
export type ServiceValue = Infer<typeof ServiceTable>;
