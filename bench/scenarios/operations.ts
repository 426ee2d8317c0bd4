import { adminUrl } from '@mycelium/adapter-postgres/testing';
import { dropDatabase, type Person, prepareDatabase } from '../database.ts';
import type { GatewayUnderTest } from '../gateway.ts';
import type { Scenario } from '../ground.ts';
import { interleaved, microseconds, p50, p99, requestsPerSecond } from '../interleaved.ts';
import { type Call, callsScript } from '../load/lua.ts';
import { count } from '../results.ts';

/** Enough that hardly two of them ask at once for the same row. */
const PEOPLE = 200;

/** Operations that write, each with its audit entry and what else belongs to it, as one person after the other calls them. */
const WRITES: Readonly<Record<string, (person: Person) => Omit<Call, 'headers'>>> = {
  'rename the own account': ({ accountId, email }) => ({
    method: 'PATCH',
    path: `/_adm/beginners/accounts/${accountId}`,
    body: { name: `Renamed ${email}` },
  }),
};

/** Administrative operations that write, through the REST door of one gateway. */
export const operations: Scenario = async ({ folder, gateway, servers, pace }) => {
  const database = await prepareDatabase(adminUrl(), PEOPLE);
  try {
    await using ours = await gateway({}, { ...servers, database });
    const rounds = await interleaved(
      Object.entries(WRITES).map(([name, call], index) => {
        const calls = database.people.map((person, n) => ({ ...call(person), headers: asJson(ours, n) }));
        const script = callsScript(folder, `writes-${index}`, calls);
        return { name, pid: ours.pid, url: ours.url, headers: [], script };
      }),
      pace,
    );
    return {
      title: 'Administrative operations',
      notes: [
        `Operations that write, called through REST by ${PEOPLE} people in turn over ${pace.connections} connections, with PostgreSQL and Redis on the same machine. Each is one transaction with its audit entry, and forgets what was cached about the caller. The gateway has one core; the database shares the other with the load generator. *Core µs* is the processor time of the gateway for one operation.`,
      ],
      tables: [
        {
          columns: ['operation', 'operations/s', 'p50 ms', 'p99 ms', 'core µs'],
          rows: rounds.names.map(name => [
            name,
            count(rounds.median(name, requestsPerSecond)),
            rounds.median(name, p50).toFixed(2),
            rounds.median(name, p99).toFixed(2),
            count(rounds.median(name, microseconds)),
          ]),
        },
      ],
      goals: rounds.names.map(name => ({
        label: `${name}, sustained on one core`,
        value: rounds.median(name, requestsPerSecond),
        unit: 'operations/s',
        atLeast: 50,
      })),
    };
  } finally {
    await dropDatabase(adminUrl(), database);
  }
};

const asJson = ({ tokens }: GatewayUnderTest, person: number): Call['headers'] => ({
  Authorization: `Bearer ${tokens[person]}`,
  'Content-Type': 'application/json',
});
