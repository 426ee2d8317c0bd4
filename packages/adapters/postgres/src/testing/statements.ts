import type { Database } from '../data-source.ts';

/** A statement as it went to the database. */
export interface Statement {
  readonly text: string;
  readonly parameters: readonly unknown[];
}

type Query = (statement: string | Prepared, parameters?: readonly unknown[]) => unknown;
type Prepared = { readonly text: string; readonly values: readonly unknown[] };
type Connection = { query: Query };
type Lend = (error: unknown, connection?: Connection, release?: unknown) => void;
type Pool = { connect(lend: Lend): void };

/** What a transaction needs to begin and to end, and what takes back one statement of it. */
const BOOKKEEPING = /^\s*(?:START TRANSACTION|COMMIT|ROLLBACK|SAVEPOINT|RELEASE)\b/i;

/** Writes down the statements of one piece of work after the other. */
export interface StatementRecorder {
  /** What `work` sends to the database, apart from the bookkeeping of transactions; its outcome or error is left alone. */
  during(work: () => Promise<unknown>): Promise<readonly Statement[]>;
}

/**
 * Listens between TypeORM and the driver, so that nothing escapes: neither what TypeORM writes by itself nor what is
 * sent past it. Two pieces of work at a time would be written down as one.
 */
export function statementRecorder({ dataSource }: Database): StatementRecorder {
  let recorded: Statement[] = [];
  const { master: pool } = dataSource.driver as unknown as { readonly master: Pool };
  const connect = pool.connect.bind(pool);
  const overheard = new WeakSet<Connection>();
  const overhear = (connection: Connection): void => {
    overheard.add(connection);
    const query = connection.query.bind(connection);
    connection.query = (statement, parameters) => {
      recorded.push(
        typeof statement === 'string'
          ? { text: statement, parameters: parameters ?? [] }
          : { text: statement.text, parameters: statement.values },
      );
      return query(statement, parameters);
    };
  };
  pool.connect = lend =>
    connect((error, connection, release) => {
      if (connection && !overheard.has(connection)) overhear(connection);
      lend(error, connection, release);
    });
  return {
    during: async work => {
      recorded = [];
      await work();
      return recorded.filter(({ text }) => !BOOKKEEPING.test(text));
    },
  };
}
