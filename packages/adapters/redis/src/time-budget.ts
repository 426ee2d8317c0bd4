import { refuse } from '@mycelium/kernel';
import type { Circuit } from './circuit.ts';
import { reasonOf } from './connection.ts';

export interface TimeBudget {
  /** Runs a command, or throws `CACHE_UNAVAILABLE`: at once while the circuit is open, else when time is up. */
  run<T>(command: () => Promise<T>): Promise<T>;
}

export interface TimeBudgetParts {
  readonly milliseconds: number;
  readonly circuit: Pick<Circuit, 'closed' | 'succeeded' | 'failed'>;
  /** The first commands wait for the first attempt to connect, within their budget. */
  readonly attempted: Promise<void>;
}

export function timeBudget({ milliseconds, circuit, attempted }: TimeBudgetParts): TimeBudget {
  let starting: Promise<void> | undefined = attempted.finally(() => {
    starting = undefined;
  });
  return {
    async run(command) {
      if (!circuit.closed()) throw unavailable(new Error('it is not answering'));
      try {
        const result = await inTime(starting?.then(command) ?? command(), milliseconds);
        circuit.succeeded();
        return result;
      } catch (error) {
        circuit.failed();
        throw unavailable(error);
      }
    },
  };
}

const unavailable = (cause: unknown) =>
  refuse('CACHE_UNAVAILABLE', { details: `Redis: ${reasonOf(cause)}`, cause });

/** Rejects when the promise takes longer. What it stands for goes on, unheard. */
function inTime<T>(promise: Promise<T>, milliseconds: number): Promise<T> {
  return new Promise((resolve, reject) => {
    const late = () => reject(new Error(`no answer within ${milliseconds} ms`));
    const timer = setTimeout(late, milliseconds);
    promise.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

/**
 * Whether one ping is answered fast enough. It is waited for to the end, however late: another ping into a black hole
 * would look like activity, and the connection would never be given up as dead.
 */
export async function answersWithin(milliseconds: number, ping: () => Promise<unknown>): Promise<boolean> {
  const asked = performance.now();
  try {
    await ping();
    return performance.now() - asked <= milliseconds;
  } catch {
    return false;
  }
}
