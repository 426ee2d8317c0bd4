import type { CallbackDefinition, CallbackEngine, CallbackFilters } from '../model/callback.ts';
import { Callback, type CallbackValue } from '../sections/callbacks.ts';
import { joinPath } from '../toml/locations.ts';
import { readTable } from './read-table.ts';
import { isTable, type Place, type Reading } from './reading.ts';

function required<Key extends 'script' | 'url' | 'scriptPath'>(
  reading: Reading,
  { path, value }: { readonly path: string; readonly value: CallbackValue },
  key: Key,
): string | undefined {
  const found = value[key];
  if (found === undefined && !reading.unresolved.has(`${path}.${key}`)) {
    reading.problem(path, `a callback of type "${value.type}" needs ${key}`);
  }
  return found;
}

function engine(reading: Reading, place: { path: string; value: CallbackValue }): CallbackEngine | undefined {
  const { value } = place;
  switch (value.type) {
    case 'rhai': {
      const script = required(reading, place, 'script');
      return script === undefined ? undefined : { type: 'rhai', script };
    }
    case 'http': {
      const url = required(reading, place, 'url');
      return url === undefined ? undefined : { type: 'http', url, method: value.method ?? 'POST' };
    }
    case 'python': {
      const scriptPath = required(reading, place, 'scriptPath');
      if (scriptPath === undefined) return undefined;
      return { type: 'python', scriptPath, pythonPath: value.pythonPath ?? 'python3' };
    }
    case 'javascript': {
      const scriptPath = required(reading, place, 'scriptPath');
      if (scriptPath === undefined) return undefined;
      return { type: 'javascript', scriptPath, nodePath: value.nodePath ?? 'node' };
    }
  }
}

const filters = (value: CallbackValue): CallbackFilters => ({
  ...(value.triggeringMethods !== undefined && { methods: value.triggeringMethods }),
  ...(value.triggeringStatusCodes !== undefined && { statusCodes: value.triggeringStatusCodes }),
  ...(value.triggeringHeaders !== undefined && { headers: value.triggeringHeaders }),
});

async function readCallback(reading: Reading, place: Place): Promise<CallbackDefinition | undefined> {
  const value = await readTable(reading, Callback, place);
  if (value === undefined) return undefined;
  const found = engine(reading, { path: place.path, value });
  if (found === undefined) return undefined;
  const { name, timeoutMs, retryCount, retryIntervalMs } = value;
  return { name, engine: found, timeoutMs, retryCount, retryIntervalMs, filters: filters(value) };
}

/** A table or a list of tables as the list of its places. */
export const placesOf = ({ path, value }: Place): readonly Place[] =>
  Array.isArray(value)
    ? value.map((entry, index) => ({ path: `${path}[${index}]`, value: entry }))
    : [{ path, value }];

/** `[[callback]]` blocks, under whatever name, or a list given to `callbacks` itself. */
const callbackPlaces = (reading: Reading, value: unknown): readonly Place[] => {
  const path = 'api.callbacks';
  if (value === undefined) return [];
  if (Array.isArray(value)) return placesOf({ path, value });
  if (isTable(value)) {
    return Object.entries(value).flatMap(([key, entry]) =>
      placesOf({ path: joinPath(path, key), value: entry }),
    );
  }
  reading.problem(path, 'must be a table: [api.callbacks], followed by [[callback]] blocks');
  return [];
};

export async function readCallbacks(
  reading: Reading,
  value: unknown,
): Promise<readonly CallbackDefinition[]> {
  const found: CallbackDefinition[] = [];
  for (const place of callbackPlaces(reading, value)) {
    const callback = await readCallback(reading, place);
    if (callback === undefined) continue;
    if (found.some(other => other.name === callback.name)) {
      reading.problem(`${place.path}.name`, `a callback named "${callback.name}" is already defined`);
    }
    found.push(callback);
  }
  return found;
}
