import { existsSync, readFileSync } from 'node:fs';
import { sleep } from './processes.ts';

/** What the gateway saw of itself within one second, see observer.ts. */
export interface Observation {
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Right after a full collection of garbage. */
  readonly settled: boolean;
  readonly heapMiB: number;
  readonly externalMiB: number;
  /** How late timers came, in milliseconds. */
  readonly lagP99Ms: number;
  readonly lagMaxMs: number;
}

export const observationsIn = (file: string): readonly Observation[] =>
  existsSync(file)
    ? readFileSync(file, 'utf8')
        .split('\n')
        .filter(line => line !== '')
        .map(line => JSON.parse(line) as Observation)
    : [];

/** Lets an observed gateway collect its garbage and answers what is left on its heap. */
export async function settledHeapMiB(pid: number, file: string): Promise<number> {
  const known = observationsIn(file).length;
  process.kill(pid, 'SIGUSR2');
  const deadline = Date.now() + 10_000;
  while (Date.now() < deadline) {
    const settled = observationsIn(file)
      .slice(known)
      .find(observation => observation.settled);
    if (settled !== undefined) return settled.heapMiB;
    await sleep(100);
  }
  throw new Error(`process ${pid} did not report its memory within 10 s`);
}
