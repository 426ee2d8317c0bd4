// @ts-check
// Runs on any Node from 18 on, without dependencies: it fetches what the gateway itself needs.
import { join } from 'node:path';
import { dependenciesAreCurrent } from './host/dependencies.mjs';
import { prepare, runInForeground } from './host/prepare.mjs';
import { createProgress } from './host/progress.mjs';
import { Refusal, runScript } from './host/refusal.mjs';
import { passSignalsOn, startProgram } from './host/supervise.mjs';
import { ensureToolchain, ROOT } from './host/toolchain.mjs';

const GATEWAY = join(ROOT, 'apps', 'gateway', 'bin', 'myc-api.mjs');
const EXAMPLE = join(ROOT, 'examples', 'downstream', 'src', 'main.ts');
/** Embedded mode with a route of each group to the example service. */
const EMBEDDED_CONFIG = join(ROOT, 'settings', 'config.embedded.toml');

const HELP = `Usage: npm start [-- <arguments of myc-api>]

Starts the gateway on this machine. The first start fetches the pinned Node and pnpm (into .toolchain/)
when this machine's are too old, and installs the dependencies; later starts work offline.

Without SETTINGS_PATH and without arguments: embedded mode (settings/config.embedded.toml), together with the
example service behind it, on port 9090.
With a configuration of your own:  SETTINGS_PATH=config.toml npm start

Environment:
  SETTINGS_PATH   the config.toml to run with

Ctrl-C stops everything.
`;

await runScript(async () => {
  const args = process.argv.slice(2);
  if (args.includes('--help') || args.includes('-h')) return help(args);
  const progress = createProgress();
  const toolchain = await prepare(progress);
  return serve({ toolchain, progress, args });
});

/** @param {string[]} args */
async function help(args) {
  process.stdout.write(`${HELP}\n`);
  if (!dependenciesAreCurrent()) {
    process.stdout.write('The help of myc-api itself follows here once the first start has installed it.\n');
    return 0;
  }
  const toolchain = await ensureToolchain(createProgress({ write: () => true }));
  return runInForeground(toolchain, [GATEWAY, ...args]);
}

/** @typedef {{ toolchain: import('./host/toolchain.mjs').Toolchain, progress: import('./host/progress.mjs').Progress, args: string[] }} Run */

/**
 * @param {Run} run
 * @returns {Promise<number>} the gateway's exit code, 0 after a clean stop
 */
async function serve({ toolchain, progress, args }) {
  const env = { ...toolchain.env, ...(usesExample(args) && { SETTINGS_PATH: EMBEDDED_CONFIG }) };
  /** @type {import('./host/supervise.mjs').Program[]} */
  const programs = [];
  const signals = passSignalsOn(() => programs, progress.note);
  const start = (/** @type {string} */ name, /** @type {string[]} */ argv, ipc = false) => {
    const program = startProgram(name, {
      node: toolchain.node,
      args: ['--conditions=development', ...argv],
      env,
      ipc,
    });
    programs.push(program);
    return program;
  };
  try {
    if (usesExample(args)) await startExample(start, { progress, stopping: signals.stopping });
    if (signals.stopping()) return 0;
    progress.note('Starting the gateway');
    const { code } = await start('The gateway', [GATEWAY, ...args]).ended;
    return code;
  } finally {
    await stopAll(programs);
    if (signals.stopping()) progress.note('Stopped');
    signals.release();
  }
}

/**
 * The example service belongs to embedded mode; who brings a configuration or a command has services of their own.
 * @param {string[]} args
 */
function usesExample(args) {
  return (process.env['SETTINGS_PATH'] ?? '') === '' && (args.length === 0 || args.join(' ') === 'serve');
}

/**
 * @param {(name: string, argv: string[], ipc: boolean) => import('./host/supervise.mjs').Program} start
 * @param {{ progress: import('./host/progress.mjs').Progress, stopping: () => boolean }} run
 */
async function startExample(start, { progress, stopping }) {
  progress.note('Starting the example service');
  const example = start('The example service', [EXAMPLE], true);
  await example.ready;
  if (stopping()) return;
  if (!example.running()) {
    throw new Refusal(
      'The example service did not start, see above.',
      'To run without it, give the gateway a configuration: SETTINGS_PATH=config.toml npm start',
    );
  }
  void example.ended.then(({ code, clean }) => {
    if (stopping() || clean) return;
    progress.note(
      `The example service ended with exit code ${code}; its routes answer 502 until the next start`,
    );
  });
}

/** @param {import('./host/supervise.mjs').Program[]} programs */
async function stopAll(programs) {
  for (const program of programs) {
    if (program.running()) program.stop('SIGTERM');
  }
  await Promise.all(programs.map(program => program.ended));
}
