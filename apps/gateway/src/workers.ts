import cluster, { type Worker } from 'node:cluster';

/** A worker that ends sooner than this after its start is not started again at once. */
const SHORT_LIFE_MS = 5000;
const RESTART_DELAY_MS = 1000;

/** Keeps a number of worker processes running until a signal comes. Resolves with the exit code. */
export function superviseWorkers(count: number, graceMs: number): Promise<number> {
  return new Promise(resolve => {
    const state = { stopping: false, everListened: false, code: 0 };
    const born = new Map<number, number>();
    const start = (): void => {
      const worker = cluster.fork();
      born.set(worker.id, Date.now());
    };
    cluster.on('listening', () => {
      state.everListened = true;
    });
    const said = new Set<string>();
    cluster.on('message', (_worker, message: unknown) => {
      const sentence = failureOf(message);
      if (sentence === undefined || said.has(sentence)) return;
      said.add(sentence);
      process.stderr.write(`myc-api: ${sentence}\n`);
    });
    cluster.on('exit', (worker, code) => {
      const lived = Date.now() - (born.get(worker.id) ?? 0);
      born.delete(worker.id);
      // None has ever listened: the reason is in the configuration, and a restart would only repeat it.
      if (!state.stopping && !state.everListened) {
        state.code = code || 1;
        state.stopping = true;
        stopAll();
      }
      if (!state.stopping)
        setTimeout(() => state.stopping || start(), lived < SHORT_LIFE_MS ? RESTART_DELAY_MS : 0);
      if (state.stopping && born.size === 0) resolve(state.code);
    });
    const stop = (): void => {
      state.stopping = true;
      stopAll();
      setTimeout(() => killAll(), graceMs + 5000).unref();
    };
    process.on('SIGINT', stop);
    process.on('SIGTERM', stop);
    for (let i = 0; i < count; i++) start();
  });
}

/** Why a worker could not start, from what it told its primary. */
function failureOf(message: unknown): string | undefined {
  if (typeof message !== 'object' || message === null || !('failed' in message)) return undefined;
  return typeof message.failed === 'string' ? message.failed : undefined;
}

const living = (): readonly Worker[] =>
  Object.values(cluster.workers ?? {}).filter(worker => worker !== undefined);

function stopAll(): void {
  for (const worker of living()) worker.process.kill('SIGTERM');
}

function killAll(): void {
  for (const worker of living()) worker.process.kill('SIGKILL');
}
