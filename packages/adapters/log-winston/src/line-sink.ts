import type { LogEntry } from './entry.ts';
import { type WaitingLinesOptions, waitingLines } from './waiting-lines.ts';

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
 * Collects entries and writes them in batches after the current turn of the event loop, one batch at a time; text is
 * made only then. A target that fails or stalls costs memory up to the capacity and nothing else; what had to be
 * dropped is counted, and said in the log as soon as it takes lines again.
 */
export function lineSink(options: LineSinkOptions): LineSink {
  const { target, capacity = 20_000, retryMs = 1000, closeMs = 5000 } = options;
  const lines = waitingLines({ ...options, capacity });
  let running: Promise<void> | undefined;
  let scheduled = false;
  let closing = false;

  async function writeAll(): Promise<void> {
    while (lines.pending) {
      const { bytes, written, failed } = lines.take();
      const done = await writeBytes(target, bytes);
      if (done === bytes.length) {
        written();
        continue;
      }
      failed(done > 0);
      if (closing) return lines.giveUp();
      await pause(retryMs);
    }
  }

  const run = (): void => {
    scheduled = false;
    running ??= writeAll().finally(() => {
      running = undefined;
      if (lines.pending && !closing) run();
    });
  };

  return {
    add(entry) {
      lines.add(entry);
      if (scheduled || running !== undefined) return;
      scheduled = true;
      setImmediate(run);
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
      const finish = async (): Promise<void> => {
        await running;
        await writeAll();
      };
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
