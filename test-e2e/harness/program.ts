import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

export const ROOT = join(import.meta.dirname, '..', '..');

/** A program of this repository that runs as a process of its own. */
export interface Program {
  readonly pid: number;
  readonly child: ChildProcess;
  /** Everything it has written so far, both outputs. */
  output(): string;
  stdout(): string;
  stderr(): string;
  /** Resolves with the exit code once it has ended; a signal that killed it gives its name. */
  readonly ended: Promise<number | NodeJS.Signals>;
  /** Waits until the output has the text or matches; fails with the output when the program ends first. */
  says(wanted: RegExp | string, withinMs?: number): Promise<void>;
  /** Sends the signal and waits for the end. */
  stop(signal?: NodeJS.Signals): Promise<number | NodeJS.Signals>;
}

export interface ProgramOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
}

const running = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});
// The runner ends its workers with a signal, which by itself would end them without the event above.
process.once('SIGTERM', () => process.exit(143));

/** Starts `node --conditions=development FILE ARGS`; `file` is relative to the repository. */
export function startProgram(
  file: string,
  args: readonly string[] = [],
  options: ProgramOptions = {},
): Program {
  const child = spawn(process.execPath, ['--conditions=development', join(ROOT, file), ...args], {
    cwd: options.cwd ?? ROOT,
    env: { ...surroundings(), ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.add(child);
  let [out, err] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text;
  });
  const ended = once(child, 'close').then(([code, signal]) => {
    running.delete(child);
    return (code ?? signal) as number | NodeJS.Signals;
  });
  const says = async (wanted: RegExp | string, withinMs = 30_000): Promise<void> => {
    const said = (text: string): boolean =>
      typeof wanted === 'string' ? text.includes(wanted) : wanted.test(text);
    const deadline = Date.now() + withinMs;
    for (;;) {
      if (said(out + err)) return;
      if (!running.has(child)) throw new Error(`${file} ended without saying ${wanted}:\n${out}${err}`);
      if (Date.now() > deadline) throw new Error(`${file} did not say ${wanted}:\n${out}${err}`);
      await sleep(20);
    }
  };
  return {
    pid: child.pid ?? -1,
    child,
    output: () => out + err,
    stdout: () => out,
    stderr: () => err,
    ended,
    says,
    stop: (signal = 'SIGTERM') => {
      if (running.has(child)) child.kill(signal);
      return ended;
    },
  };
}

/** What a person's shell would have; neither the settings of the tests nor those of their runner. */
function surroundings(): Record<string, string> {
  const kept = ['PATH', 'HOME', 'TMPDIR', 'LANG', 'TZ'];
  return Object.fromEntries(
    kept.flatMap(name => (process.env[name] === undefined ? [] : [[name, process.env[name]]])),
  );
}

/** Runs a program to its end. */
export async function runProgram(
  file: string,
  args: readonly string[] = [],
  options: ProgramOptions = {},
): Promise<{ readonly code: number | NodeJS.Signals; readonly stdout: string; readonly stderr: string }> {
  const program = startProgram(file, args, options);
  const code = await program.ended;
  return { code, stdout: program.stdout(), stderr: program.stderr() };
}

/** Whether a process with this id is there. */
export function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
