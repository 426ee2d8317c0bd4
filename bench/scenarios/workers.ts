import { throughGateway } from '../contestants.ts';
import type { Scenario } from '../ground.ts';
import { interleaved, p99, requestsPerSecond } from '../interleaved.ts';
import { CORES } from '../processes.ts';
import { count } from '../results.ts';

const ONE = '1 worker';
const TWO = '2 workers';

/** One and two processes that serve. */
export const workers: Scenario = async ({ gateway, pace }) => {
  await using one = await gateway({ workers: 1, core: CORES.workers });
  await using two = await gateway({ workers: 2, core: CORES.workers });
  const rounds = await interleaved(
    [throughGateway(one, 'protected', ONE), throughGateway(two, 'protected', TWO)],
    pace,
  );
  const shared = CORES.workers.includes(CORES.load);
  return {
    title: 'Workers',
    notes: [
      `The protected route with \`serviceWorkers\` 1 and 2. Both may use the cores ${CORES.workers}${shared ? ', of which the service and the load generator use one as well: with a core for each worker the gain is larger' : ''}. Memory counts all processes of a gateway.`,
    ],
    tables: [
      {
        columns: ['', 'requests/s', 'p99 ms', 'RSS MiB', '/ 1 worker'],
        rows: rounds.names.map(name => [
          name,
          count(rounds.median(name, requestsPerSecond)),
          rounds.median(name, p99).toFixed(2),
          count(rounds.memory.get(name) ?? 0),
          rounds.ratio(name, ONE).toFixed(2),
        ]),
      },
    ],
    goals: [],
  };
};
