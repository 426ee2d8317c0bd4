import type { Infer, Shape } from '@mycelium/schema';
import { prepareShape } from './prepare.ts';
import { isTable, type Place, type Reading } from './reading.ts';

const joined = (outer: string, inner: string): string =>
  outer === '' || inner === '' || inner.startsWith('[') ? `${outer}${inner}` : `${outer}.${inner}`;

const tomlWords = (message: string): string => message.replaceAll('an object', 'a table');

/** Reads one table by its shape: references followed, defaults filled in. Problems are reported, then `undefined`. */
export async function readTable<S extends Shape<unknown>>(
  reading: Reading,
  shape: S,
  place: Place,
): Promise<Infer<S> | undefined> {
  if (!isTable(place.value)) {
    reading.problem(place.path, `must be a table: [${place.path}]`);
    return undefined;
  }
  const prepared = await prepareShape(reading, shape, place);
  const parsed = shape.parse(prepared, { unknown: 'strip' });
  if (parsed.ok) return parsed.value as Infer<S>;
  for (const { path, message } of parsed.problems) {
    const whole = joined(place.path, path);
    if (!reading.unresolved.has(whole)) reading.problem(whole, tomlWords(message));
  }
  return undefined;
}

const WRAPPERS: readonly string[] = ['define', 'set', 'enabled'];

/**
 * An optional section: absent or `"disabled"` gives `undefined`; the content may stand in the table itself or one
 * level deeper under `define`, `set` or `enabled`.
 */
export function unwrap(reading: Reading, { path, value }: Place): Place | undefined {
  if (value === undefined || value === 'disabled') return undefined;
  if (typeof value === 'string') {
    reading.problem(path, `must be "disabled" or a table: [${path}.define]`);
    return undefined;
  }
  if (!isTable(value)) return { path, value };
  const [key = '', ...others] = Object.keys(value);
  if (others.length > 0 || !WRAPPERS.includes(key)) return { path, value };
  return unwrap(reading, { path: `${path}.${key}`, value: value[key] });
}
