import { type AppError, refuse } from '@mycelium/kernel';
import { databaseError, faultOf } from './database-error.ts';
import type { Migration } from './migration.ts';
import { migrationRecordSql, migrations as ownMigrations } from './migrations.generated.ts';

/** `empty`: no tables yet. `newer`: the database has had migrations that this version does not know. */
export type SchemaStatus = 'current' | 'empty' | 'newer' | { readonly pending: readonly string[] };

export interface MigrationProgress {
  readonly name: string;
  /** From 1. */
  readonly step: number;
  readonly steps: number;
  readonly state: 'applying' | 'applied';
}

export interface MigrateOptions {
  readonly onProgress?: (progress: MigrationProgress) => void;
  /** Which steps to take instead of the package's own. For tests. */
  readonly migrations?: readonly Migration[];
}

/** A connection that belongs to the migrator alone and lets a statement take as long as it takes. */
export interface SchemaConnection {
  rows<Row>(statement: string, parameters?: readonly unknown[]): Promise<Row[]>;
  /** Several statements at once, without parameters. */
  script(text: string): Promise<void>;
}

interface Recorded {
  readonly name: string;
  readonly checksum: string;
}

const TABLES = `
  SELECT to_regclass('public.account') IS NOT NULL AS installed,
         to_regclass('public.mycelium_migration') IS NOT NULL AS recorded`;

async function recordedMigrations(connection: SchemaConnection): Promise<readonly Recorded[] | 'empty'> {
  const [tables] = await connection.rows<{ installed: boolean; recorded: boolean }>(TABLES);
  if (!tables?.installed) return 'empty';
  if (!tables.recorded) return [];
  return connection.rows<Recorded>('SELECT name, checksum FROM public.mycelium_migration ORDER BY name');
}

const namesMissing = (from: readonly { name: string }[], among: readonly { name: string }[]): string[] => {
  const known = new Set(among.map(entry => entry.name));
  return from.map(entry => entry.name).filter(name => !known.has(name));
};

export async function schemaStatus(
  connection: SchemaConnection,
  migrations: readonly Migration[] = ownMigrations,
): Promise<SchemaStatus> {
  const recorded = await recordedMigrations(connection);
  if (recorded === 'empty') return 'empty';
  if (namesMissing(recorded, migrations).length > 0) return 'newer';
  const pending = namesMissing(migrations, recorded);
  return pending.length === 0 ? 'current' : { pending };
}

/** Chosen once and for all: replicas of different versions must contend for the same lock. */
const LOCK = 7_349_105_118;

/**
 * Applies what is missing, one transaction each, and gives the names. Any number of processes may call it at once:
 * they take turns, and the later ones find nothing to do.
 */
export async function migrate(
  connection: SchemaConnection,
  { onProgress, migrations = ownMigrations }: MigrateOptions = {},
): Promise<readonly string[]> {
  await connection.rows('SELECT pg_advisory_lock($1)', [LOCK]);
  try {
    const recorded = await recordedMigrations(connection);
    const known = recorded === 'empty' ? [] : recorded;
    refuseForeignHistory(known, migrations);
    const pending = new Set(namesMissing(migrations, known));
    const steps = migrations.filter(migration => pending.has(migration.name));
    if (steps.length > 0) await step(connection, 'the record of migrations', migrationRecordSql);
    for (const [index, migration] of steps.entries()) {
      const at = { name: migration.name, step: index + 1, steps: steps.length };
      onProgress?.({ ...at, state: 'applying' });
      await step(connection, `migration ${migration.name}`, `${migration.sql}\n${recordOf(migration)}`);
      onProgress?.({ ...at, state: 'applied' });
    }
    // Once more, now that the tables exist whose privileges the record shares.
    if (steps.length > 0) await step(connection, 'the record of migrations', migrationRecordSql);
    return steps.map(migration => migration.name);
  } finally {
    await unlock(connection);
  }
}

async function unlock(connection: SchemaConnection): Promise<void> {
  try {
    await connection.rows('SELECT pg_advisory_unlock($1)', [LOCK]);
  } catch {
    // A broken connection has lost the lock already; what broke it has been thrown.
  }
}

const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;

const recordOf = ({ name, checksum }: Migration): string =>
  `INSERT INTO public.mycelium_migration (name, checksum) VALUES (${literal(name)}, ${literal(checksum)});`;

function refuseForeignHistory(recorded: readonly Recorded[], migrations: readonly Migration[]): void {
  const unknown = namesMissing(recorded, migrations);
  if (unknown.length > 0) {
    throw refuse('INVALID_STATE', {
      message: `The database has migrations that this version does not know: ${unknown.join(', ')}.`,
      details: 'Use the version that applied them, or a later one.',
    });
  }
  const checksums = new Map(migrations.map(({ name, checksum }) => [name, checksum]));
  const changed = recorded.filter(({ name, checksum }) => checksums.get(name) !== checksum.trim());
  if (changed.length > 0) {
    throw refuse('INVALID_STATE', {
      message: `These migrations were applied with another text: ${changed.map(({ name }) => name).join(', ')}.`,
      details: 'A published migration must never change. Restore its text and put the change into a new one.',
    });
  }
}

async function step(connection: SchemaConnection, what: string, sql: string): Promise<void> {
  try {
    await connection.script(`BEGIN;\n${sql}\nCOMMIT;`);
  } catch (error) {
    const translated = databaseError(error);
    if (translated.kind === 'unavailable') throw translated;
    await connection.script('ROLLBACK;');
    throw failedStep(what, error);
  }
}

const INSUFFICIENT_PRIVILEGE = '42501';

function failedStep(what: string, error: unknown): AppError {
  const fault = faultOf(error);
  return refuse('INTERNAL', {
    message: `Could not apply ${what}: ${fault.message}. Nothing of it was kept.`,
    details:
      fault.code === INSUFFICIENT_PRIVILEGE
        ? 'Connect as the role that owns the tables, usually the one that ran sql/up.sql.'
        : 'The steps before it stay applied. Correct the cause and run the migration again.',
    cause: fault,
  });
}
