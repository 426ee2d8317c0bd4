import type { MigrationProgress, Postgres, SchemaStatus } from '@mycelium/adapter-postgres';
import { readArguments } from '../arguments.ts';
import { withDatabase } from '../database.ts';
import { CommandError, type Io } from '../io.ts';
import type { Command } from '../main.ts';

const USAGE = 'myc-cli migrate [--config FILE] [--dry-run] [--json]';

export const migrateCommand: Command = {
  words: ['migrate'],
  summary: 'bring the tables of the database up to date',
  help: `Usage:  ${USAGE}

Applies every migration that the database has not had, each in a transaction of its own. Safe to run again and to run
in several places at once. Run it as the role that owns the tables, usually the one that ran sql/up.sql.

  --config FILE  the config.toml that names the database; else DATABASE_URL, else asked for
  --dry-run      only say what would be applied; exit code 0 as well when something is pending
  --json         print {"applied":[…],"pending":[…]} and nothing else on the standard output`,
  run: async (args, io) => {
    const { values } = readArguments(args, {
      options: { config: { type: 'string' }, 'dry-run': { type: 'boolean' }, json: { type: 'boolean' } },
      usage: USAGE,
    });
    const outcome = await withDatabase(io, values.config, postgres =>
      values['dry-run'] ? dryRun(postgres) : apply(postgres, io),
    );
    io.out(values.json ? JSON.stringify(outcome) : inWords(outcome));
  },
};

interface Outcome {
  readonly applied: readonly string[];
  readonly pending: readonly string[];
}

async function apply(postgres: Postgres, io: Io): Promise<Outcome> {
  const onProgress = ({ name, step, steps, state }: MigrationProgress): void => {
    if (state === 'applying') io.err(`[${step}/${steps}] ${name}`);
  };
  return { applied: await postgres.migrate({ onProgress }), pending: [] };
}

async function dryRun(postgres: Postgres): Promise<Outcome> {
  return { applied: [], pending: pendingOf(await postgres.schemaStatus(), postgres.migrationNames) };
}

function pendingOf(status: SchemaStatus, all: readonly string[]): readonly string[] {
  if (status === 'current') return [];
  if (status === 'empty') return all;
  if (status === 'newer') {
    throw new CommandError('The database was migrated by a newer version of Mycelium.', {
      details: 'There is nothing for this version to apply. Use the myc-cli of the newer one.',
    });
  }
  return status.pending;
}

function inWords({ applied, pending }: Outcome): string {
  if (applied.length > 0) return `${applied.length} migration(s) applied. The database is up to date.`;
  if (pending.length > 0) return `Would apply:\n${pending.map(name => `  ${name}`).join('\n')}`;
  return 'The database is up to date.';
}
