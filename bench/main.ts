// Throughput and latency of the gateway beside other proxies: npm run bench [-- --rounds N --seconds N --json FILE]
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Contestant, startContestants, startService } from './contestants.ts';
import { dropDatabase, prepareDatabase, startGateway } from './gateway.ts';
import { processorSeconds, residentMiB } from './processes.ts';
import { goalsTable, judge, type Round, table } from './report.ts';
import { wrk } from './wrk.ts';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '5' },
    connections: { type: 'string', default: '32' },
    json: { type: 'string' },
  },
});

const rounds = Number(values.rounds);
const seconds = Number(values.seconds);
const connections = Number(values.connections);
const WARM_UP_SECONDS = 3;

const say = (line: string): void => void process.stdout.write(`${line}\n`);

function required(name: string): string {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is not set: start the benchmark with npm run bench`);
  return value;
}

async function measure({ url, headers, pid }: Contestant, length: number): Promise<Round> {
  const before = processorSeconds(pid);
  const measured = await wrk({ url, headers, connections, seconds: length });
  const microseconds = ((processorSeconds(pid) - before) * 1e6) / measured.requests;
  return { ...measured, microseconds };
}

async function run(
  field: readonly Contestant[],
): Promise<{ measured: Map<string, Round[]>; memory: Map<string, number> }> {
  for (const contestant of field) await measure(contestant, WARM_UP_SECONDS);
  const measured = new Map<string, Round[]>(field.map(({ name }) => [name, []]));
  for (let round = 1; round <= rounds; round++) {
    // One after the other within a round, so that a slow minute of the machine slows them all.
    for (const contestant of field) measured.get(contestant.name)?.push(await measure(contestant, seconds));
    const figures = field.map(
      ({ name }) => `${name} ${Math.round(measured.get(name)?.at(-1)?.requestsPerSecond ?? 0)}`,
    );
    say(`round ${round} of ${rounds}: ${figures.join(', ')}`);
  }
  return { measured, memory: new Map(field.map(({ name, pid }) => [name, residentMiB(pid)])) };
}

const postgres = required('MYC_TEST_POSTGRES_URL');
const redis = required('MYC_TEST_REDIS_URL');
const folder = mkdtempSync(join(tmpdir(), 'myc-bench-'));
const database = await prepareDatabase(postgres);
const service = await startService(folder);
const gateway = await startGateway({ folder, target: service.port, level: 'warn' }, database, redis);
const field = await startContestants(folder, service.port, gateway);
try {
  const { measured, memory } = await run(field.contestants);
  const results = judge(measured);
  const machine = `Node ${process.versions.node}, ${cpus()[0]?.model ?? 'unknown processor'}, ${connections} connections, ${rounds} rounds of ${seconds} s`;
  say(`\n${machine}\n\n${table(measured, memory)}\n\n${goalsTable(results)}`);
  if (values.json !== undefined) {
    writeFileSync(
      values.json,
      JSON.stringify(
        { machine, rounds: Object.fromEntries(measured), memory: Object.fromEntries(memory), results },
        null,
        2,
      ),
    );
  }
} finally {
  await field.stop();
  await gateway.stop();
  await service.stop();
  await dropDatabase(postgres, database);
  rmSync(folder, { recursive: true, force: true });
}
