// @ts-check
import { spawn } from 'node:child_process';

const KEPT_LINES = 60;

/**
 * @typedef {object} CommandOptions
 * @property {string} [cwd]
 * @property {NodeJS.ProcessEnv} [env]
 * @property {(line: string) => void} [onLine] each line of either output, without colours
 * @property {number} [uid]
 * @property {number} [gid]
 */

/**
 * Runs a command to its end and keeps the tail of what it printed.
 * A command that cannot be started answers code 127, as a shell would.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {CommandOptions} [options]
 * @returns {Promise<{ code: number, output: string }>}
 */
export function runCommand(command, args, options = {}) {
  const { onLine = () => {}, ...rest } = options;
  return new Promise(resolve => {
    /** @type {string[]} */
    const kept = [];
    const keep = (/** @type {string} */ line) => {
      kept.push(line);
      if (kept.length > KEPT_LINES) kept.shift();
      if (line.trim() !== '') onLine(line.trim());
    };
    const child = spawn(command, args, { ...rest, stdio: ['ignore', 'pipe', 'pipe'] });
    const flushes = [splitLines(child.stdout, keep), splitLines(child.stderr, keep)];
    child.on('error', error => resolve({ code: 127, output: error.message }));
    child.on('close', (code, signal) => {
      for (const flush of flushes) flush();
      resolve({ code: code ?? (signal === null ? 1 : 128), output: kept.join('\n') });
    });
  });
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences begin with a control character.
const COLOURS = /\u001b\[[0-9;?]*[A-Za-z]/g;

/**
 * @param {import('node:stream').Readable} stream
 * @param {(line: string) => void} keep
 */
function splitLines(stream, keep) {
  let rest = '';
  stream.setEncoding('utf8');
  stream.on('data', (/** @type {string} */ chunk) => {
    const lines = (rest + chunk.replace(COLOURS, '')).split(/\r?\n|\r/);
    rest = lines.pop() ?? '';
    lines.forEach(keep);
  });
  return () => {
    if (rest !== '') keep(rest);
  };
}
