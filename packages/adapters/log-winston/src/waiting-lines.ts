import type { Layout, LogEntry } from './entry.ts';

/** Entries on their way, as bytes. */
export interface Batch {
  readonly bytes: Buffer;
  /** The batch is written. */
  written(): void;
  /** It could not be written; `partly` when some of its bytes were. */
  failed(partly: boolean): void;
}

/** What waits to be written, and the account of what was not. */
export interface WaitingLines {
  add(entry: LogEntry): void;
  /** The next lines, preceded by the number of dropped ones if that has not been said yet. */
  take(): Batch;
  /** Whether there is anything to say. */
  readonly pending: boolean;
  readonly dropped: number;
  giveUp(): void;
}

export interface WaitingLinesOptions {
  readonly layout: Layout;
  readonly capacity: number;
  readonly now: () => number;
}

/** Lines written at once. Making their text takes some milliseconds, during which nothing else happens. */
const BATCH = 2000;

export function waitingLines({ layout, capacity, now }: WaitingLinesOptions): WaitingLines {
  let entries: LogEntry[] = [];
  let dropped = 0;
  let reported = 0;
  // After a failure in the middle of a line, the next batch begins on a line of its own.
  let torn = false;

  const report = (): LogEntry => ({
    time: now(),
    level: 'warn',
    target: 'log',
    message: 'lines were dropped because they could not be written',
    fields: { count: dropped - reported },
  });

  return {
    add(entry) {
      if (entries.length < capacity) entries.push(entry);
      else dropped += 1;
    },
    take() {
      const taken = entries.slice(0, BATCH);
      entries = entries.slice(BATCH);
      const counted = dropped;
      const lines = counted > reported ? [report(), ...taken] : taken;
      return {
        bytes: Buffer.from((torn ? '\n' : '') + lines.map(layout).join('')),
        written() {
          torn = false;
          reported = counted;
        },
        failed(partly) {
          torn ||= partly;
          dropped += taken.length;
        },
      };
    },
    get pending() {
      return entries.length > 0 || dropped > reported;
    },
    get dropped() {
      return dropped;
    },
    giveUp() {
      dropped += entries.length;
      entries = [];
    },
  };
}
