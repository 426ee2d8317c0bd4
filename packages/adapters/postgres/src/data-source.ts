import { type AppError, type Logger, refuse } from '@mycelium/kernel';
import pg from 'pg';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { faultOf } from './database-error.ts';
import { lockDirectory } from './directory-lock.ts';
import { entities } from './entities.ts';
import type { SchemaConnection } from './migrator.ts';
import { pgliteDriver, pgliteLease } from './pglite-pool.ts';

/** A connected database, whichever of the two kinds it is. */
export interface Database {
  readonly dataSource: DataSource;
  /** Lends a connection without time limits to the migrator. */
  withSchemaConnection<Result>(work: (connection: SchemaConnection) => Promise<Result>): Promise<Result>;
  close(): Promise<void>;
}

const typeormOptions = {
  type: 'postgres',
  entities,
  synchronize: false,
  logging: false,
  // gen_random_uuid() is built in; TypeORM must neither look for an extension nor install one.
  uuidExtension: 'pgcrypto',
  installExtensions: false,
} as const satisfies DataSourceOptions;

export interface ServerOptions {
  /** `postgres://user:password@host:port/database` */
  readonly url: string;
  readonly poolSize: number;
  readonly log: Logger;
  /** Milliseconds that a caller waits for a connection, and for one statement, before `DATABASE_UNAVAILABLE`. */
  readonly patienceMs?: number;
}

const PATIENCE_MS = 5_000;

export async function openServer({
  url,
  poolSize,
  log,
  patienceMs = PATIENCE_MS,
}: ServerOptions): Promise<Database> {
  refuseMalformed(url);
  const dataSource = new DataSource({
    ...typeormOptions,
    driver: pg,
    url,
    poolSize,
    connectTimeoutMS: patienceMs,
    applicationName: 'mycelium',
    extra: { query_timeout: patienceMs, keepAlive: true },
    poolErrorHandler: (error: unknown) =>
      log.log('warn', 'an idle database connection was lost', { error: faultOf(error).message }),
  });
  await connect(dataSource, url);
  return {
    dataSource,
    withSchemaConnection: work => withClient(url, work),
    close: () => dataSource.destroy(),
  };
}

function refuseMalformed(url: string): void {
  if (URL.canParse(url) && /^postgres(?:ql)?:$/.test(new URL(url).protocol)) return;
  throw refuse('DATABASE_UNAVAILABLE', {
    message: 'The database URL is not one of PostgreSQL.',
    details:
      'It looks like postgres://user:password@host:5432/database. Percent-encode special characters in it.',
  });
}

async function connect(dataSource: DataSource, url: string): Promise<void> {
  try {
    await dataSource.initialize();
  } catch (error) {
    throw unreachable(url, error);
  }
}

async function withClient<Result>(
  url: string,
  work: (connection: SchemaConnection) => Promise<Result>,
): Promise<Result> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: PATIENCE_MS });
  // Without a listener a lost connection would end the process; the statement under way reports it as well.
  client.on('error', () => undefined);
  try {
    await client.connect();
  } catch (error) {
    throw unreachable(url, error);
  }
  try {
    return await work({
      rows: async <Row>(statement: string, parameters: readonly unknown[] = []) =>
        (await client.query(statement, [...parameters])).rows as Row[],
      script: async text => void (await client.query(text)),
    });
  } finally {
    await client.end();
  }
}

/** Says which server was tried and what to do, and never the password. */
function unreachable(url: string, error: unknown): AppError {
  const fault = faultOf(error);
  const { hostname, port, pathname, username } = new URL(url);
  const where = `${hostname || 'localhost'}:${port || '5432'}`;
  const [message, details] = ((): [string, string] => {
    if (fault.code === '28P01' || fault.code === '28000') {
      return [
        `PostgreSQL at ${where} refuses the login of "${username}".`,
        'Check user and password in the URL.',
      ];
    }
    if (fault.code === '3D000') {
      const name = decodeURIComponent(pathname.slice(1));
      return [
        `PostgreSQL at ${where} has no database "${name}".`,
        `Create it:  psql <admin URL> -f sql/up.sql -v db_name=${name} -v db_password=…`,
      ];
    }
    return [
      `PostgreSQL at ${where} cannot be reached: ${fault.message || fault.code}.`,
      'Start the server, or correct the URL.',
    ];
  })();
  return refuse('DATABASE_UNAVAILABLE', { message, details, cause: fault });
}

/** PostgreSQL inside of this process, its files in `directory`; without one, in memory. */
export async function openEmbedded(directory: string | undefined): Promise<Database> {
  const unlock = directory === undefined ? () => undefined : lockDirectory(directory);
  try {
    // Megabytes that a gateway on a server need not carry.
    const { PGlite } = await import('@electric-sql/pglite');
    const db = await PGlite.create(directory === undefined ? {} : { dataDir: directory });
    const lease = pgliteLease();
    const dataSource = new DataSource({ ...typeormOptions, driver: pgliteDriver(db, lease) });
    await dataSource.initialize();
    return {
      dataSource,
      withSchemaConnection: async work => {
        const release = await lease.borrow();
        try {
          return await work({
            rows: async <Row>(statement: string, parameters: readonly unknown[] = []) =>
              (await db.query<Row>(statement, [...parameters])).rows,
            script: async text => void (await db.exec(text)),
          });
        } finally {
          release();
        }
      },
      close: async () => {
        await dataSource.destroy();
        await db.close();
        unlock();
      },
    };
  } catch (error) {
    unlock();
    throw damaged(directory, error);
  }
}

function damaged(directory: string | undefined, error: unknown): AppError {
  const fault = faultOf(error);
  return refuse('DATABASE_UNAVAILABLE', {
    message: `The embedded database${directory === undefined ? '' : ` in ${directory}`} cannot be opened: ${fault.message}`,
    details:
      'Check that the folder is writable and that it was made by this program; else restore a copy of it.',
    cause: fault,
  });
}
