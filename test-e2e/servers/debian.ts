import { existsSync } from 'node:fs';
import { onPath } from './locate.ts';
import { run, ServerUnavailableError } from './process.ts';

/** Whether packages of the distribution can be installed from here: root on Debian or one of its children. */
export const installable = (): boolean =>
  process.getuid?.() === 0 && existsSync('/etc/debian_version') && onPath('apt-get') !== undefined;

/** Installs packages, printing what is done. The services that they bring are not started. */
export async function installFromDebian(
  packages: readonly string[],
  say: (line: string) => void,
): Promise<void> {
  await aptGet(['update'], say);
  await aptGet(['install', '--yes', '--no-install-recommends', ...packages], say);
}

async function aptGet(args: readonly string[], say: (line: string) => void): Promise<void> {
  say(`apt-get ${args.join(' ')} ...`);
  const begun = Date.now();
  const { code, output } = await run('apt-get', args, {
    // RUNLEVEL=1 keeps the packages' scripts from starting their services.
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' },
    onLine: line => {
      if (/^(Unpacking|Setting up) /.test(line)) say(`  ${line}`);
    },
  });
  if (code !== 0)
    throw new ServerUnavailableError(`apt-get ${args.join(' ')} failed (exit code ${code}):\n${output}`);
  say(`apt-get ${args[0]}: done in ${((Date.now() - begun) / 1000).toFixed(1)} s`);
}
