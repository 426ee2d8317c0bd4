import { runOnLoadCore } from './processes.ts';

export interface Load {
  readonly url: string;
  readonly seconds: number;
  readonly connections: number;
  readonly headers: readonly string[];
  /** A Lua file that makes the requests; without it each is a GET of the address. */
  readonly script?: string;
}

export interface Measured {
  readonly requestsPerSecond: number;
  readonly requests: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
}

const UNITS: Readonly<Record<string, number>> = { us: 0.001, ms: 1, s: 1000 };

function latency(output: string, percentile: string): number {
  const match = new RegExp(`^\\s+${percentile}%\\s+([\\d.]+)(us|ms|s)$`, 'm').exec(output);
  return Number(match?.[1] ?? Number.NaN) * (UNITS[match?.[2] ?? ''] ?? Number.NaN);
}

/** One run of wrk with one thread. Any answer that is not a 2xx, and any broken connection, fails the benchmark. */
export async function wrk({ url, seconds, connections, headers, script }: Load): Promise<Measured> {
  const fields = headers.flatMap(header => ['-H', header]);
  const lua = script === undefined ? [] : ['-s', script];
  const argv = ['wrk', '-t1', `-c${connections}`, `-d${seconds}s`, '--latency', ...lua, ...fields, url];
  const stdout = await runOnLoadCore(argv);
  const failures = /Non-2xx or 3xx responses: \d+|Socket errors: .*/.exec(stdout);
  if (failures) throw new Error(`${url}: ${failures[0]}`);
  const requestsPerSecond = Number(/Requests\/sec:\s+([\d.]+)/.exec(stdout)?.[1]);
  const requests = Number(/(\d+) requests in /.exec(stdout)?.[1]);
  return { requestsPerSecond, requests, p50: latency(stdout, '50'), p99: latency(stdout, '99') };
}
