import type { Edit } from './edits.ts';
import type { ScannedHeader, Statement } from './scan.ts';

/** The top-level tables of our own; every other name inside `[api.services]` is a service. */
export const TOP_LEVEL_SECTIONS = [
  'vault',
  'core',
  'diesel',
  'sqlite',
  'smtp',
  'localEmail',
  'queue',
  'redis',
  'auth',
  'api',
] as const;

const API_TABLES: readonly string[] = [
  'cache',
  'limits',
  'logging',
  'tls',
  'webSocket',
  'services',
  'callbacks',
];

/** Arrays of tables of our own that end the list of services although they have double brackets. */
const OWN_ARRAYS: readonly string[] = [
  'auth.external.define',
  'auth.external.set',
  'auth.external.enabled',
  'core.accountLifeCycle.hmacSecrets',
];

/** A header with the name that it stands for, and the text to insert before its written name. */
export interface PlacedHeader {
  readonly header: ScannedHeader;
  readonly keys: readonly string[];
  readonly insertion: string;
}

interface Context {
  kind: 'none' | 'services' | 'callbacks';
  readonly serviceNames: Set<string>;
  lastRoute: PlacedHeader | undefined;
}

const isTopLevelSection = (name: string): boolean => TOP_LEVEL_SECTIONS.some(section => section === name);

/**
 * Tells a section of ours from a service of the same name, inside the list of services. Single brackets mean the
 * section (`[queue]`). Double brackets mean the service (`[[queue]]`), and `[[queue.path]]` belongs to it once it
 * has been opened; the few arrays that sections own (`[[auth.external.define]]`) stay theirs.
 */
const isOwnSection = (header: ScannedHeader, serviceNames: ReadonlySet<string>): boolean => {
  const [first = '', second] = header.keys;
  if (!isTopLevelSection(first)) return false;
  if (header.kind === 'tables' && header.keys.length === 1) return false;
  if (OWN_ARRAYS.includes(header.keys.join('.'))) return true;
  if (first === 'api' && second !== undefined && API_TABLES.includes(second)) return true;
  return header.kind === 'table'
    ? header.keys.length === 1 || !serviceNames.has(first)
    : !serviceNames.has(first);
};

const contextOpenedBy = (keys: readonly string[]): Context['kind'] => {
  if (keys[0] !== 'api') return 'none';
  if (keys[1] === 'services') return 'services';
  return keys[1] === 'callbacks' ? 'callbacks' : 'none';
};

const isRoute = (keys: readonly string[]): boolean =>
  keys.length === 4 && ['path', 'routes'].includes(keys[3] ?? '');

const isGroupOfLastRoute = (header: ScannedHeader): boolean =>
  header.kind === 'table' &&
  header.keys.length === 1 &&
  ['group', 'securityGroup'].includes(header.keys[0] ?? '');

const quoteKey = (key: string): string => (/^[A-Za-z0-9_-]+$/.test(key) ? key : JSON.stringify(key));

const place = (header: ScannedHeader, context: Context): PlacedHeader => {
  const written = { header, keys: header.keys, insertion: '' };
  if (context.kind === 'none') return written;
  if (isOwnSection(header, context.serviceNames)) return written;
  const parent =
    context.lastRoute !== undefined && isGroupOfLastRoute(header)
      ? context.lastRoute.keys
      : ['api', context.kind];
  return { header, keys: [...parent, ...header.keys], insertion: `${parent.map(quoteKey).join('.')}.` };
};

const remember = (placed: PlacedHeader, context: Context): void => {
  context.kind = contextOpenedBy(placed.keys);
  const [, , name] = placed.keys;
  if (context.kind === 'services' && name !== undefined) context.serviceNames.add(name);
  if (isRoute(placed.keys)) context.lastRoute = placed;
  else if (placed.header.kind === 'tables' || context.kind !== 'services') context.lastRoute = undefined;
};

/**
 * Finds out which table each header stands for. After `[api.services]` a header names a service or a part of one
 * (`[[my-service]]`, `[[my-service.path]]`), after `[api.callbacks]` a callback, until a header of a section of
 * ours. `[group]` after a route is that route's group.
 */
export const placeHeaders = (statements: readonly Statement[]): ReadonlyMap<Statement, PlacedHeader> => {
  const context: Context = { kind: 'none', serviceNames: new Set(), lastRoute: undefined };
  const result = new Map<Statement, PlacedHeader>();
  for (const statement of statements) {
    if (statement.kind === 'pair') continue;
    const placed = place(statement, context);
    remember(placed, context);
    result.set(statement, placed);
  }
  return result;
};

/** The full names, to be written into the headers: same lines, same values, byte for byte. */
export const expandHeaders = (placed: Iterable<PlacedHeader>): readonly Edit[] =>
  [...placed].map(({ header: { nameStart }, insertion }) => ({
    start: nameStart,
    end: nameStart,
    text: insertion,
  }));
