import type { AuthConfig, ExternalProvider, InternalAuth } from '../model/gateway-config.ts';
import { External, Internal } from '../sections/auth.ts';
import { unknownKey } from './prepare.ts';
import { readTable, unwrap } from './read-table.ts';
import { isTable, type Place, type Reading, type Table } from './reading.ts';
import { checkSigningKey } from './secrets.ts';

const INTERNAL_KEYS = Object.keys(Internal.fields);
const KEYS = ['internal', 'external', ...INTERNAL_KEYS];

/** The keys of internal sign-in may stand in `[auth]` itself or in `[auth.internal.define]`. */
function internalPlace(reading: Reading, auth: Table): Place | undefined {
  const direct = Object.fromEntries(Object.entries(auth).filter(([key]) => INTERNAL_KEYS.includes(key)));
  const { internal } = auth;
  if (internal === 'enabled') return { path: 'auth', value: direct };
  if (internal === undefined) {
    return Object.hasOwn(direct, 'jwtSecret') ? { path: 'auth', value: direct } : undefined;
  }
  const place = unwrap(reading, { path: 'auth.internal', value: internal });
  for (const key of place === undefined ? [] : Object.keys(direct)) {
    reading.problem(`auth.${key}`, `belongs into [${place?.path}], which is used here; move it`);
  }
  return place;
}

async function readInternal(
  reading: Reading,
  auth: Table | undefined,
  embedded: boolean,
): Promise<InternalAuth | undefined> {
  const silent = embedded ? { path: 'auth', value: {} } : undefined;
  const place = auth === undefined ? silent : internalPlace(reading, auth);
  if (place === undefined) return undefined;
  const internal = await readTable(reading, Internal, place);
  const path = `${place.path}.jwtSecret`;
  const secret = internal?.jwtSecret;
  if (secret !== undefined) checkSigningKey(reading, path, secret);
  else if (internal !== undefined && !embedded && !reading.unresolved.has(path)) {
    reading.problem(path, 'is required for internal sign-in; make one with `openssl rand -hex 32`');
  }
  return internal;
}

async function readExternal(reading: Reading, value: unknown): Promise<readonly ExternalProvider[]> {
  const place = unwrap(reading, { path: 'auth.external', value });
  if (place === undefined) return [];
  const single = isTable(place.value);
  const entries: unknown[] = Array.isArray(place.value) ? place.value : [place.value];
  const providers: ExternalProvider[] = [];
  for (const [index, entry] of entries.entries()) {
    const path = single ? place.path : `${place.path}[${index}]`;
    const provider = await readTable(reading, External, { path, value: entry });
    if (provider === undefined) continue;
    if (providers.some(other => other.issuer === provider.issuer)) {
      reading.problem(`${path}.issuer`, 'this issuer is configured twice; keep one of the two');
    }
    providers.push(provider);
  }
  return providers;
}

/** `[auth]`: our own sign-in and the providers whose tokens are accepted. */
export async function readAuth(reading: Reading, root: Table, embedded: boolean): Promise<AuthConfig> {
  const { auth } = root;
  if (auth !== undefined && !isTable(auth)) {
    reading.problem('auth', 'must be a table: [auth]');
    return { external: [] };
  }
  for (const key of Object.keys(auth ?? {})) {
    if (!KEYS.includes(key)) reading.problem(`auth.${key}`, unknownKey(key, KEYS));
  }
  const internal = await readInternal(reading, auth, embedded);
  return {
    ...(internal !== undefined && { internal }),
    external: await readExternal(reading, auth?.['external']),
  };
}
