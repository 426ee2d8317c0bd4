import type { Mailbox } from './mailbox.ts';

/** What a test sets of a configuration in server mode; the rest is as an operator would leave it. */
export interface ServerSettings {
  readonly database: string;
  /** `redis://host:port`. */
  readonly redis: string;
  readonly mailbox?: Mailbox;
  /** TOML after `[api.services]`. */
  readonly services?: string;
  /** More lines under `[api]`. */
  readonly api?: string;
  readonly logging?: string;
  readonly core?: string;
  /** More lines under `[api.cache]`. */
  readonly cache?: string;
}

export const JWT_SECRET = 'e2e-signing-secret-that-is-long-enough-0123456789';

/** A hand-written `config.toml` for PostgreSQL, Redis and a mail server. `{port}` is filled in by `startGateway`. */
export function serverConfig(settings: ServerSettings): string {
  const { host } = new URL(settings.redis);
  const mail = settings.mailbox;
  return `
[core.accountLifeCycle]
domainName = "Acme"
domainUrl = "http://127.0.0.1:{port}"
noreplyEmail = "noreply@acme.example"
supportEmail = "help@acme.example"
tokenSecret = "f8a3b1d2-6c4e-4f7a-9b0d-1e2f3a4b5c6d"
${settings.core ?? ''}

[diesel]
databaseUrl = "${settings.database}"

[redis]
protocol = "redis"
hostname = "${host}"

[queue]
consumeIntervalInSecs = 1

${mail === undefined ? '' : `[smtp]\nhost = "${mail.host}"\nport = ${mail.port}\nsecurity = "none"\n`}
[auth]
internal = "enabled"
jwtSecret = "${JWT_SECRET}"

[api]
serviceIp = "127.0.0.1"
servicePort = {port}
allowedOrigins = ["*"]
${settings.api ?? ''}

[api.cache]
${settings.cache ?? ''}

[api.logging]
${settings.logging ?? 'level = "warn"'}

[api.services]
${settings.services ?? ''}
`;
}

/** Embedded mode, everything in the folder `data`. */
export const embeddedConfig = (services = '', more = ''): string => `
[sqlite]
path = "data/mycelium.db"

[auth]
internal = "enabled"

[api]
serviceIp = "127.0.0.1"
servicePort = {port}
allowedOrigins = ["*"]
${more}

[api.services]
${services}
`;

export interface RouteSettings {
  readonly group: string;
  readonly path: string;
  readonly methods?: string;
  /** More lines of the route. */
  readonly more?: string;
}

/** One service with its routes, as TOML. `group` is written as it is: `"public"`, `{ protectedByRoles = … }`. */
export function service(name: string, host: string, routes: readonly RouteSettings[], more = ''): string {
  const paths = routes.map(
    ({ group, path, methods = '["ALL"]', more: own = '' }) =>
      `[[${name}.path]]\ngroup = ${group.startsWith('{') ? group : JSON.stringify(group)}\npath = "${path}"\nmethods = ${methods}\n${own}\n`,
  );
  return `[[${name}]]\nhost = "${host}"\nprotocol = "http"\n${more}\n${paths.join('\n')}`;
}
