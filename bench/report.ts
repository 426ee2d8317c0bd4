import type { Measured } from './wrk.ts';

export const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
};

/** One run of one contestant. */
export interface Round extends Measured {
  /** Processor time of the proxy for one request. Unlike throughput it hardly depends on what else the machine does. */
  readonly microseconds: number;
}

/** A contestant's rounds, in order. */
export type Rounds = ReadonlyMap<string, readonly Round[]>;

/** The median of the ratios within each round: machines drift between rounds, hardly within one. */
export function ratio(
  rounds: Rounds,
  [one, other]: readonly [string, string],
  of: (round: Round) => number,
): number {
  const mine = rounds.get(one) ?? [];
  const theirs = rounds.get(other) ?? [];
  return median(mine.map((measured, i) => of(measured) / of(theirs[i]!)));
}

export const throughput = (m: Round): number => m.requestsPerSecond;

export interface Goal {
  readonly pair: readonly [string, string];
  readonly measure: 'throughput' | 'p99';
  readonly label: string;
  readonly bound: number;
}

/** At least, for throughput; at most, for latency. */
export const GOALS: readonly Goal[] = [
  { label: 'public / bare', pair: ['gateway, public', 'bare undici'], measure: 'throughput', bound: 0.8 },
  {
    label: 'protected, warm, 20 licences / bare',
    pair: ['gateway, protected', 'bare undici'],
    measure: 'throughput',
    bound: 0.7,
  },
  {
    label: 'public / Express + http-proxy-middleware',
    pair: ['gateway, public', 'Express + http-proxy-middleware'],
    measure: 'throughput',
    bound: 2.5,
  },
];

export interface GoalResult extends Goal {
  readonly value: number;
  readonly met: boolean;
}

export const judge = (rounds: Rounds): readonly GoalResult[] =>
  GOALS.map(goal => {
    const value = ratio(rounds, goal.pair, goal.measure === 'p99' ? m => m.p99 : throughput);
    return { ...goal, value, met: goal.measure === 'p99' ? value <= goal.bound : value >= goal.bound };
  });

/** The table in Markdown, ready for docs/performance.md. */
export function table(rounds: Rounds, memory: ReadonlyMap<string, number>): string {
  const rows = [...rounds].map(([name, measured]) => {
    const cells = [
      name,
      Math.round(median(measured.map(throughput))).toLocaleString('en'),
      median(measured.map(m => m.p50)).toFixed(2),
      median(measured.map(m => m.p99)).toFixed(2),
      median(measured.map(m => m.microseconds)).toFixed(1),
      String(memory.get(name) ?? ''),
      ratio(rounds, [name, 'bare undici'], throughput).toFixed(2),
    ];
    return `| ${cells.join(' | ')} |`;
  });
  return [
    '| | requests/s | p50 ms | p99 ms | CPU µs/request | RSS MiB | / bare |',
    '| --- | ---: | ---: | ---: | ---: | ---: | ---: |',
    ...rows,
  ].join('\n');
}

export function goalsTable(results: readonly GoalResult[]): string {
  const rows = results.map(
    r =>
      `| ${r.label} | ${r.value.toFixed(2)} | ${r.measure === 'p99' ? 'at most' : 'at least'} ${r.bound} | ${r.met ? 'yes' : 'no'} |`,
  );
  return [
    '| ratio, median of the rounds | measured | goal | met |',
    '| --- | ---: | ---: | --- |',
    ...rows,
  ].join('\n');
}
