import type { Contestant } from './contestants.ts';
import { processorSeconds, residentMiB } from './processes.ts';
import { count } from './results.ts';
import { median } from './statistics.ts';
import { type Measured, wrk } from './wrk.ts';

/** One run of one contestant. */
export interface Round extends Measured {
  /** Processor time of the proxy for one request. Unlike throughput it hardly depends on what else the machine does. */
  readonly microseconds: number;
}

/** How long and how often each is measured. */
export interface Pace {
  readonly rounds: number;
  readonly seconds: number;
  readonly connections: number;
  /** For the scenarios of memory: how many requests, how many idle connections. */
  readonly requests: number;
  readonly idle: number;
  readonly say: (line: string) => void;
}

const WARM_UP_SECONDS = 3;
/** Before each turn: while the others had theirs, the system has taken from an idle process what it could. */
const WAKE_SECONDS = 1;

async function once(contestant: Contestant, pace: Pace, seconds: number): Promise<Round> {
  const { url, headers, pid, script } = contestant;
  const before = processorSeconds(pid);
  const load = { url, headers, connections: pace.connections, seconds };
  const measured = await wrk(script === undefined ? load : { ...load, script });
  return { ...measured, microseconds: ((processorSeconds(pid) - before) * 1e6) / measured.requests };
}

/** The rounds of several contestants that were measured one after the other within each round. */
export class Rounds {
  readonly #rounds: ReadonlyMap<string, readonly Round[]>;
  /** Resident memory after the last round, in MiB. */
  readonly memory: ReadonlyMap<string, number>;

  constructor(rounds: ReadonlyMap<string, readonly Round[]>, memory: ReadonlyMap<string, number>) {
    this.#rounds = rounds;
    this.memory = memory;
  }

  get names(): readonly string[] {
    return [...this.#rounds.keys()];
  }

  median(name: string, of: (round: Round) => number): number {
    return median(this.#of(name).map(of));
  }

  /** The median of the ratios within each round: machines drift between rounds, hardly within one. */
  ratio(one: string, other: string, of: (round: Round) => number = requestsPerSecond): number {
    return this.ratioToFastest(one, [other], of);
  }

  /** As `ratio`, in each round to whoever of the others was the fastest in it. */
  ratioToFastest(
    one: string,
    others: readonly string[],
    of: (round: Round) => number = requestsPerSecond,
  ): number {
    const candidates = others.map(name => this.#of(name));
    return median(this.#of(one).map((round, i) => of(round) / of(fastest(candidates.map(each => each[i]!)))));
  }

  #of(name: string): readonly Round[] {
    const rounds = this.#rounds.get(name);
    if (rounds === undefined) throw new Error(`nobody called "${name}" was measured`);
    return rounds;
  }
}

const fastest = (rounds: readonly Round[]): Round =>
  rounds.reduce((best, each) => (each.requestsPerSecond > best.requestsPerSecond ? each : best));

export const requestsPerSecond = (round: Round): number => round.requestsPerSecond;
export const p50 = (round: Round): number => round.p50;
export const p99 = (round: Round): number => round.p99;
export const microseconds = (round: Round): number => round.microseconds;

/** Measures everybody in turn, round by round, so that a slow minute of the machine slows them all. */
export async function interleaved(
  contestants: readonly Contestant[],
  pace: Pace,
  afterRound: () => void = () => {},
): Promise<Rounds> {
  for (const contestant of contestants) {
    await once(contestant, pace, Math.min(WARM_UP_SECONDS, pace.seconds));
  }
  const rounds = new Map<string, Round[]>(contestants.map(({ name }) => [name, []]));
  for (let round = 1; round <= pace.rounds; round++) {
    for (const contestant of contestants) {
      await once(contestant, pace, WAKE_SECONDS);
      rounds.get(contestant.name)?.push(await once(contestant, pace, pace.seconds));
    }
    afterRound();
    const figures = contestants.map(
      ({ name }) => `${name} ${count(rounds.get(name)?.at(-1)?.requestsPerSecond ?? 0)}`,
    );
    pace.say(`  round ${round} of ${pace.rounds}: ${figures.join(', ')}`);
  }
  return new Rounds(rounds, new Map(contestants.map(({ name, pid }) => [name, residentMiB(pid)])));
}
