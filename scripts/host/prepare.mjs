// @ts-check
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { ensureDependencies } from './dependencies.mjs';
import { createProgress } from './progress.mjs';
import { ensureToolchain, ROOT } from './toolchain.mjs';

/**
 * Brings the machine to the state every command needs: pinned Node and pnpm, dependencies of the lockfile.
 * @param {import('./progress.mjs').Progress} [progress]
 */
export async function prepare(progress = createProgress()) {
  const toolchain = await ensureToolchain(progress);
  await ensureDependencies(toolchain, progress);
  return toolchain;
}

/**
 * Runs one of the project's TypeScript programs on the pinned Node in the foreground, passing signals on.
 * @param {import('./toolchain.mjs').Toolchain} toolchain
 * @param {readonly string[]} args script and its arguments
 * @returns {Promise<number>} its exit code, 128 + n when signal n ended it
 */
export function runInForeground(toolchain, args) {
  return new Promise((resolve, reject) => {
    const child = spawn(toolchain.node, ['--conditions=development', ...args], {
      cwd: ROOT,
      env: toolchain.env,
      // Its own session: a Ctrl-C reaches it once, through us, not a second time from the terminal.
      detached: process.platform !== 'win32',
      stdio: 'inherit',
    });
    const forward = (/** @type {NodeJS.Signals} */ signal) => child.kill(signal);
    const signals = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);
    for (const signal of signals) process.on(signal, forward);
    child.on('error', reject);
    child.on('exit', (code, signal) => {
      for (const name of signals) process.removeListener(name, forward);
      resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal]));
    });
  });
}
