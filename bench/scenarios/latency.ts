import { bearer, nodeProxy } from '../contestants.ts';
import type { Scenario } from '../ground.ts';
import type { Latencies } from '../load/constant-rate.ts';
import { runLoad } from '../processes.ts';
import { median } from '../statistics.ts';

const RATE = 200;
const DIRECT = 'direct';

/** What the way through the gateway adds when nobody has to wait for anybody else. */
export const latency: Scenario = async ({ service, gateway, pace }) => {
  await using ours = await gateway();
  await using bare = await nodeProxy('bare', service.port);
  const targets = [
    { name: DIRECT, port: service.port, path: '/public/x', headers: [] },
    { name: 'bare undici proxy', port: bare.port, path: '/public/x', headers: [] },
    { name: 'gateway, public', port: ours.port, path: '/public/x', headers: [] },
    { name: 'gateway, protected', port: ours.port, path: '/protected/x', headers: [bearer(ours)] },
  ];
  const ask = (target: object, seconds: number): Promise<Latencies> =>
    runLoad<Latencies>('constant-rate', { ...target, rate: RATE, seconds });
  for (const target of targets) await ask(target, Math.min(3, pace.seconds));
  const measured = new Map<string, Latencies[]>(targets.map(({ name }) => [name, []]));
  for (let round = 1; round <= pace.rounds; round++) {
    for (const target of targets) measured.get(target.name)?.push(await ask(target, pace.seconds));
    const figures = targets.map(({ name }) => `${name} ${measured.get(name)?.at(-1)?.p50.toFixed(2)} ms`);
    pace.say(`  round ${round} of ${pace.rounds}: ${figures.join(', ')}`);
  }
  const of = (name: string, pick: 'p50' | 'p99'): readonly number[] =>
    (measured.get(name) ?? []).map(round => round[pick]);
  const added = (name: string, pick: 'p50' | 'p99'): string =>
    median(of(name, pick).map((value, i) => value - of(DIRECT, pick)[i]!)).toFixed(2);
  return {
    title: 'Added latency',
    notes: [
      `${RATE} requests/s, sent at fixed points in time whether or not the ones before have been answered. *Added* is the median of the differences to the direct way within each round.`,
    ],
    tables: [
      {
        columns: ['', 'p50 ms', 'p99 ms', 'added p50 ms', 'added p99 ms'],
        rows: targets.map(({ name }) => [
          name,
          median(of(name, 'p50')).toFixed(2),
          median(of(name, 'p99')).toFixed(2),
          ...(name === DIRECT ? ['', ''] : [added(name, 'p50'), added(name, 'p99')]),
        ]),
      },
    ],
    goals: [],
  };
};
