// Sends requests at fixed points in time, whether or not earlier ones have been answered, and prints the latencies.
// Usage: node constant-rate.ts '{"port":…,"path":…,"headers":[…],"rate":200,"seconds":5}'
import { percentile } from '../statistics.ts';
import { get, HttpConnection } from './http-connection.ts';

export interface Latencies {
  readonly requests: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
}

interface Options {
  readonly port: number;
  readonly path: string;
  readonly headers: readonly string[];
  readonly rate: number;
  readonly seconds: number;
}

const options = JSON.parse(process.argv[2] ?? '{}') as Options;
const head = get(options.path, options.headers);
const total = options.rate * options.seconds;
const free: HttpConnection[] = [];
const latencies: number[] = [];

/** From the moment of sending: a timer that fires late is this program's fault, not the gateway's. */
async function one(): Promise<void> {
  const connection = free.pop() ?? (await HttpConnection.open(options.port));
  const begun = performance.now();
  const { status } = await connection.exchange(head);
  latencies.push(performance.now() - begun);
  if (status !== 200) throw new Error(`${options.path} was answered with ${status}`);
  free.push(connection);
}

const begun = performance.now();
const running: Promise<void>[] = [];
await new Promise<void>(resolve => {
  const timer = setInterval(() => {
    const due = Math.min(total, Math.floor(((performance.now() - begun) * options.rate) / 1000));
    while (running.length < due) running.push(one());
    if (running.length < total) return;
    clearInterval(timer);
    resolve();
  }, 1);
});
await Promise.all(running);
for (const connection of free) connection.close();
const result: Latencies = {
  requests: latencies.length,
  p50: percentile(latencies, 0.5),
  p99: percentile(latencies, 0.99),
};
process.stdout.write(JSON.stringify(result));
