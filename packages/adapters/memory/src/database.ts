import { draftOf, emptyTables, type Tables } from './tables.ts';

/** One set of tables. Writers work on a draft, one after the other; readers see what was last committed. */
export interface Database {
  readonly committed: () => Tables;
  /** Commits the draft when `work` resolves and forgets it when `work` rejects. Not re-entrant. */
  write<Result>(work: (draft: Tables) => Promise<Result> | Result): Promise<Result>;
}

export function createDatabase(): Database {
  let tables = emptyTables();
  let last: Promise<unknown> = Promise.resolve();
  return {
    committed: () => tables,
    write: work => {
      const turn = last.then(async () => {
        const draft = draftOf(tables);
        const result = await work(draft);
        tables = draft;
        return result;
      });
      // The next writer waits for the end of this one, however it ends; the caller alone hears of a rejection.
      last = turn.then(nothing, nothing);
      return turn;
    },
  };
}

const nothing = (): void => undefined;
