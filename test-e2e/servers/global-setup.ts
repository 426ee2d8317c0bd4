import { ensureServers } from './test-servers.ts';

/** For Vitest: the servers that contract tests expect, started once per run unless their URLs are given. */
export async function setup(): Promise<() => Promise<void>> {
  // Without a listener SIGTERM would end Vitest on the spot and leave the servers running.
  process.once('SIGTERM', () => process.exit(143));
  return ensureServers(process.env);
}
