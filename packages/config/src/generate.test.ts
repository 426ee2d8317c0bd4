import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { documentedSections } from './document/documented-sections.ts';
import { renderExample } from './document/render-example.ts';
import { generatedFiles } from './generate.ts';
import { configOf, problemsOf } from './load/loading.fixture.ts';
import { parseConfigToml } from './toml/parse.ts';

const ROOT = new URL('../../../', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, ROOT), 'utf8');

/** The example with every line that is behind "#" switched on. */
const everything = renderExample().replaceAll(/^#(?=\S)/gm, '');

test.each(Object.entries(generatedFiles()))('%s is fresh', (path, text) => {
  expect(read(path), 'run `node packages/config/src/generate.ts`').toBe(text);
});

test('the example loads as it stands', async () => {
  const config = await configOf(read('settings/config.example.toml'));
  expect(config).toMatchObject({
    database: { kind: 'postgres' },
    cache: { kind: 'redis' },
    mail: { kind: 'smtp' },
  });
  expect(config.services.map(service => service.name)).toEqual(['example']);
});

test('the example mentions every key of every section, on or off', () => {
  expect(parseConfigToml(everything).ok).toBe(true);
  for (const { header, shape, example } of documentedSections) {
    if (example === 'inline') continue;
    const block = renderExample().split(`${header}\n`)[1]?.split(/^#?\[/m)[0] ?? '';
    for (const key of Object.keys(shape.fields))
      expect(block).toMatch(new RegExp(`^(#?${key} =|# ${key}:)`, 'm'));
  }
});

test('with everything switched on, only what excludes each other is refused', async () => {
  const env = {
    MYC_VAULT_TOKEN: 't',
    MYC_HMAC_SECRET_1: 'aa',
    MYC_STAFF_BOOTSTRAP_SECRET: 'bb',
    MYC_TLS_CERT: 'PEM',
    MYC_TLS_KEY: 'PEM',
    EXAMPLE_TOKEN: 'cc',
    EXAMPLE_SIGNATURE_KEY: '0123456789abcdef0123456789abcdef',
  };
  expect(await problemsOf(everything, { env, vault: {} })).toEqual([
    expect.stringContaining('hosts  host says the same already'),
    expect.stringContaining('secret[0]  needs exactly one of'),
    expect.stringContaining('securityGroup  group says the same already'),
    expect.stringContaining('identitySource  needs allowedSources'),
  ]);
});

test('the embedded settings load with nothing around them and show every group that a person can pass', async () => {
  const config = await configOf(read('settings/config.embedded.toml'));
  expect(config).toMatchObject({
    database: { kind: 'embedded', directory: '.mycelium' },
    services: [{ name: 'example', hosts: ['127.0.0.1:9090'], protocol: 'http' }],
  });
  const kinds = config.services.flatMap(({ routes }) => routes.map(({ group }) => group.kind));
  expect([...new Set(kinds)].sort()).toEqual([
    'authenticated',
    'protected',
    'protectedByPermissionedRoles',
    'protectedByRoles',
    'public',
  ]);
});

test('the server settings take every secret from the environment, and name each that is missing', async () => {
  const text = read('settings/config.server.toml');
  const names = [...text.matchAll(/env = "(\w+)"/g)].map(([, name]) => name ?? '');
  const missing = await problemsOf(text);
  expect(missing.map(line => /variable (\w+) is not set/.exec(line)?.[1])).toEqual(names);
  const random = '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08';
  const env = {
    ...Object.fromEntries(names.map(name => [name, random])),
    MYC_ENVIRONMENT: 'production',
    MYC_DOMAIN_URL: 'https://id.example.com',
    MYC_NOREPLY_EMAIL: 'noreply@example.com',
    MYC_SUPPORT_EMAIL: 'support@example.com',
    MYC_DATABASE_URL: 'postgres://mycelium:pw@db:5432/mycelium',
    MYC_REDIS_HOST: 'redis:6379',
    MYC_SMTP_HOST: 'mail.example.com:465',
    MYC_ALLOWED_ORIGINS: 'https://app.example.com,https://admin.example.com',
  };
  const config = await configOf(text, { env });
  expect(config.server.allowedOrigins).toHaveLength(2);
  expect(config.mail).toMatchObject({ host: 'mail.example.com', port: 465, security: 'implicit' });
});
