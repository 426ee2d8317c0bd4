import { join } from 'node:path';
import { openPostgres, type Postgres } from '@mycelium/adapter-postgres';
import type { DatabaseConfig } from '@mycelium/config';
import { AppError, catalogue, type Logger } from '@mycelium/kernel';
import { StartError } from './start-error.ts';

export interface StorageOptions {
  readonly log: Logger;
  /** What long work is being done, in words for a person. */
  readonly progress: (line: string) => void;
  /** Named in advice. */
  readonly configFile: string | undefined;
}

/** Opens the database and makes sure that its schema is the one this version works with. */
export async function openStorage(database: DatabaseConfig, options: StorageOptions): Promise<Postgres> {
  const postgres = await connect(database, options);
  try {
    if (database.kind === 'embedded') await migrateItself(postgres, options);
    else await requireCurrentSchema(postgres, options);
    return postgres;
  } catch (error) {
    await postgres.close();
    throw error;
  }
}

async function connect(database: DatabaseConfig, { log, progress }: StorageOptions): Promise<Postgres> {
  try {
    if (database.kind === 'postgres') return await openPostgres({ url: database.url.reveal(), log });
    progress('opening the embedded database');
    return await openPostgres({ directory: join(database.directory, 'database'), log });
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    throw new StartError([error.message, error.details].filter(Boolean).join('\n'), error);
  }
}

async function migrateItself(postgres: Postgres, { progress }: StorageOptions): Promise<void> {
  const applied = await postgres.migrate();
  if (applied.length === 0) return;
  progress(`schema brought up to date (${applied.length} migrations)`);
  await postgres.registerErrorCodes(catalogue);
}

async function requireCurrentSchema(postgres: Postgres, { configFile }: StorageOptions): Promise<void> {
  const status = await postgres.schemaStatus();
  if (status === 'current') return;
  const command = `myc-cli migrate${configFile === undefined ? '' : ` --config ${configFile}`}`;
  if (status === 'newer') {
    throw new StartError(
      'The database was migrated by a newer version of Mycelium.\nStart that version, or connect to another database.',
    );
  }
  const what =
    status === 'empty'
      ? 'The database is empty.'
      : `The database lacks ${status.pending.length} migrations: ${status.pending.join(', ')}.`;
  throw new StartError(`${what}\nBring it up to date with: ${command}`);
}
