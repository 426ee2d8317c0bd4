import { AsyncLocalStorage } from 'node:async_hooks';
import type { DataSource, EntityManager, QueryRunner } from 'typeorm';
import { databaseError, faultOf } from './database-error.ts';

/** Runs one statement with `$1, $2, …` parameters and gives its rows. */
export type Sql = <Row>(statement: string, parameters?: readonly unknown[]) => Promise<Row[]>;

/** A statement that runs so often that it is planned once for each connection, under a name of its own. */
export interface Prepared {
  readonly name: string;
  readonly text: string;
}

export interface Connection {
  readonly sql: Sql;
  readonly prepared: <Row>(statement: Prepared, parameters: readonly unknown[]) => Promise<Row[]>;
  readonly manager: EntityManager;
}

/** Where a store's statements run: inside a unit of work, or on a connection of the pool. */
export interface Session {
  /**
   * Lends the connection for one verb of a store. Turns on the same connection follow one another, whatever the
   * caller awaits. Every error comes out as `AppError`.
   */
  turn<Result>(work: (connection: Connection) => Promise<Result>): Promise<Result>;
}

const insideUnit = new AsyncLocalStorage<true>();

/** Marks everything that `work` starts as part of a unit of work. */
export const asUnit = <Result>(work: () => Promise<Result>): Promise<Result> => insideUnit.run(true, work);
export const outsideUnit = <Result>(work: () => Result): Result => insideUnit.exit(work);

/** In embedded mode there is one connection: a unit of work that waits for a second one would wait for ever. */
export function refuseInsideUnit(what: string): void {
  if (insideUnit.getStore()) {
    throw new Error(`${what} was called inside a unit of work: use the stores that the unit hands out`);
  }
}

const sqlOn =
  (runner: QueryRunner): Sql =>
  async <Row>(statement: string, parameters: readonly unknown[] = []): Promise<Row[]> => {
    const result = await runner.query(statement, [...parameters], true);
    return (result.records ?? []) as Row[];
  };

interface PreparingClient {
  query(statement: Prepared & { readonly values: readonly unknown[] }): Promise<{ readonly rows: unknown[] }>;
}

/**
 * "There is no such prepared statement" and "there is one already": what a pooler between us and the server answers
 * when it gives each statement another of its own connections.
 */
const POOLED_AWAY = new Set(['26000', '42P05']);

/** Once a pooler was met, statements are planned each time, as everything else is. */
function preparing(): (runner: QueryRunner) => Connection['prepared'] {
  let possible = true;
  return runner =>
    async <Row>({ name, text }: Prepared, parameters: readonly unknown[]): Promise<Row[]> => {
      if (!possible) return sqlOn(runner)<Row>(text, parameters);
      try {
        const client = (await runner.connect()) as PreparingClient;
        return (await client.query({ name, text, values: parameters })).rows as Row[];
      } catch (error) {
        if (!POOLED_AWAY.has(faultOf(error).code ?? '')) throw error;
        possible = false;
        return sqlOn(runner)<Row>(text, parameters);
      }
    };
}

/** Inside a transaction a failed attempt could not be mended. */
const planned =
  (runner: QueryRunner): Connection['prepared'] =>
  <Row>({ text }: Prepared, parameters: readonly unknown[]) =>
    sqlOn(runner)<Row>(text, parameters);

/** Each turn takes a connection of the pool; nothing spans two turns. */
export function poolSession(dataSource: DataSource): Session {
  const preparedOn = preparing();
  return {
    turn: async work => {
      refuseInsideUnit('A store outside of the unit');
      const runner = dataSource.createQueryRunner();
      try {
        return await work({ sql: sqlOn(runner), prepared: preparedOn(runner), manager: runner.manager });
      } catch (error) {
        const translated = databaseError(error);
        if (translated.kind === 'unavailable') await discard(runner);
        throw translated;
      } finally {
        await runner.release();
      }
    },
  };
}

/** Keeps a connection whose state is unknown (cut, or still busy with a timed-out statement) from being lent again. */
export async function discard(runner: QueryRunner): Promise<void> {
  try {
    const client = (await runner.connect()) as { end?: () => Promise<void> };
    await client.end?.();
  } catch {
    // There was no connection to begin with, or it broke while being closed. Either way it is not lent again.
  }
}

export interface UnitSession extends Session {
  /** The error after which PostgreSQL ignores the rest of the transaction, were it to be committed all the same. */
  readonly failure: () => unknown;
}

/** All turns share the transaction that `runner` has open. */
export function unitSession(runner: QueryRunner): UnitSession {
  let last: Promise<unknown> = Promise.resolve();
  let failure: unknown;
  return {
    failure: () => failure,
    turn: work => {
      const turn = last.then(async () => {
        try {
          return await work({ sql: sqlOn(runner), prepared: planned(runner), manager: runner.manager });
        } catch (error) {
          failure ??= databaseError(error);
          throw databaseError(error);
        }
      });
      last = turn.then(nothing, nothing);
      return turn;
    },
  };
}

const nothing = (): void => undefined;

/** Undoes the statements of `work` alone when it throws, so that the transaction around it lives on. */
export async function withSavepoint<Result>(sql: Sql, work: () => Promise<Result>): Promise<Result> {
  await sql('SAVEPOINT store_verb');
  try {
    const result = await work();
    await sql('RELEASE SAVEPOINT store_verb');
    return result;
  } catch (error) {
    await sql('ROLLBACK TO SAVEPOINT store_verb');
    throw error;
  }
}
