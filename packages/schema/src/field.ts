import type { Problem } from '@mycelium/kernel';
import type { JsonSchema, JsonValue, Refer } from './json-schema.ts';
import type { AnyShape } from './shape.ts';

/** `required`: the key must be there. `optional`: it may be missing. `defaulted`: missing means the default. */
export type Presence = 'required' | 'optional' | 'defaulted';

export type FieldKind =
  | 'text'
  | 'uuid'
  | 'email'
  | 'instant'
  | 'integer'
  | 'number'
  | 'boolean'
  | 'oneOf'
  | 'literal'
  | 'list'
  | 'record'
  | 'json'
  | 'union'
  | 'shape'
  | 'custom';

/** What is done with keys that a shape does not declare. */
export type UnknownKeys = 'refuse' | 'strip';

/** What `null` means for a key that may be missing and is not `nullable`. */
export type Nulls = 'refuse' | 'absent';

export interface ParseOptions {
  /** `refuse`: an undeclared key is a problem. `strip`: it is left out of the copy. Default `refuse`. */
  readonly unknown?: UnknownKeys;
  /** `absent`: the same as leaving the key out, which is how several languages write it. Default `refuse`. */
  readonly nulls?: Nulls;
}

/** Returned by a reader that has reported at least one problem. */
export const FAILED: unique symbol = Symbol('failed');

const MAX_PROBLEMS = 50;

/** One parse in progress: the mode and the problems found so far, bounded so that a hostile body stays cheap. */
export class Scan {
  readonly unknown: UnknownKeys;
  readonly nulls: Nulls;
  readonly problems: Problem[] = [];

  constructor({ unknown = 'refuse', nulls = 'refuse' }: ParseOptions = {}) {
    this.unknown = unknown;
    this.nulls = nulls;
  }

  refuse(path: string, message: string): typeof FAILED {
    if (this.problems.length < MAX_PROBLEMS) this.problems.push({ path, message });
    return FAILED;
  }

  /** True once further problems would not be reported any more. */
  get full(): boolean {
    return this.problems.length >= MAX_PROBLEMS;
  }
}

export type Read<T> = (value: unknown, path: string, scan: Scan) => T | typeof FAILED;

declare const valueType: unique symbol;

/**
 * One value's definition: its type, its reader and its JSON Schema. Fields are immutable; modifiers return new
 * ones. The public members are what documentation and example generators read.
 */
export interface Field<T = unknown, P extends Presence = 'required'> {
  readonly kind: FieldKind;
  /** A noun phrase for messages: `a UUID`, `text of at most 64 characters`. */
  readonly expects: string;
  /** One sentence on what the value means. */
  readonly about: string | undefined;
  readonly presence: P;
  readonly nullable: boolean;
  /** Only with presence `defaulted`; as JSON, the way a reader of the documentation would write it. */
  readonly defaultJson: unknown;
  /** List: the item. Record: the value. Union: the alternatives. Otherwise empty. */
  readonly inner: readonly AnyField[];
  /** The nested shape, for kind `shape`. */
  readonly shape: AnyShape | undefined;
  /** The accepted values, for kinds `oneOf` and `literal`. */
  readonly values: readonly (string | number | boolean | null)[];
  readonly read: Read<T>;
  readonly schema: (refer: Refer) => JsonSchema;
  /** A fresh copy of the default. Called only with presence `defaulted`. */
  readonly fallback: () => unknown;
  /** Carries `T` for inference; never present at run time. */
  readonly [valueType]?: T;
}

export type AnyField = Field<unknown, Presence>;

/** The TypeScript type of a field or shape: `type Tenant = Infer<typeof TenantView>`. */
export type Infer<F extends AnyField> = F extends Field<infer T, Presence> ? T : never;

interface FieldParts<T> {
  readonly kind: FieldKind;
  readonly expects: string;
  readonly read: Read<T>;
  readonly schema: (refer: Refer) => JsonSchema;
  readonly inner?: readonly AnyField[];
  readonly values?: readonly (string | number | boolean | null)[];
  readonly shape?: AnyShape;
}

/** A plain required field; the constructors of this package are built on it. */
export const field = <T>(parts: FieldParts<T>): Field<T> => ({
  about: undefined,
  presence: 'required',
  nullable: false,
  defaultJson: undefined,
  inner: [],
  values: [],
  shape: undefined,
  fallback: () => undefined,
  ...parts,
});

/** The key may be missing. `null` is still refused, unless the parse takes it for a missing key: that is `nullable`. */
export const optional = <T>(inner: Field<T, Presence>): Field<T, 'optional'> => ({
  ...inner,
  presence: 'optional',
});

/** `null` is accepted as a value. The key must still be there, unless the field is also `optional`. */
export const nullable = <T, P extends Presence>(inner: Field<T, P>): Field<T | null, P> => ({
  ...inner,
  nullable: true,
  expects: `${inner.expects} or null`,
  read: (value, path, scan) => (value === null ? null : inner.read(value, path, scan)),
  schema: refer => withNull(inner.schema(refer)),
});

function withNull(schema: JsonSchema): JsonSchema {
  const simple = typeof schema['type'] === 'string' && schema['enum'] === undefined;
  return simple ? { ...schema, type: [schema['type'], 'null'] } : { anyOf: [schema, { type: 'null' }] };
}

/** Adds one sentence on what the value means; it reaches every generated document. */
export const described = <T, P extends Presence>(inner: Field<T, P>, about: string): Field<T, P> => ({
  ...inner,
  about,
  schema: refer => ({ ...inner.schema(refer), description: about }),
});

/**
 * A missing key becomes `value`. The default is written the way a caller would write it (for a `custom` field
 * that is its raw form) and is parsed here, so that a wrong default is found when the program loads.
 */
export function withDefault<T>(inner: Field<T, Presence>, value: JsonValue): Field<T, 'defaulted'> {
  const parseDefault = (): unknown => {
    const scan = new Scan();
    const parsed = inner.read(value, '', scan);
    if (parsed === FAILED) throw new TypeError(`the default is not valid: ${scan.problems[0]?.message}`);
    return parsed;
  };
  const first = parseDefault();
  const fresh = typeof first === 'object' && first !== null;
  return {
    ...inner,
    presence: 'defaulted',
    defaultJson: value,
    fallback: fresh ? parseDefault : () => first,
    schema: refer => ({ ...inner.schema(refer), default: value }),
  };
}
