import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { createServer } from 'node:net';

const KEPT_LINES = 40;

/** A server that runs for tests. */
export interface RunningServer {
  /** Where clients connect. */
  readonly url: string;
  /** Ends the server and removes what it wrote. Calling it again does nothing. */
  stop(): Promise<void>;
}

/** A real server is needed, and nothing on this machine can provide it. The message says what to do. */
export class ServerUnavailableError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ServerUnavailableError';
  }
}

/** A TCP port of the loopback interface that was free a moment ago. */
export async function freePort(): Promise<number> {
  const probe = createServer();
  probe.listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (address === null || typeof address === 'string') throw new Error('a TCP listener has no port');
  return address.port;
}

export interface Outcome {
  /** 127 when the command could not be started at all. */
  readonly code: number;
  /** Both outputs, the last lines. */
  readonly output: string;
}

export interface RunOptions {
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
  readonly uid?: number;
  readonly gid?: number;
  readonly onLine?: (line: string) => void;
}

/** Runs a command to its end. */
export async function run(
  command: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<Outcome> {
  const { onLine, ...rest } = options;
  const child = spawn(command, args, { ...rest, stdio: ['ignore', 'pipe', 'pipe'] });
  const lines = collectLines(child, onLine);
  return new Promise(resolve => {
    child.once('error', error => resolve({ code: 127, output: error.message }));
    child.once('close', code => resolve({ code: code ?? 1, output: lines.join('\n') }));
  });
}

/** Keeps the last lines a child prints on either output; the array changes as they come. */
export function collectLines(child: ChildProcess, onLine?: (line: string) => void): readonly string[] {
  const kept: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    let rest = '';
    stream?.setEncoding('utf8').on('data', (chunk: string) => {
      const lines = (rest + chunk).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        kept.push(line);
        if (kept.length > KEPT_LINES) kept.shift();
        onLine?.(line);
      }
    });
  }
  return kept;
}

const READY_WITHIN_MS = 60_000;

/** Waits until a server child prints a line that says it is ready, or ends, or takes too long. */
export function untilReady(
  child: ChildProcess,
  line: RegExp,
): Promise<{ readonly started: boolean; readonly output: string }> {
  return new Promise(resolve => {
    const lines = collectLines(child, text => {
      if (line.test(text)) done(true);
    });
    const late = setTimeout(() => done(false), READY_WITHIN_MS);
    const done = (started: boolean): void => {
      clearTimeout(late);
      resolve({ started, output: lines.join('\n') });
    };
    child.once('error', error => {
      resolve({ started: false, output: error.message });
      clearTimeout(late);
    });
    child.once('exit', () => done(false));
  });
}

const emergencies = new Set<() => void>();

/**
 * Ends a server child and removes `home`, the folder it writes to: asks with `signal`, insists after five seconds.
 * Should this process end first, the child is killed on the way out, so that no server outlives the tests.
 */
export function stopper(child: ChildProcess, signal: NodeJS.Signals, home: string): () => Promise<void> {
  const gone = new Promise<void>(resolve => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  const remove = (): void => rmSync(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  const emergency = (): void => {
    child.kill('SIGKILL');
    remove();
  };
  if (emergencies.size === 0) process.once('exit', stopAllNow);
  emergencies.add(emergency);
  return async () => {
    if (child.exitCode === null && child.signalCode === null) child.kill(signal);
    const insist = setTimeout(() => child.kill('SIGKILL'), 5_000);
    await gone;
    clearTimeout(insist);
    emergencies.delete(emergency);
    remove();
  };
}

function stopAllNow(): void {
  for (const emergency of emergencies) emergency();
}
