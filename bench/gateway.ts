import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { jwtTokenSigner } from '@mycelium/adapter-identity';
import { Secret, systemClock } from '@mycelium/kernel';
import { runtime } from '../apps/gateway/bin/runtime.mjs';
import { freePort } from '../test-e2e/servers/index.ts';
import type { PreparedDatabase } from './database.ts';
import { CORES, type Started, startPinned } from './processes.ts';

const JWT_SECRET = randomUUID() + randomUUID();
const DOMAIN_URL = 'http://gateway.example';
const ROOT = join(import.meta.dirname, '..');

/** How the gateway is run: as it is delivered, or from the sources, whose types Node removes while it loads them. */
export type Form = 'built' | 'sources';

const ENTRY: Readonly<Record<Form, readonly string[]>> = {
  built: [join(ROOT, 'apps/gateway/dist/main.js')],
  sources: ['--conditions=development', join(ROOT, 'apps/gateway/src/main.ts')],
};

const OBSERVER = join(import.meta.dirname, 'observer.ts');

export interface GatewayUnderTest extends Started {
  readonly url: string;
  readonly port: number;
  /** One for each person of the database. */
  readonly tokens: readonly string[];
}

export interface Route {
  /** As it stands in the configuration, `"public"` when left out. */
  readonly group?: string;
  readonly path: string;
}

export interface ServiceBehind {
  readonly name: string;
  readonly port: number;
  readonly routes: readonly Route[];
}

export interface GatewayOptions {
  readonly folder: string;
  readonly services: readonly ServiceBehind[];
  /** `warn` when left out. */
  readonly level?: string;
  /** Where the log goes, standard output when left out. */
  readonly logFile?: string;
  readonly workers?: number;
  readonly core?: string;
  /** `built` when left out. */
  readonly form?: Form;
  /** Folder into which a processor profile is written when the gateway stops. */
  readonly profile?: string;
  /** File to which the gateway's own view of its memory and event loop is appended every second. */
  readonly observations?: string;
}

/** Servers that every gateway of one run stands on. */
export interface Servers {
  readonly database: PreparedDatabase;
  readonly redis: string;
}

const group = (kind: string): Route => ({ group: `"${kind}"`, path: `/${kind}/*` });

/** The routes of the main comparison. */
export const GROUPS: readonly Route[] = [group('public'), group('authenticated'), group('protected')];

const serviceText = ({ name, port, routes }: ServiceBehind): string =>
  [
    `[[${name}]]\nhost = "127.0.0.1:${port}"\nprotocol = "http"\n`,
    ...routes.map(
      route =>
        `[[${name}.path]]\ngroup = ${route.group ?? '"public"'}\npath = "${route.path}"\nmethods = ["ALL"]\n`,
    ),
  ].join('\n');

function configText(options: GatewayOptions, port: number, { database, redis }: Servers): string {
  const { host, password } = new URL(redis);
  const target = options.logFile === undefined ? '"stdout"' : `{ file = { path = "${options.logFile}" } }`;
  return `
[core.accountLifeCycle]
domainName = "Bench"
domainUrl = "${DOMAIN_URL}"
noreplyEmail = "noreply@example.com"
supportEmail = "support@example.com"
tokenSecret = "${randomUUID()}"

[core.webhook]

[diesel]
databaseUrl = "${database.url}"

[redis]
protocol = "redis"
hostname = "${host}"
password = "${password}"

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
serviceWorkers = ${options.workers ?? 1}

[api.logging]
level = "${options.level ?? 'warn'}"
target = ${target}

[api.services]

${options.services.map(serviceText).join('\n')}`;
}

/** Brings the built form up to date with the sources. */
export async function buildGateway(): Promise<void> {
  const turbo = join(ROOT, 'node_modules/.bin/turbo');
  try {
    await promisify(execFile)(turbo, ['run', 'build', '--filter=@mycelium/gateway'], { cwd: ROOT });
  } catch (error) {
    const output = String((error as { stdout?: unknown }).stdout ?? '').slice(-2000);
    throw new Error(`The gateway could not be built; --sources measures it without.\n${output}`, {
      cause: error,
    });
  }
}

/** The gateway in server mode. */
export async function startGateway(options: GatewayOptions, servers: Servers): Promise<GatewayUnderTest> {
  const port = await freePort();
  const file = join(options.folder, `gateway-${port}.toml`);
  writeFileSync(file, configText(options, port, servers));
  const { profile, observations } = options;
  const flags = [
    ...runtime.flags,
    ...(profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profile}`]),
    ...(observations === undefined ? [] : ['--expose-gc', '--import', OBSERVER]),
  ];
  const started = await startPinned(
    {
      core: options.core ?? CORES.proxy,
      argv: [process.execPath, ...flags, ...ENTRY[options.form ?? 'built'], '--config', file],
      cwd: options.folder,
      env: {
        ...runtime.env,
        NODE_ENV: 'production',
        ...(observations !== undefined && { BENCH_OBSERVATIONS: observations }),
      },
    },
    port,
  );
  return { ...started, port, url: `http://127.0.0.1:${port}`, tokens: tokensOf(servers.database) };
}

function tokensOf({ people }: PreparedDatabase): readonly string[] {
  const signer = jwtTokenSigner({
    secret: new Secret(JWT_SECRET),
    audience: DOMAIN_URL,
    expiresIn: 43_200,
    tmpExpiresIn: 300,
    clock: systemClock,
  });
  return people.map(person => signer.sign(person).token);
}
