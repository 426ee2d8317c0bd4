import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openPostgres } from './open-postgres.ts';
import { psql } from './testing/psql.ts';
import { schemaSnapshot } from './testing/schema-snapshot.ts';
import { adminUrl, asAdmin, serverDatabase } from './testing/test-database.ts';

const UP = fileURLToPath(new URL('../../../../sql/up.sql', import.meta.url));

/** Names that need quoting, and that no other run uses. */
let names: { readonly db: string; readonly user: string; readonly role: string };
beforeEach(() => {
  const run = randomUUID().slice(0, 8);
  names = { db: `Up ${run}-db`, user: `up-${run}-user`, role: `up-${run}-role` };
});
afterEach(async () => {
  await asAdmin(`DROP DATABASE IF EXISTS "${names.db}" WITH (FORCE)`);
  await asAdmin(`DROP ROLE IF EXISTS "${names.user}"`);
  await asAdmin(`DROP ROLE IF EXISTS "${names.role}"`);
});

const install = (...variables: readonly string[]) => {
  const named = [`db_name=${names.db}`, `db_user=${names.user}`, `db_role=${names.role}`, ...variables];
  return psql([adminUrl(), '-f', UP, ...named.flatMap(variable => ['-v', variable])]);
};

const installedUrl = (user?: string, password = ''): string => {
  const url = new URL(adminUrl());
  url.pathname = `/${encodeURIComponent(names.db)}`;
  if (user !== undefined) url.username = encodeURIComponent(user);
  if (user !== undefined) url.password = encodeURIComponent(password);
  return url.href;
};

async function query(url: string, statement: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(statement)).rows;
  } finally {
    await client.end();
  }
}

it('installs everything that the migrations declare, and records them as applied', async () => {
  const password = `it's "strong" \\ $1 :x`;
  const { code, err, out } = await install(`db_password=${password}`);
  expect(err).toBe('');
  expect(code).toBe(0);
  expect(out).toContain(names.db);

  const postgres = await openPostgres({ url: installedUrl(names.user, password) });
  expect(await postgres.schemaStatus()).toBe('current');
  const by = { id: randomUUID(), from: 'account' } as const;
  expect(await postgres.unitOfWork.run(({ settings }) => settings.insert('x', {}, by))).toBe('inserted');
  await postgres.close();

  const migrated = await serverDatabase();
  const wanted = await schemaSnapshot(statement => migrated.sql(statement));
  await migrated.close();
  expect(await schemaSnapshot(statement => query(installedUrl(), statement))).toEqual(wanted);
});

it('leaves an installed database as it is and says how to bring it up to date', async () => {
  await install('db_password=first');
  await query(installedUrl(), `INSERT INTO tenant (name) VALUES ('Kept')`);
  const { code, out } = await install('db_password=second');
  expect(code).toBe(0);
  expect(out).toMatch(/^SKIP: .*myc-cli migrate/m);
  expect(await query(installedUrl(), 'SELECT name FROM tenant')).toEqual([{ name: 'Kept' }]);
});

it.each([[[]], [['db_password=']]])('asks for the password and changes nothing: %j', async variables => {
  const { code, err } = await install(...variables);
  expect(code).not.toBe(0);
  expect(err).toContain('-v db_password=');
  const left = await query(adminUrl(), `SELECT datname FROM pg_database WHERE datname = '${names.db}'`);
  expect(left).toEqual([]);
});

it('undoes a failed installation but for the empty database, so that it can be repeated', async () => {
  await asAdmin(`CREATE DATABASE "${names.db}"`);
  await query(installedUrl(), 'CREATE VIEW kv_artifact AS SELECT 1 AS x');
  const failed = await install('db_password=x');
  expect(failed.code).not.toBe(0);
  expect(await query(installedUrl(), `SELECT to_regclass('public.account') AS account`)).toEqual([
    { account: null },
  ]);
  await query(installedUrl(), 'DROP VIEW kv_artifact');
  expect(await install('db_password=x')).toMatchObject({ code: 0, err: '' });
});
