import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { encodeProfile } from '@mycelium/profile';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { folder } from './harness/folder.ts';
import { mailFolder } from './harness/mail-folder.ts';
import type { Inbox } from './harness/mailbox.ts';
import { bearer, call, requestLink, rpc, verifyUrl } from './harness/person.ts';
import { alive, type Program, ROOT, startProgram } from './harness/program.ts';
import { freePort } from './servers/index.ts';

/** The shipped configuration, on free ports and in a folder of its own. */
async function shippedConfig(cwd: string, ports: { gateway: number; example: number }): Promise<string> {
  const text = readFileSync(join(ROOT, 'settings/config.embedded.toml'), 'utf8')
    .replaceAll('.mycelium/', `${cwd}/data/`)
    .replaceAll('localhost:8080', `localhost:${ports.gateway}`)
    .replaceAll('servicePort = 8080', `servicePort = ${ports.gateway}`)
    .replaceAll('127.0.0.1:9090', `127.0.0.1:${ports.example}`);
  return folder.write(cwd, 'config.toml', text);
}

/** Every process below this one, as a person would find what is left over. */
function descendants(pid: number): number[] {
  const rows = execFileSync('ps', ['-eo', 'pid=,ppid='], { encoding: 'utf8' }).trim().split('\n');
  const pairs = rows.map(row => row.trim().split(/\s+/).map(Number));
  const below = (parent: number): number[] =>
    pairs.filter(([, of]) => of === parent).flatMap(([child = 0]) => [child, ...below(child)]);
  return below(pid);
}

describe('a newcomer without any server', () => {
  const cwd = folder();
  const inbox: Inbox = mailFolder(join(cwd, 'data', 'mails'));
  const email = 'ada@example.com';
  let example: Program;
  let gateway: Program;
  let config: string;
  let url: string;
  let token = '';
  let accountId = '';

  /** What `npm start` runs. */
  const start = async (): Promise<Program> => {
    const program = startProgram('scripts/start.mjs', [], { env: { SETTINGS_PATH: config } });
    await program.says(/Mycelium listens at/, 60_000);
    return program;
  };

  beforeAll(async () => {
    const ports = { gateway: await freePort(), example: await freePort() };
    url = `http://localhost:${ports.gateway}`;
    config = await shippedConfig(cwd, ports);
    example = startProgram('examples/downstream/src/main.ts', [], {
      env: { EXAMPLE_PORT: String(ports.example) },
    });
    await example.says(/listens on/);
    gateway = await start();
  });

  afterAll(async () => {
    await Promise.all([gateway?.stop('SIGTERM'), example?.stop('SIGTERM')]);
  });

  it('is told where the gateway is, where routes go, where data lives, what to do next, how to claim it', () => {
    const text = gateway.stdout();
    expect(text).toContain(url);
    expect(text).toMatch(/\/protected\*\s+protected\s+-> example at http:\/\/127\.0\.0\.1:\d+/);
    expect(text).toContain(join(cwd, 'data', 'database'));
    expect(text).toContain(join(cwd, 'data', 'mails'));
    expect(text).toContain(`curl -X POST ${url}/_adm/beginners/users/magic-link/request`);
    expect(text).toContain(`${url}/_adm/instance/bootstrap`);
    expect(text).toContain('staff_bootstrap_secret');
  });

  it('keeps the generated secrets for the owner alone', () => {
    const secrets = join(cwd, 'data', 'secrets');
    const files = readdirSync(secrets);
    expect(files).toHaveLength(3);
    for (const file of files) expect(statSync(join(secrets, file)).mode & 0o777).toBe(0o600);
    expect(statSync(secrets).mode & 0o777).toBe(0o700);
  });

  it('signs in by the link of an e-mail, however often a scanner opened it before', async () => {
    const link = await requestLink(url, inbox, email);
    await gateway.says(link);
    for (const method of ['HEAD', 'GET', 'HEAD', 'GET']) {
      expect((await fetch(link, { method })).status).toBe(200);
    }
    const page = await call(link);
    expect(page.headers.get('content-type')).toMatch(/^text\/html/);
    expect(page.headers.get('referrer-policy')).toBe('no-referrer');
    const code = /id="login-code">(\d{6})</.exec(page.body)?.[1];

    const verified = await call(verifyUrl(url), { json: { email, code } });
    expect(verified.status).toBe(200);
    expect(verified.body).toMatchObject({
      type: 'Bearer',
      totp_required: false,
      totpRequired: false,
      email: { username: 'ada', domain: 'example.com' },
    });
    expect(verified.body.duration).toBeGreaterThan(0);
    token = verified.body.token;

    const again = await call(verifyUrl(url), { json: { email, code } });
    expect(again).toMatchObject({ status: 401, body: { code: 'MYC00008' } });
    expect((await call(link)).status).toBe(401);
  });

  it('gets the same answer for an e-mail that nobody knows', async () => {
    const known = await call(`${url}/_adm/beginners/users/magic-link/request`, { json: { email } });
    const unknown = await call(`${url}/_adm/beginners/users/magic-link/request`, {
      json: { email: 'nobody@example.com' },
    });
    expect([unknown.status, unknown.body]).toEqual([known.status, known.body]);
  });

  it('is refused on a protected route until the account is there, then let in with the next request', async () => {
    const before = await call(`${url}/protected`, { headers: bearer(token) });
    expect(before).toMatchObject({ status: 403, body: { code: 'MYC00038' } });
    const created = await call(`${url}/_adm/beginners/accounts`, {
      json: { name: 'Ada' },
      headers: bearer(token),
    });
    expect(created.status).toBe(201);
    expect(created.body).toMatchObject({ name: 'Ada', accountType: 'user', isActive: true });
    accountId = created.body.id;
    expect((await call(`${url}/protected`, { headers: bearer(token) })).status).toBe(200);
  });

  it('creates the account of a second person by JSON-RPC', async () => {
    const link = await requestLink(url, inbox, 'grace@example.com');
    const verified = await call(verifyUrl(url), { json: { token: link.split('/').at(-1) } });
    const created = await rpc(url, verified.body.token, 'beginners.accounts.create', { name: 'Grace' });
    expect(created).toMatchObject({
      status: 200,
      body: { jsonrpc: '2.0', id: 1, result: { name: 'Grace' } },
    });
    const profile = await rpc(url, verified.body.token, 'beginners.profile.get', {});
    expect(profile.body.result).toMatchObject({
      accId: created.body.result.id,
      email: 'grace@example.com',
    });
  });

  it('sees what each security group hands to the service', async () => {
    const open = await call(`${url}/public/books?page=2`, { headers: bearer(token) });
    expect(open.body).toMatchObject({ path: '/public/books', query: { page: '2' } });
    expect(Object.keys(open.body.headers).sort()).toEqual([
      'x-mycelium-request-id',
      'x-mycelium-security-group',
      'x-mycelium-service-name',
    ]);
    expect(open.body.headers['x-mycelium-request-id']).toBe(open.headers.get('x-mycelium-request-id'));

    expect(await call(`${url}/authenticated`)).toMatchObject({ status: 401, body: { code: 'MYC00034' } });
    const known = await call(`${url}/authenticated`, { headers: bearer(token) });
    expect(known.body.headers['x-mycelium-email']).toBe(email);
    expect(known.body.profile).toBeUndefined();

    const profiled = await call(`${url}/protected`, { headers: bearer(token) });
    expect(profiled.body.profile).toMatchObject({
      accId: accountId,
      email,
      owners: [{ email, isPrincipal: true }],
      accountIsActive: true,
      accountWasApproved: true,
      tenants: [],
    });
    expect(profiled.body.headers['x-mycelium-profile']).toBe(encodeProfile(profiled.body.profile));
    await example.says(new RegExp(`GET /protected {2}"?protected"? {2}${email} {2}account ${accountId}`));

    for (const [method, path] of [
      ['GET', '/editors/7'],
      ['PUT', '/editors/7'],
      ['GET', '/auditors'],
    ]) {
      const refused = await call(`${url}${path}`, { method: method ?? '', headers: bearer(token) });
      expect(refused).toMatchObject({ status: 403, body: { code: 'MYC00045', status: 403 } });
    }
  });

  it('loses nothing that was acknowledged when the process is killed, and starts again within five seconds', async () => {
    const renamed = await call(`${url}/_adm/beginners/accounts/${accountId}`, {
      method: 'PATCH',
      json: { name: 'Countess' },
      headers: bearer(token),
    });
    expect(renamed.status).toBe(200);
    const [worker = 0] = descendants(gateway.pid);
    process.kill(worker, 'SIGKILL');
    expect(await gateway.ended).not.toBe(0);

    const begun = Date.now();
    gateway = await start();
    const profile = await call(`${url}/protected`, { headers: bearer(token) });
    expect(Date.now() - begun).toBeLessThan(5000);
    expect(profile.body.profile.accId).toBe(accountId);
    const account = await call(`${url}/_adm/beginners/accounts`, { headers: bearer(token) });
    expect(account.body).toMatchObject({ id: accountId, name: 'Countess' });
  });

  it('stops with Ctrl-C: exit code 0, no process left over', async () => {
    const below = descendants(gateway.pid);
    expect(below.length).toBeGreaterThan(0);
    expect(await gateway.stop('SIGINT')).toBe(0);
    expect(below.filter(alive)).toEqual([]);
    expect(gateway.output()).not.toMatch(/^ {4}at /m);
    await expect(fetch(`${url}/health`)).rejects.toThrow();
  });
});
