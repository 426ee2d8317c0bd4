import { invalidAnswer } from './service-fault.ts';

const TOKEN = /^[!#$%&'*+\-.^_`|~0-9a-z]+$/i;
/** Anything else would be read differently by somebody (RFC 9110 §5.5). */
const ILLEGAL = /[^\t\x20-\x7e\x80-\xff]/;
const DIGITS = /^\d{1,15}$/;

const ZERO = 0x30;
const NINE = 0x39;
const SPACE = 0x20;
const TAB = 0x09;

/** How the body of an answer ends: after so many bytes, or by one of these. */
export const FRAMING = { chunks: -1, close: -2 } as const;

/** The head of a service's answer (RFC 9112 §4, §5), with what the gateway itself must know of it. */
export class AnswerHead {
  readonly status: number;
  /** Names and values in turn, as they came. */
  readonly fields: string[] = [];
  /** The length of the body, or of the one that GET would have; -1 when it is not said. */
  length = -1;
  chunked = false;
  contentType: string | undefined;
  connection: string | undefined;
  keepAlive: string | undefined;
  link: string | undefined;
  trailer: string | undefined;
  /** Whether the service says when it answered. */
  dated = false;
  readonly #minorVersion: number;

  constructor(status: number, minorVersion: number) {
    this.status = status;
    this.#minorVersion = minorVersion;
  }

  /** Whether the service takes another request on the connection (RFC 9112 §9.3). */
  get persistent(): boolean {
    const { connection } = this;
    if (connection === undefined) return this.#minorVersion === 1;
    const tokens = connection.toLowerCase();
    if (tokens === 'keep-alive') return true;
    const said = (token: string) => tokens.split(',').some(one => one.trim() === token);
    return !said('close') && (this.#minorVersion === 1 || said('keep-alive'));
  }

  /** RFC 9112 §6.3: the number of bytes of the body, or one of `FRAMING`. */
  framing(method: string): number {
    if (method === 'HEAD' || this.status === 204 || this.status === 304) return 0;
    if (this.chunked) return FRAMING.chunks;
    return this.length < 0 ? FRAMING.close : this.length;
  }

  add(name: string, value: string): void {
    // Most names are told apart by their length alone.
    switch (name.length) {
      case 4:
        this.#addShort(name.toLowerCase(), value);
        break;
      case 7:
        if (name.toLowerCase() === 'trailer') this.trailer = joined(this.trailer, value);
        break;
      case 10:
        this.#addOfConnection(name.toLowerCase(), value);
        break;
      case 12:
        if (name.toLowerCase() === 'content-type') this.contentType = value;
        break;
      case 14:
        if (name.toLowerCase() === 'content-length') this.#addLength(value);
        break;
      case 17:
        if (name.toLowerCase() === 'transfer-encoding') this.#addCoding(value);
        break;
    }
    this.fields.push(name, value);
  }

  #addShort(name: string, value: string): void {
    if (name === 'date') this.dated = true;
    else if (name === 'link') this.link = joined(this.link, value);
  }

  #addOfConnection(name: string, value: string): void {
    if (name === 'connection') this.connection = joined(this.connection, value);
    else if (name === 'keep-alive') this.keepAlive = value;
  }

  #addLength(value: string): void {
    if (this.length >= 0) throw invalidAnswer('it says its length twice');
    if (this.chunked) throw invalidAnswer('it has a length and chunks');
    if (!DIGITS.test(value)) throw invalidAnswer('its length is not a number');
    this.length = Number(value);
  }

  /** Any other coding could not be undone here, and its name does not reach the client. */
  #addCoding(value: string): void {
    if (this.length >= 0) throw invalidAnswer('it has a length and chunks');
    if (this.chunked || value.toLowerCase() !== 'chunked')
      throw invalidAnswer('its transfer coding is unknown');
    this.chunked = true;
  }
}

const joined = (before: string | undefined, value: string): string =>
  before === undefined ? value : `${before}, ${value}`;

/**
 * Reads the head that begins at `start` and ends with the empty line at `end`, in Latin-1. Stricter than the standard
 * asks for where others have been known to read the same bytes in two ways. Throws a `ServiceFault`.
 */
export function readAnswerHead(text: string, start: number, end: number): AnswerHead {
  let lineEnd = text.indexOf('\r\n', start);
  const head = new AnswerHead(readStatus(text, start, lineEnd), text.charCodeAt(start + 7) - ZERO);
  while (lineEnd < end) {
    const from = lineEnd + 2;
    lineEnd = text.indexOf('\r\n', from);
    addField(head, text.slice(from, lineEnd));
  }
  return head;
}

/** The fields behind the last chunk, with the same rules; empty when there are none. */
export function readTrailers(lines: string): readonly string[] {
  const head = new AnswerHead(200, 1);
  for (const line of lines.split('\r\n')) if (line !== '') addField(head, line);
  if (head.length >= 0 || head.chunked) throw invalidAnswer('its trailers say where its body ends');
  return head.fields;
}

function readStatus(text: string, start: number, lineEnd: number): number {
  const minor = text.charCodeAt(start + 7) - ZERO;
  if (!text.startsWith('HTTP/1.', start) || (minor !== 0 && minor !== 1))
    throw invalidAnswer('it does not speak HTTP/1');
  const digits = start + 9;
  const wellFormed =
    text.charCodeAt(start + 8) === SPACE &&
    isDigit(text.charCodeAt(digits)) &&
    isDigit(text.charCodeAt(digits + 1)) &&
    isDigit(text.charCodeAt(digits + 2)) &&
    (lineEnd === digits + 3 || text.charCodeAt(digits + 3) === SPACE) &&
    !ILLEGAL.test(text.slice(digits, lineEnd));
  const status = wellFormed ? Number(text.slice(digits, digits + 3)) : 0;
  if (status < 100) throw invalidAnswer('its status line cannot be read');
  return status;
}

const isDigit = (code: number): boolean => code >= ZERO && code <= NINE;

/** A line that begins with a space would go on the one before (RFC 9112 §5.2); it has no name, so it is refused. */
function addField(head: AnswerHead, line: string): void {
  const colon = line.indexOf(':');
  const name = line.slice(0, Math.max(colon, 0));
  if (!TOKEN.test(name)) throw invalidAnswer('a line of its head is no field');
  const value = withoutBlanks(line, colon + 1);
  if (ILLEGAL.test(value)) throw invalidAnswer('a field holds a control character');
  head.add(name, value);
}

/** The rest of the line from `start` on, without the blanks around it. */
function withoutBlanks(line: string, start: number): string {
  let end = line.length;
  while (start < end && isBlank(line.charCodeAt(start))) start++;
  while (end > start && isBlank(line.charCodeAt(end - 1))) end--;
  return line.slice(start, end);
}

const isBlank = (code: number): boolean => code === SPACE || code === TAB;
