import type { Service } from '@mycelium/gateway-core';
import type { Secret } from '@mycelium/kernel';
import type { CallbackDefinition, CallbackMode } from './callback.ts';

/** Everything the gateway is told by its configuration, checked and frozen. Durations are in seconds. */
export interface GatewayConfig {
  readonly core: CoreConfig;
  readonly database: DatabaseConfig;
  readonly cache: CacheConfig;
  readonly mail: MailConfig;
  readonly mailQueue: MailQueueConfig;
  readonly webhooks: WebhookConfig;
  readonly auth: AuthConfig;
  readonly server: ServerConfig;
  readonly limits: LimitsConfig;
  readonly webSocket: WebSocketConfig;
  readonly health: HealthConfig;
  readonly identityCache: IdentityCacheConfig;
  readonly logging: LoggingConfig;
  readonly openrpc: { readonly devUrl?: string; readonly prodUrl?: string };
  readonly callbacks: CallbacksConfig;
  readonly services: readonly Service[];
  readonly vault?: VaultSettings;
}

export interface CoreConfig {
  readonly domainName: string;
  /** As written in the file; also the audience of our own access tokens. */
  readonly domainUrl?: string;
  /** Lower case, `en-us`. */
  readonly locale: string;
  readonly tokenExpiration: number;
  readonly noreply: { readonly name?: string; readonly email: string };
  readonly support: { readonly name?: string; readonly email: string };
  /** Absent only with the embedded database: the gateway then makes one and keeps it in the data folder. */
  readonly tokenSecret?: Secret;
  /** Versioned signing keys of connection strings; absent: `tokenSecret` signs, without a version. */
  readonly hmac?: HmacConfig;
  readonly staffBootstrapSecret?: Secret;
}

export interface HmacConfig {
  readonly primaryVersion: number;
  readonly secrets: ReadonlyMap<number, Secret>;
}

export type DatabaseConfig =
  | { readonly kind: 'embedded'; readonly directory: string }
  | { readonly kind: 'postgres'; readonly url: Secret };

export type CacheConfig = { readonly kind: 'memory' } | { readonly kind: 'redis'; readonly url: Secret };

/** `implicit`: TLS from the first byte. `starttls`: upgraded before anything is said. `none`: for local test servers. */
export type SmtpSecurity = 'implicit' | 'starttls' | 'none';

export type MailConfig =
  | { readonly kind: 'embedded' }
  | { readonly kind: 'file'; readonly directory: string }
  | {
      readonly kind: 'smtp';
      readonly host: string;
      readonly port: number;
      readonly security: SmtpSecurity;
      readonly credentials?: { readonly username: Secret; readonly password: Secret };
    };

export interface MailQueueConfig {
  readonly consumeInterval: number;
  readonly claimBatchSize: number;
  readonly visibilityTimeout: number;
}

export interface WebhookConfig {
  readonly consumeInterval: number;
  readonly consumeBatchSize: number;
  readonly maxAttempts: number;
  readonly acceptInvalidCertificates: boolean;
}

export interface AuthConfig {
  /** Absent: nobody can sign in with the gateway itself. */
  readonly internal?: InternalAuth;
  readonly external: readonly ExternalProvider[];
}

export interface InternalAuth {
  /** Absent only with the embedded database, as `tokenSecret`. */
  readonly jwtSecret?: Secret;
  readonly jwtExpiresIn: number;
  readonly tmpExpiresIn: number;
}

export interface ExternalProvider {
  readonly issuer: string;
  readonly jwksUri: string;
  readonly audience: string;
  readonly userInfoUrl?: string;
  readonly discoveryUrl?: string;
}

export interface ServerConfig {
  readonly ip: string;
  /** 0 takes any free port. */
  readonly port: number;
  readonly workers: number;
  readonly gatewayTimeout: number;
  /** `["*"]` is any origin. */
  readonly allowedOrigins: readonly string[];
  /** Address blocks of the proxies whose `X-Forwarded-For` or `Forwarded` is believed. */
  readonly trustedProxies: readonly string[];
  /** Connections of trusted proxies begin with a PROXY header. */
  readonly proxyProtocol: boolean;
  /** HTTP/2 in cleartext. */
  readonly h2c: boolean;
  /** Paths to services must come in their canonical form, without path parameters. */
  readonly strictPaths: boolean;
  /** What is done about fields whose name holds an underscore. */
  readonly underscoreHeaders: 'refuse' | 'remove';
  /** PEM texts. */
  readonly tls?: { readonly certificate: Secret; readonly key: Secret };
}

export interface WebSocketConfig {
  /** Of each process. */
  readonly maxConnections: number;
  readonly maxConnectionsPerClient: number;
  readonly idleSeconds: number;
  readonly maxSessionSeconds?: number;
}

export interface LimitsConfig {
  readonly headerBytes: number;
  readonly headerCount: number;
  /** 0 is any number. */
  readonly bodyBytes: number;
  readonly maxConnections: number;
  /** 0 is any number. */
  readonly requestsPerConnection: number;
  readonly headersTimeout: number;
  readonly uploadIdleTimeout: number;
  readonly downloadIdleTimeout: number;
  readonly keepAliveTimeout: number;
  /** To one host of a service, by each process. */
  readonly downstreamConnections: number;
}

export interface HealthConfig {
  readonly checkInterval: number;
  readonly maxRetryCount: number;
  readonly maxErrorInstances: number;
}

export interface IdentityCacheConfig {
  readonly jwksTtl: number;
  readonly emailTtl: number;
  readonly profileTtl: number;
}

export type LogThreshold = 'off' | 'error' | 'warn' | 'info' | 'debug' | 'trace';

export interface LoggingConfig {
  readonly level: LogThreshold;
  /** Thresholds of single modules, by name. */
  readonly modules: Readonly<Record<string, LogThreshold>>;
  readonly format: 'ansi' | 'jsonl';
  readonly target: LogTarget;
}

export type LogTarget =
  | { readonly kind: 'stdout' }
  | { readonly kind: 'file'; readonly path: string }
  | {
      readonly kind: 'collector';
      readonly name: string;
      readonly protocol: 'http' | 'https' | 'grpc';
      readonly host: string;
      readonly port: number;
    };

export interface CallbacksConfig {
  readonly mode: CallbackMode;
  readonly definitions: readonly CallbackDefinition[];
}

export interface VaultSettings {
  readonly url: string;
  /** `v1/kv`: API version and mount path. */
  readonly versionWithNamespace: string;
  readonly token: Secret;
}
