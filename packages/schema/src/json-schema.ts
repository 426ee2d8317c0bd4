import type { AnyField } from './field.ts';
import type { AnyShape } from './shape.ts';

/** Any JSON value, as `JSON.parse` gives it. */
export type JsonValue =
  | string
  | number
  | boolean
  | null
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue };

/** A JSON Schema (draft 2020-12), as used in OpenAPI 3.1 and OpenRPC documents. */
export interface JsonSchema {
  readonly [keyword: string]: unknown;
}

/** How a schema mentions a nested shape: by reference, or by its own content. */
export type Refer = (shape: AnyShape) => JsonSchema;

/** `{ $ref: '#/components/schemas/Name' }`: the same pointer works in OpenAPI and in OpenRPC. */
export const componentReference: Refer = shape => ({ $ref: `#/components/schemas/${shape.name}` });

/** Every shape reachable from the fields, once, in order of appearance. Two shapes under one name are refused. */
export function shapesOf(fields: Iterable<AnyField>): readonly AnyShape[] {
  const found = new Map<string, AnyShape>();
  const visit = (field: AnyField): void => {
    if (field.shape !== undefined) {
      const known = found.get(field.shape.name);
      if (known === field.shape) return;
      if (known !== undefined) throw new TypeError(`two different shapes are named ${field.shape.name}`);
      found.set(field.shape.name, field.shape);
      for (const part of Object.values(field.shape.fields)) visit(part);
    }
    for (const part of field.inner) visit(part);
  };
  for (const field of fields) visit(field);
  return [...found.values()];
}

/** The schemas of all reachable shapes by name, ready for `components.schemas`. */
export function componentsOf(fields: Iterable<AnyField>): Readonly<Record<string, JsonSchema>> {
  return Object.fromEntries(shapesOf(fields).map(shape => [shape.name, shape.jsonSchema]));
}

/** One self-contained document: nested shapes are under `$defs`. For editors and other single-file readers. */
export function standaloneSchema(shape: AnyShape): JsonSchema {
  const inDefinitions: Refer = nested => ({ $ref: `#/$defs/${nested.name}` });
  const nested = shapesOf(Object.values(shape.fields));
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: shape.name,
    ...shape.body(inDefinitions),
    ...(nested.length === 0
      ? {}
      : { $defs: Object.fromEntries(nested.map(part => [part.name, part.body(inDefinitions)])) }),
  };
}
