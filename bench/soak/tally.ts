const KEPT_ERRORS = 20;

/** How often each kind of exchange went well, and what went wrong. */
export class Tally {
  readonly #done = new Map<string, number>();
  readonly #errors = new Map<string, number>();
  readonly messages: string[] = [];

  done(kind: string): void {
    this.#done.set(kind, (this.#done.get(kind) ?? 0) + 1);
  }

  failed(kind: string, error: unknown): void {
    this.#errors.set(kind, (this.#errors.get(kind) ?? 0) + 1);
    const cause = error instanceof Error && error.cause !== undefined ? ` (${String(error.cause)})` : '';
    if (this.messages.length < KEPT_ERRORS) this.messages.push(`${kind}: ${String(error)}${cause}`);
  }

  get kinds(): readonly { readonly kind: string; readonly done: number; readonly errors: number }[] {
    const kinds = [...new Set([...this.#done.keys(), ...this.#errors.keys()])];
    return kinds.map(kind => ({
      kind,
      done: this.#done.get(kind) ?? 0,
      errors: this.#errors.get(kind) ?? 0,
    }));
  }

  get errors(): number {
    return [...this.#errors.values()].reduce((sum, n) => sum + n, 0);
  }
}
