/**
 * Work that is done once for everybody who asks for it at the same time. Nothing is kept: as soon as a run has ended,
 * well or not, the next caller starts a new one.
 */
export class SingleFlight<Result> {
  readonly #running = new Map<string, Promise<Result>>();

  /**
   * Joins the run of `key` that is under way, else starts `work`. All who joined get the same result or the same error.
   * Whoever needs a result that is not older than the call itself must `forget` the key first.
   */
  run(key: string, work: () => Promise<Result>): Promise<Result> {
    const joined = this.#running.get(key);
    if (joined !== undefined) return joined;
    // Deferred by one turn, so that `work` that throws at once is an ordinary rejection and cannot re-enter half-way.
    const started = Promise.resolve()
      .then(work)
      .finally(() => this.#drop(key, started));
    this.#running.set(key, started);
    return started;
  }

  /** Lets the next caller start afresh although a run may be under way; those who joined it still get its result. */
  forget(key: string): void {
    this.#running.delete(key);
  }

  /** As `forget`, for every key. */
  forgetAll(): void {
    this.#running.clear();
  }

  /** Runs under way that can still be joined. */
  get size(): number {
    return this.#running.size;
  }

  #drop(key: string, run: Promise<Result>): void {
    if (this.#running.get(key) === run) this.#running.delete(key);
  }
}
