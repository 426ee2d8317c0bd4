/** What every unit of work offers beside its stores. */
export interface Transactional {
  /** Runs after the commit, never after a rollback. For caches and wake-ups, not for writes. */
  afterCommit(effect: () => void | Promise<void>): void;
}

/** All writes made through the stores inside `run` commit together or not at all. Not re-entrant. */
export interface UnitOfWork<Stores> {
  run<Result>(work: (stores: Stores & Transactional) => Promise<Result>): Promise<Result>;
}
