import { type AnyField, type AnyShape, nearest } from '@mycelium/schema';
import { takesReference, UNAVAILABLE } from '../sections/fields.ts';
import { joinPath } from '../toml/locations.ts';
import { isTable, type Place, type Reading, type Table } from './reading.ts';
import { convert, isReference, resolveReference } from './references.ts';

/** A key whose value could not be had; it is left out. */
const MISSING: unique symbol = Symbol('missing');

/** Keys with no meaning here that existing files may hold, by shape. */
const IGNORED: Readonly<Record<string, readonly string[]>> = {
  Api: ['routes'],
  Queue: ['emailQueueName'],
  Route: ['id'],
  Service: ['healthStatus'],
};

/** Tokens shown to services are needed per route: one that is missing must not keep the others from starting. */
const isServiceToken = (path: string): boolean => path.startsWith('api.services.') && path.endsWith('.token');

async function prepareReference(reading: Reading, field: AnyField, place: Place): Promise<unknown> {
  const resolved = await resolveReference(reading, place);
  if (!resolved.ok) {
    if (!resolved.final && isServiceToken(place.path)) {
      reading.warn(place.path, `${resolved.message}; routes with this secret are refused until then`);
      return UNAVAILABLE;
    }
    reading.problem(place.path, resolved.message);
    reading.unresolved.add(place.path);
    return MISSING;
  }
  const value = convert(resolved.text, field.kind);
  if (value !== undefined) return value;
  reading.problem(place.path, `the referenced value must be ${field.expects}`);
  reading.unresolved.add(place.path);
  return MISSING;
}

export const unknownKey = (key: string, known: Iterable<string>): string => {
  const meant = nearest(key, known);
  if (meant !== undefined) return `unknown key; did you mean "${meant}"?`;
  return `unknown key; known here: ${[...known].join(', ')}`;
};

const refuseUnknown = (
  reading: Reading,
  shape: AnyShape,
  { path, key }: { path: string; key: string },
): void => {
  const ignored = IGNORED[shape.name] ?? [];
  if (ignored.includes(key)) reading.ignored.push(path);
  else reading.problem(path, unknownKey(key, Object.keys(shape.fields)));
};

async function prepareTable(reading: Reading, shape: AnyShape, { path, value }: Place): Promise<unknown> {
  if (!isTable(value)) return value;
  const result: Record<string, unknown> = {};
  for (const [key, entry] of Object.entries(value)) {
    const keyPath = joinPath(path, key);
    const field = Object.hasOwn(shape.fields, key) ? shape.fields[key] : undefined;
    if (field === undefined) {
      refuseUnknown(reading, shape, { path: keyPath, key });
      continue;
    }
    const prepared = await prepare(reading, field, { path: keyPath, value: entry });
    if (prepared !== MISSING) result[key] = prepared;
  }
  return result;
}

async function prepareItems(reading: Reading, field: AnyField, place: Place): Promise<unknown> {
  const [item] = field.inner;
  if (!Array.isArray(place.value) || item === undefined) return place.value;
  const result: unknown[] = [];
  for (const [index, entry] of place.value.entries()) {
    const prepared = await prepare(reading, item, { path: `${place.path}[${index}]`, value: entry });
    if (prepared !== MISSING) result.push(prepared);
  }
  return result;
}

/** Follows references and reports unknown keys, all the way down; what is left is for the shape to judge. */
async function prepare(reading: Reading, field: AnyField, place: Place): Promise<unknown> {
  if (field.shape !== undefined) return prepareTable(reading, field.shape, place);
  if (takesReference(field.kind) && isReference(place.value)) return prepareReference(reading, field, place);
  return field.kind === 'list' ? prepareItems(reading, field, place) : place.value;
}

export async function prepareShape(reading: Reading, shape: AnyShape, place: Place): Promise<Table> {
  const prepared = await prepareTable(reading, shape, place);
  return isTable(prepared) ? prepared : {};
}
