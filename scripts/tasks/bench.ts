import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { installable, installFromDebian } from '../../test-e2e/servers/debian.ts';
import { ensureServers, ServerUnavailableError } from '../../test-e2e/servers/index.ts';
import { onPath } from '../../test-e2e/servers/locate.ts';
import { ROOT, runFile, stopPrograms } from './program.ts';

const MAIN = 'bench/main.ts';
/** The load generator must be there; without nginx its row of the table is left out by the benchmark. */
const TOOLS = { wrk: 'wrk', nginx: 'nginx-light' } as const;

const say = (text: string): void => {
  process.stdout.write(`${text}\n`);
};

async function ensureTools(): Promise<void> {
  // Debian keeps nginx in a folder that is not on everyone's PATH.
  process.env.PATH = `${process.env.PATH}:/usr/sbin:/usr/local/sbin`;
  const missing = Object.entries(TOOLS).filter(([program]) => onPath(program) === undefined);
  if (missing.length === 0) return;
  if (installable())
    await installFromDebian(
      missing.map(([, name]) => name),
      say,
    );
  if (onPath('wrk') === undefined) {
    throw new ServerUnavailableError(
      'The load generator wrk is needed for the benchmark. Install it (Debian: apt-get install wrk) and run it again.',
    );
  }
}

async function run(): Promise<number> {
  if (!existsSync(join(ROOT, MAIN))) {
    say(`There is no ${MAIN} yet.`);
    return 1;
  }
  await ensureTools();
  const stop = await ensureServers(process.env, say);
  try {
    return await runFile(MAIN, process.argv.slice(2));
  } finally {
    await stop();
  }
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stopPrograms);

try {
  process.exitCode = await run();
} catch (error) {
  if (!(error instanceof ServerUnavailableError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
