import type { AnyShape } from '@mycelium/schema';
import { Api, Cache, Limits, Logging, Tls, WebSocket } from '../sections/api.ts';
import { External, Internal } from '../sections/auth.ts';
import { Callback } from '../sections/callbacks.ts';
import { AccountLifeCycle, HmacSecret, Webhook } from '../sections/core.ts';
import {
  AuthorizationHeader,
  QueryParameter,
  RouteEntry,
  ServiceSecret,
  ServiceTable,
} from '../sections/services.ts';
import { Diesel, LocalEmail, Queue, Redis, Smtp, Sqlite, Vault } from '../sections/storage.ts';

/** One table of the file, as the example and the reference page show it. */
export interface DocumentedSection {
  readonly header: string;
  readonly about: string;
  readonly shape: AnyShape;
  /** `on`: part of the example. `off`: there as a comment. `inline`: written inside another table; reference only. */
  readonly example: 'on' | 'off' | 'inline';
  /** Lines right after the header. */
  readonly lead?: readonly string[];
  /** Keys that the example sets, as TOML; the others show their default. */
  readonly written?: Readonly<Record<string, string>>;
  /** Keys that the example offers as a comment, as TOML. */
  readonly offered?: Readonly<Record<string, string>>;
}

const STORES: readonly DocumentedSection[] = [
  {
    header: '[vault.define]',
    about:
      'HashiCorp Vault, for values written as { vault = { path = "…", key = "…" } }. Leave it out if you use none.',
    shape: Vault,
    example: 'off',
    written: {
      url: '"http://localhost:8200"',
      versionWithNamespace: '"v1/kv"',
      token: '{ env = "MYC_VAULT_TOKEN" }',
    },
  },
  {
    header: '[core.accountLifeCycle]',
    about: 'Who the product is in e-mails and links, and the secrets that protect accounts.',
    shape: AccountLifeCycle,
    example: 'on',
    written: {
      domainUrl: '"http://localhost:8080"',
      noreplyName: '"Mycelium"',
      noreplyEmail: '"noreply@example.com"',
      supportName: '"Support"',
      supportEmail: '"support@example.com"',
      tokenSecret: '"your-secret-key-change-me"',
    },
    offered: {
      hmacPrimaryVersion: '1',
      hmacSecrets: '[{ version = 1, secret = { env = "MYC_HMAC_SECRET_1" } }]',
      staffBootstrapSecret: '{ env = "MYC_STAFF_BOOTSTRAP_SECRET" }',
    },
  },
  {
    header: '[[core.accountLifeCycle.hmacSecrets]]',
    about: 'One signing key of connection strings; repeat the block for each version.',
    shape: HmacSecret,
    example: 'inline',
  },
  {
    header: '[core.webhook]',
    about: 'Delivery of events to listeners outside.',
    shape: Webhook,
    example: 'on',
  },
  {
    header: '[diesel]',
    about: 'PostgreSQL. Leave the section out and the database is embedded, in a folder.',
    shape: Diesel,
    example: 'on',
    written: { databaseUrl: '"postgres://mycelium-user:YOUR_DB_PASSWORD@localhost:5432/mycelium-dev"' },
  },
  {
    header: '[sqlite]',
    about: 'Where the embedded database and generated secrets are kept. Only read without [diesel].',
    shape: Sqlite,
    example: 'off',
  },
];

const MAIL_AND_CACHE: readonly DocumentedSection[] = [
  {
    header: '[smtp]',
    about: 'The mail server. Leave the section out and e-mails are printed and kept as files.',
    shape: Smtp,
    example: 'on',
    written: {
      host: '"smtp.example.com:587"',
      username: '"user@example.com"',
      password: '"your-smtp-password"',
    },
    offered: { port: '587', security: '"starttls"' },
  },
  {
    header: '[localEmail.define]',
    about: 'Keeps e-mails as files. Only read without [smtp].',
    shape: LocalEmail,
    example: 'off',
    written: { dir: '".mycelium/mails"' },
  },
  { header: '[queue]', about: 'Sending of e-mails.', shape: Queue, example: 'on' },
  {
    header: '[redis]',
    about: 'Shared cache. Leave the section out for a cache in memory, which is enough for one process.',
    shape: Redis,
    example: 'on',
    written: { hostname: '"localhost:6379"', password: '""' },
    offered: { port: '6379' },
  },
];

const AUTH: readonly DocumentedSection[] = [
  {
    header: '[auth]',
    about:
      'Sign-in with the gateway itself, by link or code in an e-mail. The keys may also stand in [auth.internal.define].',
    shape: Internal,
    example: 'on',
    lead: ['# "enabled" or "disabled".', 'internal = "enabled"'],
    written: { jwtSecret: '"your-jwt-secret-change-me-please-at-least-32-bytes"' },
  },
  {
    header: '[[auth.external.define]]',
    about: 'A provider whose access tokens are accepted; repeat the block for each.',
    shape: External,
    example: 'off',
    written: {
      issuer: '"https://accounts.google.com"',
      jwksUri: '"https://www.googleapis.com/oauth2/v3/certs"',
      audience: '"your-client-id"',
      userInfoUrl: '"https://www.googleapis.com/oauth2/v3/userinfo"',
    },
    offered: { discoveryUrl: '"https://accounts.google.com/.well-known/openid-configuration"' },
  },
];

const SERVER: readonly DocumentedSection[] = [
  {
    header: '[api]',
    about: 'The gateway itself.',
    shape: Api,
    example: 'on',
    offered: {
      openrpcDevUrl: '"http://localhost:8080/_adm/rpc"',
      openrpcProdUrl: '"https://mycelium.example.com/_adm/rpc"',
    },
  },
  {
    header: '[api.limits]',
    about: 'How much is taken on at a time.',
    shape: Limits,
    example: 'on',
  },
  {
    header: '[api.cache]',
    about: 'How long what is known of callers may be kept.',
    shape: Cache,
    example: 'on',
  },
  {
    header: '[api.logging]',
    about: 'Log lines.',
    shape: Logging,
    example: 'on',
  },
  {
    header: '[api.webSocket]',
    about: 'WebSockets to services.',
    shape: WebSocket,
    example: 'on',
    offered: { maxSessionSeconds: '28800' },
  },
  {
    header: '[api.tls.define]',
    about: 'TLS by the gateway. Leave it out behind a load balancer that does it.',
    shape: Tls,
    example: 'off',
    written: { tlsCert: '{ env = "MYC_TLS_CERT" }', tlsKey: '{ env = "MYC_TLS_KEY" }' },
  },
];

const CALLBACKS: DocumentedSection = {
  header: '[[callback]]',
  about: 'Something to run after an answer; stands after a line [api.callbacks], one block per callback.',
  shape: Callback,
  example: 'off',
  lead: [],
  written: { name: '"audit-log"', type: '"http"', url: '"https://audit.internal/events"', method: '"POST"' },
  offered: {
    script: '"log_info(upstream_path);"',
    scriptPath: '"/opt/mycelium/callbacks/push-metrics.py"',
    pythonPath: '"/usr/bin/python3"',
    nodePath: '"/usr/bin/node"',
    triggeringMethods: '{ oneof = ["POST", "DELETE"] }',
    triggeringStatusCodes: '{ oneof = [500, 502, 503] }',
    triggeringHeaders: '{ oneof = { "X-Error-Code" = "PAYMENT_FAILED" } }',
  },
};

const SERVICES: readonly DocumentedSection[] = [
  {
    header: '[[example]]',
    about:
      'A service behind the gateway; stands after a line [api.services], one block per service. The name is yours: [[billing]], [[user-service]].',
    shape: ServiceTable,
    example: 'on',
    written: { host: '"localhost:3000"' },
    offered: {
      id: '"550e8400-e29b-41d4-a716-446655440000"',
      hosts: '["10.0.0.1:3000", "10.0.0.2:3000"]',
      proxyAddress: '"http://proxy.internal:3128"',
      signatureKey: '{ env = "EXAMPLE_SIGNATURE_KEY" }',
      healthCheckPath: '"/health"',
      description: '"Customer data"',
      openapiPath: '"/openapi.json"',
    },
  },
  {
    header: '[[example.secret]]',
    about:
      'A token that the gateway shows to the service, for routes that name it. Exactly one of the last four keys.',
    shape: ServiceSecret,
    example: 'off',
    written: {
      name: '"service-token"',
      authorizationHeader: '{ name = "Authorization", prefix = "Bearer", token = { env = "EXAMPLE_TOKEN" } }',
    },
    offered: {
      queryParameter: '{ name = "token", token = { env = "EXAMPLE_TOKEN" } }',
      env: '"EXAMPLE_SECRET"',
      vault: '{ path = "myc/services/example", key = "secret" }',
    },
  },
  {
    header: 'authorizationHeader = { … }',
    about: 'A service secret that goes into a header.',
    shape: AuthorizationHeader,
    example: 'inline',
  },
  {
    header: 'queryParameter = { … }',
    about: 'A service secret that goes into the query.',
    shape: QueryParameter,
    example: 'inline',
  },
  {
    header: '[[example.path]]',
    about:
      'A route of the service; repeat the block for each. An exact path wins over a pattern, a longer pattern over a shorter one.',
    shape: RouteEntry,
    example: 'on',
    written: { group: '"public"', path: '"/api/*"', methods: '["GET", "POST"]' },
    offered: {
      securityGroup: '{ protectedByRoles = [{ slug = "editor", permission = "write" }] }',
      secretName: '"service-token"',
      maxBodyBytes: '10485760',
      timeoutSeconds: '300',
      overallTimeoutSeconds: '900',
      identitySource: '"telegram"',
    },
  },
];

/** Every table of the file in the order of the example. */
export const documentedSections: readonly DocumentedSection[] = [
  ...STORES,
  ...MAIL_AND_CACHE,
  ...AUTH,
  ...SERVER,
  CALLBACKS,
  ...SERVICES,
];
