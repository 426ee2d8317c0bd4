import { originProblem } from '@mycelium/gateway-core';
import {
  boolean,
  custom,
  described,
  integer,
  list,
  oneOf,
  optional,
  shape,
  withDefault,
} from '@mycelium/schema';
import type { LogTarget, LogThreshold } from '../model/gateway-config.ts';
import { addressBlock, filled, httpUrl, port, seconds, secretText, textWith } from './fields.ts';

const count = (max: number) => integer({ min: 0, max });

const origin = () =>
  textWith('an origin', value => {
    const problem = originProblem(value);
    return problem === undefined ? { value } : { problem };
  });

export const Api = shape('Api', {
  serviceIp: described(withDefault(filled(), '0.0.0.0'), 'Address to listen on; 0.0.0.0 is every interface.'),
  servicePort: described(withDefault(port(0), 8080), 'Port to listen on; 0 takes any free one.'),
  serviceWorkers: described(
    withDefault(integer({ min: 1, max: 1024 }), 1),
    'Processes that serve requests; up to one per core is useful.',
  ),
  gatewayTimeout: described(withDefault(seconds(), 60), 'Seconds a service has for its answer.'),
  allowedOrigins: described(
    withDefault(list(origin()), []),
    'Origins whose pages may call the gateway from a browser; "https://*.example.com" is every host below, ["*"] is any, for development. Only origins that are written out may send cookies.',
  ),
  trustedProxies: described(
    withDefault(list(addressBlock()), []),
    'Address blocks of load balancers whose X-Forwarded-For or Forwarded is believed.',
  ),
  proxyProtocol: described(
    withDefault(boolean(), false),
    'Connections from trustedProxies begin with a PROXY header, version 1 or 2, which names the client.',
  ),
  h2c: described(
    withDefault(boolean(), false),
    'Also takes HTTP/2 without TLS, from clients that begin with it.',
  ),
  strictPaths: described(
    withDefault(boolean(), false),
    'Refuses paths to services that are not in canonical form: doubled slashes, characters that are encoded without need, and anything with ";".',
  ),
  underscoreHeaders: described(
    withDefault(oneOf('refuse', 'remove'), 'refuse'),
    'What happens to a request with "_" in the name of a header field: refuse answers 400, remove takes the field away.',
  ),
  healthCheckInterval: described(
    withDefault(seconds(), 300),
    'Seconds between two health checks of a service.',
  ),
  maxRetryCount: described(
    withDefault(count(100), 3),
    'Failed probes in a row before a host counts as unhealthy.',
  ),
  maxErrorInstances: described(withDefault(count(10_000), 5), 'Failures remembered per service.'),
  callbackExecutionMode: described(
    withDefault(oneOf('fireAndForget', 'parallel', 'sequential'), 'fireAndForget'),
    'fireAndForget starts callbacks and goes on, parallel and sequential wait for them.',
  ),
  openrpcDevUrl: described(optional(httpUrl()), 'Address of the development server in the OpenRPC document.'),
  openrpcProdUrl: described(optional(httpUrl()), 'Address of the production server in the OpenRPC document.'),
});

export const Limits = shape('Limits', {
  headerBytes: described(
    withDefault(integer({ min: 1024, max: 1_048_576 }), 16_384),
    'Bytes that the header fields of a request may have in all; more is answered 431.',
  ),
  headerCount: described(
    withDefault(integer({ min: 10, max: 10_000 }), 200),
    'Header fields that a request may have; more is answered 431.',
  ),
  bodyBytes: described(
    withDefault(integer({ min: 0 }), 0),
    'Bytes that the body of a request to a service may have; more is answered 413. 0 is any number. Routes may say otherwise with maxBodyBytes.',
  ),
  maxConnections: described(
    withDefault(integer({ min: 1, max: 1_000_000 }), 10_000),
    'Connections of clients that each process holds; more are answered 503, or closed at once over TLS.',
  ),
  requestsPerConnection: described(
    withDefault(count(2_147_483_647), 0),
    'Requests after which a connection is closed; 0 is any number.',
  ),
  headersTimeout: described(
    withDefault(seconds(), 20),
    'Seconds that the header fields of a request may take to arrive; then 408 is answered.',
  ),
  uploadIdleTimeout: described(
    withDefault(seconds(), 30),
    'Longest pause in seconds between two parts of a request body; then 408 is answered. An upload that goes on may take any time.',
  ),
  downloadIdleTimeout: described(
    withDefault(seconds(), 60),
    'Seconds for which a client may take nothing of an answer that is ready for it, before it is cut off.',
  ),
  keepAliveTimeout: described(
    withDefault(seconds(), 65),
    'Seconds for which an idle connection of a client is kept; longer than what is in front of the gateway keeps it.',
  ),
  downstreamConnections: described(
    withDefault(integer({ min: 1, max: 65_535 }), 256),
    'Connections that each process keeps to one host of a service; four times as many requests may wait for one.',
  ),
});

export const Cache = shape('Cache', {
  jwksTtl: described(withDefault(seconds(), 43_200), "Seconds for which a provider's public keys are kept."),
  emailTtl: described(withDefault(seconds(), 600), "Seconds for which a token's e-mail is kept."),
  profileTtl: described(
    withDefault(seconds(), 600),
    'Seconds for which a profile is kept at most; changes are noticed earlier.',
  ),
});

const THRESHOLDS: readonly LogThreshold[] = ['off', 'error', 'warn', 'info', 'debug', 'trace'];

const threshold = (word: string): LogThreshold | undefined =>
  THRESHOLDS.find(known => known === word.trim().toLowerCase());

interface Levels {
  readonly level: LogThreshold;
  readonly modules: Readonly<Record<string, LogThreshold>>;
}

const LEVEL_PROBLEM =
  'must be off, error, warn, info, debug or trace, or a list such as "info,gateway.router=debug"';

/** `info`, or `info,gateway.router=debug`; without a plain level the most talkative of the list counts for all. */
const parseLevels = (value: string): { value: Levels } | { problem: string } => {
  const modules: Record<string, LogThreshold> = {};
  let level: LogThreshold | undefined;
  for (const part of value.split(',')) {
    const [name = '', word] = part.split('=').map(piece => piece.trim());
    const found = threshold(word ?? name);
    if (found === undefined || name === '__proto__') return { problem: LEVEL_PROBLEM };
    if (word === undefined) level = found;
    else modules[name] = found;
  }
  const loudest = Math.max(...Object.values(modules).map(found => THRESHOLDS.indexOf(found)));
  return { value: { level: level ?? THRESHOLDS[loudest] ?? 'info', modules } };
};

const LogFile = shape('LogFile', { path: described(filled(), 'File to which lines are appended.') });
const LogCollector = shape('LogCollector', {
  name: described(filled(), 'Name of this gateway at the collector (service.name).'),
  protocol: described(oneOf('http', 'https', 'grpc'), 'How the collector is spoken to.'),
  host: described(filled(), 'Host of the OpenTelemetry collector.'),
  port: described(port(), 'Its port.'),
});

const TARGET_PROBLEM =
  'must be "stdout", { file = { path = "…" } } or { collector = { name = "…", protocol = "grpc", host = "…", port = 4317 } }';

const parseTarget = (value: unknown): { value: LogTarget } | { problem: string } => {
  if (value === 'stdout') return { value: { kind: 'stdout' } };
  if (typeof value !== 'object' || value === null) return { problem: TARGET_PROBLEM };
  const file = LogFile.parse(Reflect.get(value, 'file'));
  if (file.ok) return { value: { kind: 'file', ...file.value } };
  const collector = LogCollector.parse(Reflect.get(value, 'collector'));
  if (collector.ok) return { value: { kind: 'collector', ...collector.value } };
  return { problem: TARGET_PROBLEM };
};

export const Logging = shape('Logging', {
  level: described(
    withDefault(textWith('a level, or a list of name=level', parseLevels), 'info'),
    'off, error, warn, info, debug or trace; or a list of levels per module.',
  ),
  format: described(
    withDefault(oneOf('ansi', 'jsonl'), 'ansi'),
    'ansi is for people, jsonl one JSON object per line.',
  ),
  target: described(
    withDefault(custom<LogTarget>({ expects: 'a log target', jsonSchema: {}, parse: parseTarget }), 'stdout'),
    'Where lines go: "stdout" or a file. With a collector of OpenTelemetry: lines to stdout, counts to it.',
  ),
});

export const WebSocket = shape('WebSocket', {
  maxConnections: described(
    withDefault(count(1_000_000), 10_000),
    'WebSockets that each process holds at most; 0 takes none.',
  ),
  maxConnectionsPerClient: described(
    withDefault(integer({ min: 1, max: 1_000_000 }), 1000),
    'WebSockets that one client address may hold in each process.',
  ),
  idleSeconds: described(
    withDefault(seconds(), 300),
    'Seconds without a byte in either direction after which a WebSocket is closed.',
  ),
  maxSessionSeconds: described(
    optional(seconds()),
    'Seconds after which a WebSocket is closed however busy it is; in any case when its access token expires.',
  ),
});

export const Tls = shape('Tls', {
  tlsCert: described(secretText(), 'Certificate chain, as PEM text.'),
  tlsKey: described(secretText(), 'Private key, as PEM text.'),
});
