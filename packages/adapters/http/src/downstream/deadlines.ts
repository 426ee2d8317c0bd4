/** Something that must make progress. The neighbours belong to `Deadlines`. */
export interface Timed {
  /** Milliseconds on the clock of `Deadlines`. Infinity for what may take as long as it likes. */
  dueAt: number;
  /** On the same clock: however often it is extended, it is due then. Infinity for what has no such end. */
  latest: number;
  before: Timed | undefined;
  after: Timed | undefined;
  /** Called at most once a tick while the time is over. */
  overdue(): void;
}

const TICK_MS = 500;

/**
 * Time-outs for thousands of exchanges at the price of one timer: being extended is a single assignment, and twice a
 * second all of them are looked at. A deadline is kept up to a second late and never early.
 */
export class Deadlines {
  #first: Timed | undefined;
  #timer: NodeJS.Timeout | undefined;
  #now = 0;

  /** `overall`: milliseconds that no extension goes beyond. */
  add(timed: Timed, milliseconds: number, overall = Number.POSITIVE_INFINITY): void {
    if (this.#timer === undefined) this.#start();
    timed.latest = this.#now + overall + TICK_MS;
    this.extend(timed, milliseconds);
    timed.before = undefined;
    timed.after = this.#first;
    if (this.#first !== undefined) this.#first.before = timed;
    this.#first = timed;
  }

  extend(timed: Timed, milliseconds: number): void {
    // The clock stands still between two looks, so it may be one tick behind.
    timed.dueAt = Math.min(this.#now + milliseconds + TICK_MS, timed.latest);
  }

  remove(timed: Timed): void {
    const { before, after } = timed;
    if (before !== undefined) before.after = after;
    else if (this.#first === timed) this.#first = after;
    if (after !== undefined) after.before = before;
    timed.before = undefined;
    timed.after = undefined;
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #start(): void {
    this.#now = performance.now();
    this.#timer = setInterval(() => this.#look(), TICK_MS).unref();
  }

  #look(): void {
    this.#now = performance.now();
    if (this.#first === undefined) {
      this.stop();
      return;
    }
    const late: Timed[] = [];
    for (let timed: Timed | undefined = this.#first; timed !== undefined; timed = timed.after) {
      if (timed.dueAt <= this.#now) late.push(timed);
    }
    for (const timed of late) timed.overdue();
  }
}
