import { EventEmitter } from 'node:events';
import type { PGlite } from '@electric-sql/pglite';

interface QueryOutcome {
  readonly rows: unknown[];
  readonly rowCount: number;
  readonly command: string;
}

type Lend = (error: Error | undefined, connection?: EventEmitter, release?: () => void) => void;

/** Lends PGlite's single connection to one borrower after the other. */
export interface PgliteLease {
  borrow(): Promise<() => void>;
}

export function pgliteLease(): PgliteLease {
  let last: Promise<void> = Promise.resolve();
  return {
    borrow: () => {
      const turn = last;
      const { promise, resolve } = Promise.withResolvers<void>();
      last = promise;
      return turn.then(() => resolve);
    },
  };
}

class PgliteConnection extends EventEmitter {
  readonly #db: PGlite;

  constructor(db: PGlite) {
    super();
    // TypeORM listens for errors once per borrower, and all borrowers get this one connection.
    this.setMaxListeners(0);
    this.#db = db;
  }

  async query(
    statement: string | { readonly text: string; readonly values: readonly unknown[] },
    given: readonly unknown[] = [],
  ): Promise<QueryOutcome> {
    const [text, parameters] =
      typeof statement === 'string' ? [statement, given] : [statement.text, statement.values];
    const { rows, affectedRows } = await this.#db.query(text, [...parameters]);
    return { rows, rowCount: affectedRows ?? rows.length, command: text.trimStart().split(/\s/, 1)[0] ?? '' };
  }
}

/**
 * What TypeORM takes for the `pg` module: a pool of the one connection that PGlite has. A borrower keeps it until it
 * is released, so that transactions follow one another instead of running into each other. (The package
 * typeorm-pglite lends it to everybody at once, and knows one database per process.)
 */
export function pgliteDriver(db: PGlite, lease: PgliteLease): { readonly Pool: new () => EventEmitter } {
  const connection = new PgliteConnection(db);
  class PglitePool extends EventEmitter {
    connect(lend: Lend): void {
      lease.borrow().then(release => lend(undefined, connection, release), lend);
    }

    end(done: (error?: Error) => void): void {
      done();
    }
  }
  return { Pool: PglitePool };
}
