const CLOSE = 0x8;
const FINAL = 0x80;
const MASKED = 0x80;
const MASK_BYTES = 4;
/** Two bytes, a length of up to eight, a mask of four (RFC 6455 §5.2). */
const LONGEST_HEADER = 14;

/** The status codes with which the gateway itself closes (RFC 6455 §7.4). */
export const CLOSE_CODE = { goingAway: 1001, policy: 1008, internal: 1011, tryAgainLater: 1013 } as const;

/**
 * Follows the frames of one direction to know where one ends: only there may a frame of our own be put in. Keeps no
 * byte of a payload and costs nothing per byte.
 */
export class FrameBoundary {
  readonly #header = Buffer.alloc(LONGEST_HEADER);
  #have = 0;
  #need = 2;
  #payload = 0;
  /** After a close frame nothing may follow (RFC 6455 §5.5.1). */
  closed = false;

  get reached(): boolean {
    return this.#have === 0 && this.#payload === 0;
  }

  follow(chunk: Buffer): void {
    let at = 0;
    while (at < chunk.length) {
      if (this.#payload > 0) {
        const part = Math.min(this.#payload, chunk.length - at);
        this.#payload -= part;
        at += part;
      } else {
        this.#header[this.#have++] = chunk[at++] ?? 0;
        if (this.#have === 2) this.#need = headerLength(this.#header[1] ?? 0);
        if (this.#have === this.#need) this.#begin();
      }
    }
  }

  #begin(): void {
    const header = this.#header;
    const length = (header[1] ?? 0) & 0x7f;
    if (length === 126) this.#payload = header.readUInt16BE(2);
    else if (length === 127) this.#payload = header.readUInt32BE(2) * 2 ** 32 + header.readUInt32BE(6);
    else this.#payload = length;
    if (((header[0] ?? 0) & 0xf) === CLOSE) this.closed = true;
    this.#have = 0;
    this.#need = 2;
  }
}

function headerLength(second: number): number {
  const length = second & 0x7f;
  const extended = length === 127 ? 8 : length === 126 ? 2 : 0;
  return 2 + extended + (second & MASKED ? MASK_BYTES : 0);
}

export interface Closing {
  readonly code: number;
  /** At most 123 bytes. */
  readonly reason: string;
}

/** A close frame (RFC 6455 §5.5.1). Towards a server frames are masked; a mask of zeros leaves the text readable. */
export function closeFrame({ code, reason }: Closing, masked: boolean): Buffer {
  const text = Buffer.from(reason, 'utf8');
  const mask = masked ? MASK_BYTES : 0;
  const frame = Buffer.alloc(2 + mask + 2 + text.length);
  frame[0] = FINAL | CLOSE;
  frame[1] = (masked ? MASKED : 0) | (2 + text.length);
  frame.writeUInt16BE(code, 2 + mask);
  text.copy(frame, 4 + mask);
  return frame;
}
