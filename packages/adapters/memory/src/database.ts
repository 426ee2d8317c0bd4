import { AsyncLocalStorage } from 'node:async_hooks';
import { addNativeCodes } from './error-code-store.ts';
import { draftOf, emptyTables, type Tables } from './tables.ts';

/** One set of tables. Writers work on a draft, one after the other; readers see what was last committed. */
export interface Database {
  readonly committed: () => Tables;
  /** Commits the draft when `work` resolves and forgets it when `work` rejects. Not re-entrant. */
  write<Result>(work: (draft: Tables) => Promise<Result> | Result): Promise<Result>;
}

export function createDatabase(): Database {
  let tables = emptyTables();
  addNativeCodes(tables);
  let last: Promise<unknown> = Promise.resolve();
  const inside = new AsyncLocalStorage<true>();
  return {
    committed: () => tables,
    write: async work => {
      // It would wait for itself to end, for ever.
      if (inside.getStore()) throw new Error('A unit of work was started inside another one.');
      const turn = last.then(async () => {
        const draft = draftOf(tables);
        const result = await inside.run(true, async () => work(draft));
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
