import { openPostgres } from '@mycelium/adapter-postgres';
import { BUSY_EMAIL, createDatabase, MANY, manyRowsSql } from '@mycelium/adapter-postgres/testing';
import { Client } from 'pg';
import type { Scenario } from '../ground.ts';
import { count } from '../results.ts';
import { median, percentile } from '../statistics.ts';

const WARM_UP = 50;
const TIMES = 300;

const CALLERS = [
  { name: '1,000 licences', email: BUSY_EMAIL },
  { name: '50 licences', email: 'user2@example.org' },
  { name: 'unknown e-mail', email: 'nobody@example.org' },
] as const;

/** How long it takes to read who is calling from a well filled database, to the finished record. */
export const profile: Scenario = async ({ pace }) => {
  const { url, drop } = await createDatabase();
  const postgres = await openPostgres({ url });
  try {
    await postgres.migrate();
    await fill(url);
    const measured = new Map<string, readonly number[]>();
    for (const { name, email } of CALLERS) {
      measured.set(name, await timed(() => postgres.profileSource.byEmail(email)));
      pace.say(`  ${name}: ${median(measured.get(name) ?? []).toFixed(2)} ms`);
    }
    return findings(measured);
  } finally {
    await postgres.close();
    await drop();
  }
};

async function fill(url: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(manyRowsSql);
  } finally {
    await client.end();
  }
}

async function timed(work: () => Promise<unknown>): Promise<readonly number[]> {
  for (let i = 0; i < WARM_UP; i++) await work();
  const durations: number[] = [];
  for (let i = 0; i < TIMES; i++) {
    const begun = performance.now();
    await work();
    durations.push(performance.now() - begun);
  }
  return durations;
}

const findings = (measured: ReadonlyMap<string, readonly number[]>): Awaited<ReturnType<Scenario>> => ({
  title: 'Profile resolution',
  notes: [
    `Reading a caller's user, account, licences and ownerships from PostgreSQL on the same machine, without any cache, ${TIMES} times one after the other, among ${count(MANY.licences)} licences on ${count(MANY.accounts)} accounts of ${count(MANY.tenants)} tenants. It is one statement; the times include making the record of it.`,
  ],
  tables: [
    {
      columns: ['caller', 'least ms', 'median ms', 'p99 ms'],
      rows: [...measured].map(([name, durations]) => [
        name,
        ...[Math.min(...durations), median(durations), percentile(durations, 0.99)].map(ms => ms.toFixed(2)),
      ]),
    },
  ],
  goals: [
    {
      label: `profile of a caller with ${CALLERS[0].name}, median`,
      value: median(measured.get(CALLERS[0].name) ?? []),
      unit: 'ms',
      atMost: 5,
    },
  ],
});
