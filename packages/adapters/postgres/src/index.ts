export type { RegisteredCodes } from './error-codes.ts';
export type { Migration } from './migration.ts';
export type { MigrateOptions, MigrationProgress, SchemaStatus } from './migrator.ts';
export { openPostgres, type Postgres, type PostgresLocation, type PostgresOptions } from './open-postgres.ts';
export type { PostgresStores } from './unit-of-work.ts';
