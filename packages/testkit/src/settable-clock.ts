import type { Clock } from '@mycelium/kernel';

/** A clock that stands still until it is moved. */
export interface SettableClock extends Clock {
  advance(seconds: number): void;
}

export function settableClock(start: Date): SettableClock {
  let now = start.getTime();
  return {
    now: () => new Date(now),
    advance: seconds => {
      now += seconds * 1000;
    },
  };
}
