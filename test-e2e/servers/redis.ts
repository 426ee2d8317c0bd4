import { spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installable, installFromDebian } from './debian.ts';
import { dockerAnswers, startContainer } from './docker.ts';
import { onPath } from './locate.ts';
import { freePort, type RunningServer, ServerUnavailableError, stopper, untilReady } from './process.ts';

const ATTEMPTS = 3;

/**
 * A Redis of its own on a free port of the loopback interface, empty, nothing kept on disk. Found on the PATH,
 * else run by Docker, else (root on Debian) installed first. Throws `ServerUnavailableError`.
 */
export async function startRedis(say: (line: string) => void = () => {}): Promise<RunningServer> {
  const program = onPath('redis-server') ?? onPath('valkey-server');
  if (program !== undefined) return startProgram(program);
  if (await dockerAnswers()) {
    say('Redis runs in Docker (redis:7-alpine)');
    return startContainer({
      image: 'redis:7-alpine',
      port: 6379,
      env: {},
      readyLine: /Ready to accept connections/,
      url: port => `redis://127.0.0.1:${port}`,
    });
  }
  if (installable()) {
    await installFromDebian(['redis-server'], say);
    const installed = onPath('redis-server');
    if (installed !== undefined) return startProgram(installed);
  }
  throw new ServerUnavailableError(
    'Redis is needed for the tests and cannot be started here. Either install it (redis-server on the PATH), ' +
      'or start Docker, or set MYC_TEST_REDIS_URL to a server that tests may fill and empty, ' +
      'for example redis://127.0.0.1:6379.',
  );
}

async function startProgram(program: string, attempt = 1): Promise<RunningServer> {
  const port = await freePort();
  const home = mkdtempSync(join(tmpdir(), 'myc-redis-'));
  const args = [
    '--bind',
    '127.0.0.1',
    '--port',
    `${port}`,
    '--dir',
    home,
    '--save',
    '',
    '--appendonly',
    'no',
  ];
  // Out of the terminal's process group: Ctrl-C must end the tests first, then their servers.
  const child = spawn(program, args, { cwd: home, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  const stop = stopper(child, 'SIGTERM', home);
  const ready = await untilReady(child, /ready to accept connections/i);
  if (ready.started) return { url: `redis://127.0.0.1:${port}`, stop };
  await stop();
  if (attempt < ATTEMPTS) return startProgram(program, attempt + 1);
  throw new ServerUnavailableError(`Redis did not start:\n${ready.output}`);
}
