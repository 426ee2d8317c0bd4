import { randomUUID } from 'node:crypto';
import { silentLogger } from '@mycelium/kernel';
import pg from 'pg';
import { type Database, openEmbedded, openServer } from '../data-source.ts';
import { type Postgres, postgresOver } from '../open-postgres.ts';

export interface TestDatabase {
  readonly postgres: Postgres;
  readonly database: Database;
  /** `postgres://…`; undefined for PGlite. */
  readonly url: string | undefined;
  sql<Row>(statement: string, parameters?: readonly unknown[]): Promise<Row[]>;
  /** Removes the rows of every table. */
  empty(): Promise<void>;
  close(): Promise<void>;
}

/** Where tests may create databases. */
export function adminUrl(): string {
  const url = process.env['MYC_TEST_POSTGRES_URL'];
  if (!url) {
    throw new Error(
      'MYC_TEST_POSTGRES_URL names no PostgreSQL server: run the tests with `npm test`, which starts one, or set it',
    );
  }
  return url;
}

export async function asAdmin(statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl() });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

/** An empty database of its own on the server, and the way to drop it. `options` of `CREATE DATABASE`. */
export async function createDatabase(options = ''): Promise<{ readonly url: string; drop(): Promise<void> }> {
  const name = `myc_${randomUUID().replaceAll('-', '')}`;
  await asAdmin(`CREATE DATABASE ${name} ${options}`);
  const url = new URL(adminUrl());
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => asAdmin(`DROP DATABASE ${name} WITH (FORCE)`) };
}

/** A migrated database on the server. */
export async function serverDatabase(options?: string): Promise<TestDatabase> {
  const { url, drop } = await createDatabase(options);
  const database = await openServer({ url, poolSize: 10, log: silentLogger });
  return testDatabase(database, url, drop);
}

/** A migrated PGlite in memory. */
export async function embeddedDatabase(): Promise<TestDatabase> {
  return testDatabase(await openEmbedded(undefined), undefined, async () => undefined);
}

async function testDatabase(
  database: Database,
  url: string | undefined,
  drop: () => Promise<void>,
): Promise<TestDatabase> {
  const postgres = postgresOver(database, silentLogger);
  await postgres.migrate();
  const sql = async <Row>(statement: string, parameters: readonly unknown[] = []): Promise<Row[]> =>
    database.withSchemaConnection(connection => connection.rows<Row>(statement, parameters));
  const emptying = await emptyingSql(sql);
  return {
    postgres,
    database,
    url,
    sql,
    empty: () => database.withSchemaConnection(connection => connection.script(emptying)),
    close: async () => {
      await postgres.close();
      await drop();
    },
  };
}

/** A superuser may leave out foreign keys and triggers, and then a few rows are deleted much faster than truncated. */
async function emptyingSql(sql: TestDatabase['sql']): Promise<string> {
  const tables = await sql<{ name: string }>(
    `SELECT 'public.' || quote_ident(tablename) AS name FROM pg_tables
     WHERE schemaname = 'public' AND tablename <> 'mycelium_migration'`,
  );
  const names = tables.map(({ name }) => name);
  const [session] = await sql<{ superuser: boolean }>(
    `SELECT current_setting('is_superuser') = 'on' AS superuser`,
  );
  if (!session?.superuser) return `TRUNCATE ${names.join(', ')} CASCADE`;
  const deletions = names.map(name => `DELETE FROM ${name};`).join('\n');
  return `SET session_replication_role = replica;\n${deletions}\nSET session_replication_role = origin;`;
}
