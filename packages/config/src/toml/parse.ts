import { parse } from '@iarna/toml';
import { type Position, positionFinder, TomlSyntaxError } from './cursor.ts';
import { applyEdits, foldInlineTables } from './edits.ts';
import { type Locate, locationMap } from './locations.ts';
import { type Statement, scan } from './scan.ts';
import { expandHeaders, type PlacedHeader, placeHeaders } from './sections.ts';

export type TomlTable = Readonly<Record<string, unknown>>;

export interface TomlProblem extends Position {
  readonly message: string;
}

export type ParsedToml =
  | { readonly ok: true; readonly value: TomlTable; readonly locate: Locate }
  | { readonly ok: false; readonly problem: TomlProblem };

const numberAt = (source: object, key: string): number => {
  const value: unknown = Reflect.get(source, key);
  return typeof value === 'number' ? value : 0;
};

/** The library's message shows the source line, which may hold a secret; only its first line is kept. */
const fromLibrary = (error: Error): TomlProblem => ({
  line: numberAt(error, 'line') + 1,
  column: Math.max(1, numberAt(error, 'col')),
  message: (error.message.split('\n')[0] ?? '').replace(/ at row \d+, col \d+.*$/, ''),
});

const problemOf = (text: string, error: unknown): TomlProblem => {
  if (error instanceof TomlSyntaxError) {
    return { ...positionFinder(text)(error.offset), message: error.message };
  }
  if (error instanceof Error && error.name === 'TomlError') return fromLibrary(error);
  throw error;
};

const parseWith = (
  text: string,
  placement: (statements: readonly Statement[]) => ReadonlyMap<Statement, PlacedHeader>,
): ParsedToml => {
  try {
    const statements = scan(text);
    const placed = placement(statements);
    const locate = locationMap(text, statements, placed);
    const edits = [...expandHeaders(placed.values()), ...foldInlineTables(text, statements)];
    const value: TomlTable = parse(applyEdits(text.replace(/^\uFEFF/, ' '), edits));
    return { ok: true, value, locate };
  } catch (error) {
    return { ok: false, problem: problemOf(text, error) };
  }
};

const asWritten = (statements: readonly Statement[]): ReadonlyMap<Statement, PlacedHeader> =>
  new Map(
    statements
      .filter(statement => statement.kind !== 'pair')
      .map(header => [header, { header, keys: header.keys, insertion: '' }]),
  );

/** Parses a gateway configuration: services and callbacks may be written without their full names. */
export const parseConfigToml = (text: string): ParsedToml => parseWith(text, placeHeaders);

/** Parses any other TOML document as it stands. */
export const parseToml = (text: string): ParsedToml => parseWith(text, asWritten);
