import type { Layout, LogEntry } from './entry.ts';
import { type Room, Rooms } from './rooms.ts';

/** Lines on their way, as bytes. */
export interface Batch {
  /** Valid until the batch is written or failed. */
  readonly bytes: Buffer;
  /** The batch is written. */
  written(): void;
  /** It could not be written, or nobody waits for it any longer; `partly` when some of its bytes may have been. */
  failed(partly: boolean): void;
}

export interface WaitingLinesOptions {
  readonly layout: Layout;
  /** Lines that wait at most; what comes on top is counted instead. */
  readonly capacity: number;
  readonly now: () => number;
}

/** Text is put away as bytes in pieces of about this length. */
const PIECE = 16 * 1024;
/** Lines that wait may be as long as this together, in UTF-16 code units, however few they are. */
const LONGEST = 16 * 1024 * 1024;
const NOTHING = Buffer.alloc(0);

/**
 * What waits to be written, and the account of what was not. Entries become text as they are added, and text becomes
 * bytes by the piece, in rooms that are used again: objects that waited for their turn would outlive the young
 * generation, and the garbage collector would carry each of them around.
 */
export class WaitingLines {
  readonly #options: WaitingLinesOptions;
  readonly #rooms = new Rooms();
  #queue: Room[] = [];
  /** What is not in a room yet. */
  #text = '';
  #textLines = 0;
  #waiting = 0;
  /** Of what waits in rooms, in UTF-16 code units. */
  #length = 0;
  #dropped = 0;
  #reported = 0;
  /** After a failure in the middle of a line, the next batch begins on a line of its own. */
  #torn = false;

  constructor(options: WaitingLinesOptions) {
    this.#options = options;
  }

  /** Whether there is anything to say. */
  get pending(): boolean {
    return this.#waiting > 0 || this.#dropped > this.#reported;
  }

  /** Whether there is more than belongs into one batch. */
  get crowded(): boolean {
    return this.#queue.length > 1;
  }

  get dropped(): number {
    return this.#dropped;
  }

  add(entry: LogEntry): void {
    const { layout, capacity } = this.#options;
    if (this.#waiting === capacity || this.#length >= LONGEST) {
      this.#dropped += 1;
      return;
    }
    this.#text += layout(entry);
    this.#textLines += 1;
    this.#waiting += 1;
    if (this.#text.length >= PIECE) this.#putAway();
  }

  /** The next lines, preceded by the number of dropped ones if that has not been said yet. */
  take(): Batch {
    const counted = this.#dropped;
    const notice = this.#notice();
    this.#putAway();
    const room = this.#queue.shift();
    const bytes = room?.bytes ?? NOTHING;
    const lines = room?.lines ?? 0;
    this.#waiting -= lines;
    this.#length -= room?.length ?? 0;
    return {
      bytes: notice === '' ? bytes : Buffer.concat([Buffer.from(notice), bytes]),
      written: () => {
        this.#torn = false;
        this.#reported = counted;
        this.#rooms.giveBack(room);
      },
      failed: partly => {
        this.#torn ||= partly;
        this.#dropped += lines;
        this.#rooms.giveBack(room);
      },
    };
  }

  giveUp(): void {
    this.#dropped += this.#waiting;
    this.#waiting = 0;
    this.#length = 0;
    this.#queue = [];
    this.#text = '';
    this.#textLines = 0;
  }

  #putAway(): void {
    if (this.#textLines === 0) return;
    const text = this.#text;
    let room = this.#queue.at(-1);
    if (room === undefined || !room.fits(text)) {
      room = this.#rooms.roomFor(text);
      this.#queue.push(room);
    }
    room.put(text, this.#textLines);
    this.#length += text.length;
    this.#text = '';
    this.#textLines = 0;
  }

  #notice(): string {
    const count = this.#dropped - this.#reported;
    const { layout, now } = this.#options;
    const lost =
      count === 0
        ? ''
        : layout({
            time: now(),
            level: 'warn',
            target: 'log',
            message: 'lines were dropped because they could not be written',
            fields: { count },
          });
    return (this.#torn ? '\n' : '') + lost;
  }
}
