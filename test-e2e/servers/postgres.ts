import { type ChildProcess, spawn } from 'node:child_process';
import { chownSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installable, installFromDebian } from './debian.ts';
import { dockerAnswers, startContainer } from './docker.ts';
import { postgresFolder } from './locate.ts';
import { freePort, type RunningServer, run, ServerUnavailableError, stopper, untilReady } from './process.ts';

const ATTEMPTS = 3;

/** Without durability a server for tests starts and writes several times as fast. */
const FAST = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off', 'max_connections=300'];

interface Owner {
  readonly uid: number;
  readonly gid: number;
}

/**
 * A PostgreSQL of its own on a free port of the loopback interface, empty, with the superuser `postgres`
 * and no password. Found on the PATH or in Debian's folders, else run by Docker, else (root on Debian)
 * installed first. Throws `ServerUnavailableError`.
 */
export async function startPostgres(say: (line: string) => void = () => {}): Promise<RunningServer> {
  const folder = postgresFolder();
  if (folder !== undefined) return startFrom(folder);
  if (await dockerAnswers()) {
    say('PostgreSQL runs in Docker (postgres:16-alpine)');
    return startContainer({
      image: 'postgres:16-alpine',
      port: 5432,
      env: { POSTGRES_HOST_AUTH_METHOD: 'trust' },
      readyLine: /database system is ready to accept connections[\s\S]*database system is ready to accept/,
      url: port => `postgres://postgres@127.0.0.1:${port}/postgres`,
    });
  }
  if (installable()) {
    await installFromDebian(['postgresql'], say);
    const installed = postgresFolder();
    if (installed !== undefined) return startFrom(installed);
  }
  throw new ServerUnavailableError(
    'PostgreSQL is needed for the tests and cannot be started here. Either install it (initdb and postgres on the ' +
      'PATH), or start Docker, or set MYC_TEST_POSTGRES_URL to a server on which tests may create databases, ' +
      'for example postgres://postgres@127.0.0.1:5432/postgres.',
  );
}

async function startFrom(folder: string, attempt = 1): Promise<RunningServer> {
  const owner = unprivilegedOwner();
  const home = mkdtempSync(join(tmpdir(), 'myc-postgres-'));
  try {
    if (owner !== undefined) chownSync(home, owner.uid, owner.gid);
    await initialise({ folder, home, owner });
  } catch (error) {
    rmSync(home, { recursive: true, force: true });
    throw error;
  }
  const port = await freePort();
  const child = serve({ folder, home, owner }, port);
  const stop = stopper(child, 'SIGINT', home);
  const ready = await untilReady(child, /database system is ready to accept connections/);
  if (ready.started) return { url: `postgres://postgres@127.0.0.1:${port}/postgres`, stop };
  await stop();
  // Somebody else may have taken the free port in between.
  if (attempt < ATTEMPTS) return startFrom(folder, attempt + 1);
  throw new ServerUnavailableError(`PostgreSQL did not start:\n${ready.output}`);
}

interface Place {
  readonly folder: string;
  readonly home: string;
  readonly owner: Owner | undefined;
}

async function initialise({ folder, home, owner }: Place): Promise<void> {
  const flags = ['--username=postgres', '--auth=trust', '--encoding=UTF8', '--locale=C', '--no-sync'];
  const { code, output } = await run(join(folder, 'initdb'), ['-D', join(home, 'data'), ...flags], {
    cwd: home,
    env: { ...process.env, HOME: home },
    ...owner,
  });
  if (code !== 0) throw new ServerUnavailableError(`initdb failed with exit code ${code}:\n${output}`);
}

function serve({ folder, home, owner }: Place, port: number): ChildProcess {
  const settings = ['listen_addresses=127.0.0.1', `port=${port}`, 'unix_socket_directories=', ...FAST];
  const args = ['-D', join(home, 'data'), ...settings.flatMap(setting => ['-c', setting])];
  return spawn(join(folder, 'postgres'), args, {
    cwd: home,
    stdio: ['ignore', 'ignore', 'pipe'],
    // Out of the terminal's process group: Ctrl-C must end the tests first, then their servers.
    detached: true,
    ...owner,
  });
}

/** PostgreSQL refuses to run as root, so root lends it to an unprivileged user. */
function unprivilegedOwner(): Owner | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const users = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map(line => line.split(':'));
  for (const wanted of ['postgres', 'nobody']) {
    const user = users.find(([name]) => name === wanted);
    if (user !== undefined) return { uid: Number(user[2]), gid: Number(user[3]) };
  }
  throw new ServerUnavailableError(
    'PostgreSQL refuses to run as root, and /etc/passwd names neither the user postgres nor nobody to run it as.',
  );
}
