import { type FieldName, fieldName } from './field-name.ts';
import { invalidAnswer } from './service-fault.ts';

const STATUS_LINE = /HTTP\/1\.([01]) ([1-9]\d\d)(?: [\t\x20-\x7e\x80-\xff]*)?/y;
/**
 * One field with the line end before it: a token, and a value without control characters (RFC 9110 §5.1, §5.5). A line
 * that begins with a blank would go on the one before (RFC 9112 §5.2); it has no name, so it is refused.
 */
const FIELD = /\r\n([!#$%&'*+\-.^_`|~0-9a-zA-Z]+):[ \t]*([\t\x20-\x7e\x80-\xff]*)/y;
const TRAILING_BLANKS = /[ \t]+$/;
const DIGITS = /^\d{1,15}$/;

const SPACE = 0x20;

/** How the body of an answer ends: after so many bytes, or by one of these. */
export const FRAMING = { chunks: -1, close: -2 } as const;

/** Fields in the order in which they came: one of `values` for each of `names`. */
export interface FieldList {
  readonly names: readonly FieldName[];
  readonly values: readonly string[];
}

/** The head of a service's answer (RFC 9112 §4, §5), with what the gateway itself must know of it. */
export class AnswerHead implements FieldList {
  readonly status: number;
  readonly names: FieldName[] = [];
  readonly values: string[] = [];
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
    // RFC 9112 §6.1: whoever wrote that may mean something else by it.
    if (this.chunked && this.#minorVersion === 0) return false;
    if (connection === undefined) return this.#minorVersion === 1;
    const tokens = connection.toLowerCase();
    if (tokens === 'keep-alive') return true;
    const said = (token: string) => tokens.split(',').some(one => one.trim() === token);
    return !said('close') && (this.#minorVersion === 1 || said('keep-alive'));
  }

  /** Whether it tells of a body that an answer of its status never has. */
  get withheldBody(): boolean {
    return (this.status === 204 || this.status === 304) && (this.chunked || this.length > 0);
  }

  /** RFC 9112 §6.3: the number of bytes of the body, or one of `FRAMING`. */
  framing(method: string): number {
    if (method === 'HEAD' || this.status === 204 || this.status === 304) return 0;
    if (this.chunked) return FRAMING.chunks;
    return this.length < 0 ? FRAMING.close : this.length;
  }

  add(name: FieldName, value: string): void {
    switch (name.lower) {
      case 'connection':
        this.connection = joined(this.connection, value);
        break;
      case 'content-length':
        this.#addLength(value);
        break;
      case 'content-type':
        this.contentType = value;
        break;
      case 'date':
        this.dated = true;
        break;
      case 'keep-alive':
        this.keepAlive = value;
        break;
      case 'link':
        this.link = joined(this.link, value);
        break;
      case 'trailer':
        this.trailer = joined(this.trailer, value);
        break;
      case 'transfer-encoding':
        this.#addCoding(value);
        break;
    }
    this.names.push(name);
    this.values.push(value);
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
  STATUS_LINE.lastIndex = start;
  const line = STATUS_LINE.exec(text);
  if (line === null) throw invalidAnswer('its status line cannot be read');
  const head = new AnswerHead(Number(line[2]), Number(line[1]));
  readFields(head, text, { from: STATUS_LINE.lastIndex, end });
  return head;
}

/** The fields behind the last chunk, each with its line end, with the same rules. */
export function readTrailers(lines: string): FieldList {
  const head = new AnswerHead(200, 1);
  readFields(head, `\r\n${lines}`, { from: 0, end: lines.length });
  if (head.length >= 0 || head.chunked) throw invalidAnswer('its trailers say where its body ends');
  return head;
}

function readFields(
  head: AnswerHead,
  text: string,
  { from, end }: { readonly from: number; readonly end: number },
): void {
  let at = from;
  while (at < end) {
    FIELD.lastIndex = at;
    const field = FIELD.exec(text);
    if (field === null) break;
    at = FIELD.lastIndex;
    const name = fieldName(field[1] ?? '');
    const raw = field[2] ?? '';
    // Node, for one, takes that for another coding, and reads the body to the end of the connection.
    if (name.lower === 'transfer-encoding' && raw.endsWith('\t'))
      throw invalidAnswer('its transfer coding is unknown');
    head.add(name, withoutTrailingBlanks(raw));
  }
  if (at !== end) throw invalidAnswer('a line of its head is no field');
}

/** Nearly no value has any, so the last character is looked at before anything is searched. */
const withoutTrailingBlanks = (value: string): string =>
  value.charCodeAt(value.length - 1) > SPACE ? value : value.replace(TRAILING_BLANKS, '');
