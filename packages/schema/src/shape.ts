import type { Problem } from '@mycelium/kernel';
import {
  type AnyField,
  FAILED,
  type Field,
  field,
  type Infer,
  type ParseOptions,
  type Presence,
  type Read,
  Scan,
} from './field.ts';
import { componentReference, type JsonSchema, type Refer } from './json-schema.ts';
import { nearest } from './nearest.ts';
import { keyPath } from './path.ts';

export type Fields = Readonly<Record<string, AnyField>>;

type OptionalKey<F extends Fields> = {
  [K in keyof F]: F[K] extends Field<unknown, 'optional'> ? K : never;
}[keyof F];

/** The object type that a set of fields describes. Optional fields become optional keys. */
export type FieldsValue<F extends Fields> = {
  readonly [K in Exclude<keyof F, OptionalKey<F>>]: Infer<F[K]>;
} & { readonly [K in OptionalKey<F>]?: Infer<F[K]> } extends infer Whole
  ? { [K in keyof Whole]: Whole[K] }
  : never;

export type Parsed<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** An object with declared keys. Being a field itself, it nests in other shapes as it is. */
export interface Shape<T = unknown, F extends Fields = Fields> extends Field<T> {
  readonly kind: 'shape';
  /** The component's name in generated documents: PascalCase, unique among shapes used together. */
  readonly name: string;
  readonly fields: F;
  /** Nested shapes are mentioned as `#/components/schemas/<name>`; see `componentsOf`. */
  readonly jsonSchema: JsonSchema;
  /** The object's own schema, where `schema(refer)` gives only the mention of it. */
  readonly body: (refer: Refer) => JsonSchema;
  /** Copies the declared keys into a fresh object, or reports every problem found (at most 50). */
  parse(value: unknown, options?: ParseOptions): Parsed<T>;
}

export type AnyShape = Shape<unknown, Fields>;

const SHAPE_NAME = /^[A-Z][A-Za-z0-9]*$/;

/**
 * Defines an object once: `shape('CreateTenant', { name: text({ min: 1, max: 64 }), plan: optional(oneOf('free')) })`.
 * Throws a TypeError at definition when the name or a key cannot be used.
 */
export function shape<const F extends Fields>(name: string, fields: F): Shape<FieldsValue<F>, F> {
  if (!SHAPE_NAME.test(name))
    throw new TypeError(`a shape's name is PascalCase, not ${JSON.stringify(name)}`);
  if (Object.hasOwn(fields, '__proto__')) throw new TypeError(`${name} may not have a key __proto__`);
  type Value = FieldsValue<F>;
  const read = objectReader(fields) as Read<Value>;
  const body = (refer: Refer): JsonSchema => objectSchema(fields, refer);
  const parse = (value: unknown, options?: ParseOptions): Parsed<Value> => parseField(self, value, options);
  const self: Shape<Value, F> = {
    ...field<Value>({ kind: 'shape', expects: `an object (${name})`, read, schema: refer => refer(self) }),
    kind: 'shape',
    name,
    fields,
    body,
    jsonSchema: body(componentReference),
    parse,
    get shape() {
      return self;
    },
  };
  return Object.freeze(self);
}

/** Parses a value by any field; what `shape.parse` does for a shape. Problem paths start at the value. */
export function parseField<T>(by: Field<T, Presence>, value: unknown, options?: ParseOptions): Parsed<T> {
  const scan = new Scan(options);
  const parsed = by.read(value, '', scan);
  return parsed === FAILED ? { ok: false, problems: scan.problems } : { ok: true, value: parsed };
}

/** The same as using the shape itself as a field; reads better where a bare name would look like a value. */
export const nested = <T>(inner: Shape<T>): Field<T> => inner;

function objectSchema(fields: Fields, refer: Refer): JsonSchema {
  const entries = Object.entries(fields);
  const required = entries.filter(([, part]) => part.presence === 'required').map(([key]) => key);
  return {
    type: 'object',
    properties: Object.fromEntries(entries.map(([key, part]) => [key, part.schema(refer)])),
    ...(required.length === 0 ? {} : { required }),
    additionalProperties: false,
  };
}

function objectReader(fields: Fields): Read<Readonly<Record<string, unknown>>> {
  const entries = Object.entries(fields);
  const known = new Set(Object.keys(fields));
  return (value, path, scan) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      return scan.refuse(path, 'must be an object');
    }
    const copy: Record<string, unknown> = {};
    let failed = false;
    for (const [key, part] of entries) {
      // Own keys only: a field named `constructor` must not be found on the prototype.
      const given: unknown = Object.hasOwn(value, key) ? (value as Record<string, unknown>)[key] : undefined;
      const read = isMissing(given, part, scan) ? missing(part) : part.read;
      const parsed = read(given, keyPath(path, key), scan);
      if (parsed === FAILED) failed = true;
      else if (parsed !== undefined) copy[key] = parsed;
    }
    if (scan.unknown === 'refuse' && refuseUnknown(value, known, { path, scan })) failed = true;
    return failed ? FAILED : copy;
  };
}

const isMissing = (given: unknown, { presence, nullable }: AnyField, { nulls }: Scan): boolean =>
  given === undefined || (given === null && nulls === 'absent' && presence !== 'required' && !nullable);

/** What stands in for a key that is not there. `undefined` leaves it out of the copy. */
function missing(part: AnyField): Read<unknown> {
  switch (part.presence) {
    case 'optional':
      return () => undefined;
    case 'defaulted':
      return part.fallback;
    case 'required':
      return (_, path, scan) => scan.refuse(path, `is required: ${part.expects}`);
  }
}

function refuseUnknown(
  value: object,
  known: ReadonlySet<string>,
  { path, scan }: { readonly path: string; readonly scan: Scan },
): boolean {
  let refused = false;
  for (const key of Object.keys(value)) {
    if (known.has(key)) continue;
    refused = true;
    scan.refuse(keyPath(path, key), unknownMessage(key, known));
    if (scan.full) break;
  }
  return refused;
}

const MOST_LISTED = 12;

function unknownMessage(key: string, known: ReadonlySet<string>): string {
  const meant = nearest(key, known);
  if (meant !== undefined) return `is not a known field; did you mean ${JSON.stringify(meant)}?`;
  if (known.size === 0) return 'is not a known field; none are taken here';
  if (known.size > MOST_LISTED) return 'is not a known field';
  return `is not a known field; known are ${[...known].join(', ')}`;
}
