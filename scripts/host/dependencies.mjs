// @ts-check
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand } from './command.mjs';
import { Refusal } from './refusal.mjs';
import { ROOT } from './toolchain.mjs';

const STAMP = join(ROOT, 'node_modules', '.installed-lockfile');

/**
 * What the installed dependencies depend on, as one digest.
 * @param {readonly string[]} contents
 */
export function lockDigest(contents) {
  const hash = createHash('sha256');
  for (const content of contents) hash.update(`${content.length}\n${content}`);
  return hash.digest('hex');
}

const currentDigest = () =>
  lockDigest(['pnpm-lock.yaml', 'pnpm-workspace.yaml'].map(name => readFileSync(join(ROOT, name), 'utf8')));

/** Whether `node_modules` was completely installed from the lockfile as it is now. */
export function dependenciesAreCurrent() {
  const linked = existsSync(join(ROOT, 'apps', 'gateway', 'node_modules'));
  return linked && existsSync(STAMP) && readFileSync(STAMP, 'utf8').trim() === currentDigest();
}

/**
 * Installs the workspace's dependencies from the frozen lockfile unless they are current.
 * @param {import('./toolchain.mjs').Toolchain} toolchain
 * @param {import('./progress.mjs').Progress} progress
 */
export async function ensureDependencies(toolchain, progress) {
  if (dependenciesAreCurrent()) return;
  await progress.step('Installing the dependencies (pnpm install --frozen-lockfile)', async detail => {
    const { code, output } = await runCommand(
      toolchain.pnpm,
      ['install', '--frozen-lockfile', '--reporter=append-only'],
      // Without a terminal pnpm would ask before it replaces a node_modules of another version.
      { cwd: ROOT, env: { ...toolchain.env, CI: 'true' }, onLine: detail },
    );
    if (code !== 0) throw installRefusal(code, output);
    writeFileSync(STAMP, `${currentDigest()}\n`);
  });
}

/**
 * @param {number} code
 * @param {string} output
 */
function installRefusal(code, output) {
  const outdated = /OUTDATED_LOCKFILE/.test(output);
  return new Refusal(
    `pnpm install failed (exit code ${code}). Its last words:\n\n${output}\n`,
    outdated
      ? 'A package.json and pnpm-lock.yaml disagree: run `pnpm install` and commit the lockfile.'
      : 'Check the network and the disk space, then run the command again; it goes on where it stopped.',
  );
}
