import { nearest } from '@mycelium/schema';
import type { GatewayConfig, VaultSettings } from '../model/gateway-config.ts';
import type { ConfigProblem } from '../problems.ts';
import type { SecretSource } from '../secret-source.ts';
import { parseConfigToml } from '../toml/parse.ts';
import { TOP_LEVEL_SECTIONS } from '../toml/sections.ts';
import { checkRoutes } from './check-routes.ts';
import { deepFreeze } from './freeze.ts';
import { apiTable, readApi } from './read-api.ts';
import { readAuth } from './read-auth.ts';
import { readCallbacks } from './read-callbacks.ts';
import { readCore } from './read-core.ts';
import { readServices } from './read-services.ts';
import { readCache, readDatabase, readMail, readMailQueue, readVault } from './read-storage.ts';
import { type EnvironmentLookup, isTable, Reading, type Table } from './reading.ts';

export interface LoadRequest {
  /** Name of the file for messages; the empty text of no file at all is the embedded mode with every default. */
  readonly file: string;
  readonly text: string;
  readonly env: EnvironmentLookup;
  /** Version 3 UUID of a name in the DNS namespace (RFC 9562 §5.3). */
  readonly uuidV3: (name: string) => string;
  /** Opens the store that `[vault.define]` describes. Without it every reference to Vault is a problem. */
  readonly openVault?: (settings: VaultSettings) => SecretSource;
}

export type LoadedConfig =
  | {
      readonly ok: true;
      readonly config: GatewayConfig;
      readonly warnings: readonly ConfigProblem[];
      /** Keys that are accepted but mean nothing here; to be named once at start. */
      readonly ignored: readonly string[];
      /** Values that came from elsewhere: loading again picks up what has changed there. */
      readonly references: readonly { readonly key: string; readonly from: 'env' | 'vault' }[];
    }
  | {
      readonly ok: false;
      readonly problems: readonly ConfigProblem[];
      readonly warnings: readonly ConfigProblem[];
    };

const looksLikeService = (value: unknown): boolean => {
  const entry: unknown = Array.isArray(value) ? value[0] : value;
  return (
    isTable(entry) && ['host', 'hosts', 'path', 'routes', 'secret'].some(key => Object.hasOwn(entry, key))
  );
};

function unknownSection(name: string, value: unknown): string {
  const meant = nearest(name, TOP_LEVEL_SECTIONS);
  if (meant !== undefined) return `unknown section; did you mean "${meant}"?`;
  if (looksLikeService(value))
    return 'services stand after a line [api.services]; add it above the first of them';
  if (name === 'callback')
    return 'callbacks stand after a line [api.callbacks]; add it above the first of them';
  return `unknown section; known are ${TOP_LEVEL_SECTIONS.join(', ')}`;
}

function checkSections(reading: Reading, root: Table): void {
  for (const [name, value] of Object.entries(root)) {
    if (!TOP_LEVEL_SECTIONS.some(known => known === name)) reading.problem(name, unknownSection(name, value));
  }
}

async function openVault(
  reading: Reading,
  root: Table,
  request: LoadRequest,
): Promise<VaultSettings | undefined> {
  const settings = await readVault(reading, root);
  if (settings !== undefined) reading.vault = request.openVault?.(settings);
  return settings;
}

async function readEdges(reading: Reading, api: Table, request: LoadRequest) {
  const definitions = await readCallbacks(reading, api['callbacks']);
  const callbackNames = definitions.map(({ name }) => name);
  const services = await readServices(reading, api['services'], { uuidV3: request.uuidV3, callbackNames });
  checkRoutes(reading, services);
  return { definitions, services: services.map(({ service }) => service) };
}

async function readAll(
  reading: Reading,
  root: Table,
  request: LoadRequest,
): Promise<GatewayConfig | undefined> {
  checkSections(reading, root);
  const vault = await openVault(reading, root, request);
  const database = await readDatabase(reading, root);
  const embedded = root['diesel'] === undefined || root['diesel'] === 'disabled';
  const core = await readCore(reading, root, embedded);
  const cache = await readCache(reading, root);
  const mail = await readMail(reading, root);
  const mailQueue = await readMailQueue(reading, root);
  const auth = await readAuth(reading, root, embedded);
  const apiRoot = apiTable(reading, root);
  const api = await readApi(reading, apiRoot);
  const { definitions, services } = await readEdges(reading, apiRoot, request);
  if (database === undefined || core === undefined || cache === undefined) return undefined;
  if (mail === undefined || mailQueue === undefined || api === undefined) return undefined;
  const { callbackMode, ...server } = api;
  return {
    ...core,
    database,
    cache,
    mail,
    mailQueue,
    auth,
    ...server,
    callbacks: { mode: callbackMode, definitions },
    services,
    ...(vault !== undefined && { vault }),
  };
}

/** Reads a configuration into one frozen object, or into all its problems at once. Never throws for a bad file. */
export async function loadConfig(request: LoadRequest): Promise<LoadedConfig> {
  const parsed = parseConfigToml(request.text);
  if (!parsed.ok) {
    return { ok: false, problems: [{ file: request.file, key: '', ...parsed.problem }], warnings: [] };
  }
  const reading = new Reading({ file: request.file, env: request.env, locate: parsed.locate });
  const config = await readAll(reading, parsed.value, request);
  const { problems, warnings, ignored, references } = reading;
  if (config === undefined || problems.length > 0) return { ok: false, problems, warnings };
  return { ok: true, config: deepFreeze(config), warnings, ignored, references };
}
