import { throughGateway } from '../contestants.ts';
import type { Scenario } from '../ground.ts';
import { residentMiB } from '../processes.ts';
import { count } from '../results.ts';
import { type Point, slope, tail } from '../statistics.ts';
import { wrk } from '../wrk.ts';

const CHUNK_SECONDS = 2;
const PER = 100_000;
const SHOWN = 10;

export const megabytes = (mib: number): number => mib * 1.048576;

/** The memory of one gateway over many requests. */
export const memory: Scenario = async ({ gateway, pace }) => {
  await using ours = await gateway();
  const contestants = (['public', 'authenticated', 'protected'] as const).map(group =>
    throughGateway(ours, group),
  );
  const curve: Point[] = [{ x: 0, y: megabytes(residentMiB(ours.pid)) }];
  let requests = 0;
  for (let turn = 0; requests < pace.requests; turn++) {
    const { url, headers } = contestants[turn % contestants.length]!;
    requests += (await wrk({ url, headers, connections: pace.connections, seconds: CHUNK_SECONDS })).requests;
    curve.push({ x: requests, y: megabytes(residentMiB(ours.pid)) });
  }
  pace.say(`  ${count(requests)} requests, ${count(curve.at(-1)!.y)} MB`);
  const growth = slope(tail(curve, 0.5)) * PER;
  const step = Math.max(1, Math.floor((curve.length - 1) / SHOWN));
  const shown = curve.filter((_, i) => i % step === 0);
  return {
    title: 'Memory',
    notes: [
      `Resident memory of one gateway while public, authenticated and protected requests take turns, ${pace.connections} connections. *Growth* is the slope of a straight line through the second half of the curve.`,
    ],
    tables: [{ columns: ['requests', 'RSS MB'], rows: shown.map(({ x, y }) => [count(x), y.toFixed(0)]) }],
    goals: [
      {
        label: `resident memory after ${count(requests)} requests`,
        value: curve.at(-1)!.y,
        unit: 'MB',
        atMost: 150,
      },
      { label: `growth for each ${count(PER)} requests`, value: growth, unit: 'MB', atMost: 2 },
    ],
  };
};
