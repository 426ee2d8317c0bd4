import type { DownstreamSecret } from '@mycelium/gateway-core';
import { unavailableSecret } from '../sections/fields.ts';
import { SecretContent, type SecretContentValue, type ServiceValue } from '../sections/services.ts';
import { parseToml } from '../toml/parse.ts';
import { readTable } from './read-table.ts';
import type { Place, Reading } from './reading.ts';
import { type Resolved, resolveReference } from './references.ts';

type SecretEntry = NonNullable<ServiceValue['secret']>[number];

/** A service's secret; `undefined` content: known by name, but not to be had now. */
export interface NamedSecret {
  readonly name: string;
  readonly content: DownstreamSecret | undefined;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const CONTROL = /[\u0000-\u001f\u007f]/;
const EXAMPLE = '{"queryParameter": {"name": "token", "token": "…"}}';

const fromJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** JSON, a TOML document, or one inline TOML table in braces. */
const parseWhole = (text: string): unknown => {
  const source = text.trim();
  const json = fromJson(source);
  if (json !== undefined) return json;
  const braced = source.startsWith('{');
  const parsed = parseToml(braced ? `secret = ${source}` : source);
  if (!parsed.ok) return undefined;
  return braced ? parsed.value['secret'] : parsed.value;
};

/** Header or query, exactly one. */
function contentOf(reading: Reading, path: string, value: SecretContentValue): DownstreamSecret | undefined {
  const { authorizationHeader: header, queryParameter: query } = value;
  if ((header === undefined) === (query === undefined)) {
    reading.problem(path, 'needs exactly one of authorizationHeader, queryParameter, env, vault');
    return undefined;
  }
  if (query !== undefined) return { kind: 'query', parameter: query.name, token: query.token };
  if (header === undefined) return undefined;
  if (header.name !== undefined && header.headerName !== undefined && header.name !== header.headerName) {
    reading.problem(`${path}.authorizationHeader`, 'has both name and headerName; keep one of the two');
  }
  if (CONTROL.test(header.token.reveal())) {
    reading.problem(
      `${path}.authorizationHeader.token`,
      'holds a line break or another control character, which no header field may hold',
    );
    return undefined;
  }
  const headerName = header.headerName ?? header.name ?? 'Authorization';
  return { kind: 'header', headerName, prefix: (header.prefix ?? 'Bearer').trim(), token: header.token };
}

async function referenced(reading: Reading, place: Place, name: string): Promise<Resolved> {
  const resolved = await resolveReference(reading, place, name);
  if (resolved.ok) return resolved;
  if (resolved.final) reading.problem(place.path, resolved.message);
  else reading.warn(place.path, `${resolved.message}; routes with this secret are refused until then`);
  return resolved;
}

async function wholeSecret(
  reading: Reading,
  place: Place,
  name: string,
): Promise<DownstreamSecret | undefined> {
  const resolved = await referenced(reading, place, name);
  if (!resolved.ok) return undefined;
  const value = parseWhole(resolved.text);
  if (typeof value !== 'object' || value === null) {
    reading.problem(
      place.path,
      `the referenced text is neither JSON nor TOML of a secret; expected ${EXAMPLE}`,
    );
    return undefined;
  }
  const content = await readTable(reading, SecretContent, { path: place.path, value });
  return content && contentOf(reading, place.path, content);
}

const isReferenceEntry = (entry: SecretEntry): boolean =>
  entry.env !== undefined || entry.vault !== undefined;

async function readSecret(reading: Reading, path: string, entry: SecretEntry): Promise<NamedSecret> {
  const { name, env, vault, authorizationHeader, queryParameter } = entry;
  const given = [env, vault, authorizationHeader, queryParameter].filter(part => part !== undefined);
  if (given.length !== 1) {
    reading.problem(path, 'needs exactly one of authorizationHeader, queryParameter, env, vault');
    return { name, content: undefined };
  }
  if (isReferenceEntry(entry)) {
    const key = env === undefined ? 'vault' : 'env';
    const place = { path: `${path}.${key}`, value: { [key]: env ?? vault } };
    return { name, content: await wholeSecret(reading, place, name) };
  }
  const content = contentOf(reading, path, entry);
  return { name, content: content?.token === unavailableSecret ? undefined : content };
}

/** The secrets of one service by name. */
export async function readSecrets(
  reading: Reading,
  path: string,
  entries: readonly SecretEntry[],
): Promise<readonly NamedSecret[]> {
  const found: NamedSecret[] = [];
  for (const [index, entry] of entries.entries()) {
    const place = `${path}[${index}]`;
    if (found.some(other => other.name === entry.name)) {
      reading.problem(`${place}.name`, `a secret named "${entry.name}" is already defined for this service`);
    }
    found.push(await readSecret(reading, place, entry));
  }
  return found;
}
