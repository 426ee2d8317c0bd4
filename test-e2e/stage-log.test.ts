import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { JWT_SECRET, serverConfig, service } from './harness/configuration.ts';
import { migratedDatabase } from './harness/database.ts';
import { startDownstream } from './harness/downstream.ts';
import { startGateway } from './harness/gateway.ts';
import { startMailbox } from './harness/mailbox.ts';
import { bearer, call, requestLink, signUp, verifyUrl } from './harness/person.ts';
import { ROOT } from './harness/program.ts';
import { installable, installFromDebian } from './servers/debian.ts';
import { startRedis } from './servers/index.ts';
import { onPath } from './servers/locate.ts';

const VALIDATOR = join(ROOT, 'scripts/python/evaluate_security_group_logs.py');
const SERVICE_SECRET = 'secret-that-only-the-service-knows';

/** What happened in a run, and what of it must not be in any log. */
interface Run {
  readonly log: string;
  readonly file: string;
  readonly output: string;
  readonly secrets: readonly string[];
}

/** One person and one stranger on routes of every group: let in, refused, with good and bad credentials. */
async function mixedRun(logging: string): Promise<Run> {
  const [redis, mailbox, downstream, database] = await Promise.all([
    startRedis(),
    startMailbox(),
    startDownstream(),
    migratedDatabase(),
  ]);
  const routes = [
    { group: 'public', path: '/open' },
    { group: 'authenticated', path: '/known' },
    { group: 'protected', path: '/safe' },
    { group: '{ protectedByRoles = [{ slug = "admin" }] }', path: '/admin' },
  ];
  const withSecret = [
    '[[billing]]',
    `host = "${downstream.host}"`,
    'protocol = "http"',
    '[[billing.secret]]',
    'name = "own"',
    `authorizationHeader = { name = "X-Api-Key", prefix = "", token = "${SERVICE_SECRET}" }`,
    '[[billing.path]]',
    'group = "public"',
    'path = "/billing/*"',
    'methods = ["ALL"]',
    'secretName = "own"',
    'acceptInsecureRouting = true',
  ].join('\n');
  const url = new URL(database.url);
  url.password = 'word-of-the-database';
  const gateway = await startGateway({
    config: serverConfig({
      database: url.href,
      redis: redis.url,
      mailbox,
      services: `${service('svc', downstream.host, routes)}\n${withSecret}`,
      logging,
    }),
  });
  const { token } = await signUp(gateway.url, mailbox, 'ada@example.org');
  const link = await requestLink(gateway.url, mailbox, 'grace@example.org');
  const page = await call(link);
  const code = /id="login-code">(\d{6})</.exec(page.body)?.[1] ?? '';
  const verified = await call(verifyUrl(gateway.url), { json: { email: 'grace@example.org', code } });
  await call(verifyUrl(gateway.url), { json: { email: 'grace@example.org', code } });
  for (const path of ['/open', '/known', '/safe', '/safe', '/admin', '/billing/1', '/nothing'])
    for (const given of [token, verified.body.token, `${token}x`])
      await call(`${gateway.url}${path}?api_key=word-of-the-query`, {
        headers: { ...bearer(given), cookie: 'session=word-of-the-cookie' },
      });
  for (const path of ['/open', '/known', '/safe']) await call(`${gateway.url}${path}`);
  await call(`${gateway.url}/safe`, {
    headers: { 'x-mycelium-connection-string': 'acc=1;sig=word-of-the-connection' },
  });
  await call(`${gateway.url}/open`, { headers: { 'x-mycelium-profile': 'forged-profile' } });
  await gateway.stop();
  await downstream.stop();
  const file = join(gateway.cwd, logging.includes('jsonl') ? 'gateway.jsonl' : 'gateway.log');
  const run = {
    log: readFileSync(file, 'utf8'),
    file,
    output: gateway.program.output(),
    secrets: [
      ...[token, verified.body.token].flatMap((each: string) => [each, each.split('.')[2] ?? each]),
      link.split('/').at(-1) ?? link,
      code,
      'word-of-the-database',
      'word-of-the-query',
      'word-of-the-cookie',
      'word-of-the-connection',
      SERVICE_SECRET,
      JWT_SECRET,
      'f8a3b1d2-6c4e-4f7a-9b0d-1e2f3a4b5c6d',
    ],
  };
  await Promise.all([redis.stop(), mailbox.stop(), database.drop()]);
  return run;
}

function nothingSecret({ log, output, secrets }: Run): void {
  // Six digits also occur inside of times and ids: the code must not stand by itself.
  const found = secrets.filter(secret =>
    /^\d{6}$/.test(secret)
      ? new RegExp(`(?<![\\w.-])${secret}(?![\\w-])`).test(log + output)
      : (log + output).includes(secret),
  );
  expect(found).toEqual([]);
}

describe('the log in the ansi format', () => {
  let run: Run;
  beforeAll(async () => {
    if (onPath('python3') === undefined && installable()) await installFromDebian(['python3'], console.log);
    run = await mixedRun('level = "trace"\nformat = "ansi"\ntarget = { file = { path = "gateway.log" } }');
  });

  it('is what the log validation reads, and every sequence in it is whole', () => {
    const text = execFileSync('python3', [VALIDATOR, run.file, '--verbose'], { encoding: 'utf8' });
    expect(text).toContain('OK');
    for (const stage of [
      'router.check_security_group',
      'router.identity_resolution',
      'router.profile_injection',
      'identity.email',
      'identity.profile.cache',
    ])
      expect(text).toContain(stage);
  });

  it('the validation is not satisfied with everything', () => {
    const broken = run.log
      .split('\n')
      .filter(line => !/stage: "router\.profile_resolution", outcome:/.test(line))
      .join('\n');
    const { status, stdout } = spawnSync('python3', [VALIDATOR, '/dev/stdin'], {
      input: broken,
      encoding: 'utf8',
    });
    expect(status, stdout).toBe(1);
  });

  it('has one line per entry, tells who called what, and holds no colours', () => {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: a colour would begin with one
    expect(run.log).not.toMatch(/\u001b\[/);
    expect(run.log).toMatch(/INFO gateway\.access: request, method: "GET", path: "\/safe", status: 200/);
    expect(run.log).toContain('router.strip_inbound_mycelium_headers');
    expect(run.log).not.toContain('forged-profile');
  });

  it('holds nothing secret, even at level trace', () => nothingSecret(run));
});

describe('the log in the jsonl format', () => {
  let run: Run;
  beforeAll(async () => {
    run = await mixedRun('level = "trace"\nformat = "jsonl"\ntarget = { file = { path = "gateway.log" } }');
  });

  it('is one JSON object per line, with the same events', () => {
    const lines = run.log
      .trim()
      .split('\n')
      .map(line => JSON.parse(line) as Record<string, unknown>);
    for (const line of lines)
      expect(line).toMatchObject({
        timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
        level: expect.stringMatching(/^(TRACE|DEBUG|INFO|WARN|ERROR)$/),
        target: expect.any(String),
        message: expect.any(String),
      });
    const stages = new Set(lines.map(({ stage }) => stage));
    for (const stage of ['router.check_security_group', 'identity.email', 'identity.profile'])
      expect(stages).toContain(stage);
  });

  it('holds nothing secret, even at level trace', () => nothingSecret(run));
});
