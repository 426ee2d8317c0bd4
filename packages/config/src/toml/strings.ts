import { type Cursor, fail, peek, startsWith } from './cursor.ts';

const ESCAPES: Readonly<Record<string, string>> = {
  b: '\b',
  t: '\t',
  n: '\n',
  f: '\f',
  r: '\r',
  '"': '"',
  '\\': '\\',
};

const readEscape = (cursor: Cursor): string => {
  const letter = cursor.text[cursor.at + 1] ?? '';
  const width = letter === 'u' ? 4 : letter === 'U' ? 8 : 0;
  if (width > 0) {
    const digits = cursor.text.slice(cursor.at + 2, cursor.at + 2 + width);
    const code = /^[0-9a-fA-F]+$/.test(digits) && digits.length === width ? Number.parseInt(digits, 16) : -1;
    if (code < 0 || code > 0x10_ff_ff)
      return fail(cursor, `\\${letter} must be followed by ${width} hex digits`);
    cursor.at += 2 + width;
    return String.fromCodePoint(code);
  }
  const plain = ESCAPES[letter];
  if (plain === undefined) {
    return fail(
      cursor,
      `"\\${letter}" is not an escape; write "\\\\" for a backslash, or use single quotes around the text`,
    );
  }
  cursor.at += 2;
  return plain;
};

const readOneLine = (cursor: Cursor, quote: string): string => {
  const start = cursor.at;
  cursor.at += 1;
  let value = '';
  while (peek(cursor) !== quote) {
    if (peek(cursor) === '' || peek(cursor) === '\n')
      return fail(cursor, `this text has no closing ${quote}`, start);
    if (quote === '"' && peek(cursor) === '\\') value += readEscape(cursor);
    else {
      value += peek(cursor);
      cursor.at += 1;
    }
  }
  cursor.at += 1;
  return value;
};

const skipMultiLine = (cursor: Cursor, fence: string): void => {
  const start = cursor.at;
  cursor.at += 3;
  while (!startsWith(cursor, fence)) {
    if (peek(cursor) === '') fail(cursor, `this text has no closing ${fence}`, start);
    cursor.at += fence === '"""' && peek(cursor) === '\\' ? 2 : 1;
  }
  cursor.at += 3;
  // Up to two more quotes belong to the text itself: """a""""" ends with two quotes.
  for (let extra = 0; extra < 2 && peek(cursor) === fence[0]; extra += 1) cursor.at += 1;
};

/** Skips a string of any of the four kinds. */
export const skipString = (cursor: Cursor): void => {
  const fence = ['"""', "'''"].find(candidate => startsWith(cursor, candidate));
  if (fence === undefined) readOneLine(cursor, peek(cursor));
  else skipMultiLine(cursor, fence);
};

const BARE_KEY = /[A-Za-z0-9_-]/;

const readKeyPart = (cursor: Cursor): string => {
  const first = peek(cursor);
  if (first === '"' || first === "'") return readOneLine(cursor, first);
  const start = cursor.at;
  while (BARE_KEY.test(peek(cursor))) cursor.at += 1;
  if (cursor.at === start) {
    const found = first === '' || first === '\n' || first === '\r' ? 'the line ends' : `"${first}" stands`;
    return fail(
      cursor,
      `${found} where a key was expected; keys with other signs than letters, digits, - and _ need quotes`,
    );
  }
  return cursor.text.slice(start, cursor.at);
};

/** Reads `a."b c".d` into its parts. */
export const readKey = (cursor: Cursor): readonly string[] => {
  const parts = [readKeyPart(cursor)];
  for (;;) {
    const resume = cursor.at;
    while (peek(cursor) === ' ' || peek(cursor) === '\t') cursor.at += 1;
    if (peek(cursor) !== '.') {
      cursor.at = resume;
      return parts;
    }
    cursor.at += 1;
    while (peek(cursor) === ' ' || peek(cursor) === '\t') cursor.at += 1;
    parts.push(readKeyPart(cursor));
  }
};
