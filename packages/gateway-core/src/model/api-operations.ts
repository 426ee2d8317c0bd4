import type { JsonValue } from '@mycelium/schema';
import { type ApiDocument, isApiDocument, memberOf } from './api-document.ts';

/** One operation of a service's OpenAPI document, read with care: services write what they like. */
export interface ApiOperation {
  /** As the document writes it, with `{templates}`. */
  readonly path: string;
  /** Upper case. */
  readonly method: string;
  readonly summary?: string;
  readonly description?: string;
  readonly tags: readonly string[];
  readonly deprecated: boolean;
  /** The operation's own and those of its path. */
  readonly parameters: readonly JsonValue[];
  readonly requestBody?: JsonValue;
  readonly responses?: JsonValue;
}

/** `TRACE` is never passed on, so it is no operation of the gateway. */
const METHODS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch'];

/** Text that every answer can carry. */
const textOf = (value: JsonValue | undefined): string | undefined =>
  typeof value === 'string' ? value.toWellFormed().replaceAll('\0', '') : undefined;

const listOf = (value: JsonValue | undefined): readonly JsonValue[] => (Array.isArray(value) ? value : []);

/** In the order of the document. What is not of the form that OpenAPI gives it is left out. */
export function apiOperations(document: ApiDocument): readonly ApiOperation[] {
  const paths = memberOf(document, 'paths');
  if (!isApiDocument(paths)) return [];
  return Object.entries(paths).flatMap(([path, item]) =>
    path.startsWith('/') && isApiDocument(item) ? ofPath(path, item) : [],
  );
}

const ofPath = (path: string, item: ApiDocument): readonly ApiOperation[] =>
  METHODS.flatMap(method => {
    const operation = memberOf(item, method);
    return isApiDocument(operation) ? [read(operation, { path, method, item })] : [];
  });

interface Place {
  readonly path: string;
  readonly method: string;
  readonly item: ApiDocument;
}

function read(operation: ApiDocument, { path, method, item }: Place): ApiOperation {
  const own = listOf(memberOf(operation, 'parameters'));
  const shared = listOf(memberOf(item, 'parameters'));
  const summary = textOf(memberOf(operation, 'summary'));
  const description = textOf(memberOf(operation, 'description'));
  const requestBody = memberOf(operation, 'requestBody');
  const responses = memberOf(operation, 'responses');
  return {
    path,
    method: method.toUpperCase(),
    ...(summary !== undefined && { summary }),
    ...(description !== undefined && { description }),
    tags: listOf(memberOf(operation, 'tags')).flatMap(tag => textOf(tag) ?? []),
    deprecated: memberOf(operation, 'deprecated') === true,
    parameters: [...shared.filter(parameter => !own.some(other => sameParameter(parameter, other))), ...own],
    ...(requestBody !== undefined && { requestBody }),
    ...(responses !== undefined && { responses }),
  };
}

/** An operation's parameter replaces that of its path with the same name and place (OpenAPI 3.1 §4.8.9.1). */
const sameParameter = (a: JsonValue, b: JsonValue): boolean =>
  isApiDocument(a) &&
  isApiDocument(b) &&
  memberOf(a, 'name') !== undefined &&
  memberOf(a, 'name') === memberOf(b, 'name') &&
  memberOf(a, 'in') === memberOf(b, 'in');
