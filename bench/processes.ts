import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { cpus } from 'node:os';
import { promisify } from 'node:util';

export const sleep = (ms: number): Promise<void> => new Promise(resolve => setTimeout(resolve, ms));

const many = cpus().length >= 4;

/**
 * Which cores do what, as `taskset` reads it: services and load on one, the proxy alone on another. Two workers need
 * two cores; on a machine of two they share one with the load.
 */
export const CORES = { load: '0', proxy: '1', workers: many ? '1,2' : '0,1' } as const;

/** A running process; `await using` stops it. */
export interface Started extends AsyncDisposable {
  readonly pid: number;
  stop(): Promise<void>;
}

export interface Command {
  readonly core: string;
  readonly argv: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
}

const living = new Set<ChildProcess>();

/** No child outlives the benchmark, however it ends, and none of theirs. */
function killLiving(): void {
  for (const { pid } of living) if (pid !== undefined) for (const each of family(pid)) kill(each);
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has just ended by itself.
  }
}
process.once('exit', killLiving);
for (const [signal, code] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
] as const) {
  process.once(signal, () => process.exit(code));
}

const KEPT_CHUNKS = 50;

/** Starts a process tied to its cores and waits until its port accepts connections. */
export async function startPinned(command: Command, port: number): Promise<Started> {
  const child = spawn('taskset', ['-c', command.core, ...command.argv], {
    env: { ...process.env, ...command.env },
    cwd: command.cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  living.add(child);
  child.once('exit', () => living.delete(child));
  const output: string[] = [];
  const keep = (chunk: Buffer): void => {
    if (output.push(String(chunk)) > KEPT_CHUNKS) output.shift();
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  try {
    await untilListening(child, port);
  } catch (error) {
    child.kill('SIGKILL');
    throw new Error(`${command.argv.join(' ')} did not start:\n${output.join('').slice(-2000)}`, {
      cause: error,
    });
  }
  const end = (): Promise<void> => stop(child);
  return { pid: child.pid ?? 0, stop: end, [Symbol.asyncDispose]: end };
}

async function untilListening(child: ChildProcess, port: number): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (Date.now() < deadline) {
    if (child.exitCode !== null) throw new Error(`it ended with exit code ${child.exitCode}`);
    if (await accepts(port)) return;
    await sleep(100);
  }
  throw new Error('it did not listen within 60 s');
}

function accepts(port: number): Promise<boolean> {
  return new Promise(resolve => {
    const socket = connect({ host: '127.0.0.1', port });
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), 10_000);
  await gone;
  clearTimeout(timer);
}

const execute = promisify(execFile);

/** Runs a program to its end on the load generator's core; answers what it printed. */
export async function runOnLoadCore(argv: readonly string[]): Promise<string> {
  const running = execute('taskset', ['-c', CORES.load, ...argv]);
  living.add(running.child);
  try {
    return (await running).stdout;
  } finally {
    living.delete(running.child);
  }
}

/** Runs one of the load programs of `load/`, which print one JSON value. */
export async function runLoad<Result>(file: string, options: object): Promise<Result> {
  const path = `${import.meta.dirname}/load/${file}.ts`;
  const printed = await runOnLoadCore([process.execPath, path, JSON.stringify(options)]);
  return JSON.parse(printed) as Result;
}

/** The fields of `/proc/<pid>/stat` after the name, the state first. */
function statOf(pid: number): readonly string[] | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch {
    // It ended between the listing and the reading.
    return undefined;
  }
}

/** A process and everything that it started: nginx and the gateway work in children. */
export function family(pid: number): readonly number[] {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc')) {
    const parent = /^\d+$/.test(name) ? statOf(Number(name))?.[1] : undefined;
    if (parent !== undefined) parents.set(Number(name), Number(parent));
  }
  const found = [pid];
  for (const member of found) {
    for (const [child, parent] of parents) if (parent === member) found.push(child);
  }
  return found;
}

const TICKS_PER_SECOND = 100;

/** Processor time that a process and its children have used so far, in seconds: user and system. */
export function processorSeconds(pid: number): number {
  return family(pid)
    .map(member => statOf(member))
    .reduce(
      (sum, fields) => sum + (Number(fields?.[11] ?? 0) + Number(fields?.[12] ?? 0)) / TICKS_PER_SECOND,
      0,
    );
}

/** Resident memory of a process and its children, in MiB. */
export function residentMiB(pid: number): number {
  return family(pid).reduce((sum, member) => sum + residentKiB(member), 0) / 1024;
}

function residentKiB(pid: number): number {
  try {
    return Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);
  } catch {
    // It ended between the listing and the reading.
    return 0;
  }
}
