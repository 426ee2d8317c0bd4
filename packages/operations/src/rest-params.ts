import { type Problem, refuse } from '@mycelium/kernel';
import { type AnyField, parseField } from '@mycelium/schema';
import type { AnyOperation } from './operation.ts';
import type { Route } from './route.ts';

/** Where the params of one REST call are written. */
export interface Sources {
  readonly variables: ReadonlyMap<string, string>;
  readonly query: URLSearchParams;
  /** The parsed body; `undefined` when there is none. */
  readonly body: unknown;
  /** From the tenant header. */
  readonly tenantId: string | undefined;
}

export const takesQuery = ({ method }: Route): boolean => method === 'GET' || method === 'DELETE';
export const takesBody = ({ method }: Route): boolean => method !== 'GET';

const NUMBER = /^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/**
 * A text from a URL in the JSON type that its field takes. What does not fit is left as text, so that the shape
 * says what is wrong with it.
 */
export function coerce(field: AnyField, text: string): unknown {
  switch (field.kind) {
    case 'integer':
    case 'number':
      return NUMBER.test(text) ? Number(text) : text;
    case 'boolean':
      return text === 'true' ? true : text === 'false' ? false : text;
    case 'oneOf':
    case 'literal':
      return field.values.find(value => String(value) === text) ?? text;
    case 'union':
      return coerceUnion(field, text);
    case 'list':
      return field.inner[0] === undefined ? [text] : [coerce(field.inner[0], text)];
    case 'record':
    case 'json':
    case 'shape':
      return parsedOrText(text);
    case 'text':
    case 'uuid':
    case 'email':
    case 'instant':
    case 'custom':
      return text;
  }
}

function coerceUnion({ inner }: AnyField, text: string): unknown {
  for (const alternative of inner) {
    const value = coerce(alternative, text);
    if (parseField(alternative, value).ok) return value;
  }
  return text;
}

function parsedOrText(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // Not JSON after all: the field refuses it as the text that it is.
    return text;
  }
}

/** Collects the params of one call from their sources, and what is wrong with where they were put. */
class Collection {
  // Without a prototype, so that no name of a param can mean anything else.
  readonly params: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
  readonly problems: Problem[] = [];
  readonly #from = new Map<string, string>();

  take(name: string, source: string, value: unknown): void {
    const before = this.#from.get(name);
    if (before !== undefined) {
      this.problems.push({
        path: name,
        message: `is taken from the ${before}; leave it out of the ${source}`,
      });
      return;
    }
    this.#from.set(name, source);
    this.params[name] = value;
  }

  has(name: string): boolean {
    return this.#from.has(name);
  }
}

/**
 * The params of a REST call. Every param has one source: its path variable; else the query for GET and DELETE;
 * else the body. `tenantId` may also come from the tenant header. Throws INVALID_INPUT for a param that is given
 * twice or in the wrong place.
 */
export function restParams(operation: AnyOperation, route: Route, sources: Sources): unknown {
  const collection = new Collection();
  const { fields } = operation.params;
  for (const [name, text] of sources.variables) {
    collection.take(name, 'path', fields[name] === undefined ? text : coerce(fields[name], text));
  }
  takeQuery(collection, operation, { route, query: sources.query });
  takeBodyMembers(collection, sources.body);
  takeTenant(collection, operation, sources.tenantId);
  if (collection.problems.length > 0) throw refuse('INVALID_INPUT', { problems: collection.problems });
  return collection.params;
}

function takeQuery(
  collection: Collection,
  { params }: AnyOperation,
  { route, query }: { readonly route: Route; readonly query: URLSearchParams },
): void {
  for (const name of new Set(query.keys())) {
    if (!takesQuery(route)) {
      collection.problems.push({
        path: name,
        message: `belongs in the body of ${route.method}, not in the query`,
      });
      continue;
    }
    const field = params.fields[name];
    const texts = query.getAll(name);
    const item = field?.kind === 'list' ? field.inner[0] : undefined;
    if (item !== undefined) {
      collection.take(
        name,
        'query',
        texts.map(text => coerce(item, text)),
      );
    } else if (texts.length > 1) {
      collection.problems.push({ path: name, message: 'is given more than once in the query' });
    } else {
      const [text = ''] = texts;
      collection.take(name, 'query', field === undefined ? text : coerce(field, text));
    }
  }
}

function takeBodyMembers(collection: Collection, body: unknown): void {
  if (body === undefined) return;
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    collection.problems.push({ path: '', message: 'the body must be a JSON object' });
    return;
  }
  for (const [name, value] of Object.entries(body)) collection.take(name, 'body', value);
}

/** Whether both are there and agree is asked where the operation is executed, for every door. */
function takeTenant(collection: Collection, { params }: AnyOperation, tenantId: string | undefined): void {
  if (tenantId === undefined || params.fields['tenantId'] === undefined) return;
  if (!collection.has('tenantId')) collection.take('tenantId', 'tenant header', tenantId);
}
