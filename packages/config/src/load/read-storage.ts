import { Secret } from '@mycelium/kernel';
import type {
  CacheConfig,
  DatabaseConfig,
  MailConfig,
  MailQueueConfig,
  SmtpSecurity,
  VaultSettings,
} from '../model/gateway-config.ts';
import { Diesel, LocalEmail, Queue, Redis, Smtp, Sqlite, Vault } from '../sections/storage.ts';
import { readTable, unwrap } from './read-table.ts';
import type { Reading, Table } from './reading.ts';
import { checkGivenSecret } from './secrets.ts';

/** `host` or `host:port`, an IPv6 address in brackets. */
const HOST = /^(\[[0-9A-Fa-f:.]+\]|[^\s:/@]+)(?::(\d{1,5}))?$/;

interface HostAndPort {
  readonly host: string;
  readonly port: number;
}

interface Written {
  readonly path: string;
  readonly key: string;
  readonly host: string;
  readonly port: number | undefined;
  readonly fallback: number;
}

function readHost(reading: Reading, written: Written): HostAndPort | undefined {
  const path = `${written.path}.${written.key}`;
  const [, host, ownPort] = HOST.exec(written.host) ?? [];
  if (host === undefined) {
    reading.problem(path, 'must be a host or host:port, without "://" and path');
    return undefined;
  }
  const port = ownPort === undefined ? undefined : Number(ownPort);
  if (port !== undefined && (port < 1 || port > 65_535)) {
    reading.problem(path, 'its port must be between 1 and 65535');
    return undefined;
  }
  if (port !== undefined && written.port !== undefined && port !== written.port) {
    reading.problem(`${written.path}.port`, `contradicts the port in ${written.key}; keep one of the two`);
    return undefined;
  }
  return { host, port: port ?? written.port ?? written.fallback };
}

/** The folder of the file that `[sqlite].path` names. */
const folderOf = (path: string): string => {
  const cut = path.replaceAll('\\', '/').lastIndexOf('/');
  return cut < 0 ? '.' : path.slice(0, cut) || '/';
};

async function readPostgres(reading: Reading, value: unknown): Promise<DatabaseConfig | undefined> {
  const diesel = await readTable(reading, Diesel, { path: 'diesel', value });
  if (diesel === undefined) return undefined;
  const path = 'diesel.databaseUrl';
  if (!/^postgres(ql)?:\/\/\S+$/.test(diesel.databaseUrl.reveal())) {
    reading.problem(path, 'must be an address such as postgres://user:password@localhost:5432/database');
    return undefined;
  }
  checkGivenSecret(reading, path, diesel.databaseUrl);
  return { kind: 'postgres', url: diesel.databaseUrl };
}

/** `[diesel]` is a PostgreSQL server; without it the database is embedded. */
export async function readDatabase(reading: Reading, root: Table): Promise<DatabaseConfig | undefined> {
  const { sqlite: written = {} } = root;
  const sqlite = await readTable(reading, Sqlite, { path: 'sqlite', value: written });
  const diesel = unwrap(reading, { path: 'diesel', value: root['diesel'] });
  if (diesel !== undefined) {
    if (root['sqlite'] !== undefined) reading.ignored.push('sqlite');
    return readPostgres(reading, diesel.value);
  }
  return sqlite && { kind: 'embedded', directory: folderOf(sqlite.path) };
}

/** `[redis]`; without it the cache is in memory. */
export async function readCache(reading: Reading, root: Table): Promise<CacheConfig | undefined> {
  const place = unwrap(reading, { path: 'redis', value: root['redis'] });
  if (place === undefined) return { kind: 'memory' };
  const redis = await readTable(reading, Redis, place);
  if (redis === undefined) return undefined;
  const found = readHost(reading, {
    path: place.path,
    key: 'hostname',
    host: redis.hostname,
    port: redis.port,
    fallback: 6379,
  });
  if (found === undefined) return undefined;
  const password = redis.password?.reveal() ?? '';
  const login = password === '' ? '' : `:${encodeURIComponent(password)}@`;
  return { kind: 'redis', url: new Secret(`${redis.protocol}://${login}${found.host}:${found.port}`) };
}

const usualSecurity = (port: number): SmtpSecurity => (port === 587 ? 'starttls' : 'implicit');

async function readSmtp(
  reading: Reading,
  place: { path: string; value: unknown },
): Promise<MailConfig | undefined> {
  const smtp = await readTable(reading, Smtp, place);
  if (smtp === undefined) return undefined;
  const { path } = place;
  const found = readHost(reading, { path, key: 'host', host: smtp.host, port: smtp.port, fallback: 587 });
  const { username, password } = smtp;
  const named = username !== undefined && username.reveal() !== '';
  if (named && password === undefined && !reading.unresolved.has(`${path}.password`)) {
    reading.problem(`${path}.username`, 'needs a password beside it');
  }
  if (named && password !== undefined) checkGivenSecret(reading, `${path}.password`, password);
  if (found === undefined) return undefined;
  return {
    kind: 'smtp',
    ...found,
    security: smtp.security ?? usualSecurity(found.port),
    ...(named && password !== undefined && { credentials: { username, password } }),
  };
}

/** `[smtp]`, else `[localEmail.define]`, else e-mails stay in the gateway. */
export async function readMail(reading: Reading, root: Table): Promise<MailConfig | undefined> {
  const local = unwrap(reading, { path: 'localEmail', value: root['localEmail'] });
  const file = local && (await readTable(reading, LocalEmail, local));
  const smtp = unwrap(reading, { path: 'smtp', value: root['smtp'] });
  if (smtp !== undefined) return readSmtp(reading, smtp);
  if (local === undefined) return { kind: 'embedded' };
  return file && { kind: 'file', directory: file.dir };
}

export async function readMailQueue(reading: Reading, root: Table): Promise<MailQueueConfig | undefined> {
  const queue = await readTable(reading, Queue, { path: 'queue', value: root['queue'] ?? {} });
  if (queue === undefined) return undefined;
  return {
    consumeInterval: queue.consumeIntervalInSecs,
    claimBatchSize: queue.claimBatchSize,
    visibilityTimeout: queue.visibilityTimeoutSecs,
  };
}

/** Read first: every other section may refer to Vault, its own token may not. */
export async function readVault(reading: Reading, root: Table): Promise<VaultSettings | undefined> {
  const place = unwrap(reading, { path: 'vault', value: root['vault'] });
  return place && (await readTable(reading, Vault, place));
}
