import { type Field, type FieldKind, field, type Read } from './field.ts';
import type { JsonSchema } from './json-schema.ts';
import {
  booleanCheck,
  type Check,
  emailCheck,
  equalsCheck,
  instantCheck,
  integerCheck,
  type NumberLimits,
  numberCheck,
  oneOfCheck,
  type TextLimits,
  textCheck,
  uuidCheck,
} from './rules.ts';

interface Scalar {
  readonly kind: FieldKind;
  readonly expects: string;
  readonly check: Check;
  readonly schema: JsonSchema;
  readonly values?: readonly (string | number | boolean | null)[];
}

/** `check` has proved that the value is a `T` by the time it is returned. */
function scalar<T>({ kind, expects, check, schema, values = [] }: Scalar): Field<T> {
  const read: Read<T> = (value, path, scan) => {
    const message = check(value);
    return message === undefined ? (value as T) : scan.refuse(path, message);
  };
  return field<T>({ kind, expects, read, values, schema: () => schema });
}

const given = (keywords: Readonly<Record<string, unknown>>): JsonSchema =>
  Object.fromEntries(Object.entries(keywords).filter(([, value]) => value !== undefined));

export interface TextOptions extends TextLimits {
  /** Removes white space at both ends before anything else is judged. */
  readonly trim?: boolean;
  /** Brings it into the one form in which it is kept, before anything else is judged. */
  readonly canonical?: (text: string) => string;
  /** What is wrong with it where all of the above holds; `undefined` for nothing. */
  readonly problem?: (text: string) => string | undefined;
}

function expectedText({ min, max }: TextLimits): string {
  const bounds = [min === undefined ? '' : `at least ${min}`, max === undefined ? '' : `at most ${max}`];
  const said = bounds.filter(bound => bound !== '').join(' and ');
  return said === '' ? 'text' : `text of ${said} characters`;
}

/** Text. Lengths are counted in code points; NUL and unpaired surrogates are always refused. */
export function text(options: TextOptions = {}): Field<string> {
  const { min, max, pattern } = options;
  const inner = scalar<string>({
    kind: 'text',
    expects: expectedText(options),
    check: textCheck(options),
    schema: given({ type: 'string', minLength: min, maxLength: max, pattern: pattern?.source }),
  });
  return { ...inner, read: textRead(inner.read, options) };
}

function textRead(read: Read<string>, { trim = false, canonical, problem }: TextOptions): Read<string> {
  const trimmed = (given: string): string => (trim ? given.trim() : given);
  const form = canonical ?? ((given: string) => given);
  return (value, path, scan) => {
    const found = read(typeof value === 'string' ? form(trimmed(value)) : value, path, scan);
    const message = typeof found === 'string' ? problem?.(found) : undefined;
    return message === undefined ? found : scan.refuse(path, message);
  };
}

/** A UUID of any version, given back in lower case. `uuid<TenantId>()` gives the branded type. */
export function uuid<Id extends string = string>(): Field<Id> {
  const inner = scalar<string>({
    kind: 'uuid',
    expects: 'a UUID',
    check: uuidCheck,
    schema: { type: 'string', format: 'uuid' },
  });
  const read: Read<Id> = (value, path, scan) => {
    const found = inner.read(value, path, scan);
    return typeof found === 'string' ? (found.toLowerCase() as Id) : found;
  };
  return { ...inner, read } as Field<Id>;
}

/** An e-mail address, at most 254 characters, kept as written. `user@localhost` is accepted for development. */
export const email = (): Field<string> =>
  scalar({
    kind: 'email',
    expects: 'an e-mail address',
    check: emailCheck,
    schema: { type: 'string', format: 'email', maxLength: 254 },
  });

/** An RFC 3339 date and time as text, kept as written. */
export const instant = (): Field<string> =>
  scalar({
    kind: 'instant',
    expects: 'an RFC 3339 instant',
    check: instantCheck,
    schema: { type: 'string', format: 'date-time' },
  });

export const integer = (range: NumberLimits = {}): Field<number> =>
  scalar({
    kind: 'integer',
    expects: 'a whole number',
    check: integerCheck(range),
    schema: given({ type: 'integer', minimum: range.min, maximum: range.max }),
  });

/** A finite number. */
export const number = (range: NumberLimits = {}): Field<number> =>
  scalar({
    kind: 'number',
    expects: 'a number',
    check: numberCheck(range),
    schema: given({ type: 'number', minimum: range.min, maximum: range.max }),
  });

export const boolean = (): Field<boolean> =>
  scalar({ kind: 'boolean', expects: 'true or false', check: booleanCheck, schema: { type: 'boolean' } });

const jsonType = (values: readonly (string | number)[]): JsonSchema => {
  const types = new Set(values.map(value => typeof value));
  return types.size === 1 ? { type: typeof values[0] } : {};
};

/** Exactly one of the listed values; upper and lower case differ. */
export function oneOf<const V extends string | number>(...values: readonly [V, ...V[]]): Field<V> {
  const listed = values.map(value => JSON.stringify(value)).join(', ');
  return scalar({
    kind: 'oneOf',
    expects: values.length === 1 ? listed : `one of ${listed}`,
    check: oneOfCheck(values, values.length === 1 ? `must be ${listed}` : `must be one of ${listed}`),
    schema: { ...jsonType(values), enum: values },
    values,
  });
}

export const literal = <const V extends string | number | boolean | null>(value: V): Field<V> =>
  scalar({
    kind: 'literal',
    expects: JSON.stringify(value),
    check: equalsCheck(value, `must be ${JSON.stringify(value)}`),
    schema: { const: value },
    values: [value],
  });
