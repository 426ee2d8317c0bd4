/** A syntax problem at a character offset. Thrown inside this folder, returned as data by its entrances. */
export class TomlSyntaxError extends Error {
  readonly offset: number;

  constructor(offset: number, message: string) {
    super(message);
    this.name = 'TomlSyntaxError';
    this.offset = offset;
  }
}

/** Where reading stands in a TOML text. */
export interface Cursor {
  readonly text: string;
  at: number;
}

export const fail = (cursor: Cursor, message: string, offset = cursor.at): never => {
  throw new TomlSyntaxError(offset, message);
};

export const peek = (cursor: Cursor): string => cursor.text[cursor.at] ?? '';

export const startsWith = (cursor: Cursor, part: string): boolean => cursor.text.startsWith(part, cursor.at);

export const skipSpaces = (cursor: Cursor): void => {
  while (peek(cursor) === ' ' || peek(cursor) === '\t') cursor.at += 1;
};

const skipComment = (cursor: Cursor): void => {
  if (peek(cursor) !== '#') return;
  const end = cursor.text.indexOf('\n', cursor.at);
  cursor.at = end === -1 ? cursor.text.length : end;
};

/** Skips blanks, line ends and comments: what may stand between statements and inside arrays. */
export const skipFiller = (cursor: Cursor): void => {
  for (;;) {
    const before = cursor.at;
    while (/[ \t\r\n]/.test(peek(cursor))) cursor.at += 1;
    skipComment(cursor);
    if (cursor.at === before) return;
  }
};

/** After a header or a value only blanks and a comment may follow on the line. */
export const expectLineEnd = (cursor: Cursor, after: string): void => {
  skipSpaces(cursor);
  skipComment(cursor);
  if (peek(cursor) === '\r') cursor.at += 1;
  if (peek(cursor) === '\n' || cursor.at >= cursor.text.length) return;
  fail(cursor, `only a comment may follow ${after} on the same line; start a new line here`);
};

/** Line and column, both from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Turns offsets into positions with one binary search each. */
export const positionFinder = (text: string): ((offset: number) => Position) => {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return offset => {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 };
  };
};
