/** What a count is about. Whoever collects keeps a series for each combination of values. */
export type CountAttributes = Readonly<Record<string, string>>;

export interface CounterSpec {
  /** The part of the program that counts. */
  readonly scope: string;
  readonly name: string;
  /** What is counted, for people. */
  readonly description: string;
}

/** A number that only grows. */
export interface Counter {
  /** Counts one more. Neither waits nor throws. */
  add(attributes?: CountAttributes): void;
}

/** Makes counters. They are made once, at load; two of one scope and name are the same. */
export interface Meter {
  counter(spec: CounterSpec): Counter;
}

const uncounted: Counter = { add: () => undefined };

export const silentMeter: Meter = { counter: () => uncounted };
