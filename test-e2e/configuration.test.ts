import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { embeddedConfig, serverConfig, service } from './harness/configuration.ts';
import { emptyDatabase } from './harness/database.ts';
import { folder } from './harness/folder.ts';
import { MYC_API } from './harness/gateway.ts';
import { ROOT, runProgram } from './harness/program.ts';
import { freePort } from './servers/index.ts';

type Ending = Awaited<ReturnType<typeof runProgram>>;

/** Runs `myc-api` with a configuration that must keep it from starting. */
async function start(config: string, args: readonly string[] = []): Promise<Ending> {
  const cwd = folder();
  folder.write(cwd, 'config.toml', config.replaceAll('{port}', String(await freePort())));
  return runProgram(MYC_API, ['--config', 'config.toml', ...args], { cwd });
}

/** One clear message on the error output, nothing of the program's inside, and an exit code that says so. */
function refused({ code, stdout, stderr }: Ending, ...sentences: (string | RegExp)[]): void {
  expect(code).toBe(1);
  expect(stderr + stdout).not.toMatch(/^ {4}at |node:internal|a bug:/m);
  for (const sentence of sentences) expect(stderr).toMatch(sentence);
}

describe('a configuration that cannot be used', () => {
  it('that SETTINGS_PATH names but is not there', async () => {
    const cwd = folder();
    const ending = await runProgram(MYC_API, [], { cwd, env: { SETTINGS_PATH: 'missing/config.toml' } });
    refused(ending, `There is no configuration at ${join(cwd, 'missing/config.toml')}`, 'SETTINGS_PATH');
    expect(ending.stdout).toBe('');
  });

  it('that is a folder', async () => {
    refused(await runProgram(MYC_API, ['--config', ROOT]), 'is a folder');
  });

  it('that is no TOML', async () => {
    refused(await start('[api]\nservicePort = = 8080\n'), /config\.toml:2:\d+/);
  });

  it('with keys that nobody knows, all at once, each with its place and the nearest known key', async () => {
    const ending = await start(
      `${embeddedConfig()}\n`
        .replace('allowedOrigins', 'servicePrt = 1\nalowedOrigins')
        .replace('[auth]', '[aut]'),
    );
    refused(
      ending,
      /config\.toml:\d+:\d+.*servicePrt.*servicePort/,
      /alowedOrigins.*allowedOrigins/,
      /aut.*auth/,
    );
  });

  it('with values of the wrong kind', async () => {
    refused(
      await start(embeddedConfig('', 'serviceWorkers = "many"')),
      /config\.toml:\d+:\d+.*serviceWorkers/,
    );
  });

  it('with two routes of equal rank, naming both', async () => {
    const routes = [
      { group: 'public', path: '/books/*' },
      { group: 'protected', path: '/books/*' },
    ];
    refused(
      await start(embeddedConfig(service('library', '127.0.0.1:1', routes))),
      /\/books\/\*/,
      /config\.toml:\d+:\d+[\s\S]*line \d+|config\.toml:\d+:\d+[\s\S]*config\.toml:\d+/,
    );
  });

  it('with a secret from an environment variable that is not set, naming it', async () => {
    refused(
      await start(
        embeddedConfig().replace(
          'internal = "enabled"',
          'internal = "enabled"\njwtSecret = { env = "NOT_SET_HERE" }',
        ),
      ),
      'NOT_SET_HERE',
    );
  });

  it('with placeholders where MYC_ENVIRONMENT says production', async () => {
    const cwd = folder();
    folder.write(cwd, 'config.toml', readFileSync(join(ROOT, 'settings/config.example.toml'), 'utf8'));
    const ending = await runProgram(MYC_API, ['check', '--config', 'config.toml'], {
      cwd,
      env: { MYC_ENVIRONMENT: 'production' },
    });
    refused(ending, /tokenSecret/, /placeholder/);
  });
});

describe('something that the configuration needs is not there', () => {
  it('the port is in use', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as { port: number };
    const cwd = folder();
    folder.write(cwd, 'config.toml', embeddedConfig().replaceAll('{port}', String(port)));
    const ending = await runProgram(MYC_API, ['--config', 'config.toml'], { cwd });
    refused(ending, `Port ${port} on 127.0.0.1 is in use.`, 'servicePort');
    taken.close();
  });

  it('the address is none of this machine', async () => {
    for (const ip of ['192.0.2.1', 'nowhere.invalid']) {
      const ending = await start(embeddedConfig().replace('"127.0.0.1"', `"${ip}"`));
      refused(ending, `${ip} is not an address of this machine.`, 'serviceIp');
    }
  });

  it('the log cannot be written where it should be', async () => {
    const ending = await start(
      `${embeddedConfig()}\n[api.logging]\ntarget = { file = { path = "config.toml/x" } }\n`,
    );
    refused(ending, /The log file config\.toml\/x\.log cannot be opened: E[A-Z]+/, '[api.logging]');
  });

  it('the database does not answer', async () => {
    const url = `postgres://somebody:not-for-logs@127.0.0.1:${await freePort()}/mycelium`;
    const ending = await start(serverConfig({ database: url, redis: 'redis://127.0.0.1:6379' }));
    refused(ending, /PostgreSQL at 127\.0\.0\.1:\d+ cannot be reached/, 'Start the server');
    expect(ending.stderr).not.toContain('not-for-logs');
  });

  it('the database is empty', async () => {
    const database = await emptyDatabase();
    const ending = await start(serverConfig({ database: database.url, redis: 'redis://127.0.0.1:6379' }));
    refused(ending, 'myc-cli migrate --config config.toml');
    await database.drop();
  });

  it('the same, when workers would have been started', async () => {
    const database = await emptyDatabase();
    const settings = { database: database.url, redis: 'redis://127.0.0.1:6379', api: 'serviceWorkers = 2' };
    const ending = await start(serverConfig(settings));
    refused(ending, 'myc-cli migrate --config config.toml');
    expect(ending.stderr.match(/The database is empty/g)).toHaveLength(1);
    await database.drop();
  });
});

describe('the command line', () => {
  it('explains itself', async () => {
    const help = await runProgram(MYC_API, ['--help']);
    expect(help).toMatchObject({ code: 0, stderr: '' });
    for (const word of ['--config', 'check', '--version', 'SETTINGS_PATH', 'Exit codes'])
      expect(help.stdout).toContain(word);
    const version = await runProgram(MYC_API, ['--version']);
    expect(version).toMatchObject({ code: 0, stderr: '' });
    expect(version.stdout).toMatch(/^myc-api \d+\.\d+\.\d+\S*\n$/);
  });

  it.each([
    [['chek'], 'did you mean "check"'],
    [['--confg', 'x'], "'--confg'"],
    [['--config'], '--config'],
    [['check', 'twice'], 'too many words'],
  ])('%j is not understood', async (args, sentence) => {
    const ending = await runProgram(MYC_API, args);
    expect(ending).toMatchObject({ code: 2, stdout: '' });
    expect(ending.stderr).toContain(sentence);
    expect(ending.stderr).toContain('myc-api --help');
    expect(ending.stderr).not.toMatch(/^ {4}at /m);
  });
});

describe('myc-api check', () => {
  it('counts what a right configuration holds and starts nothing', async () => {
    const ending = await start(
      embeddedConfig(service('library', '127.0.0.1:1', [{ group: 'public', path: '/books/*' }])),
      ['check'],
    );
    expect(ending).toMatchObject({ code: 0, stderr: '' });
    expect(ending.stdout).toContain('valid, 1 service with 1 route');
  });

  it('reports problems as JSON for editors and pipelines', async () => {
    const ending = await start('[api]\nservicePrt = 1\n', ['check', '--json']);
    expect(ending.code).toBe(1);
    expect(JSON.parse(ending.stdout)).toMatchObject({
      valid: false,
      problems: [{ file: 'config.toml', line: 2 }],
    });
    const right = await start(embeddedConfig(), ['check', '--json']);
    expect(right.code).toBe(0);
    expect(JSON.parse(right.stdout)).toMatchObject({ valid: true, problems: [] });
  });
});

describe('the configurations that are shipped and documented', () => {
  /** Everything that one of them takes from the environment. */
  const ENVIRONMENT = {
    LEGACY_API_KEY: 'key-of-the-legacy-service',
    MYC_VAULT_TOKEN: 'token-of-the-vault',
    VAULT_TOKEN: 'token-of-the-vault',
    MYC_TOKEN_SECRET: '0f0e0d0c0b0a09080706050403020100',
    MYC_HMAC_SECRET_1: '1f1e1d1c1b1a19181716151413121110',
    MYC_STAFF_BOOTSTRAP_SECRET: 'whoever-knows-this-may-claim',
    MYC_DOMAIN_URL: 'https://mycelium.example.org',
    MYC_NOREPLY_EMAIL: 'noreply@example.org',
    MYC_SUPPORT_EMAIL: 'help@example.org',
    MYC_DATABASE_URL: 'postgres://mycelium:word@db.internal/mycelium',
    MYC_REDIS_HOST: 'redis.internal',
    MYC_REDIS_PASSWORD: 'word-of-redis',
    MYC_SMTP_HOST: 'smtp.internal:587',
    MYC_SMTP_USERNAME: 'mycelium',
    MYC_SMTP_PASSWORD: 'word-of-smtp',
    MYC_JWT_SECRET: '2f2e2d2c2b2a292827262524232221202f2e2d2c2b2a29282726252423222120',
    MYC_ALLOWED_ORIGINS: 'https://app.example.org',
    MY_SECRET: '{ queryParameter = { name = "token", token = "my-secret-01" } }',
  };
  const filesIn = (path: string): string[] =>
    readdirSync(join(ROOT, path))
      .filter(name => name.endsWith('.toml'))
      .map(name => `${path}/${name}`);

  const check = async (text: string): Promise<Ending> => {
    const cwd = folder();
    folder.write(cwd, 'config.toml', text);
    return runProgram(MYC_API, ['check', '--config', 'config.toml'], { cwd, env: ENVIRONMENT });
  };

  /** Whether it reads from a Vault. There is none here, which must be said; the rest must be right.
   * A secret by itself belongs to no service and is not read. */
  const usesVault = (text: string): boolean =>
    /^[^#\n]*\bvault\s*=\s*[{"]/m.test(text) && !/^\[\[[\w-]+\.secret\]\]/.test(text);

  /** Complete files, and fragments with the header that they stand under. */
  const examples: readonly (readonly [string, string])[] = [
    ...filesIn('settings').map(file => [file, ''] as const),
    ...filesIn('packages/config/fixtures/complete').map(file => [file, ''] as const),
    ...filesIn('packages/config/fixtures/services').map(file => [file, '[api.services]'] as const),
    ...filesIn('packages/config/fixtures/callbacks').map(file => [file, '[api.callbacks]'] as const),
  ];

  it.concurrent.each(examples)('%s %s', async (file, header) => {
    const text = readFileSync(join(ROOT, file), 'utf8');
    const { code, stderr } = await check(text.includes(header) ? text : `${header}\n${text}`);
    if (!usesVault(text)) return expect(code, stderr).toBe(0);
    expect(code).toBe(1);
    const problems =
      stderr
        .split(/problems?:\n/)[1]
        ?.trim()
        .split('\n') ?? [];
    expect(problems).not.toEqual([]);
    for (const problem of problems) expect(problem).toMatch(/Vault/);
  });
});
