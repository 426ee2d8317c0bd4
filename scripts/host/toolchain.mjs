// @ts-check
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runCommand } from './command.mjs';
import { Refusal } from './refusal.mjs';

/** @typedef {{ name: string, version: string, integrity?: string }} Pin */
/** @typedef {{ version: string, packages: Record<string, Pin> }} Tool */
/** @typedef {{ node: Tool & { minimum: string }, pnpm: Tool }} Pins */
/** @typedef {{ node: string, pnpm: string, env: NodeJS.ProcessEnv }} Toolchain */

export const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
export const TOOLCHAIN_DIR = join(ROOT, '.toolchain');
const ABANDONED_AFTER_MS = 3600000;

/** @returns {Pins} */
export const readPins = () => JSON.parse(readFileSync(join(ROOT, 'scripts', 'toolchain.json'), 'utf8'));

/**
 * Whether version `have` is at least `want`; both as `major.minor.patch`, a leading `v` is ignored.
 * @param {string} have
 * @param {string} want
 */
export function atLeast(have, want) {
  const [left, right] = [have, want].map(text => text.replace(/^v/, '').split('.').map(Number));
  for (let place = 0; place < 3; place += 1) {
    const difference = (left?.[place] ?? 0) - (right?.[place] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return true;
}

/**
 * The name under which a machine appears in the pins: `linux-x64`, `linux-arm64-musl`, `darwin-arm64`.
 * @param {{ platform: string, arch: string, musl: boolean }} host
 */
export const platformKey = ({ platform, arch, musl }) => `${platform}-${arch}${musl ? '-musl' : ''}`;

/** A Linux whose C library is not glibc: glibc builds of Node do not start there. */
function runsOnMusl() {
  if (process.platform !== 'linux' || process.report === undefined) return false;
  const report = /** @type {{ header?: { glibcVersionRuntime?: string } }} */ (process.report.getReport());
  return report.header?.glibcVersionRuntime === undefined;
}

export const hostKey = () =>
  platformKey({ platform: process.platform, arch: process.arch, musl: runsOnMusl() });

/**
 * The package that carries a tool for a platform.
 * @param {'node' | 'pnpm'} tool
 * @param {string} key a platform key
 * @param {Pins} pins
 * @returns {Pin}
 */
export function pinFor(tool, key, pins) {
  const pin = pins[tool].packages[key];
  if (pin !== undefined) return pin;
  throw new Refusal(
    `No ready-made ${tool} is known for this machine (${key}).`,
    tool === 'node'
      ? `Install Node ${pins.node.minimum} or newer (https://nodejs.org) and run the command again.`
      : `Install pnpm ${pins.pnpm.version} (npm install --global pnpm@${pins.pnpm.version}) and run the command again.`,
  );
}

/**
 * Where a pinned package lies once fetched, and the program inside it.
 * @param {'node' | 'pnpm'} tool
 * @param {Pin} pin
 */
export function pinnedPaths(tool, pin) {
  const folder = join(TOOLCHAIN_DIR, `${pin.name.replace(/[^a-z0-9.-]/gi, '_')}-${pin.version}`);
  const windows = process.platform === 'win32';
  const file = { node: windows ? 'bin/node.exe' : 'bin/node', pnpm: windows ? 'pnpm.exe' : 'pnpm' }[tool];
  return { folder, program: join(folder, 'node_modules', pin.name, file) };
}

/**
 * The pinned Node and pnpm (the host's when they are good enough), fetched from the npm registry when
 * they are not here yet. Nothing is written outside `.toolchain/`.
 * @param {import('./progress.mjs').Progress} progress
 * @returns {Promise<Toolchain>}
 */
export async function ensureToolchain(progress) {
  const pins = readPins();
  const node = await ensureNode(pins, progress);
  const pnpm = await ensurePnpm(pins, progress);
  return { node, pnpm, env: toolEnvironment(node, pnpm) };
}

/**
 * @param {Pins} pins
 * @param {import('./progress.mjs').Progress} progress
 */
async function ensureNode(pins, progress) {
  if (atLeast(process.version, pins.node.minimum)) {
    progress.note(`Node ${process.version} of this machine is used`);
    return process.execPath;
  }
  const pin = pinFor('node', hostKey(), pins);
  const reason = `this machine has ${process.version}, needed is ${pins.node.minimum} or newer`;
  return fetchTool('node', pin, { progress, title: `Fetching Node ${pin.version} (${reason})` });
}

/**
 * @param {Pins} pins
 * @param {import('./progress.mjs').Progress} progress
 */
async function ensurePnpm(pins, progress) {
  const pin = pins.pnpm.packages[hostKey()];
  if (pin !== undefined && existsSync(pinnedPaths('pnpm', pin).program))
    return pinnedPaths('pnpm', pin).program;
  const host = await runCommand('pnpm', ['--version'], { cwd: dirname(ROOT) });
  if (host.code === 0 && host.output.trim() === pins.pnpm.version) return 'pnpm';
  const title = `Fetching pnpm ${pins.pnpm.version}`;
  return fetchTool('pnpm', pinFor('pnpm', hostKey(), pins), { progress, title });
}

/**
 * Fetches a package into a folder of its own, then renames the folder into place, so that an interrupted
 * or a second concurrent start never sees half a toolchain.
 * @param {'node' | 'pnpm'} tool
 * @param {Pin} pin
 * @param {{ progress: import('./progress.mjs').Progress, title: string }} shown
 */
async function fetchTool(tool, pin, { progress, title }) {
  const { folder, program } = pinnedPaths(tool, pin);
  if (existsSync(program)) return program;
  await progress.step(title, async detail => {
    mkdirSync(TOOLCHAIN_DIR, { recursive: true });
    removeAbandoned();
    const workshop = join(TOOLCHAIN_DIR, `.fetching-${tool}-${process.pid}-${Date.now()}`);
    mkdirSync(workshop);
    try {
      await npmInstall(pin, workshop, detail);
      putInPlace(workshop, folder, program);
    } finally {
      rmSync(workshop, { recursive: true, force: true });
    }
  });
  return program;
}

/**
 * @param {Pin} pin
 * @param {string} folder
 * @param {(detail: string) => void} detail
 */
async function npmInstall(pin, folder, detail) {
  writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
  const npm = npmCommand();
  const flags = ['--ignore-scripts', '--no-audit', '--no-fund', '--no-update-notifier', '--loglevel=http'];
  const { code, output } = await runCommand(
    npm.program,
    [...npm.args, 'install', '--prefix', folder, ...flags, `${pin.name}@${pin.version}`],
    { cwd: folder, env: outsideNpm(process.env), onLine: detail },
  );
  if (code !== 0) {
    throw new Refusal(
      `npm could not fetch ${pin.name}@${pin.version} (exit code ${code}). Its last words:\n\n${output}\n`,
      'Check the network and the registry that npm uses (npm config get registry), then run the command again.',
    );
  }
  checkIntegrity(pin, JSON.parse(readFileSync(join(folder, 'node_modules', '.package-lock.json'), 'utf8')));
}

/**
 * npm has checked the archive against what the registry says; this checks the registry against our pin.
 * @param {Pin} pin
 * @param {{ packages?: Record<string, { integrity?: string }> }} lock
 */
export function checkIntegrity(pin, lock) {
  const found = lock.packages?.[`node_modules/${pin.name}`]?.integrity;
  if (pin.integrity === undefined || found === pin.integrity) return;
  throw new Refusal(
    `${pin.name}@${pin.version} from the registry is not the package that scripts/toolchain.json pins.`,
    `Expected ${pin.integrity}, received ${found}. Use another registry, or ask why it differs.`,
  );
}

/**
 * @param {string} workshop
 * @param {string} folder
 * @param {string} program
 */
function putInPlace(workshop, folder, program) {
  try {
    renameSync(workshop, folder);
  } catch (error) {
    // Another start was faster: its folder is as good as ours. A broken leftover is replaced.
    if (existsSync(program)) return;
    if (!existsSync(folder)) throw error;
    rmSync(folder, { recursive: true, force: true });
    renameSync(workshop, folder);
  }
}

/** Removes what interrupted fetches left behind. */
function removeAbandoned() {
  for (const name of readdirSync(TOOLCHAIN_DIR)) {
    const path = join(TOOLCHAIN_DIR, name);
    if (!name.startsWith('.fetching-') || Date.now() - statSync(path).mtimeMs < ABANDONED_AFTER_MS) continue;
    rmSync(path, { recursive: true, force: true });
  }
}

/** npm as it runs us when it does (that needs no shell on Windows), else the one on the PATH. */
function npmCommand() {
  const beside = join(dirname(process.execPath), '..', 'lib', 'node_modules', 'npm', 'bin', 'npm-cli.js');
  const windows = join(dirname(process.execPath), 'node_modules', 'npm', 'bin', 'npm-cli.js');
  const running = process.env['npm_execpath'] ?? '';
  for (const file of [running, beside, windows]) {
    if (file.endsWith('npm-cli.js') && existsSync(file)) return { program: process.execPath, args: [file] };
  }
  return { program: 'npm', args: [] };
}

/**
 * The environment without what `npm run` adds about the package it runs, which would steer a nested npm or pnpm.
 * What a person sets, like `npm_config_registry`, stays.
 * @param {NodeJS.ProcessEnv} env
 * @returns {NodeJS.ProcessEnv}
 */
export function outsideNpm(env) {
  const added =
    /^npm_(lifecycle_|package_|command$|execpath$|node_execpath$|config_(local_prefix|prefix|global_prefix|user_agent|npm_version|node_gyp|init_module|noproxy)$)|^INIT_CWD$/;
  return Object.fromEntries(Object.entries(env).filter(([name]) => !added.test(name)));
}

/**
 * What every child of the scripts runs with: our Node, pnpm and the workspace's programs first on the PATH.
 * @param {string} node
 * @param {string} pnpm
 * @returns {NodeJS.ProcessEnv}
 */
function toolEnvironment(node, pnpm) {
  const env = outsideNpm(process.env);
  const folders = [dirname(node), join(ROOT, 'node_modules', '.bin')];
  if (pnpm !== 'pnpm') folders.push(dirname(pnpm));
  return {
    ...env,
    PATH: [...folders, env['PATH'] ?? env['Path'] ?? ''].join(delimiter),
    NODE_COMPILE_CACHE: env['NODE_COMPILE_CACHE'] ?? join(TOOLCHAIN_DIR, 'compile-cache'),
  };
}
