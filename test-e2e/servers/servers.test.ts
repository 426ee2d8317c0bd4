import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { createClient } from 'redis';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dockerAnswers, startContainer } from './docker.ts';
import { ensureServers, SERVER_VARIABLES, startPostgres, startRedis } from './index.ts';
import { postgresFolder } from './locate.ts';

const program = (path: string, script: string): void =>
  writeFileSync(path, `#!/bin/sh\n${script}\n`, { mode: 0o755 });

describe('servers for tests', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'myc-servers-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('starts a PostgreSQL on which databases can be created, and is gone after stop', async () => {
    const server = await startPostgres();
    const client = new Client(server.url);
    await client.connect();
    await client.query('create database made_by_a_test');
    await client.end();
    await server.stop();
    await server.stop();
    await expect(new Client(server.url).connect()).rejects.toThrow(/ECONNREFUSED/);
  });

  it('starts two Redis side by side that share nothing', async () => {
    const servers = await Promise.all([startRedis(), startRedis()]);
    const clients = await Promise.all(servers.map(({ url }) => createClient({ url }).connect()));
    await clients[0]!.set('key', 'value');
    expect(await clients[1]!.get('key')).toBeNull();
    for (const client of clients) client.destroy();
    await Promise.all(servers.map(server => server.stop()));
  });

  it('uses the servers that the environment names and starts none', async () => {
    const env = {
      [SERVER_VARIABLES.postgres]: 'postgres://elsewhere',
      [SERVER_VARIABLES.redis]: 'redis://elsewhere',
    };
    const before = { ...env };
    const stop = await ensureServers(env);
    await stop();
    expect(env).toEqual(before);
  });

  it('leaves no server and no folder behind when the process that started them exits', async () => {
    const script = `import { startRedis } from ${JSON.stringify(new URL('./index.ts', import.meta.url).href)};
      const { url } = await startRedis(); console.log(url); process.exit(0);`;
    const url = execFileSync(process.execPath, ['--input-type=module', '-e', script], {
      encoding: 'utf8',
      env: { ...process.env, TMPDIR: folder },
    }).trim();
    await expect(createClient({ url, socket: { reconnectStrategy: false } }).connect()).rejects.toThrow();
    expect(execFileSync('ls', [folder], { encoding: 'utf8' })).toBe('');
  });

  it("finds PostgreSQL on the PATH first, then the newest of Debian's versions", () => {
    for (const version of ['9', '15', '16']) {
      mkdirSync(join(folder, version, 'bin'), { recursive: true });
      program(join(folder, version, 'bin', 'initdb'), '');
      program(join(folder, version, 'bin', 'postgres'), '');
    }
    expect(postgresFolder('/nowhere', folder)).toBe(join(folder, '16', 'bin'));
    expect(postgresFolder(`/nowhere:${join(folder, '9', 'bin')}`, folder)).toBe(join(folder, '9', 'bin'));
    expect(postgresFolder('/nowhere', '/nowhere')).toBeUndefined();
  });
});

describe('servers in Docker', () => {
  let folder: string;
  let path: string | undefined;
  const calls = (): string[] => readFileSync(join(folder, 'calls'), 'utf8').trim().split('\n');
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'myc-docker-'));
    path = process.env.PATH;
    process.env.PATH = `${folder}:${path}`;
  });
  afterEach(() => {
    process.env.PATH = path;
    rmSync(folder, { recursive: true });
  });
  /** Stands for the client; what a daemon would do is not its matter. */
  const fakeDocker = (cases: string): void =>
    program(join(folder, 'docker'), `echo "$@" >> ${folder}/calls\ncase "$1" in\n${cases}\nesac`);

  const container = {
    image: 'redis:7-alpine',
    port: 6379,
    env: { A: 'b' },
    readyLine: /Ready/,
    url: (port: string) => `redis://127.0.0.1:${port}`,
  };

  it('publishes the port on the loopback interface only and removes the container in the end', async () => {
    fakeDocker('run) echo pulling; echo c0ffee;; logs) echo Ready;; port) echo 127.0.0.1:49153;;');
    const server = await startContainer(container);
    expect(server.url).toBe('redis://127.0.0.1:49153');
    await server.stop();
    expect(calls()).toEqual([
      'run --detach --rm --publish 127.0.0.1::6379 --env A=b redis:7-alpine',
      'logs c0ffee',
      'port c0ffee 6379/tcp',
      'rm --force --volumes c0ffee',
    ]);
  });

  it('removes a container that ends before it is ready and shows its log', async () => {
    fakeDocker('run) echo c0ffee;; logs) echo no space left; exit 1;;');
    await expect(startContainer(container)).rejects.toThrow(/did not become ready[\s\S]*no space left/);
    expect(calls().at(-1)).toBe('rm --force --volumes c0ffee');
  });

  it('knows a client without a daemon from one whose daemon answers', async () => {
    fakeDocker('info) exit 1;;');
    expect(await dockerAnswers()).toBe(false);
    fakeDocker('info) echo 28.2;;');
    expect(await dockerAnswers()).toBe(true);
  });
});

describe('a machine without servers', () => {
  it('names what is missing and what to do', () => {
    const script = `import { startRedis } from ${JSON.stringify(new URL('./index.ts', import.meta.url).href)};
      await startRedis().catch(error => console.log(error.name, error.message));`;
    const text = execFileSync(process.execPath, ['--input-type=module', '-e', script], {
      encoding: 'utf8',
      env: { PATH: '/nowhere' },
    });
    expect(text).toMatch(/ServerUnavailableError Redis is needed .*MYC_TEST_REDIS_URL/);
  });
});
