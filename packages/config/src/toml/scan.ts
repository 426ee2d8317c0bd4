import { type Cursor, expectLineEnd, fail, peek, skipFiller, skipSpaces } from './cursor.ts';
import { readKey, skipString } from './strings.ts';

/** A value's place and structure; what it means is left to the TOML library. */
export interface ScannedValue {
  readonly start: number;
  readonly end: number;
  readonly items?: readonly ScannedValue[];
  readonly pairs?: readonly ScannedPair[];
}

export interface ScannedPair {
  readonly kind: 'pair';
  readonly keys: readonly string[];
  readonly start: number;
  readonly value: ScannedValue;
}

export interface ScannedHeader {
  readonly kind: 'table' | 'tables';
  readonly keys: readonly string[];
  /** Offset of the first bracket. */
  readonly start: number;
  /** Source range of the dotted name between the brackets. */
  readonly nameStart: number;
  readonly nameEnd: number;
}

export type Statement = ScannedHeader | ScannedPair;

/** Dates are valid TOML, but no setting holds one. */
const BARE_VALUE =
  /^(true|false|[+-]?(inf|nan)|[+-]?\d[\d_]*(\.\d[\d_]*)?([eE][+-]?\d[\d_]*)?|0x[0-9a-fA-F_]+|0o[0-7_]+|0b[01_]+)$/;

const skipBareValue = (cursor: Cursor): void => {
  const start = cursor.at;
  while (!/[,\]}#\r\n]/.test(peek(cursor)) && peek(cursor) !== '') cursor.at += 1;
  const word = cursor.text.slice(start, cursor.at).trimEnd();
  cursor.at = start + word.length;
  if (word === '') fail(cursor, 'a value is missing after the "="', start);
  // The word itself is not repeated: an unquoted secret would end up in the logs.
  if (!BARE_VALUE.test(word)) {
    fail(cursor, 'this is neither a number nor true or false; a text needs quotes around it', start);
  }
};

const readArray = (cursor: Cursor): ScannedValue => {
  const start = cursor.at;
  const items: ScannedValue[] = [];
  cursor.at += 1;
  for (;;) {
    skipFiller(cursor);
    if (peek(cursor) === ']') break;
    if (peek(cursor) === '') fail(cursor, 'this list has no closing ]', start);
    items.push(readValue(cursor));
    skipFiller(cursor);
    if (peek(cursor) === ',') cursor.at += 1;
    else if (peek(cursor) === '') fail(cursor, 'this list has no closing ]', start);
    else if (peek(cursor) !== ']') fail(cursor, 'a "," or "]" is missing here in the list');
  }
  cursor.at += 1;
  return { start, end: cursor.at, items };
};

const readInlineTable = (cursor: Cursor): ScannedValue => {
  const start = cursor.at;
  const pairs: ScannedPair[] = [];
  cursor.at += 1;
  skipFiller(cursor);
  while (peek(cursor) !== '}') {
    if (peek(cursor) === '') fail(cursor, 'this inline table has no closing }', start);
    pairs.push(readPair(cursor));
    skipFiller(cursor);
    if (peek(cursor) === ',') cursor.at += 1;
    else if (peek(cursor) === '') fail(cursor, 'this inline table has no closing }', start);
    else if (peek(cursor) !== '}') fail(cursor, 'a "," or "}" is missing here in the inline table');
    skipFiller(cursor);
  }
  cursor.at += 1;
  return { start, end: cursor.at, pairs };
};

const readValue = (cursor: Cursor): ScannedValue => {
  const start = cursor.at;
  switch (peek(cursor)) {
    case '[':
      return readArray(cursor);
    case '{':
      return readInlineTable(cursor);
    case '"':
    case "'":
      skipString(cursor);
      break;
    default:
      skipBareValue(cursor);
  }
  return { start, end: cursor.at };
};

const readPair = (cursor: Cursor): ScannedPair => {
  const start = cursor.at;
  const keys = readKey(cursor);
  skipSpaces(cursor);
  if (peek(cursor) !== '=') fail(cursor, `"=" is missing after the key "${keys.join('.')}"`);
  cursor.at += 1;
  skipSpaces(cursor);
  return { kind: 'pair', keys, start, value: readValue(cursor) };
};

const readHeader = (cursor: Cursor): ScannedHeader => {
  const start = cursor.at;
  const double = cursor.text.startsWith('[[', start);
  cursor.at += double ? 2 : 1;
  skipSpaces(cursor);
  const nameStart = cursor.at;
  const keys = readKey(cursor);
  const nameEnd = cursor.at;
  skipSpaces(cursor);
  const closing = double ? ']]' : ']';
  if (!cursor.text.startsWith(closing, cursor.at)) fail(cursor, `this header must end with "${closing}"`);
  cursor.at += closing.length;
  return { kind: double ? 'tables' : 'table', keys, start, nameStart, nameEnd };
};

/** All headers and key/value pairs of a TOML text in order, with their places. Throws `TomlSyntaxError`. */
export const scan = (text: string): readonly Statement[] => {
  const cursor: Cursor = { text, at: text.startsWith('\uFEFF') ? 1 : 0 };
  const statements: Statement[] = [];
  for (;;) {
    skipFiller(cursor);
    if (cursor.at >= text.length) return statements;
    const header = peek(cursor) === '[';
    const statement = header ? readHeader(cursor) : readPair(cursor);
    expectLineEnd(cursor, header ? 'a header' : 'a value');
    statements.push(statement);
  }
};
