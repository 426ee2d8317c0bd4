import type { CallbackMode } from '../model/callback.ts';
import type {
  HealthConfig,
  IdentityCacheConfig,
  LimitsConfig,
  LoggingConfig,
  ServerConfig,
  WebSocketConfig,
} from '../model/gateway-config.ts';
import { Api, Cache, Limits, Logging, Tls, WebSocket } from '../sections/api.ts';
import { readTable, unwrap } from './read-table.ts';
import { isTable, type Reading, type Table } from './reading.ts';

const TABLES: readonly string[] = ['cache', 'limits', 'logging', 'tls', 'webSocket', 'services', 'callbacks'];

export interface ApiSections {
  readonly server: ServerConfig;
  readonly health: HealthConfig;
  readonly limits: LimitsConfig;
  readonly webSocket: WebSocketConfig;
  readonly identityCache: IdentityCacheConfig;
  readonly logging: LoggingConfig;
  readonly openrpc: { readonly devUrl?: string; readonly prodUrl?: string };
  readonly callbackMode: CallbackMode;
}

async function readTls(reading: Reading, value: unknown): Promise<ServerConfig['tls']> {
  const place = unwrap(reading, { path: 'api.tls', value });
  const tls = place && (await readTable(reading, Tls, place));
  return tls && { certificate: tls.tlsCert, key: tls.tlsKey };
}

async function readLogging(reading: Reading, value: unknown): Promise<LoggingConfig | undefined> {
  const logging = await readTable(reading, Logging, { path: 'api.logging', value: value ?? {} });
  return logging && { ...logging.level, format: logging.format, target: logging.target };
}

async function readWebSocket(reading: Reading, value: unknown): Promise<WebSocketConfig | undefined> {
  const found = await readTable(reading, WebSocket, { path: 'api.webSocket', value: value ?? {} });
  if (found === undefined) return undefined;
  const { maxSessionSeconds, ...rest } = found;
  return { ...rest, ...(maxSessionSeconds !== undefined && { maxSessionSeconds }) };
}

/** `[api]` and the tables below it, except services and callbacks. */
export async function readApi(reading: Reading, api: Table): Promise<ApiSections | undefined> {
  const own = Object.fromEntries(Object.entries(api).filter(([key]) => !TABLES.includes(key)));
  const value = await readTable(reading, Api, { path: 'api', value: own });
  const identityCache = await readTable(reading, Cache, { path: 'api.cache', value: api['cache'] ?? {} });
  const logging = await readLogging(reading, api['logging']);
  const tls = await readTls(reading, api['tls']);
  const limits = await readTable(reading, Limits, { path: 'api.limits', value: api['limits'] ?? {} });
  const webSocket = await readWebSocket(reading, api['webSocket']);
  if (webSocket === undefined) return undefined;
  if (value === undefined || identityCache === undefined || logging === undefined || limits === undefined)
    return undefined;
  if (value.proxyProtocol && value.trustedProxies.length === 0)
    reading.problem('api.proxyProtocol', 'needs trustedProxies; the header is believed from nobody else');
  const { openrpcDevUrl, openrpcProdUrl } = value;
  return {
    server: {
      ip: value.serviceIp,
      port: value.servicePort,
      workers: value.serviceWorkers,
      gatewayTimeout: value.gatewayTimeout,
      allowedOrigins: value.allowedOrigins,
      trustedProxies: value.trustedProxies,
      proxyProtocol: value.proxyProtocol,
      h2c: value.h2c,
      strictPaths: value.strictPaths,
      underscoreHeaders: value.underscoreHeaders,
      ...(tls !== undefined && { tls }),
    },
    health: {
      checkInterval: value.healthCheckInterval,
      maxRetryCount: value.maxRetryCount,
      maxErrorInstances: value.maxErrorInstances,
    },
    limits,
    webSocket,
    identityCache,
    logging,
    openrpc: {
      ...(openrpcDevUrl !== undefined && { devUrl: openrpcDevUrl }),
      ...(openrpcProdUrl !== undefined && { prodUrl: openrpcProdUrl }),
    },
    callbackMode: value.callbackExecutionMode,
  };
}

/** The `[api]` table, empty when there is none. */
export function apiTable(reading: Reading, root: Table): Table {
  const { api = {} } = root;
  if (isTable(api)) return api;
  reading.problem('api', 'must be a table: [api]');
  return {};
}
