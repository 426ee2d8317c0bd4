import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { jwtTokenSigner } from '@mycelium/adapter-identity';
import { openPostgres } from '@mycelium/adapter-postgres';
import { Secret, systemClock, type UserId } from '@mycelium/kernel';
import { Client } from 'pg';
import { freePort } from '../test-e2e/servers/index.ts';
import { CORES, type Started, startPinned } from './processes.ts';

const EMAIL = 'bench@example.com';
const LICENCES = 20;
const JWT_SECRET = randomUUID() + randomUUID();
const DOMAIN_URL = 'http://gateway.example';
const ENTRY = join(import.meta.dirname, '../apps/gateway/src/main.ts');

export interface GatewayUnderTest extends Started {
  readonly url: string;
  /** Signs in a user with twenty licences in one tenant. */
  readonly token: string;
}

export interface GatewayOptions {
  readonly folder: string;
  readonly target: number;
  readonly level: string;
  readonly logTarget?: string;
  readonly core?: string;
}

export interface PreparedDatabase {
  readonly url: string;
  readonly userId: UserId;
}

/** A fresh database at the current schema, with the user that the token names. */
export async function prepareDatabase(adminUrl: string): Promise<PreparedDatabase> {
  const name = `bench_${randomUUID().replaceAll('-', '')}`;
  await withClient(adminUrl, client => client.query(`CREATE DATABASE ${name}`));
  const url = new URL(adminUrl);
  url.pathname = `/${name}`;
  const postgres = await openPostgres({ url: url.href });
  await postgres.migrate();
  await postgres.close();
  const userId = await withClient(url.href, seed);
  return { url: url.href, userId };
}

export async function dropDatabase(adminUrl: string, { url }: PreparedDatabase): Promise<void> {
  const name = new URL(url).pathname.slice(1);
  await withClient(adminUrl, client => client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`));
}

async function withClient<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

async function seed(client: Client): Promise<UserId> {
  const insert = async (sql: string, values: readonly unknown[]): Promise<string> =>
    (await client.query(`${sql} RETURNING id`, [...values])).rows[0].id;
  const account = `INSERT INTO account (name, slug, account_type, tenant_id, is_checked) VALUES ($1, $2, $3, $4, true)`;
  const tenant = await insert('INSERT INTO tenant (name) VALUES ($1)', ['Bench']);
  const own = await insert(account, ['Bench user', 'bench-user', '"user"', null]);
  const user = await insert(
    `INSERT INTO "user" (username, email, first_name, last_name, is_principal, account_id) VALUES ($1, $1, '', '', true, $2)`,
    [EMAIL, own],
  );
  for (let i = 0; i < LICENCES; i++) {
    const subscription = await insert(account, [
      `Account ${i}`,
      `account-${i}`,
      JSON.stringify({ subscription: { tenantId: tenant } }),
      tenant,
    ]);
    const role = await insert('INSERT INTO guest_role (name, slug, permission) VALUES ($1, $1, 1)', [
      `role-${i}`,
    ]);
    const guest = await insert(
      'INSERT INTO guest_user (email, guest_role_id, was_verified) VALUES ($1, $2, true)',
      [EMAIL, role],
    );
    await client.query('INSERT INTO guest_user_on_account (guest_user_id, account_id) VALUES ($1, $2)', [
      guest,
      subscription,
    ]);
  }
  return user as UserId;
}

const configText = (
  { target, level, logTarget }: GatewayOptions,
  port: number,
  servers: { readonly database: string; readonly redis: URL },
): string => `
[core.accountLifeCycle]
domainName = "Bench"
domainUrl = "${DOMAIN_URL}"
noreplyEmail = "noreply@example.com"
supportEmail = "support@example.com"
tokenSecret = "${randomUUID()}"

[core.webhook]

[diesel]
databaseUrl = "${servers.database}"

[redis]
protocol = "redis"
hostname = "${servers.redis.host}"
password = "${servers.redis.password}"

[smtp]
host = "127.0.0.1:1025"
username = ""
password = ""

[queue]

[auth.internal.define]
jwtSecret = "${JWT_SECRET}"

[api]
serviceIp = "127.0.0.1"
servicePort = ${port}

[api.logging]
level = "${level}"
target = ${logTarget ?? '"stdout"'}

[api.services]

[[service]]
host = "127.0.0.1:${target}"
protocol = "http"

[[service.path]]
group = "public"
path = "/public/*"
methods = ["ALL"]

[[service.path]]
group = "authenticated"
path = "/authenticated/*"
methods = ["ALL"]

[[service.path]]
group = "protected"
path = "/protected/*"
methods = ["ALL"]
`;

/** The gateway in server mode, one process. */
export async function startGateway(
  options: GatewayOptions,
  database: PreparedDatabase,
  redisUrl: string,
): Promise<GatewayUnderTest> {
  const port = await freePort();
  const file = join(options.folder, `gateway-${port}.toml`);
  writeFileSync(file, configText(options, port, { database: database.url, redis: new URL(redisUrl) }));
  const argv = [process.execPath, '--conditions=development', ENTRY, '--config', file];
  const started = await startPinned(
    { core: options.core ?? CORES.proxy, argv, cwd: options.folder, env: { NODE_ENV: 'production' } },
    port,
  );
  const signer = jwtTokenSigner({
    secret: new Secret(JWT_SECRET),
    audience: DOMAIN_URL,
    expiresIn: 43_200,
    tmpExpiresIn: 300,
    clock: systemClock,
  });
  const { token } = signer.sign({ userId: database.userId, email: EMAIL });
  return { ...started, url: `http://127.0.0.1:${port}`, token };
}
