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

/** Written at once at the most. */
const BATCH = 2000;
/** Text is put away as bytes in pieces of about this length. */
const PIECE = 16 * 1024;

/** Some lines as bytes. */
interface Piece {
  readonly bytes: Buffer;
  readonly lines: number;
}

/**
 * Entries become text as they are added, and text becomes bytes by the piece: objects that waited for their turn would
 * outlive the young generation, and the garbage collector would carry each of them around.
 */
export function waitingLines({ layout, capacity, now }: WaitingLinesOptions): WaitingLines {
  const pieces: Piece[] = [];
  let text = '';
  let textLines = 0;
  let waiting = 0;
  let dropped = 0;
  let reported = 0;
  // After a failure in the middle of a line, the next batch begins on a line of its own.
  let torn = false;

  const report = (): string =>
    layout({
      time: now(),
      level: 'warn',
      target: 'log',
      message: 'lines were dropped because they could not be written',
      fields: { count: dropped - reported },
    });

  const putAway = (): void => {
    if (textLines === 0) return;
    pieces.push({ bytes: Buffer.from(text), lines: textLines });
    text = '';
    textLines = 0;
  };

  /** The next pieces, and how many lines they are. */
  const next = (): { readonly parts: Buffer[]; readonly lines: number } => {
    putAway();
    const parts: Buffer[] = [];
    let lines = 0;
    for (let piece = pieces[0]; piece !== undefined && lines + piece.lines <= BATCH; piece = pieces[0]) {
      pieces.shift();
      parts.push(piece.bytes);
      lines += piece.lines;
    }
    waiting -= lines;
    return { parts, lines };
  };

  return {
    add(entry) {
      if (waiting === capacity) {
        dropped += 1;
        return;
      }
      text += layout(entry);
      waiting += 1;
      textLines += 1;
      if (text.length >= PIECE || textLines === BATCH) putAway();
    },
    take() {
      const counted = dropped;
      const before = (torn ? '\n' : '') + (counted > reported ? report() : '');
      const { parts, lines } = next();
      return {
        bytes: Buffer.concat([Buffer.from(before), ...parts]),
        written() {
          torn = false;
          reported = counted;
        },
        failed(partly) {
          torn ||= partly;
          dropped += lines;
        },
      };
    },
    get pending() {
      return waiting > 0 || dropped > reported;
    },
    get dropped() {
      return dropped;
    },
    giveUp() {
      dropped += waiting;
      waiting = 0;
      pieces.length = 0;
      text = '';
      textLines = 0;
    },
  };
}
