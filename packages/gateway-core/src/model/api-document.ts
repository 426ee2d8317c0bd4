import type { JsonValue } from '@mycelium/schema';

/** A JSON object as a service wrote it. Nothing about it is certain but that it is one. */
export type ApiDocument = { readonly [key: string]: JsonValue };

export const isApiDocument = (value: JsonValue | undefined): value is ApiDocument =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A member of the object's own, never one of its prototype. */
export const memberOf = (object: ApiDocument, key: string): JsonValue | undefined =>
  Object.hasOwn(object, key) ? object[key] : undefined;
