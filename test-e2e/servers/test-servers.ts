import { startPostgres } from './postgres.ts';
import type { RunningServer } from './process.ts';
import { startRedis } from './redis.ts';

/** Where tests find the URL of each server. */
export const SERVER_VARIABLES = { postgres: 'MYC_TEST_POSTGRES_URL', redis: 'MYC_TEST_REDIS_URL' } as const;

/**
 * Makes sure that both variables name a running server: what is set already is used as it is, the rest is
 * started and written into `env`. Answers how to stop what was started.
 */
export async function ensureServers(
  env: NodeJS.ProcessEnv,
  say: (line: string) => void = () => {},
): Promise<() => Promise<void>> {
  const started: RunningServer[] = [];
  const stop = async (): Promise<void> => {
    await Promise.all(started.splice(0).map(server => server.stop()));
  };
  const ensure = async (variable: string, start: typeof startPostgres): Promise<void> => {
    if ((env[variable] ?? '') !== '') return say(`${variable} names a server, it is used`);
    const server = await start(say);
    started.push(server);
    env[variable] = server.url;
    say(`${variable}=${server.url}`);
  };
  try {
    // One after the other: both may have to install a package, and apt-get takes a lock.
    await ensure(SERVER_VARIABLES.postgres, startPostgres);
    await ensure(SERVER_VARIABLES.redis, startRedis);
    return stop;
  } catch (error) {
    await stop();
    throw error;
  }
}
