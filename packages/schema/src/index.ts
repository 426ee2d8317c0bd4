export {
  type CustomOptions,
  type CustomOutcome,
  custom,
  json,
  type ListOptions,
  list,
  MAX_DEPTH,
  type RecordOptions,
  record,
  union,
} from './containers.ts';
export {
  type AnyField,
  described,
  type Field,
  type FieldKind,
  type Infer,
  type Nulls,
  nullable,
  optional,
  type ParseOptions,
  type Presence,
  type UnknownKeys,
  withDefault,
} from './field.ts';
export {
  componentReference,
  componentsOf,
  type JsonSchema,
  type JsonValue,
  type Refer,
  shapesOf,
  standaloneSchema,
} from './json-schema.ts';
export { nearest } from './nearest.ts';
export { pageFields, pageOf } from './page-shape.ts';
export type { NumberLimits, TextLimits } from './rules.ts';
export {
  boolean,
  email,
  instant,
  integer,
  literal,
  number,
  oneOf,
  type TextOptions,
  text,
  uuid,
} from './scalars.ts';
export {
  type AnyShape,
  type Fields,
  type FieldsValue,
  nested,
  type Parsed,
  parseField,
  type Shape,
  shape,
} from './shape.ts';
