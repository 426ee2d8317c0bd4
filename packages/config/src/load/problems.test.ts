import { expect, test } from 'vitest';
import { problemsOf, warningsOf } from './loading.fixture.ts';

const SERVICE = '[api.services]\n[[svc]]\nhost = "localhost:3000"\n';
const ROUTE = `${SERVICE}[[svc.path]]\ngroup = "public"\npath = "/api/*"\nmethods = ["GET"]\n`;
const POSTGRES = '[diesel]\ndatabaseUrl = "postgres://u:p@db/x"\n';
const UUID = '550e8400-e29b-41d4-a716-446655440000';
const SECRET = 'b0d5e1f7a6c49382b0d5e1f7a6c49382';

/** What is written, and the whole report on it. */
const CASES: readonly (readonly [name: string, text: string, ...report: string[]])[] = [
  [
    'a misspelt key',
    '[api]\nservicePrt = 1\n',
    'config.toml:2:1  api.servicePrt  unknown key; did you mean "servicePort"?',
  ],
  [
    'a misspelt section',
    '[quue]\nclaimBatchSize = 1\n',
    'config.toml:1:1  quue  unknown section; did you mean "queue"?',
  ],
  [
    'a wildcard that could cover a stranger, and an origin with a path',
    '[api]\nallowedOrigins = ["https://*example.com", "https://app.example.com/x"]\n',
    'config.toml:2:19  api.allowedOrigins[0]  a wildcard stands for whole labels: "https://*.example.com", or "*" for any origin',
    'config.toml:2:43  api.allowedOrigins[1]  must be an origin without a path, such as "https://app.example.com", or "*"',
  ],
  [
    'a PROXY header that nobody may send',
    '[api]\nproxyProtocol = true\n',
    'config.toml:2:1  api.proxyProtocol  needs trustedProxies; the header is believed from nobody else',
  ],
  [
    'a key for signatures that can be guessed',
    `${SERVICE}signatureKey = "short"\n`,
    'config.toml:4:1  api.services.svc[0].signatureKey  must have at least 32 bytes; make one with `openssl rand -hex 32`',
  ],
  [
    'a key for signatures that is not there',
    `${SERVICE}signatureKey = { env = "NOT_SET" }\n`,
    'config.toml:4:1  api.services.svc[0].signatureKey  the environment variable NOT_SET is not set; set it before the gateway starts',
  ],
  [
    'a proxy without a scheme',
    `${SERVICE}proxyAddress = "proxy.internal:3128"\n`,
    'config.toml:4:1  api.services.svc[0].proxyAddress  must be a URL that starts with http:// or https://',
  ],
  [
    'a service without the line above',
    '[[svc]]\nhost = "a"\n',
    'config.toml:1:1  svc  services stand after a line [api.services]; add it above the first of them',
  ],
  [
    'a wrong type and a wrong range at once',
    '[api]\nservicePort = 70000\nserviceWorkers = "four"\n',
    'config.toml:2:1  api.servicePort  must be at most 65535',
    'config.toml:3:1  api.serviceWorkers  must be a whole number',
  ],
  [
    'a key given twice',
    '[api]\nservicePort = 1\n# x\nservicePort = 2\n',
    'config.toml:4:1  "api.servicePort" is defined twice, first on line 2; keep one of the two',
  ],
  [
    'a section given twice',
    '[queue]\n[api]\n[queue]\n',
    'config.toml:3:1  "queue" is defined twice, first on line 1; keep one of the two',
  ],
  [
    'a text without quotes',
    '[api]\nserviceIp = localhost\n',
    'config.toml:2:13  this is neither a number nor true or false; a text needs quotes around it',
  ],
  [
    'a text that does not end',
    '[core.accountLifeCycle]\ntokenSecret = "abc\n',
    'config.toml:2:15  this text has no closing "',
  ],
  [
    'an inline table that does not end',
    `${SERVICE}[[svc.path]]\ngroup = { protectedByRoles = ["a"]\n`,
    'config.toml:5:9  this inline table has no closing }',
  ],
  ['an open header', '[api\n', 'config.toml:1:5  this header must end with "]"'],
  ['a missing comma', 'x = ["a" "b"]\n', 'config.toml:1:10  a "," or "]" is missing here in the list'],
  [
    'a service without a host',
    '[api.services]\n[[svc]]\n[[svc.path]]\ngroup = "public"\npath = "/x"\nmethods = ["GET"]\n',
    'config.toml:2:1  api.services.svc[0].host  a service needs host = "host:port", or hosts with at least one of them',
  ],
  [
    'a host with a scheme',
    '[api.services]\n[[svc]]\nhosts = ["a:1", "http://b:2"]\n',
    'config.toml:3:17  api.services.svc[0].hosts[1]  must be host:port; the scheme goes to protocol, the path to the routes',
  ],
  [
    'a host with a port that there is not',
    '[api.services]\n[[svc]]\nhost = "a:99999"\n',
    'config.toml:3:1  api.services.svc[0].host  must be host:port; the scheme goes to protocol, the path to the routes',
  ],
  [
    'a secret with a line break',
    '[api.services]\n[[svc]]\nhost = "a:1"\n[[svc.secret]]\nname = "k"\nauthorizationHeader = { token = "a\\nb" }\n',
    'config.toml:6:25  api.services.svc[0].secret[0].authorizationHeader.token  holds a line break or another control character, which no header field may hold',
  ],
  [
    'two names of the same thing',
    '[api.services]\n[[svc]]\nhost = "a"\nhosts = ["b"]\n',
    'config.toml:4:1  api.services.svc[0].hosts  host says the same already; keep one of the two',
  ],
  [
    'an unknown protocol',
    `${SERVICE}protocol = "grpc"\n`,
    'config.toml:4:1  api.services.svc[0].protocol  must be one of "http", "https"',
  ],
  [
    'a route without a group',
    `${SERVICE}[[svc.path]]\npath = "/x"\nmethods = ["GET"]\n`,
    'config.toml:4:1  api.services.svc[0].path[0].group  is required; use "public" for a route open to anyone',
  ],
  [
    'an unknown group',
    `${SERVICE}[[svc.routes]]\nsecurityGroup = "authentcated"\npath = "/x"\nmethods = ["GET"]\n`,
    'config.toml:5:1  api.services.svc[0].routes[0].securityGroup  unknown security group; did you mean "authenticated"?',
  ],
  [
    'a role group without roles',
    `${SERVICE}[[svc.path]]\ngroup = { protectedByRoles = [] }\npath = "/x"\nmethods = ["GET"]\n`,
    'config.toml:5:1  api.services.svc[0].path[0].group  protectedByRoles needs a list of at least one role: { protectedByRoles = [{ slug = "editor" }] }',
  ],
  [
    'an unknown permission',
    `${SERVICE}[[svc.path]]\ngroup = { protectedByRoles = [{ slug = "a" }, { slug = "b", permission = "admin" }] }\npath = "/x"\nmethods = ["GET"]\n`,
    'config.toml:5:1  api.services.svc[0].path[0].group  role 2 must be a name or { slug = "editor", permission = "read" or "write" }',
  ],
  [
    'an unknown method and a relative path',
    `${SERVICE}[[svc.path]]\ngroup = "public"\npath = "api"\nmethods = ["GET", "FETCH"]\n`,
    'config.toml:6:1  api.services.svc[0].path[0].path  must start with "/", such as "/api/*"',
    'config.toml:7:19  api.services.svc[0].path[0].methods[1]  must be one of GET, HEAD, PATCH, POST, PUT, DELETE, CONNECT, OPTIONS, TRACE, ALL, READ, WRITE, NONE',
  ],
  [
    'a secret that the service does not have',
    `${ROUTE}secretName = "api-kye"\n[[svc.secret]]\nname = "api-key"\nqueryParameter = { name = "t", token = "x" }\n`,
    'config.toml:8:1  api.services.svc[0].path[0].secretName  the service has no secret "api-kye"; did you mean "api-key"?',
  ],
  [
    'a secret that is nothing',
    `${SERVICE}[[svc.secret]]\nname = "a"\n`,
    'config.toml:4:1  api.services.svc[0].secret[0]  needs exactly one of authorizationHeader, queryParameter, env, vault',
  ],
  [
    'an identity from the body of anyone',
    `${ROUTE}identitySource = "telegram"\n`,
    'config.toml:8:1  api.services.svc[0].path[0].identitySource  needs allowedSources on its service; an identity from a body is believed only from known senders',
  ],
  [
    'an unknown callback',
    `${ROUTE}callbacks = ["audit-lgo"]\n[api.callbacks]\n[[callback]]\nname = "audit-log"\ntype = "http"\nurl = "https://a"\n`,
    'config.toml:8:1  api.services.svc[0].path[0].callbacks  there is no callback "audit-lgo"; did you mean "audit-log"?',
  ],
  [
    'a callback without its script',
    '[api.callbacks]\n[[callback]]\nname = "a"\ntype = "rhai"\n',
    'config.toml:2:1  api.callbacks.callback[0]  a callback of type "rhai" needs script',
  ],
  [
    'two routes that nothing decides between',
    `${ROUTE}[[svc.path]]\ngroup = "protected"\npath = "/api/*"\nmethods = ["READ"]\n`,
    'config.toml:8:1  api.services.svc[0].path[1]  GET /api/* of service "svc" is already routed at config.toml:4; change the path or the methods of one of the two',
  ],
  [
    'two services with one id',
    `${SERVICE}id = "${UUID}"\n[[two]]\nhost = "b"\nid = "${UUID}"\n`,
    'config.toml:7:1  api.services.two[0].id  is the id of service "svc" already; give this one an id of its own',
  ],
  [
    'a relative OpenAPI path',
    `${SERVICE}openapiPath = "openapi.json"\n`,
    'config.toml:4:1  api.services.svc[0].openapiPath  must start with "/"',
  ],
  [
    'PostgreSQL without the secrets it needs',
    `${POSTGRES}[auth]\ninternal = "enabled"\n`,
    'config.toml:1:1  core.accountLifeCycle.tokenSecret  is required with PostgreSQL; make one with `openssl rand -hex 32`',
    'config.toml:3:1  auth.jwtSecret  is required for internal sign-in; make one with `openssl rand -hex 32`',
  ],
  [
    'a short signing secret',
    '[auth.internal.define]\njwtSecret = "0123456789abcdef"\n',
    'config.toml:2:1  auth.internal.define.jwtSecret  must have at least 32 bytes; make one with `openssl rand -hex 32`',
  ],
  [
    'versions of signing keys that do not fit',
    `[core.accountLifeCycle]\nhmacPrimaryVersion = 3\nhmacSecrets = [\n  { version = 1, secret = "${SECRET}" },\n  { version = 1, secret = "${SECRET}" },\n]\n`,
    'config.toml:2:1  core.accountLifeCycle.hmacPrimaryVersion  hmacPrimaryVersion is 3, but hmacSecrets has only 1',
    'config.toml:5:5  core.accountLifeCycle.hmacSecrets[1].version  version 1 is given twice',
  ],
  [
    'ports that contradict each other',
    '[smtp]\nhost = "mail:25"\nport = 587\n[redis]\nhostname = "redis://cache"\n',
    'config.toml:3:1  smtp.port  contradicts the port in host; keep one of the two',
    'config.toml:5:1  redis.hostname  must be a host or host:port, without "://" and path',
  ],
  [
    'a variable that is not set',
    '[diesel]\ndatabaseUrl = { env = "DB_URL" }\n[core.accountLifeCycle]\ntokenSecret = "b0d5e1f7a6c49382"\n',
    'config.toml:2:1  diesel.databaseUrl  the environment variable DB_URL is not set; set it before the gateway starts',
  ],
  [
    'a reference to a Vault that is not configured',
    '[core.accountLifeCycle]\ntokenSecret = { vault = { path = "p", key = "k" } }\n',
    'config.toml:2:1  core.accountLifeCycle.tokenSecret  values from Vault cannot be read by this version; use { env = "NAME" } instead',
  ],
  [
    '"enabled" where there is nothing to enable',
    '[api]\ntls = "enabled"\n',
    'config.toml:2:1  api.tls  must be "disabled" or a table: [api.tls.define]',
  ],
  [
    'an unknown level and an address block that is none',
    '[api]\ntrustedProxies = ["10.0.0.0/8", "proxy"]\n[api.logging]\nlevel = "verbose"\n',
    'config.toml:2:33  api.trustedProxies[1]  must be an address or a block such as 10.0.0.0/8',
    'config.toml:4:1  api.logging.level  must be off, error, warn, info, debug or trace, or a list such as "info,gateway.router=debug"',
  ],
];

test.each(CASES)('%s is reported where it stands', async (_, text, ...report) => {
  await expect(problemsOf(text)).resolves.toEqual(report);
});

test('problems of all sections are reported at once, in the order of the file', async () => {
  const text = `[queue]\nsize = 1\n${SERVICE}colour = "red"\n[auth]\njwtExpiresIn = -1\nmystery = 1\n[[auth.external.define]]\nissuer = "i"\n`;
  const report = await problemsOf(text);
  expect(report.map(line => line.split('  ')[1])).toEqual([
    'queue.size',
    'api.services.svc[0].colour',
    'auth.mystery',
    'auth.external.define[0].jwksUri',
    'auth.external.define[0].audience',
  ]);
});

test('a placeholder warns, and is refused in production', async () => {
  const text = '[core.accountLifeCycle]\ntokenSecret = "your-secret-key-change-me-in-production"\n';
  const line =
    'config.toml:2:1  core.accountLifeCycle.tokenSecret  still holds the placeholder of an example; make your own with `openssl rand -hex 32`';
  await expect(problemsOf(text)).resolves.toEqual([]);
  await expect(warningsOf(text)).resolves.toEqual([line]);
  await expect(problemsOf(text, { env: { MYC_ENVIRONMENT: 'production' } })).resolves.toEqual([line]);
});

test('a password that is a placeholder is to be replaced, not made', async () => {
  const text = '[smtp]\nhost = "mail"\nusername = "u"\npassword = "your-smtp-password"\n';
  await expect(warningsOf(text)).resolves.toEqual([
    'config.toml:4:1  smtp.password  still holds the placeholder of an example; put the real one here',
  ]);
});

test('a secret over plain http is named, with what to do about it', async () => {
  const secret =
    'secretName = "k"\n[[svc.secret]]\nname = "k"\nqueryParameter = { name = "t", token = "x" }\n';
  await expect(warningsOf(`${ROUTE}${secret}`)).resolves.toEqual([
    'config.toml:8:1  api.services.svc[0].path[0].secretName  route /api/* of service "svc" sends its secret over plain http; use protocol = "https", or say acceptInsecureRouting = true if the network is yours',
  ]);
  await expect(warningsOf(`${ROUTE}acceptInsecureRouting = true\n${secret}`)).resolves.toEqual([]);
});

test('a route below a path of the gateway itself is named', async () => {
  for (const native of [
    '/health',
    '/_adm/*',
    '/auth/telegram/*',
    '/mcp',
    '/tools',
    '/.well-known/oauth-x',
    '/doc/*',
  ]) {
    const [warning] = await warningsOf(ROUTE.replace('/api/*', native));
    expect(warning).toContain(`so route ${native} is reached only as /svc${native}`);
  }
  for (const other of ['/healthy', '/auth/*', '/*', '/docs/*']) {
    await expect(warningsOf(ROUTE.replace('/api/*', other))).resolves.toEqual([]);
  }
});

test('a route that leads past a stricter one is named', async () => {
  const route = (group: string, path: string): string =>
    `[[docs.path]]\ngroup = "${group}"\npath = "${path}"\nmethods = ["ALL"]\n`;
  const service = '[api.services]\n[[docs]]\nhost = "localhost:3000"\n';
  const warned = (...routes: string[]) => warningsOf(service + routes.join(''));
  for (const strict of ['/*', '*', '/a?*/*']) {
    const [warning] = await warned(route('public', '/docs/a*/b'), route('protected', strict));
    expect(warning).toContain(`reach the service as /a*/b, past route ${strict} (`);
    expect(await warned(route('protected', strict), route('public', '/docs/a*/b'))).toHaveLength(1);
  }
  for (const harmless of [
    [route('protected', '/docs/*'), route('public', '/*')],
    [route('public', '/docs/*'), route('protected', '/docs/admin/*')],
    [route('public', '/docs/open/*'), route('protected', '/admin/*')],
    [route('public', '/open/*'), route('protected', '/*')],
  ])
    expect(await warned(...harmless)).toEqual([]);
});

test('a role that is no slug is named, with the slug to write', async () => {
  const asking = (roles: string): string =>
    ROUTE.replace('group = "public"', `group = { protectedByRoles = [${roles}] }`);
  const line = (role: string, advice: string): string =>
    `config.toml:5:1  api.services.svc[0].path[0].group  route /api/* asks for the role "${role}", which nobody can hold, since roles are compared by slug; ${advice}`;
  const text = asking('{ slug = "Chief Editor" }, "editor", { slug = "Chief Editor", permission = "write" }');
  await expect(warningsOf(text)).resolves.toEqual([line('Chief Editor', 'write "chief-editor"')]);
  await expect(warningsOf(asking('"редактор"'))).resolves.toEqual([
    line('редактор', 'write it with a-z, 0-9 and hyphens'),
  ]);
  await expect(warningsOf(asking('"editor", "tenant-manager"'))).resolves.toEqual([]);
});

test('a route that both of its names lose to the gateway is said to be unreachable', async () => {
  const [warning] = await warningsOf(ROUTE.replaceAll('svc', 'health').replace('/api/*', '/health'));
  expect(warning).toContain('/health is never reached; choose another path or another name for the service');
});

test('the same path in two services is allowed and named: each answers below its own name', async () => {
  const other = ROUTE.replace('[api.services]\n', '').replaceAll('svc', 'two');
  await expect(problemsOf(ROUTE + other)).resolves.toEqual([]);
  await expect(warningsOf(ROUTE + other)).resolves.toEqual([
    'config.toml:10:1  api.services.two[0].path[0]  GET /api/* goes to service "svc" (config.toml:4); service "two" answers it only as /two/api/*',
  ]);
});

test("a service's token that is missing keeps only its own routes from working", async () => {
  const text = `${ROUTE}acceptInsecureRouting = true\nsecretName = "k"\n[[svc.secret]]\nname = "k"\nqueryParameter = { name = "t", token = { env = "TOKEN" } }\n`;
  await expect(problemsOf(text)).resolves.toEqual([]);
  await expect(warningsOf(text)).resolves.toEqual([
    'config.toml:12:32  api.services.svc[0].secret[0].queryParameter.token  the environment variable TOKEN is not set; set it before the gateway starts; routes with this secret are refused until then',
  ]);
});

test('no report repeats a value that may be secret', async () => {
  const leak = 'LEAK-5e884898';
  const texts = [
    `[diesel]\ndatabaseUrl = "mysql://u:${leak}@h"\n`,
    `[auth]\njwtSecret = "${leak}"\n`,
    `[auth]\njwtSecret = ${leak}\n`,
    `[auth]\njwtSecret = "${leak}\n`,
    `[smtp]\nhost = "u:${leak}@mail"\n`,
    `[api]\nserviceWorkers = { env = "LEAK" }\n`,
    `${SERVICE}[[svc.secret]]\nname = "k"\nenv = "LEAK"\n`,
  ];
  for (const text of texts) {
    const report = await problemsOf(text, { env: { LEAK: leak } });
    expect(report.length).toBeGreaterThan(0);
    expect(report.join('\n')).not.toContain(leak);
  }
});
