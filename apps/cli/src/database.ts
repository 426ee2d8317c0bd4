import { uuidV3 } from '@mycelium/adapter-identity';
import { openPostgres, type Postgres, type PostgresLocation } from '@mycelium/adapter-postgres';
import { formatProblems, loadConfig } from '@mycelium/config';
import { CommandError, type Io } from './io.ts';

/** Opens the database that the options or the surroundings name, lends it to `work` and closes it. */
export async function withDatabase<Result>(
  io: Io,
  config: string | undefined,
  work: (postgres: Postgres) => Promise<Result>,
): Promise<Result> {
  const postgres = await openPostgres(await locationOf(io, config));
  try {
    return await work(postgres);
  } finally {
    await postgres.close();
  }
}

/** One connection would do; a second one keeps a question from waiting for a migration. */
const POOL_SIZE = 2;

async function locationOf(io: Io, config: string | undefined): Promise<PostgresLocation> {
  if (config !== undefined) return fromConfig(io, config);
  const fromEnvironment = io.env['DATABASE_URL'];
  if (fromEnvironment) return { url: fromEnvironment, poolSize: POOL_SIZE };
  const typed = await io.ask('Database URL (hidden): ');
  if (!typed) {
    throw new CommandError('No database was named.', {
      details: 'Set DATABASE_URL=postgres://user:password@host:5432/database, or give --config FILE.',
    });
  }
  return { url: typed.trim(), poolSize: POOL_SIZE };
}

async function fromConfig(io: Io, file: string): Promise<PostgresLocation> {
  const text = await io.readText(file).catch((error: NodeJS.ErrnoException) => {
    throw new CommandError(`The configuration ${file} cannot be read: ${error.code ?? error.message}.`, {
      details: 'Correct the path given with --config.',
    });
  });
  const loaded = await loadConfig({ file, text, env: name => io.env[name], uuidV3 });
  if (!loaded.ok) {
    throw new CommandError(`The configuration ${file} is not valid:`, {
      details: formatProblems(loaded.problems),
    });
  }
  const { database } = loaded.config;
  return database.kind === 'embedded'
    ? { directory: database.directory }
    : { url: database.url.reveal(), poolSize: POOL_SIZE };
}

/** For commands that write rows: the tables must be those of this version. */
export async function requireCurrentSchema(postgres: Postgres): Promise<void> {
  const status = await postgres.schemaStatus();
  if (status === 'current') return;
  if (status === 'newer') {
    throw new CommandError('The database was migrated by a newer version of Mycelium.', {
      details: 'Use the myc-cli of that version.',
    });
  }
  throw new CommandError(
    status === 'empty'
      ? 'The database has no tables yet.'
      : `The database misses ${status.pending.length} migration(s): ${status.pending.join(', ')}.`,
    { details: 'Run first:  myc-cli migrate' },
  );
}
