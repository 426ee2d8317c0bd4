import { statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { throughGateway } from '../contestants.ts';
import type { Scenario } from '../ground.ts';
import { interleaved, microseconds, p99, requestsPerSecond } from '../interleaved.ts';
import { count } from '../results.ts';

const WARN = 'level warn';
const INFO = 'level info, to a file';

/** What it costs to write down every step of every request. */
export const logging: Scenario = async ({ folder, gateway, pace }) => {
  const logFile = join(folder, 'stages.log');
  await using silent = await gateway({ level: 'warn' });
  await using talking = await gateway({ level: 'info', logFile });
  let bytes = 0;
  const rounds = await interleaved(
    [throughGateway(silent, 'protected', WARN), throughGateway(talking, 'protected', INFO)],
    pace,
    () => {
      bytes = Math.max(bytes, statSync(logFile).size);
      truncateSync(logFile);
    },
  );
  if (bytes === 0) throw new Error('the gateway at level info wrote nothing to its log file');
  return {
    title: 'Logging',
    notes: [
      'The protected route at the levels `warn` and `info`. At `info` the access log and the events of all stages are written to a file.',
    ],
    tables: [
      {
        columns: ['', 'requests/s', 'p99 ms', 'CPU µs/request', '/ warn'],
        rows: rounds.names.map(name => [
          name,
          count(rounds.median(name, requestsPerSecond)),
          rounds.median(name, p99).toFixed(2),
          rounds.median(name, microseconds).toFixed(1),
          rounds.ratio(name, WARN).toFixed(2),
        ]),
      },
    ],
    goals: [
      { label: 'protected at `info` to a file / at `warn`', value: rounds.ratio(INFO, WARN), atLeast: 0.6 },
    ],
  };
};
