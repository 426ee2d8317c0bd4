/** One room of the house and what its sources may import. Test files may import more, see `TEST_IMPORTS`. */
export interface Room {
  /** The package's name. */
  readonly name: string;
  /** Its folder, from the root of the project. */
  readonly folder: string;
  /** Packages of this workspace. */
  readonly rooms: readonly string[] | 'all';
  /** Modules of Node; the global `Buffer` and web standards such as URL are everyone's. */
  readonly node: readonly string[] | 'all';
  /** Packages from npm. */
  readonly npm: readonly string[];
  /** Packages from npm, and modules of Node, of which the types alone may be imported. */
  readonly types: readonly string[];
  /** Whether the process and its environment may be read (`process.env`, `process.exit`, ...). */
  readonly process: boolean;
  /** Why. Printed with every violation. */
  readonly because: string;
}

type Pure = Pick<Room, 'because'> & {
  readonly rooms?: readonly string[];
  readonly node?: readonly string[];
  readonly npm?: readonly string[];
  readonly types?: readonly string[];
};

const scoped = (names: readonly string[]): string[] => names.map(name => `@mycelium/${name}`);

/** A package that computes and nothing else. */
const pure = (name: string, { rooms = [], node = [], npm = [], types = [], because }: Pure): Room => ({
  name: `@mycelium/${name}`,
  folder: `packages/${name}`,
  rooms: scoped(rooms),
  node,
  npm,
  types,
  process: false,
  because,
});

const adapter = (
  name: string,
  { rooms, npm, because }: { rooms: readonly string[]; npm: readonly string[]; because: string },
): Room => ({
  name: `@mycelium/adapter-${name}`,
  folder: `packages/adapters/${name}`,
  rooms: scoped(['kernel', ...rooms]),
  node: 'all',
  npm,
  types: [],
  process: true,
  because,
});

const app = (
  name: string,
  { folder, npm = [], because }: { folder: string; npm?: readonly string[]; because: string },
): Room => ({
  name: `@mycelium/${name}`,
  folder,
  rooms: 'all',
  node: 'all',
  npm,
  types: [],
  process: true,
  because,
});

/** Who may import whom: the one place where this is decided. Rooms further down stand on those further up. */
export const ROOMS: readonly Room[] = [
  pure('kernel', { because: 'Everything stands on the kernel, so the kernel stands on nothing.' }),
  pure('schema', {
    rooms: ['kernel'],
    npm: ['class-validator'],
    because: 'Shapes know errors and their one validator; what they describe is not their business.',
  }),
  pure('profile', {
    rooms: ['kernel'],
    node: ['node:zlib', 'node:buffer', 'node:crypto'],
    npm: ['fzstd'],
    because:
      'Services behind the gateway install this package, so it brings the codec, the check of signatures, and nothing else.',
  }),
  pure('operations', {
    rooms: ['kernel', 'schema'],
    types: ['express', 'node:http'],
    because: 'An operation is data; the doors are derived from it, and the web framework is handed in.',
  }),
  pure('notifications', {
    rooms: ['kernel', 'schema'],
    because: 'Mails and events are written as values; sending them belongs to adapters.',
  }),
  pure('envelope-crypto', {
    rooms: ['kernel'],
    node: ['node:crypto', 'node:buffer'],
    because:
      'Ciphertexts at rest are ours to the last byte, and depend on nothing but the primitives of Node.',
  }),
  pure('accounts', {
    rooms: ['kernel', 'schema', 'profile', 'notifications', 'operations'],
    because: 'Who someone is and may do is decided without a database, a clock or a network.',
  }),
  pure('tenants', {
    rooms: ['kernel', 'schema', 'profile', 'notifications', 'operations', 'envelope-crypto', 'accounts'],
    because: 'Tenants stand on accounts: what happens within one is a matter of accounts, roles and guests.',
  }),
  pure('system', {
    rooms: ['kernel', 'schema', 'profile', 'notifications', 'operations', 'envelope-crypto', 'accounts'],
    because: 'What concerns the installation as a whole belongs to no tenant and knows none.',
  }),
  pure('gateway-core', {
    rooms: ['kernel', 'schema', 'profile', 'operations', 'accounts'],
    because: 'The request path is pure steps; sockets belong to adapters.',
  }),
  pure('config', {
    rooms: ['kernel', 'schema', 'gateway-core'],
    npm: ['@iarna/toml'],
    because:
      'Configuration is text in, one frozen object or all problems out; files and environment are handed in.',
  }),
  adapter('memory', {
    rooms: ['accounts', 'tenants', 'system', 'envelope-crypto', 'notifications', 'profile'],
    npm: [],
    because: 'It keeps every port in memory, so it needs the ports alone.',
  }),
  adapter('postgres', {
    rooms: ['accounts', 'tenants', 'system', 'envelope-crypto', 'notifications', 'profile'],
    npm: ['typeorm', 'pg', '@electric-sql/pglite'],
    because: 'SQL and its drivers live here and nowhere else.',
  }),
  adapter('redis', {
    rooms: ['accounts'],
    npm: ['redis'],
    because: 'Redis is spoken here and nowhere else.',
  }),
  adapter('smtp', { rooms: ['notifications'], npm: ['nodemailer'], because: 'Mail leaves the house here.' }),
  adapter('identity', {
    rooms: ['accounts'],
    npm: ['jsonwebtoken', 'jwks-rsa'],
    because: 'Tokens are signed and verified here; nobody else sees a key.',
  }),
  adapter('http', {
    rooms: ['gateway-core', 'operations', 'accounts', 'profile'],
    npm: ['undici', 'express', 'http-proxy-middleware'],
    because: 'Sockets, forwarding and the web framework live here.',
  }),
  adapter('log-winston', {
    rooms: [],
    npm: ['winston', 'winston-transport'],
    because: 'The logging library is named here alone.',
  }),
  adapter('telemetry', {
    rooms: [],
    npm: [
      '@opentelemetry/core',
      '@opentelemetry/exporter-metrics-otlp-grpc',
      '@opentelemetry/exporter-metrics-otlp-proto',
      '@opentelemetry/resources',
      '@opentelemetry/sdk-metrics',
    ],
    because: 'OpenTelemetry is spoken here and nowhere else.',
  }),
  {
    ...pure('contract-tests', {
      rooms: [
        'kernel',
        'schema',
        'profile',
        'accounts',
        'tenants',
        'system',
        'envelope-crypto',
        'notifications',
        'gateway-core',
      ],
      npm: ['vitest', 'fast-check'],
      because: 'A suite knows the port, never an adapter: that is what makes it fair.',
    }),
    node: 'all',
  },
  {
    ...pure('testkit', {
      rooms: [
        'kernel',
        'schema',
        'profile',
        'accounts',
        'tenants',
        'system',
        'envelope-crypto',
        'notifications',
        'operations',
        'gateway-core',
        'adapter-memory',
      ],
      because:
        'The world of a test is the memory adapters, a fixed clock, counted ids and stand-ins for outside servers.',
    }),
    node: 'all',
  },
  app('gateway', {
    folder: 'apps/gateway',
    npm: ['express'],
    because: 'Apps wire packages together; a library they name themselves would be a second home for it.',
  }),
  app('cli', { folder: 'apps/cli', because: 'Apps wire packages together; libraries stay in their rooms.' }),
  {
    ...app('example-downstream', {
      folder: 'examples/downstream',
      because: 'It shows how little a service needs: the profile package and Node.',
    }),
    rooms: ['@mycelium/profile'],
  },
  {
    ...app('example-embedder', {
      folder: 'examples/embedder',
      because:
        'It shows the domain without HTTP: packages and adapters of ports, neither express nor the gateway.',
    }),
    rooms: scoped([
      'kernel',
      'profile',
      'operations',
      'accounts',
      'gateway-core',
      'adapter-memory',
      'adapter-identity',
    ]),
  },
];

/** What test files (`*.test.ts`, `*.fixture.ts`, `src/testing/`) may import besides what their room may. */
export const TEST_IMPORTS = {
  rooms: ['@mycelium/contract-tests', '@mycelium/testkit', '@mycelium/adapter-memory', '@mycelium/schema'],
  npm: ['vitest', 'fast-check', 'ws'],
} as const;
