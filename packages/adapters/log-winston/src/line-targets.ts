import { close, mkdirSync, openSync, write, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import type { LogFormat } from './entry.ts';
import type { LineTarget } from './line-sink.ts';

const writeTo = promisify(write);
const closeIt = promisify(close);

const descriptorTarget = (descriptor: number, end: () => Promise<void>): LineTarget => ({
  write: async bytes => (await writeTo(descriptor, bytes)).bytesWritten,
  writeSync: bytes => writeSync(descriptor, bytes),
  close: end,
});

/**
 * Standard output, written by the thread pool: `process.stdout` writes to a pipe in the event loop, and a reader that stops
 * reading would stop every request.
 */
export function stdoutTarget(): LineTarget {
  // Made once, it sets pipes to answer "not yet" instead of blocking; a reader that is stuck must not keep a process from ending.
  void process.stdout;
  return descriptorTarget(1, async () => undefined);
}

/** The path with the extension of its format: `.log` for people, `.jsonl` for machines. */
export function logFilePath(path: string, format: LogFormat): string {
  const extension = format === 'jsonl' ? '.jsonl' : '.log';
  return path.endsWith(extension) ? path : `${path.replace(/\.(log|jsonl?|txt)$/, '')}${extension}`;
}

/**
 * A file, and the directories above it. Lines are always appended: what an earlier run wrote may be the evidence that someone is
 * looking for, and several processes may share the file. Throws, naming the path, when it cannot be opened.
 */
export function fileTarget(path: string): LineTarget {
  try {
    mkdirSync(dirname(path), { recursive: true });
    const descriptor = openSync(path, 'a', 0o640);
    return descriptorTarget(descriptor, () => closeIt(descriptor));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`The log file ${path} cannot be opened: ${reason}`, { cause: error });
  }
}
