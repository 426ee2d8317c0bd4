import type { LogEntry } from './entry.ts';
import { type Batch, WaitingLines, type WaitingLinesOptions } from './waiting-lines.ts';

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
/** What a write that is under way in the thread pool is given at the last moment of a process. */
const LAST_WRITE_MS = 50;

const pause = (milliseconds: number): Promise<void> =>
  new Promise(resolve => setTimeout(resolve, milliseconds));

/** Blocks. */
const standStill = (milliseconds: number): void =>
  void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);

const isBusy = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === 'EAGAIN' || error.code === 'EINTR');

/** A batch on its way. */
interface UnderWay {
  readonly batch: Batch;
  done: number;
  /** Whether the thread pool has it; otherwise it waits for its next attempt. */
  writing: boolean;
}

/**
 * Collects entries and writes them in batches, one at a time, a moment later: a write goes through the thread pool, and
 * one in each turn of the event loop would cost more than the lines. A target that fails or stalls costs memory up to
 * the capacity and nothing else; what had to be dropped is counted, and said in the log as soon as it takes lines again.
 */
export function lineSink(options: LineSinkOptions): LineSink {
  const { target, capacity = 20_000, retryMs = 1000, closeMs = 5000, lingerMs = 5 } = options;
  const lines = new WaitingLines({ ...options, capacity });
  let running: Promise<void> | undefined;
  let underWay: UnderWay | undefined;
  let timer: NodeJS.Timeout | undefined;
  let closing = false;

  /** Whether the next lines could be written. */
  async function writeBatch(): Promise<boolean> {
    const current = { batch: lines.take(), done: 0, writing: false };
    underWay = current;
    const whole = await writeBytes(target, current);
    // Given up meanwhile: it is counted already.
    if (underWay !== current) return false;
    underWay = undefined;
    if (whole) current.batch.written();
    else current.batch.failed(current.done > 0);
    return whole;
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

  const giveUp = (): void => {
    underWay?.batch.failed(true);
    underWay = undefined;
    lines.giveUp();
  };

  return {
    add(entry) {
      lines.add(entry);
      schedule();
    },
    flushSync() {
      try {
        if (underWay !== undefined) finishSync(target, underWay);
        while (lines.pending) {
          const { bytes, written } = lines.take();
          writeBytesSync(target, bytes);
          written();
        }
      } catch {
        // The process ends in this moment and its log cannot be written: there is nobody left to tell.
        giveUp();
      }
    },
    dropped: () => lines.dropped,
    async close() {
      closing = true;
      clearTimeout(timer);
      // Nothing else may be left that keeps the process: these two must.
      let patience: NodeJS.Timeout | undefined;
      const late = new Promise<void>(resolve => {
        patience = setTimeout(() => {
          giveUp();
          resolve();
        }, closeMs);
      });
      await Promise.race([finish(), late]);
      clearTimeout(patience);
      await target.close();
    },
  };
}

/** Whether all of the bytes could be written. */
async function writeBytes(target: LineTarget, current: UnderWay): Promise<boolean> {
  const { bytes } = current.batch;
  while (current.done < bytes.length) {
    current.writing = true;
    try {
      current.done += await target.write(bytes.subarray(current.done));
    } catch (error) {
      current.writing = false;
      if (!isBusy(error)) return false;
      await pause(BUSY_MS);
    }
  }
  return true;
}

/** What is under way at the last moment of a process, before anything that came after it. */
function finishSync(target: LineTarget, { batch, done, writing }: UnderWay): void {
  // Its end will not be heard of any more, but it comes.
  if (writing) standStill(LAST_WRITE_MS);
  else writeBytesSync(target, batch.bytes.subarray(done));
}

/** For the last moment of a process, when only blocking is left. Throws when the target fails or stays busy. */
function writeBytesSync(target: LineTarget, bytes: Buffer): void {
  let patience = LAST_MOMENT_MS / BUSY_MS;
  for (let done = 0; done < bytes.length; ) {
    try {
      done += target.writeSync(bytes.subarray(done));
    } catch (error) {
      patience -= 1;
      if (!isBusy(error) || patience <= 0) throw error;
      standStill(BUSY_MS);
    }
  }
}
