import { throughGateway } from '../contestants.ts';
import type { Scenario } from '../ground.ts';
import { get, HttpConnection } from '../load/http-connection.ts';
import { residentMiB } from '../processes.ts';
import { count } from '../results.ts';
import { wrk } from '../wrk.ts';
import { megabytes } from './memory.ts';

const AT_ONCE = 100;

/** Many clients that keep their connections and say nothing. */
export const idleConnections: Scenario = async ({ gateway, pace }) => {
  await using ours = await gateway();
  const head = get('/public/x');
  const before = megabytes(residentMiB(ours.pid));
  const held: HttpConnection[] = [];
  const inGroups = async (work: (index: number) => Promise<void>): Promise<void> => {
    for (let from = 0; from < pace.idle; from += AT_ONCE) {
      const size = Math.min(AT_ONCE, pace.idle - from);
      await Promise.all(Array.from({ length: size }, (_, i) => work(from + i)));
    }
  };
  try {
    await inGroups(async index => {
      const connection = await HttpConnection.open(ours.port);
      await connection.exchange(head);
      held[index] = connection;
    });
    const { url, headers } = throughGateway(ours, 'public');
    const others = await wrk({ url, headers, connections: pace.connections, seconds: pace.seconds });
    const after = megabytes(residentMiB(ours.pid));
    let answered = 0;
    await inGroups(async index => {
      const connection = held[index];
      if (connection === undefined || connection.closed) return;
      if ((await connection.exchange(head)).status === 200) answered++;
    });
    pace.say(`  ${count(answered)} of ${count(pace.idle)} held, ${count(after)} MB`);
    return {
      title: 'Idle connections',
      notes: [
        `${count(pace.idle)} connections of which each has been used once, then kept. Meanwhile ${pace.connections} others are served for ${pace.seconds} s; in the end every kept connection is used again.`,
      ],
      tables: [
        {
          columns: [
            'connections',
            'used again',
            'RSS before MB',
            'RSS with them MB',
            'requests/s of the others',
          ],
          rows: [
            [count(pace.idle), count(answered), count(before), count(after), count(others.requestsPerSecond)],
          ],
        },
      ],
      goals: [
        { label: `idle connections held, of ${count(pace.idle)}`, value: answered, atLeast: pace.idle },
        { label: 'resident memory with them', value: after, unit: 'MB', atMost: 250 },
      ],
    };
  } finally {
    for (const connection of held) connection?.close();
  }
};
