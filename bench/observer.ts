// Loaded into the gateway with --import: appends what only the process itself knows to a file, one JSON line a second.
// SIGUSR2 collects garbage first and marks the line as settled.
import { appendFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';

const file = process.env.BENCH_OBSERVATIONS ?? '';
const delay = monitorEventLoopDelay({ resolution: 10 });
delay.enable();

function note(settled: boolean): void {
  const { heapUsed, external, arrayBuffers } = process.memoryUsage();
  const line = {
    at: Date.now(),
    settled,
    heapMiB: heapUsed / 2 ** 20,
    externalMiB: (external + arrayBuffers) / 2 ** 20,
    // The histogram counts its own resolution in.
    lagP99Ms: Math.max(0, delay.percentile(99) / 1e6 - 10),
    lagMaxMs: Math.max(0, delay.max / 1e6 - 10),
  };
  delay.reset();
  appendFileSync(file, `${JSON.stringify(line)}\n`);
}

setInterval(() => note(false), 1000).unref();
process.on('SIGUSR2', () => {
  globalThis.gc?.();
  note(true);
});
