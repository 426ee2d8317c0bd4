import { type FieldList, readTrailers } from './answer-head.ts';
import { invalidAnswer, ServiceFault } from './service-fault.ts';

/** Takes what a chunked body is made of. */
export interface ChunkSink {
  /** Bytes of the body; they are overwritten by the next read. */
  data(chunk: Buffer): void;
}

/** A size of sixteen digits and some extensions, which say nothing to anybody. */
const MAX_SIZE_LINE = 1024;
const MAX_TRAILER_BYTES = 16 * 1024;
/** Thirteen hexadecimal digits are as many bytes as a number can count. */
const SIZE = '([0-9a-f]{1,13})';
const TOKEN = "[!#$%&'*+\\-.^_`|~0-9a-z]+";
const QUOTED = '"[\\t !\\x23-\\x5b\\x5d-\\x7e\\x80-\\xff]*"';
/** Blanks around extensions are allowed by the standard and read in more than one way: they are refused. */
const SIZE_LINE = new RegExp(`^${SIZE}(?:;${TOKEN}(?:=(?:${TOKEN}|${QUOTED}))?)*\r$`, 'i');
const LINE_FEED = 0x0a;
const CRLF = '\r\n';

export const NO_TRAILERS: FieldList = { names: [], values: [] };

type State = 'size' | 'data' | 'end of data' | 'trailers' | 'done';

/** Reads a chunked body (RFC 9112 §7.1) in whatever pieces it comes. */
export class ChunkedBody {
  readonly #sink: ChunkSink;
  #state: State = 'size';
  /** What has come of a line that is not whole yet. */
  #line = '';
  /** Bytes of the present chunk that are still to come. */
  #left = 0;
  #trailers: FieldList = NO_TRAILERS;
  /** What of the present read is body, moved together: a write for each of many small chunks costs hundreds of times their size. */
  #from = 0;
  #to = 0;

  constructor(sink: ChunkSink) {
    this.#sink = sink;
  }

  /** Known once the body is done. */
  get trailers(): FieldList {
    return this.#trailers;
  }

  /**
   * Answers how many bytes it took; fewer than there were only when the body is whole. Throws a `ServiceFault`. The bytes
   * it took are not what they were.
   */
  read(bytes: Buffer): number {
    let at = 0;
    this.#to = this.#from = 0;
    while (at < bytes.length && this.#state !== 'done') {
      if (this.#state === 'data') at = this.#readData(bytes, at);
      else at = this.#readLine(bytes, at);
    }
    if (this.#to > this.#from) this.#sink.data(bytes.subarray(this.#from, this.#to));
    return at;
  }

  get done(): boolean {
    return this.#state === 'done';
  }

  #readData(bytes: Buffer, at: number): number {
    const end = Math.min(bytes.length, at + this.#left);
    this.#left -= end - at;
    if (this.#to === this.#from) {
      this.#from = at;
      this.#to = end;
    } else {
      bytes.copyWithin(this.#to, at, end);
      this.#to += end - at;
    }
    if (this.#left === 0) this.#state = 'end of data';
    return end;
  }

  #readLine(bytes: Buffer, at: number): number {
    const feed = bytes.indexOf(LINE_FEED, at);
    const end = feed < 0 ? bytes.length : feed + 1;
    this.#line += bytes.toString('latin1', at, end);
    if (this.#line.length > (this.#state === 'trailers' ? MAX_TRAILER_BYTES : MAX_SIZE_LINE))
      this.#refuseLength();
    if (feed >= 0) this.#endLine();
    return end;
  }

  #endLine(): void {
    const line = this.#line;
    if (this.#state === 'trailers') {
      this.#endTrailer(line);
      return;
    }
    this.#line = '';
    if (this.#state === 'size') this.#begin(line);
    else if (line === CRLF) this.#state = 'size';
    else throw invalidAnswer('a chunk is longer than it says');
  }

  #begin(line: string): void {
    const size = SIZE_LINE.exec(line.slice(0, -1))?.[1];
    if (size === undefined) throw invalidAnswer('the size of a chunk cannot be read');
    this.#left = Number.parseInt(size, 16);
    this.#state = this.#left === 0 ? 'trailers' : 'data';
  }

  /** Trailers are collected up to the empty line, which may be the first one. */
  #endTrailer(lines: string): void {
    if (lines !== CRLF && !lines.endsWith('\r\n\r\n')) return;
    this.#trailers = readTrailers(lines.slice(0, -2));
    this.#line = '';
    this.#state = 'done';
  }

  #refuseLength(): never {
    throw this.#state === 'trailers'
      ? new ServiceFault('ANSWER_FIELDS_TOO_LARGE', 'the trailers of its answer do not end')
      : invalidAnswer('the size of a chunk does not end');
  }
}
