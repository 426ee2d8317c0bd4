import type { Route, Service } from '@mycelium/gateway-core';
import { nearest } from '@mycelium/schema';
import { type RouteValue, ServiceTable, type ServiceValue } from '../sections/services.ts';
import { joinPath } from '../toml/locations.ts';
import { placesOf } from './read-callbacks.ts';
import { type NamedSecret, readSecrets } from './read-secrets.ts';
import { readTable } from './read-table.ts';
import { isTable, type Place, type Reading, type Table } from './reading.ts';
import { checkSigningKey } from './secrets.ts';

/** A loaded service with the paths that lead to it and its routes in the file. */
export interface PlacedService {
  readonly service: Service;
  readonly path: string;
  readonly routePaths: readonly string[];
}

export interface ServiceSurroundings {
  readonly uuidV3: (name: string) => string;
  readonly callbackNames: readonly string[];
}

interface Draft {
  readonly name: string;
  /** What the id is derived from: the name, with a number from the second block of that name on. */
  readonly idSource: string;
  readonly path: string;
  readonly raw: Table;
  readonly value: ServiceValue;
}

const SYNONYMS = [
  ['host', 'hosts'],
  ['path', 'routes'],
  ['secret', 'secrets'],
] as const;

/** `[svc.path]` with single brackets is one route all the same. */
const LIST_KEYS: readonly string[] = ['path', 'routes', 'secret', 'secrets'];

const listed = (raw: Table): Table =>
  Object.fromEntries(
    Object.entries(raw).map(([key, value]) => [
      key,
      LIST_KEYS.includes(key) && isTable(value) ? [value] : value,
    ]),
  );

const writtenKey = (raw: Table, key: string, synonym: string): string =>
  Object.hasOwn(raw, synonym) ? synonym : key;

const didYouMean = (word: string, known: readonly string[]): string => {
  const meant = nearest(word, known);
  if (meant !== undefined) return `; did you mean "${meant}"?`;
  return known.length === 0 ? '; none is defined' : `; defined are ${known.join(', ')}`;
};

const HOST = /^(?:\[[0-9A-Fa-f:.]+\]|[^\s:/@?#]+)(?::(\d{1,5}))?$/;

const isHost = (host: string): boolean => {
  const match = HOST.exec(host);
  return match !== null && Number(match[1] ?? 0) <= 65_535;
};

function hostsOf(reading: Reading, { path, raw, value }: Draft): readonly string[] {
  const key = writtenKey(raw, 'host', 'hosts');
  const hosts = (value.hosts ?? value.host ?? []).map(host => host.replace(/\/$/, ''));
  for (const [index, host] of hosts.entries()) {
    if (isHost(host)) continue;
    const place = Array.isArray(raw[key]) ? `${path}.${key}[${index}]` : `${path}.${key}`;
    reading.problem(place, 'must be host:port; the scheme goes to protocol, the path to the routes');
  }
  if (hosts.length === 0 && !reading.unresolved.has(`${path}.${key}`)) {
    reading.problem(
      `${path}.${key}`,
      'a service needs host = "host:port", or hosts with at least one of them',
    );
  }
  return hosts;
}

interface RouteContext {
  readonly draft: Draft;
  readonly secrets: readonly NamedSecret[];
  readonly surroundings: ServiceSurroundings;
}

function checkRoute(
  reading: Reading,
  { path, value }: { path: string; value: RouteValue },
  context: RouteContext,
): void {
  const { draft, secrets, surroundings } = context;
  const { secretName, identitySource } = value;
  const names = secrets.map(secret => secret.name);
  if (secretName !== undefined && !names.includes(secretName)) {
    reading.problem(
      `${path}.secretName`,
      `the service has no secret "${secretName}"${didYouMean(secretName, names)}`,
    );
  } else if (secretName !== undefined && draft.value.protocol === 'http' && !value.acceptInsecureRouting) {
    // Not refused: the documented examples do this, and within a private network it is common. It is said aloud instead.
    reading.warn(
      `${path}.secretName`,
      `route ${value.path} of service "${draft.name}" sends its secret over plain http; use protocol = "https", or say acceptInsecureRouting = true if the network is yours`,
    );
  }
  if (identitySource !== undefined && draft.value.allowedSources.length === 0) {
    reading.problem(
      `${path}.identitySource`,
      'needs allowedSources on its service; an identity from a body is believed only from known senders',
    );
  }
  for (const name of value.callbacks) {
    if (surroundings.callbackNames.includes(name)) continue;
    const hint = didYouMean(name, surroundings.callbackNames);
    reading.problem(`${path}.callbacks`, `there is no callback "${name}"${hint}`);
  }
}

function readRoute(
  reading: Reading,
  place: { path: string; value: RouteValue },
  context: RouteContext,
): Route | undefined {
  const { path, value } = place;
  checkRoute(reading, place, context);
  const group = value.group ?? value.securityGroup;
  if (value.group !== undefined && value.securityGroup !== undefined) {
    reading.problem(`${path}.securityGroup`, 'group says the same already; keep one of the two');
  }
  if (group === undefined) {
    if (!reading.unresolved.has(`${path}.group`)) {
      reading.problem(`${path}.group`, 'is required; use "public" for a route open to anyone');
    }
    return undefined;
  }
  const { secretName, identitySource, maxBodyBytes, timeoutSeconds, overallTimeoutSeconds } = value;
  return {
    path: value.path,
    methods: value.methods,
    group,
    ...(secretName !== undefined && { secretName }),
    acceptInsecureRouting: value.acceptInsecureRouting,
    ...(maxBodyBytes !== undefined && { maxBodyBytes }),
    ...(timeoutSeconds !== undefined && { timeoutSeconds }),
    ...(overallTimeoutSeconds !== undefined && { overallTimeoutSeconds }),
    callbacks: value.callbacks,
    ...(identitySource !== undefined && { identitySource }),
    origin: reading.origin(path),
  };
}

interface PlacedRoutes {
  readonly routes: readonly Route[];
  readonly routePaths: readonly string[];
}

function readRoutes(reading: Reading, context: RouteContext): PlacedRoutes {
  const { path, raw, value } = context.draft;
  const key = writtenKey(raw, 'path', 'routes');
  const routes: Route[] = [];
  const routePaths: string[] = [];
  for (const [index, entry] of (value.routes ?? value.path ?? []).entries()) {
    const routePath = `${path}.${key}[${index}]`;
    const route = readRoute(reading, { path: routePath, value: entry }, context);
    if (route === undefined) continue;
    routes.push(route);
    routePaths.push(routePath);
  }
  return { routes, routePaths };
}

function serviceOf(draft: Draft, parts: Pick<Service, 'id' | 'hosts' | 'routes' | 'secrets'>): Service {
  const { signatureKey, proxyAddress, healthCheckPath, description, openapiPath } = draft.value;
  return {
    ...parts,
    name: draft.name,
    protocol: draft.value.protocol,
    allowedSources: draft.value.allowedSources,
    forwardAuthorization: draft.value.forwardAuthorization,
    ...(signatureKey !== undefined && { signatureKey }),
    ...(proxyAddress !== undefined && { proxyAddress }),
    ...(healthCheckPath !== undefined && { healthCheckPath }),
    discoverable: draft.value.discoverable,
    ...(description !== undefined && { description }),
    ...(openapiPath !== undefined && { openapiPath }),
    capabilities: draft.value.capabilities,
    serviceType: draft.value.serviceType,
    isContextApi: draft.value.isContextApi,
  };
}

const available = (secrets: readonly NamedSecret[]): Service['secrets'] =>
  new Map(secrets.flatMap(({ name, content }) => (content === undefined ? [] : [[name, content] as const])));

async function build(
  reading: Reading,
  draft: Draft,
  surroundings: ServiceSurroundings,
): Promise<PlacedService> {
  const { path, raw, value } = draft;
  for (const [key, synonym] of SYNONYMS) {
    if (Object.hasOwn(raw, key) && Object.hasOwn(raw, synonym)) {
      reading.problem(`${path}.${synonym}`, `${key} says the same already; keep one of the two`);
    }
  }
  if (value.signatureKey !== undefined) checkSigningKey(reading, `${path}.signatureKey`, value.signatureKey);
  const secretsPath = `${path}.${writtenKey(raw, 'secret', 'secrets')}`;
  const secrets = await readSecrets(reading, secretsPath, value.secrets ?? value.secret ?? []);
  const { routes, routePaths } = readRoutes(reading, { draft, secrets, surroundings });
  const id = value.id ?? surroundings.uuidV3(draft.idSource);
  const hosts = hostsOf(reading, draft);
  return { service: serviceOf(draft, { id, hosts, routes, secrets: available(secrets) }), path, routePaths };
}

/** A block that only continues a service defined elsewhere, as in a copied fragment, has nothing to serve. */
const isFragment = (raw: Table): boolean =>
  !['host', 'hosts', 'path', 'routes'].some(key => Object.hasOwn(raw, key));

async function readService(
  reading: Reading,
  { name, idSource, path, value }: Place & Pick<Draft, 'name' | 'idSource'>,
  surroundings: ServiceSurroundings,
): Promise<PlacedService | undefined> {
  if (isTable(value) && isFragment(value)) {
    reading.warn(path, `service "${name}" has neither a host nor routes and is left out`);
    return undefined;
  }
  const raw = isTable(value) ? listed(value) : value;
  const parsed = await readTable(reading, ServiceTable, { path, value: raw });
  if (parsed === undefined || !isTable(raw)) return undefined;
  return build(reading, { name, idSource, path, raw, value: parsed }, surroundings);
}

/** What is kept per service needs ids that differ. */
function checkId(reading: Reading, { service, path }: PlacedService, others: readonly PlacedService[]): void {
  const twin = others.find(other => other.service.id === service.id);
  if (twin === undefined) return;
  reading.problem(
    `${path}.id`,
    `is the id of service "${twin.service.name}" already; give this one an id of its own`,
  );
}

/** `[api.services]`: everything behind the gateway, in the order of the file. */
export async function readServices(
  reading: Reading,
  value: unknown,
  surroundings: ServiceSurroundings,
): Promise<readonly PlacedService[]> {
  if (value === undefined || (Array.isArray(value) && value.length === 0)) return [];
  if (!isTable(value)) {
    reading.problem('api.services', 'must be a table: [api.services], followed by [[service-name]] blocks');
    return [];
  }
  const found: PlacedService[] = [];
  for (const [name, entry] of Object.entries(value)) {
    for (const [index, place] of placesOf({ path: joinPath('api.services', name), value: entry }).entries()) {
      const idSource = index === 0 ? name : `${name}#${index + 1}`;
      const placed = await readService(reading, { ...place, name, idSource }, surroundings);
      if (placed === undefined) continue;
      checkId(reading, placed, found);
      found.push(placed);
    }
  }
  return found;
}
