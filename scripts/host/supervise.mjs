// @ts-check
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { ROOT } from './toolchain.mjs';

/** One Ctrl-C can arrive twice, from the terminal and from npm; only a later one means "now". */
const SAME_SIGNAL_MS = 400;
/** How often a script looks whether npm is still there. */
const PARENT_MS = 300;
const SIGNALS = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);

/** @typedef {{ code: number, clean: boolean }} Ending */

/**
 * @typedef {object} Program
 * @property {string} name for messages
 * @property {(signal: NodeJS.Signals) => void} stop
 * @property {() => boolean} running
 * @property {Promise<Ending>} ended
 * @property {Promise<void>} ready resolves when the program says "ready" over IPC, or ends
 */

/**
 * Starts a Node program that shares our output.
 * @param {string} name
 * @param {{ node: string, args: readonly string[], env: NodeJS.ProcessEnv, ipc?: boolean }} how
 * @returns {Program}
 */
export function startProgram(name, { node, args, env, ipc = false }) {
  const child = spawn(node, args, {
    cwd: ROOT,
    env,
    // Its own session: the terminal's Ctrl-C reaches it once, through us.
    detached: process.platform !== 'win32',
    stdio: ['ignore', 'inherit', 'inherit', ...(ipc ? [/** @type {const} */ ('ipc')] : [])],
  });
  /** @type {NodeJS.Signals | undefined} */
  let sent;
  /** @type {Promise<Ending>} */
  const ended = new Promise(resolve => {
    child.on('error', error => {
      process.stderr.write(`${name} could not be started: ${error.message}\n`);
      resolve({ code: 127, clean: false });
    });
    child.on('exit', (code, signal) => resolve(ending(code, signal, sent)));
  });
  /** @type {Promise<void>} */
  const said = new Promise(resolve => {
    child.on('message', message => {
      if (message === 'ready') resolve();
    });
  });
  return {
    name,
    ended,
    ready: Promise.race([said, ended.then(() => undefined)]),
    running: () => child.exitCode === null && child.signalCode === null && child.pid !== undefined,
    stop: signal => {
      sent = signal;
      child.kill(signal);
    },
  };
}

/**
 * How a program ended: asked to stop and dying of that very signal is as clean as exit code 0.
 * @param {number | null} code
 * @param {NodeJS.Signals | null} signal
 * @param {NodeJS.Signals | undefined} sent
 * @returns {Ending}
 */
export function ending(code, signal, sent) {
  if (code !== null) return { code, clean: code === 0 };
  const number = signal === null ? 0 : constants.signals[signal];
  return signal !== null && signal === sent && signal !== 'SIGKILL'
    ? { code: 0, clean: true }
    : { code: 128 + number, clean: false };
}

/**
 * A closed terminal asks for the same orderly stop as SIGTERM.
 * @param {NodeJS.Signals} signal
 * @returns {NodeJS.Signals}
 */
const gentle = signal => (signal === 'SIGHUP' ? 'SIGTERM' : signal);

/**
 * Between npm and a script stands a shell, which ends at SIGTERM without passing it on. All that the script sees of it is
 * that its parent is another one from then on.
 * @param {() => void} act
 * @returns {() => void} stops watching
 */
function whenNpmIsGone(act) {
  if (process.env['npm_lifecycle_event'] === undefined) return () => {};
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    act();
  }, PARENT_MS);
  timer.unref();
  return () => clearInterval(timer);
}

/**
 * Passes the first signal on to all programs and kills them at the second.
 * @param {() => readonly Program[]} programs those running now
 * @param {(text: string) => void} say
 * @returns {{ stopping: () => boolean, release: () => void }}
 */
export function passSignalsOn(programs, say) {
  let first = 0;
  const onSignal = (/** @type {NodeJS.Signals} */ signal) => {
    const now = Date.now();
    if (first !== 0 && now - first < SAME_SIGNAL_MS) return;
    const gently = signal === 'SIGINT' ? 'Stopping; press Ctrl-C again to stop at once' : 'Stopping';
    say(first === 0 ? gently : 'Stopping at once');
    for (const program of programs()) {
      if (program.running()) program.stop(first === 0 ? gentle(signal) : 'SIGKILL');
    }
    first ||= now;
  };
  for (const signal of SIGNALS) process.on(signal, onSignal);
  const stopWatching = whenNpmIsGone(() => {
    if (first === 0) onSignal('SIGTERM');
  });
  return {
    stopping: () => first !== 0,
    release: () => {
      stopWatching();
      for (const signal of SIGNALS) process.removeListener(signal, onSignal);
    },
  };
}
