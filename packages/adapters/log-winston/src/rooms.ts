/** A UTF-16 code unit takes no more bytes than this in UTF-8. */
const WIDEST = 3;

/** Room for some lines as bytes. */
export class Room {
  readonly #space: Buffer;
  #used = 0;
  #lines = 0;
  #length = 0;

  constructor(size: number) {
    this.#space = Buffer.allocUnsafeSlow(size);
  }

  get size(): number {
    return this.#space.length;
  }

  /** What was put in so far. */
  get bytes(): Buffer {
    return this.#space.subarray(0, this.#used);
  }

  get lines(): number {
    return this.#lines;
  }

  /** Of the text that was put in, in UTF-16 code units. */
  get length(): number {
    return this.#length;
  }

  fits(text: string): boolean {
    return this.#used + text.length * WIDEST <= this.#space.length;
  }

  /** Only what fits. */
  put(text: string, lines: number): void {
    this.#used += this.#space.write(text, this.#used);
    this.#lines += lines;
    this.#length += text.length;
  }

  empty(): void {
    this.#used = 0;
    this.#lines = 0;
    this.#length = 0;
  }
}

/** Some milliseconds of the log of a busy process. */
const SIZE = 256 * 1024;
/** One is written while the next is filled. */
const KEPT = 2;

/** Rooms of which a few are kept, to be used again. */
export class Rooms {
  readonly #free: Room[] = [];

  /** An empty room, large enough for the text. */
  roomFor(text: string): Room {
    const size = text.length * WIDEST <= SIZE ? SIZE : Buffer.byteLength(text);
    return size > SIZE ? new Room(size) : (this.#free.pop() ?? new Room(SIZE));
  }

  /** What was in it is needed no longer. */
  giveBack(room: Room | undefined): void {
    if (room?.size !== SIZE || this.#free.length === KEPT) return;
    room.empty();
    this.#free.push(room);
  }
}
