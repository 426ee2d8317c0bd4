import type { LogEntry } from './entry.ts';
import { WaitingLines, type WaitingLinesOptions } from './waiting-lines.ts';

/** Where lines go in the end. */
export interface LineTarget {
  /** Writes some of the bytes, at least one, and says how many. Rejects when it cannot. */
  write(bytes: Buffer): Promise<number>;
  /** The same without waiting, for the last moment of a process. */
  writeSync(bytes: Buffer): number;
  close(): Promise<void>;
}

/** Takes entries without ever making anyone wait or fail. */
export interface LineSink {
  add(entry: LogEntry): void;
  /** Writes down what is waiting, as far as the target lets it, at the last moment of a process. */
  flushSync(): void;
  /** Entries given up so far because the target was full, gone or too slow. */
  dropped(): number;
  /** Resolves when everything added before is written, or given up because the target fails or stalls. */
  close(): Promise<void>;
}

export interface LineSinkOptions extends Omit<WaitingLinesOptions, 'capacity'> {
  readonly target: LineTarget;
  /** Entries that wait at most; what comes on top is counted instead. */
  readonly capacity?: number;
  /** How long lines may wait for others to be written with. */
  readonly lingerMs?: number;
  /** How long a target that failed is left alone. */
  readonly retryMs?: number;
  /** How long a target that takes nothing may hold up the end. */
  readonly closeMs?: number;
}

/** A pipe whose reader is slow says EAGAIN: not a failure, only not yet. */
const BUSY_MS = 5;
const LAST_MOMENT_MS = 1000;

const pause = (milliseconds: number): Promise<void> =>
  new Promise(resolve => setTimeout(resolve, milliseconds).unref());

const isBusy = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === 'EAGAIN' || error.code === 'EINTR');

/**
 * Collects entries and writes them in batches, one at a time, a moment later: a write goes through the thread pool, and
 * one in each turn of the event loop would cost more than the lines. A target that fails or stalls costs memory up to
 * the capacity and nothing else; what had to be dropped is counted, and said in the log as soon as it takes lines again.
 */
export function lineSink(options: LineSinkOptions): LineSink {
  const { target, capacity = 20_000, retryMs = 1000, closeMs = 5000, lingerMs = 5 } = options;
  const lines = new WaitingLines({ ...options, capacity });
  let running: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;
  let closing = false;

  /** Whether the next lines could be written. */
  async function writeBatch(): Promise<boolean> {
    const { bytes, written, failed } = lines.take();
    const done = await writeBytes(target, bytes);
    if (done === bytes.length) {
      written();
      return true;
    }
    failed(done > 0);
    return false;
  }

  async function writeDown(): Promise<void> {
    do {
      if (!(await writeBatch()) && !closing) await pause(retryMs);
    } while (lines.crowded && !closing);
  }

  const run = (): void => {
    timer = undefined;
    running = writeDown().finally(() => {
      running = undefined;
      if (lines.pending) schedule();
    });
  };

  const schedule = (): void => {
    if (timer === undefined && running === undefined && !closing) timer = setTimeout(run, lingerMs);
  };

  async function finish(): Promise<void> {
    await running;
    while (lines.pending) if (!(await writeBatch())) return lines.giveUp();
  }

  return {
    add(entry) {
      lines.add(entry);
      schedule();
    },
    flushSync() {
      // A batch under way will not end any more, and what came after it must not overtake it.
      if (running !== undefined) return;
      try {
        while (lines.pending) {
          const { bytes, written } = lines.take();
          writeBytesSync(target, bytes);
          written();
        }
      } catch {
        // The process ends in this moment and its log cannot be written: there is nobody left to tell.
        lines.giveUp();
      }
    },
    dropped: () => lines.dropped,
    async close() {
      closing = true;
      clearTimeout(timer);
      await Promise.race([finish(), pause(closeMs)]);
      await target.close();
    },
  };
}

/** How many of the bytes could be written. */
async function writeBytes(target: LineTarget, bytes: Buffer): Promise<number> {
  let done = 0;
  while (done < bytes.length) {
    try {
      done += await target.write(bytes.subarray(done));
    } catch (error) {
      if (!isBusy(error)) return done;
      await pause(BUSY_MS);
    }
  }
  return done;
}

/** The same for the last moment of a process, when only blocking is left. Throws when the target fails or stays busy. */
function writeBytesSync(target: LineTarget, bytes: Buffer): void {
  const clock = new Int32Array(new SharedArrayBuffer(4));
  let patience = LAST_MOMENT_MS / BUSY_MS;
  for (let done = 0; done < bytes.length; ) {
    try {
      done += target.writeSync(bytes.subarray(done));
    } catch (error) {
      patience -= 1;
      if (!isBusy(error) || patience <= 0) throw error;
      Atomics.wait(clock, 0, 0, BUSY_MS);
    }
  }
}
