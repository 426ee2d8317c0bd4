import type { SecurityGroup } from '@mycelium/gateway-core';
import { Secret } from '@mycelium/kernel';
import { expect, test } from 'vitest';
import type { GatewayConfig } from '../model/gateway-config.ts';
import { configOf, load, type Surroundings } from './loading.fixture.ts';

const JWT = '0123456789abcdef0123456789abcdef';

/** Secrets opened, so that they can be compared. */
const open = (value: unknown): unknown => {
  if (value instanceof Secret) return { secret: value.reveal() };
  if (value instanceof Map) return new Map([...value].map(([key, inner]) => [key, open(inner)]));
  if (Array.isArray(value)) return value.map(open);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, open(inner)]));
};

const part = async <Key extends keyof GatewayConfig>(key: Key, text: string, world?: Surroundings) =>
  open((await configOf(text, world))[key]);

const CORE = '[core.accountLifeCycle]\ntokenSecret = "b0d5e1f7a6c49382"\n';

test('no configuration at all is the embedded mode with every default', async () => {
  const config = await configOf('');
  expect(config).toMatchObject({
    core: { domainName: 'Mycelium', locale: 'en-us', tokenExpiration: 3600 },
    database: { kind: 'embedded', directory: '.mycelium' },
    cache: { kind: 'memory' },
    mail: { kind: 'embedded' },
    auth: { internal: { jwtExpiresIn: 43_200, tmpExpiresIn: 300 }, external: [] },
    server: { ip: '0.0.0.0', port: 8080, workers: 1, allowedOrigins: [], trustedProxies: [] },
    logging: { level: 'info', modules: {}, format: 'ansi', target: { kind: 'stdout' } },
    callbacks: { mode: 'fireAndForget', definitions: [] },
    services: [],
  });
  expect(config.core.tokenSecret).toBeUndefined();
  expect(config.auth.internal?.jwtSecret).toBeUndefined();
});

test('the result is frozen all the way down', async () => {
  const config = await configOf('[api.services]\n[[a]]\nhost = "b"\n');
  expect(Object.isFrozen(config)).toBe(true);
  expect(Object.isFrozen(config.services[0]?.hosts)).toBe(true);
});

test.each([
  ['[auth]\ninternal = "enabled"\njwtSecret = "J"\njwtExpiresIn = 60\n'],
  ['[auth]\njwtSecret = "J"\njwtExpiresIn = 60\n'],
  ['[auth.internal.define]\njwtSecret = "J"\njwtExpiresIn = 60\n'],
  ['[auth.internal.set]\njwtSecret = "J"\njwtExpiresIn = 60\n'],
  ['[auth.internal.enabled]\njwtSecret = "J"\njwtExpiresIn = 60\n'],
])('internal sign-in may be written as %j', async text => {
  await expect(part('auth', text.replace('"J"', `"${JWT}"`))).resolves.toEqual({
    internal: { jwtSecret: { secret: JWT }, jwtExpiresIn: 60, tmpExpiresIn: 300 },
    external: [],
  });
});

test.each([
  '[auth]\ninternal = "disabled"\n',
  '[auth]\nexternal = "disabled"\n',
  `${CORE}[diesel]\ndatabaseUrl = "postgres://h/d"\n`,
])('internal sign-in is off with %j', async text => {
  await expect(part('auth', text)).resolves.toEqual({ external: [] });
});

test.each([
  ['host = "mail:2525"', 2525, 'implicit'],
  ['host = "mail"\nport = 465', 465, 'implicit'],
  ['host = "mail"', 587, 'starttls'],
  ['host = "mail:587"\nport = 587', 587, 'starttls'],
  ['host = "mail:1025"\nsecurity = "none"', 1025, 'none'],
])('[smtp] %j means port %i and %s', async (keys, port, security) => {
  const expected = {
    kind: 'smtp',
    host: 'mail',
    port,
    security,
    credentials: { username: { secret: 'u' }, password: { secret: 'p w' } },
  };
  const content = `${keys}\nusername = "u"\npassword = "p w"\n`;
  await expect(part('mail', `[smtp]\n${content}`)).resolves.toEqual(expected);
  await expect(part('mail', `[smtp.define]\n${content}`)).resolves.toEqual(expected);
});

test('a mail server may ask for no credentials', async () => {
  await expect(part('mail', '[smtp]\nhost = "mail"\nusername = ""\npassword = ""\n')).resolves.toEqual({
    kind: 'smtp',
    host: 'mail',
    port: 587,
    security: 'starttls',
  });
});

test('e-mails go to a server, else to a folder, else nowhere', async () => {
  const local = '[localEmail.define]\ndir = "mails"\n';
  await expect(part('mail', `[smtp]\nhost = "mail"\n${local}`)).resolves.toMatchObject({ kind: 'smtp' });
  await expect(part('mail', `smtp = "disabled"\n${local}`)).resolves.toEqual({
    kind: 'file',
    directory: 'mails',
  });
  await expect(part('mail', 'smtp = "disabled"\nlocalEmail = "disabled"\n')).resolves.toEqual({
    kind: 'embedded',
  });
});

test.each([
  ['hostname = "cache:7000"', 'redis://cache:7000'],
  ['hostname = "cache"', 'redis://cache:6379'],
  ['hostname = "cache"\nport = 7000\nprotocol = "rediss"', 'rediss://cache:7000'],
  ['hostname = "cache:7000"\npassword = ""', 'redis://cache:7000'],
  ['hostname = "cache"\npassword = "a/b@c"', 'redis://:a%2Fb%40c@cache:6379'],
  ['hostname = "[::1]:7000"', 'redis://[::1]:7000'],
])('[redis] %j is %s', async (keys, url) => {
  await expect(part('cache', `[redis]\n${keys}\n`)).resolves.toEqual({ kind: 'redis', url: { secret: url } });
});

test.each([
  ['data/mycelium.db', 'data'],
  ['/var/lib/mycelium/m.db', '/var/lib/mycelium'],
  ['/m.db', '/'],
  ['m.db', '.'],
])('[sqlite].path %s names the folder %s', async (path, directory) => {
  await expect(part('database', `[sqlite]\npath = "${path}"\n`)).resolves.toEqual({
    kind: 'embedded',
    directory,
  });
});

test('PostgreSQL wins over the data folder, which is then named as ignored', async () => {
  const loaded = await load(
    `${CORE}[sqlite]\npath = "x/y"\n[diesel]\ndatabaseUrl = "postgres://h/d"\n[queue]\nemailQueueName = "q"\n`,
  );
  expect(loaded).toMatchObject({ ok: true, ignored: ['sqlite', 'queue.emailQueueName'] });
});

test.each([
  ['en-US', 'en-us'],
  ['PT_br', 'pt-br'],
  ['es', 'es'],
])('the locale %s is %s', async (written, locale) => {
  await expect(part('core', `[core.accountLifeCycle]\nlocale = "${written}"\n`)).resolves.toMatchObject({
    locale,
  });
});

test('signing keys are kept by version', async () => {
  const text =
    '[core.accountLifeCycle]\nhmacPrimaryVersion = 2\n[[core.accountLifeCycle.hmacSecrets]]\nversion = 1\nsecret = { env = "ONE" }\n[[core.accountLifeCycle.hmacSecrets]]\nversion = 2\nsecret = "bbbb"\n';
  await expect(part('core', text, { env: { ONE: 'aaaa' } })).resolves.toMatchObject({
    hmac: {
      primaryVersion: 2,
      secrets: new Map([
        [1, { secret: 'aaaa' }],
        [2, { secret: 'bbbb' }],
      ]),
    },
  });
});

test.each([
  ['"warn"', { level: 'warn', modules: {} }],
  ['"INFO,gateway.router=debug"', { level: 'info', modules: { 'gateway.router': 'debug' } }],
  ['"myc_api=info,myc_core=debug"', { level: 'debug', modules: { myc_api: 'info', myc_core: 'debug' } }],
])('the log level %s is understood', async (written, expected) => {
  await expect(part('logging', `[api.logging]\nlevel = ${written}\n`)).resolves.toMatchObject(expected);
});

test('every setting may come from a variable, in the type that it needs', async () => {
  const text =
    '[api]\nservicePort = { env = "PORT" }\nallowedOrigins = { env = "ORIGINS" }\n[core.webhook]\nacceptInvalidCertificates = { env = "YES" }\n[api.logging]\nlevel = { env = "LEVEL" }\n';
  const env = { PORT: '9000', ORIGINS: 'https://a, https://b', YES: 'true', LEVEL: 'debug' };
  const loaded = await load(text, { env });
  expect(loaded).toMatchObject({
    ok: true,
    config: {
      server: { port: 9000, allowedOrigins: ['https://a', 'https://b'] },
      webhooks: { acceptInvalidCertificates: true },
      logging: { level: 'debug' },
    },
    references: [
      { key: 'core.webhook.acceptInvalidCertificates', from: 'env' },
      { key: 'api.servicePort', from: 'env' },
      { key: 'api.allowedOrigins', from: 'env' },
      { key: 'api.logging.level', from: 'env' },
    ],
  });
});

test('a path alone is a place in Vault whose key is the name of the setting, or stands after a #', async () => {
  const vault = { 'myc/core#tokenSecret': 'aaaa-bbbb', 'myc/auth#jwt': JWT };
  const text = `[vault.define]\nurl = "http://v:8200"\nversionWithNamespace = "v1/kv"\ntoken = "t"\n[core.accountLifeCycle]\ntokenSecret = { vault = "myc/core" }\n[auth]\njwtSecret = { vault = "myc/auth#jwt" }\n`;
  await expect(part('core', text, { vault })).resolves.toMatchObject({
    tokenSecret: { secret: 'aaaa-bbbb' },
  });
  await expect(part('auth', text, { vault })).resolves.toMatchObject({
    internal: { jwtSecret: { secret: JWT } },
  });
});

const groupOf = async (written: string): Promise<SecurityGroup | undefined> => {
  const text = `[api.services]\n[[s]]\nhost = "a"\n[[s.path]]\ngroup = ${written}\npath = "/x"\nmethods = ["get"]\n`;
  return (await configOf(text)).services[0]?.routes[0]?.group;
};

test.each(['public', 'authenticated', 'protected'] as const)('the group %s', async kind => {
  await expect(groupOf(`"${kind}"`)).resolves.toEqual({ kind });
});

const ADMIN = [{ slug: 'admin', permission: 'read' }];
const PAIRS = [
  { slug: 'admin', permission: 'write' },
  { slug: 'viewer', permission: 'read' },
];

test.each([
  ['{ protectedByRoles = [{ slug = "admin" }] }', 'protectedByRoles', ADMIN],
  ['{ protectedByRoles = [{ name = "admin", permission = "read" }] }', 'protectedByRoles', ADMIN],
  ['{ protectedByRoles = { roles = ["admin"] } }', 'protectedByRoles', ADMIN],
  ['{ protectedByRoles = ["admin"] }', 'protectedByRoles', ADMIN],
  [
    '{ protectedByPermissionedRoles = { permissionedRoles = [["admin", "write"], ["viewer", "read"]] } }',
    'protectedByPermissionedRoles',
    PAIRS,
  ],
  ['{ protectedByServiceTokenWithRole = { roles = ["admin"] } }', 'protectedByServiceTokenWithRole', ADMIN],
  [
    '{ protectedByServiceTokenWithPermissionedRoles = { permissionedRoles = [["admin", "Write"], ["viewer", "read"]] } }',
    'protectedByServiceTokenWithPermissionedRoles',
    PAIRS,
  ],
])('the group %s', async (written, kind, roles) => {
  await expect(groupOf(written)).resolves.toEqual({ kind, roles });
});

const secretOf = async (written: string, world?: Surroundings): Promise<unknown> => {
  const text = `[api.services]\n[[s]]\nhost = "a"\n[[s.secret]]\nname = "k"\n${written}\n`;
  return open((await configOf(text, world)).services[0]?.secrets.get('k'));
};

test.each([
  [
    'authorizationHeader = { name = "Authorization", prefix = "Bearer ", token = "t" }',
    'Authorization',
    'Bearer',
  ],
  ['authorizationHeader = { headerName = "X-Key", prefix = "Token", token = "t" }', 'X-Key', 'Token'],
  ['authorizationHeader = { token = "t" }', 'Authorization', 'Bearer'],
  ['authorizationHeader = { name = "X-Key", prefix = "", token = "t" }', 'X-Key', ''],
])('the service secret %j', async (written, headerName, prefix) => {
  await expect(secretOf(written)).resolves.toEqual({
    kind: 'header',
    headerName,
    prefix,
    token: { secret: 't' },
  });
});

test.each([
  ['{"queryParameter": {"name": "token", "token": "x"}}'],
  ['queryParameter = { name = "token", token = "x" }'],
  ['[queryParameter]\nname = "token"\ntoken = "x"\n'],
  ['{ queryParameter = { name = "token", token = "x" } }'],
  ['{"queryParameter": {"name": "token", "token": {"env": "INNER"}}}'],
])('a whole service secret in a variable may be %j', async text => {
  const env = { WHOLE: text, INNER: 'x' };
  await expect(secretOf('env = "WHOLE"', { env })).resolves.toEqual({
    kind: 'query',
    parameter: 'token',
    token: { secret: 'x' },
  });
});

test('the line that a secret from a file ends with is no part of it', async () => {
  const written = 'authorizationHeader = { token = { env = "K" } }';
  for (const K of ['t', 't\n', 't\r\n'])
    await expect(secretOf(written, { env: { K } })).resolves.toMatchObject({ token: { secret: 't' } });
});

test('a service may be written under all of its names and gets an id from its name', async () => {
  const config = await configOf(
    '[api.services]\n[[stub-service]]\nhosts = "a:1"\n[[stub-service.routes]]\nsecurityGroup = "public"\npath = "/public"\nmethods = ["ALL"]\n[[stub-service.secrets]]\nname = "k"\nqueryParameter = { name = "n", token = "t" }\n',
  );
  expect(config.services[0]).toMatchObject({
    id: '19ff6958-90c1-36c5-bd3b-a294a0aaabe6',
    name: 'stub-service',
    hosts: ['a:1'],
    protocol: 'http',
    routes: [{ path: '/public', methods: ['ALL'], group: { kind: 'public' }, origin: 'config.toml:4' }],
  });
});

test('several blocks of one name are several services, each with an id of its own', async () => {
  const text =
    '[api.services]\n[[a]]\nhost = "one"\n[[a.path]]\ngroup = "public"\npath = "/1"\nmethods = ["GET"]\n';
  const { services } = await configOf(`${text}[[a]]\nhost = "two"\n`);
  expect(services.map(({ name, hosts, routes }) => [name, hosts[0], routes.length])).toEqual([
    ['a', 'one', 1],
    ['a', 'two', 0],
  ]);
  expect(new Set(services.map(({ id }) => id)).size).toBe(2);
});

test('callbacks may be blocks or a list', async () => {
  const [block, inline] = [
    '[api.callbacks]\n[[callback]]\nname = "a"\ntype = "python"\nscriptPath = "/a.py"\n',
    '[api]\ncallbacks = [{ name = "a", type = "python", scriptPath = "/a.py" }]\n',
  ];
  const expected = [
    {
      name: 'a',
      engine: { type: 'python', scriptPath: '/a.py', pythonPath: 'python3' },
      timeoutMs: 5000,
      retryCount: 3,
      retryIntervalMs: 1000,
      filters: {},
    },
  ];
  expect((await configOf(block)).callbacks.definitions).toEqual(expected);
  expect((await configOf(inline)).callbacks.definitions).toEqual(expected);
});

test('a route may have a time-out of its own, and connections to services a limit', async () => {
  const text =
    '[api.limits]\ndownstreamConnections = 32\n[api.services]\n[[a]]\nhost = "one"\n[[a.path]]\ngroup = "public"\npath = "/1"\nmethods = ["GET"]\ntimeoutSeconds = 300\noverallTimeoutSeconds = 900\n';
  const { services, limits } = await configOf(text);
  expect(services[0]?.routes[0]).toMatchObject({ timeoutSeconds: 300, overallTimeoutSeconds: 900 });
  expect(limits.downstreamConnections).toBe(32);
  await expect(part('limits', '')).resolves.toMatchObject({ downstreamConnections: 256 });
});

test('WebSockets have limits, and no longest session unless one is named', async () => {
  await expect(part('webSocket', '')).resolves.toEqual({
    maxConnections: 10_000,
    maxConnectionsPerClient: 1000,
    idleSeconds: 300,
  });
  const text = '[api.webSocket]\nmaxConnections = 5\nidleSeconds = 60\nmaxSessionSeconds = 3600\n';
  await expect(part('webSocket', text)).resolves.toEqual({
    maxConnections: 5,
    maxConnectionsPerClient: 1000,
    idleSeconds: 60,
    maxSessionSeconds: 3600,
  });
});

test('paths may be taken more strictly, and underscores in header names less so; nothing else is known', async () => {
  const { server } = await configOf('[api]\nstrictPaths = true\nunderscoreHeaders = "remove"\n');
  expect(server).toMatchObject({ strictPaths: true, underscoreHeaders: 'remove' });
  expect((await configOf('')).server).toMatchObject({ strictPaths: false, underscoreHeaders: 'refuse' });
  await expect(configOf('[api]\nunderscoreHeaders = "pass"\n')).rejects.toThrow();
});
