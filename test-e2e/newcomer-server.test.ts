import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serverConfig, service } from './harness/configuration.ts';
import { type Database, emptyDatabase, migratedDatabase, serverUrl } from './harness/database.ts';
import { type Downstream, startDownstream } from './harness/downstream.ts';
import { folder } from './harness/folder.ts';
import { type Gateway, MYC_API, startGateway } from './harness/gateway.ts';
import { type Mailbox, startMailbox } from './harness/mailbox.ts';
import { bearer, call, requestLink, signIn, signUp } from './harness/person.ts';
import { alive, ROOT, runProgram } from './harness/program.ts';
import { type RunningServer, startRedis } from './servers/index.ts';
import { onPath } from './servers/locate.ts';

const EVERY_GROUP = [
  { group: 'public', path: '/open/*' },
  { group: 'authenticated', path: '/known/*' },
  { group: 'protected', path: '/books/*' },
];

describe('a newcomer with PostgreSQL, Redis and a mail server', () => {
  let redis: RunningServer;
  let mailbox: Mailbox;
  let downstream: Downstream;
  beforeAll(async () => {
    [redis, mailbox, downstream] = await Promise.all([startRedis(), startMailbox(), startDownstream()]);
  });
  afterAll(() => Promise.all([redis?.stop(), mailbox?.stop(), downstream?.stop()]));

  const config = (database: string, api = ''): string =>
    serverConfig({
      database,
      redis: redis.url,
      mailbox,
      services: service('library', downstream.host, EVERY_GROUP),
      api,
    });

  /** Link, page, token, account, one request per group. */
  async function walk(gateway: Gateway, email: string): Promise<void> {
    const link = await requestLink(gateway.url, mailbox, email);
    expect(link.startsWith(`${gateway.url}/_adm/`)).toBe(true);
    for (const method of ['HEAD', 'GET', 'HEAD', 'GET'])
      expect((await fetch(link, { method })).status).toBe(200);
    const { token, accountId } = await signUp(gateway.url, mailbox, `second.${email}`);

    const open = await call(`${gateway.url}/open/1`, { headers: bearer(token) });
    expect(open.status).toBe(200);
    expect(downstream.last().headers.authorization).toBe(`Bearer ${token}`);
    expect(downstream.last().headers['x-mycelium-email']).toBeUndefined();

    await call(`${gateway.url}/known/1`, { headers: bearer(token) });
    expect(downstream.last().headers).toMatchObject({
      'x-mycelium-email': `second.${email}`,
      'x-mycelium-service-name': 'library',
    });
    expect(downstream.last().headers.authorization).toBeUndefined();
    expect(downstream.last().profile).toBeUndefined();

    await call(`${gateway.url}/library/books/1?x=1`, { headers: bearer(token) });
    expect(downstream.last()).toMatchObject({
      target: '/books/1?x=1',
      profile: { accId: accountId, email: `second.${email}` },
    });
  }

  it.runIf(onPath('psql'))('walks on the schema that psql installs from sql/up.sql', async () => {
    const server = new URL(serverUrl());
    const name = `e2e_up_${process.pid}`;
    const user = `mycelium-e2e-${process.pid}`;
    const role = `service-role-e2e-${process.pid}`;
    const variables = { db_name: name, db_user: user, db_role: role, db_password: 'strong-e2e-password' };
    const psql = spawnSync(
      'psql',
      [
        ...['-X', '-d', server.href, '-f', join(ROOT, 'sql/up.sql')],
        ...Object.entries(variables).flatMap(([key, value]) => ['-v', `${key}=${value}`]),
      ],
      { encoding: 'utf8' },
    );
    expect(psql.status, psql.stderr).toBe(0);
    const url = new URL(server.href);
    url.pathname = `/${name}`;
    url.username = user;
    url.password = variables.db_password;
    try {
      const gateway = await startGateway({ config: config(url.href) });
      await walk(gateway, 'psql@example.org');
      await gateway.stop('SIGINT');
    } finally {
      const client = new Client(server.href);
      await client.connect();
      await client.query(`DROP DATABASE "${name}" WITH (FORCE)`);
      await client.query(`DROP ROLE "${user}"`);
      await client.query(`DROP ROLE "${role}"`);
      await client.end();
    }
  });

  it('names the command for an empty database, and walks after it was run', async () => {
    const database = await emptyDatabase();
    const cwd = folder();
    const file = folder.write(cwd, 'config.toml', config(database.url).replaceAll('{port}', '18080'));
    const refused = await runProgram(MYC_API, ['--config', file], { cwd });
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain('The database is empty.');
    expect(refused.stderr).toContain(`myc-cli migrate --config ${file}`);
    expect(refused.stderr).not.toMatch(/^ {4}at /m);

    const migrated = await runProgram('apps/cli/src/bin.ts', ['migrate', '--config', file], { cwd });
    expect(migrated.code, migrated.stderr).toBe(0);
    expect(migrated.stdout).toMatch(/\d+ migration\(s\) applied/);

    const gateway = await startGateway({ config: config(database.url) });
    await walk(gateway, 'migrated@example.org');
    await gateway.stop();
    await database.drop();
  });

  it('takes up the data where the last process left it', async () => {
    const database = await migratedDatabase();
    const first = await startGateway({ config: config(database.url) });
    const { token, accountId } = await signUp(first.url, mailbox, 'kept@example.org');
    await first.stop();
    const begun = Date.now();
    const second = await startGateway({ config: config(database.url), port: first.port });
    expect(Date.now() - begun).toBeLessThan(5000);
    await call(`${second.url}/books/1`, { headers: bearer(token) });
    expect(downstream.last().profile?.accId).toBe(accountId);
    await second.stop();
    await database.drop();
  });

  it.each(['SIGTERM', 'SIGINT'] as const)('serves with two workers and stops both on %s', async signal => {
    const database = await migratedDatabase();
    const gateway = await startGateway({ config: config(database.url, 'serviceWorkers = 2') });
    await walk(gateway, `${signal.toLowerCase()}@example.org`);
    const { stdout } = spawnSync('ps', ['-o', 'pid=', '--ppid', String(gateway.program.pid)], {
      encoding: 'utf8',
    });
    const workers = stdout.trim().split(/\s+/).map(Number);
    expect(workers).toHaveLength(2);
    const asked = Date.now();
    // Ctrl-C in a terminal reaches every process of the group.
    if (signal === 'SIGINT') for (const worker of workers) process.kill(worker, signal);
    await gateway.stop(signal);
    expect(Date.now() - asked).toBeLessThan(5000);
    expect(workers.filter(alive)).toEqual([]);
    await database.drop();
  });

  describe('two gateways over the same servers', () => {
    let database: Database;
    let here: Gateway;
    let there: Gateway;
    beforeAll(async () => {
      database = await migratedDatabase();
      here = await startGateway({ config: config(database.url) });
      // One address for both: it is the audience of their tokens.
      there = await startGateway({
        config: config(database.url).replace(
          'domainUrl = "http://127.0.0.1:{port}"',
          `domainUrl = "${here.url}"`,
        ),
      });
    });
    afterAll(async () => {
      await Promise.all([here?.stop(), there?.stop()]);
      await database?.drop();
    });

    const statusAt = async (gateway: Gateway, token: string): Promise<number> =>
      (await call(`${gateway.url}/books/1`, { headers: bearer(token) })).status;

    it('an account that is created through one is let in by the other at once', async () => {
      const token = await signIn(here.url, mailbox, 'fresh@example.org');
      expect(await statusAt(there, token)).toBe(403);
      await call(`${here.url}/_adm/beginners/accounts`, { json: { name: 'Fresh' }, headers: bearer(token) });
      await expect.poll(() => statusAt(there, token), { timeout: 1000, interval: 50 }).toBe(200);
    });

    it('an account that is deleted through one is refused by the other within a second', async () => {
      const { token, accountId } = await signUp(here.url, mailbox, 'leaving@example.org');
      expect(await statusAt(there, token)).toBe(200);
      expect(await statusAt(here, token)).toBe(200);
      const deleted = await call(`${here.url}/_adm/beginners/accounts/${accountId}`, {
        method: 'DELETE',
        headers: bearer(token),
      });
      expect(deleted.status).toBe(204);
      expect(await statusAt(here, token)).toBe(403);
      await expect.poll(() => statusAt(there, token), { timeout: 1000, interval: 50 }).toBe(403);
    });
  });
});
