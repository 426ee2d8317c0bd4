const MASK = '[secret]';
const inspectSymbol = Symbol.for('nodejs.util.inspect.custom');

/** A value that must not be printed. `reveal()` is the one way to read it; every other rendering says `[secret]`. */
export class Secret<T = string> {
  readonly #value: T;

  constructor(value: T) {
    this.#value = value;
  }

  reveal(): T {
    return this.#value;
  }

  toString(): string {
    return MASK;
  }

  toJSON(): string {
    return MASK;
  }

  [inspectSymbol](): string {
    return MASK;
  }
}
