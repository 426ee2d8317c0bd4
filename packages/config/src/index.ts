export { type LoadedConfig, type LoadRequest, loadConfig } from './load/load-config.ts';
export type { EnvironmentLookup } from './load/reading.ts';
export type {
  CallbackDefinition,
  CallbackEngine,
  CallbackFilter,
  CallbackFilters,
  CallbackMode,
} from './model/callback.ts';
export type {
  AuthConfig,
  CacheConfig,
  CallbacksConfig,
  CoreConfig,
  DatabaseConfig,
  ExternalProvider,
  GatewayConfig,
  HealthConfig,
  HmacConfig,
  IdentityCacheConfig,
  InternalAuth,
  LimitsConfig,
  LoggingConfig,
  LogTarget,
  LogThreshold,
  MailConfig,
  MailQueueConfig,
  ServerConfig,
  SmtpSecurity,
  VaultSettings,
  WebhookConfig,
  WebSocketConfig,
} from './model/gateway-config.ts';
export { type ConfigProblem, formatProblems } from './problems.ts';
export type { SecretReference, SecretSource } from './secret-source.ts';
