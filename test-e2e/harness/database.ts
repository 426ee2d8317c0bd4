import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { SERVER_VARIABLES } from '../servers/index.ts';
import { runProgram } from './program.ts';

export interface Database {
  readonly url: string;
  // biome-ignore lint/suspicious/noExplicitAny: rows are read by the tests, each of which knows its columns
  query(sql: string, values?: readonly unknown[]): Promise<any[]>;
  drop(): Promise<void>;
}

export const serverUrl = (): string => {
  const url = process.env[SERVER_VARIABLES.postgres];
  if (!url) throw new Error(`${SERVER_VARIABLES.postgres} is not set`);
  return url;
};

const within = async <Result>(url: string, work: (client: Client) => Promise<Result>): Promise<Result> => {
  const client = new Client(url);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
};

/** An empty database on the server of the tests. */
export async function emptyDatabase(server = serverUrl()): Promise<Database> {
  const name = `e2e_${randomUUID().replaceAll('-', '')}`;
  await within(server, client => client.query(`CREATE DATABASE ${name}`));
  const url = new URL(server);
  url.pathname = `/${name}`;
  return {
    url: url.href,
    query: (sql, values = []) =>
      within(url.href, async client => (await client.query(sql, [...values])).rows),
    drop: async () => {
      await within(server, client => client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`));
    },
  };
}

/** A database with the schema, brought there by `myc-cli migrate`. */
export async function migratedDatabase(server = serverUrl()): Promise<Database> {
  const database = await emptyDatabase(server);
  const { code, stderr } = await runProgram('apps/cli/src/bin.ts', ['migrate'], {
    env: { DATABASE_URL: database.url },
  });
  if (code !== 0) throw new Error(`myc-cli migrate failed:\n${stderr}`);
  return database;
}
