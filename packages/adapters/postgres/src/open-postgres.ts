import type { ProfileSource } from '@mycelium/accounts';
import { type ErrorEntry, type Logger, silentLogger, type UnitOfWork } from '@mycelium/kernel';
import type { MailQueue } from '@mycelium/notifications';
import { type Database, openEmbedded, openServer } from './data-source.ts';
import { databaseError } from './database-error.ts';
import { type RegisteredCodes, registerErrorCodes } from './error-codes.ts';
import { postgresMailQueue } from './mail-queue.ts';
import { migrations } from './migrations.generated.ts';
import { type MigrateOptions, migrate, type SchemaStatus, schemaStatus } from './migrator.ts';
import { postgresProfileSource } from './profile-source.ts';
import { poolSession } from './session.ts';
import { type PostgresStores, postgresUnitOfWork } from './unit-of-work.ts';

/** A server by its URL, or PGlite in a folder. */
export type PostgresLocation =
  | {
      /** `postgres://user:password@host:port/database` */
      readonly url: string;
      /** Connections at most, 10 unless said otherwise. */
      readonly poolSize?: number;
    }
  | {
      /** Made when absent. `undefined` keeps everything in memory. */
      readonly directory: string | undefined;
    };

export type PostgresOptions = PostgresLocation & { readonly log?: Logger };

export interface Postgres {
  readonly unitOfWork: UnitOfWork<PostgresStores>;
  readonly profileSource: ProfileSource;
  readonly mailQueue: MailQueue;
  /** Applies the pending migrations and gives their names. Safe to call from several processes at once. */
  migrate(options?: MigrateOptions): Promise<readonly string[]>;
  schemaStatus(): Promise<SchemaStatus>;
  /** Every migration of this version, in order. */
  readonly migrationNames: readonly string[];
  registerErrorCodes(catalogue: readonly ErrorEntry[]): Promise<RegisteredCodes>;
  /** Whether any account, deleted ones aside, is one of the staff. */
  hasStaffAccount(): Promise<boolean>;
  /** Whether the database answers now. */
  ready(): Promise<boolean>;
  close(): Promise<void>;
}

const DEFAULT_POOL_SIZE = 10;

/** Connects; `DATABASE_UNAVAILABLE` says which server or folder it was and what to do. Applies no migration. */
export async function openPostgres(options: PostgresOptions): Promise<Postgres> {
  const log = (options.log ?? silentLogger).child('storage.postgres');
  return postgresOver(await connect(options, log), log);
}

export function postgresOver(database: Database, log: Logger): Postgres {
  const session = poolSession(database.dataSource);
  return {
    unitOfWork: postgresUnitOfWork(database.dataSource, log),
    profileSource: postgresProfileSource(session),
    mailQueue: postgresMailQueue(session),
    migrate: migrateOptions => onSchema(database, connection => migrate(connection, migrateOptions)),
    schemaStatus: () => onSchema(database, connection => schemaStatus(connection)),
    migrationNames: migrations.map(({ name }) => name),
    registerErrorCodes: catalogue => registerErrorCodes(session, catalogue),
    hasStaffAccount: () =>
      session.turn(async ({ sql }) => {
        const staff = await sql(
          `SELECT id FROM public.account WHERE account_type @> '"staff"' AND is_deleted IS NOT TRUE LIMIT 1`,
        );
        return staff.length > 0;
      }),
    ready: async () => {
      try {
        await session.turn(({ sql }) => sql('SELECT 1'));
        return true;
      } catch (error) {
        log.log('debug', 'the database does not answer', { error });
        return false;
      }
    },
    close: () => database.close(),
  };
}

const connect = (options: PostgresOptions, log: Logger): Promise<Database> =>
  'url' in options
    ? openServer({ url: options.url, poolSize: options.poolSize ?? DEFAULT_POOL_SIZE, log })
    : openEmbedded(options.directory);

async function onSchema<Result>(
  database: Database,
  work: Parameters<typeof database.withSchemaConnection<Result>>[0],
): Promise<Result> {
  try {
    return await database.withSchemaConnection(work);
  } catch (error) {
    throw databaseError(error);
  }
}
