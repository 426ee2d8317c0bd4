import type { Problem } from '@mycelium/kernel';
import { FAILED, type Field, field, type Read, Scan } from './field.ts';
import type { JsonSchema, JsonValue } from './json-schema.ts';
import { itemPath, keyPath } from './path.ts';
import { type Check, listCheck, objectCheck, textCheck } from './rules.ts';

/** Values nested deeper than this are refused; no legitimate document comes near it. */
export const MAX_DEPTH = 32;

export interface ListOptions {
  readonly min?: number;
  readonly max?: number;
}

const items = (count: number): string => (count === 1 ? '1 item' : `${count} items`);

function lengthProblem(length: number, { min, max }: ListOptions): string | undefined {
  if (min !== undefined && length < min) return `must have at least ${items(min)}`;
  if (max !== undefined && length > max) return `must have at most ${items(max)}`;
  return undefined;
}

/** A list of one kind of item. */
export function list<T>(item: Field<T>, options: ListOptions = {}): Field<readonly T[]> {
  const read: Read<readonly T[]> = (value, path, scan) => {
    const message = listCheck(value) ?? lengthProblem((value as unknown[]).length, options);
    if (message !== undefined) return scan.refuse(path, message);
    const found: T[] = [];
    let failed = false;
    for (const [index, entry] of (value as unknown[]).entries()) {
      const parsed = item.read(entry, itemPath(path, index), scan);
      if (parsed === FAILED) failed = true;
      else found.push(parsed);
      if (scan.full) break;
    }
    return failed ? FAILED : found;
  };
  const bounds = {
    ...(options.min === undefined ? {} : { minItems: options.min }),
    ...(options.max === undefined ? {} : { maxItems: options.max }),
  };
  return field({
    kind: 'list',
    expects: 'a list',
    read,
    inner: [item],
    schema: refer => ({ type: 'array', items: item.schema(refer), ...bounds }),
  });
}

export interface RecordOptions {
  readonly maxKeys?: number;
  /** Characters of the longest key. */
  readonly maxKeyLength?: number;
}

/** An object with keys of the caller's choosing, all values alike. The key `__proto__` is never copied. */
export function record<T>(
  value: Field<T>,
  options: RecordOptions = {},
): Field<{ readonly [key: string]: T }> {
  const { maxKeys, maxKeyLength } = options;
  const keyCheck = textCheck({ ...(maxKeyLength !== undefined && { max: maxKeyLength }) });
  const read: Read<{ readonly [key: string]: T }> = (given, path, scan) => {
    const message = objectCheck(given);
    if (message !== undefined) return scan.refuse(path, message);
    const entries = Object.entries(given as object);
    if (maxKeys !== undefined && entries.length > maxKeys) {
      return scan.refuse(path, `must have at most ${maxKeys === 1 ? '1 key' : `${maxKeys} keys`}`);
    }
    return readEntries(value, { entries, path, scan, keyCheck });
  };
  return field({
    kind: 'record',
    expects: 'an object',
    read,
    inner: [value],
    schema: refer => ({
      type: 'object',
      additionalProperties: value.schema(refer),
      ...(maxKeys === undefined ? {} : { maxProperties: maxKeys }),
      ...(maxKeyLength === undefined ? {} : { propertyNames: { maxLength: maxKeyLength } }),
    }),
  });
}

interface Entries {
  readonly entries: readonly (readonly [string, unknown])[];
  readonly path: string;
  readonly scan: Scan;
  readonly keyCheck?: Check;
}

function readEntries<T>(
  value: Field<T>,
  { entries, path, scan, keyCheck }: Entries,
): Record<string, T> | typeof FAILED {
  const found: Record<string, T> = {};
  let failed = false;
  for (const [key, entry] of entries) {
    const message = keyCheck?.(key);
    if (message !== undefined) {
      // Told of the whole: a path with such a key in it could not be read.
      failed = true;
      scan.refuse(path, `has a key that ${message}`);
    } else if (key === '__proto__') {
      if (scan.unknown === 'strip') continue;
      failed = true;
      scan.refuse(keyPath(path, key), 'this key is not allowed');
    } else {
      const parsed = value.read(entry, keyPath(path, key), scan);
      if (parsed === FAILED) failed = true;
      else found[key] = parsed;
    }
    if (scan.full) break;
  }
  return failed ? FAILED : found;
}

/** Any JSON value, copied, at most 32 levels deep. */
export function json(): Field<JsonValue> {
  const read: Read<JsonValue> = (value, path, scan) => readJson(value, { path, scan, depth: 0 });
  return field({ kind: 'json', expects: 'any JSON value', read, schema: () => ({}) });
}

interface JsonPlace {
  readonly path: string;
  readonly scan: Scan;
  readonly depth: number;
}

function readJson(value: unknown, place: JsonPlace): JsonValue | typeof FAILED {
  const { path, scan, depth } = place;
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return value;
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  if (typeof value !== 'object') return scan.refuse(path, 'must be a JSON value');
  if (depth >= MAX_DEPTH) return scan.refuse(path, `must not be nested deeper than ${MAX_DEPTH} levels`);
  const within: Field<JsonValue> = {
    ...anyJson,
    read: (inner, innerPath) => readJson(inner, { path: innerPath, scan, depth: depth + 1 }),
  };
  return Array.isArray(value)
    ? list(within).read(value, path, scan)
    : readEntries(within, { entries: Object.entries(value), path, scan });
}

const anyJson = json();

type UnionValue<Fields extends readonly Field[]> = {
  [K in keyof Fields]: Fields[K] extends Field<infer T> ? T : never;
}[number];

/** The first alternative that accepts the value wins, so put the narrower one first. */
export function union<const Alternatives extends readonly [Field, Field, ...Field[]]>(
  ...alternatives: Alternatives
): Field<UnionValue<Alternatives>> {
  const expects = alternatives.map(alternative => alternative.expects).join(', or ');
  const read: Read<UnionValue<Alternatives>> = (value, path, scan) => {
    const attempts: (readonly Problem[])[] = [];
    for (const alternative of alternatives) {
      const attempt = new Scan(scan);
      const parsed = alternative.read(value, path, attempt);
      if (parsed !== FAILED) return parsed as UnionValue<Alternatives>;
      if (carriesTags(alternative, value)) attempts.push(attempt.problems);
    }
    const meant = meantProblems(attempts, path);
    if (meant === undefined) return scan.refuse(path, `must be ${expects}`);
    for (const problem of meant) scan.refuse(problem.path, problem.message);
    return FAILED;
  };
  return field({
    kind: 'union',
    expects,
    read,
    inner: alternatives,
    schema: refer => ({ anyOf: alternatives.map(alternative => alternative.schema(refer)) }),
  });
}

/** False when the alternative is a shape with a literal field that the value fills with something else. */
function carriesTags(alternative: Field, value: unknown): boolean {
  if (alternative.shape === undefined || typeof value !== 'object' || value === null) return true;
  const members: Readonly<Record<string, unknown>> = { ...value };
  return Object.entries(alternative.shape.fields).every(
    ([key, part]) => part.kind !== 'literal' || members[key] === part.values[0],
  );
}

/** When all but one alternative are of another type altogether, what is wrong with that one is what helps. */
function meantProblems(
  attempts: readonly (readonly Problem[])[],
  path: string,
): readonly Problem[] | undefined {
  const meant = attempts.filter(problems => problems.every(problem => problem.path !== path));
  return meant.length === 1 ? meant[0] : undefined;
}

/** Outcome of a custom field's `parse`. */
export type CustomOutcome<T> =
  | { readonly value: T }
  | { readonly problem: string }
  | { readonly problems: readonly Problem[] };

export interface CustomOptions<T> {
  /** A noun phrase for messages and documents: `a duration such as 15m`. */
  readonly expects: string;
  /** Judges and converts. Problem paths are relative to the value. Must not throw. */
  readonly parse: (value: unknown) => CustomOutcome<T>;
  /** Describes what the caller writes, not what `parse` makes of it. */
  readonly jsonSchema: JsonSchema;
}

/** A value with rules of its own, for what the other fields cannot say. */
export function custom<T>({ expects, parse, jsonSchema }: CustomOptions<T>): Field<T> {
  const read: Read<T> = (value, path, scan) => {
    const outcome = parse(value);
    if ('value' in outcome) return outcome.value;
    if ('problem' in outcome) return scan.refuse(path, outcome.problem);
    for (const problem of outcome.problems) scan.refuse(joinPaths(path, problem.path), problem.message);
    return FAILED;
  };
  return field({ kind: 'custom', expects, read, schema: () => jsonSchema });
}

const joinPaths = (outer: string, inner: string): string => {
  if (outer === '' || inner === '' || inner.startsWith('[')) return `${outer}${inner}`;
  return `${outer}.${inner}`;
};
