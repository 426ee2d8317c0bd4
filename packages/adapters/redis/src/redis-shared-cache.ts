import { randomUUID } from 'node:crypto';
import type { SharedCache } from '@mycelium/accounts';
import type { Logger, Secret } from '@mycelium/kernel';
import { type Circuit, circuitBreaker } from './circuit.ts';
import { redisConnection } from './connection.ts';
import { groupedValues } from './grouped-values.ts';
import { invalidationListeners } from './invalidation-listeners.ts';
import { redisNames } from './names.ts';
import { answersWithin, timeBudget } from './time-budget.ts';
import { untoldInvalidations } from './untold-invalidations.ts';

export interface RedisSharedCacheOptions {
  /** `redis[s]://[user:password@]host[:port][/database]` */
  readonly url: string | Secret;
  readonly log: Logger;
  /** The longest that any call may take. */
  readonly budgetMs?: number;
  /** Shown by `CLIENT LIST`. */
  readonly clientName: string;
  /** Of all keys and of the channel; `myc:` when absent. Lets several installations share one Redis. */
  readonly prefix?: string;
}

/** Failures in a row after which Redis is left alone, and how often it is then asked whether it is back. */
const THRESHOLD = 3;
const PROBE_MILLISECONDS = 500;

/** What a reader gets while an invalidation is on its way: a miss whose value will not be kept. */
const UNKEPT = { value: undefined, generation: '-' } as const;

/**
 * The shared cache of all processes that use the same Redis. Constructing it never fails because Redis is away: it
 * connects and recovers by itself. An invalidation that Redis could not be told of is thrown and also remembered, and
 * told as soon as Redis answers again; until then this process gets nothing of that group. Throws `TypeError` for an
 * address that cannot be one of a Redis.
 */
export function redisSharedCache(options: RedisSharedCacheOptions): SharedCache {
  const { url, budgetMs = 100, clientName, prefix = 'myc:' } = options;
  const log = options.log.child('cache.redis');
  const own = { names: redisNames(prefix), self: randomUUID() };
  const { client, attempted, close } = redisConnection({ url, log, clientName });
  const listeners = invalidationListeners({ url, log, clientName: `${clientName}-listener`, ...own });
  const values = groupedValues({ client, ...own });
  const circuit: Circuit = circuitBreaker({
    threshold: THRESHOLD,
    probeMilliseconds: PROBE_MILLISECONDS,
    probe: () => answersWithin(budgetMs, () => client.ping()),
    onChange(closed) {
      if (closed) log.log('info', 'Redis answers again');
      else log.log('warn', 'Redis does not answer and is left alone for a moment', { budget_ms: budgetMs });
      if (closed) untold.tellAll();
    },
  });
  const budget = timeBudget({ milliseconds: budgetMs, circuit, attempted });
  const untold = untoldInvalidations({
    log,
    announce: values.forget,
    announceInTime: group => budget.run(() => values.forget(group)),
    mayTry: () => client.isReady && circuit.closed(),
  });
  client.on('ready', untold.tellAll);

  return {
    get: async (group, key) => (untold.has(group) ? UNKEPT : budget.run(() => values.read(group, key))),
    set: async entry =>
      entry.generation === UNKEPT.generation ? undefined : budget.run(() => values.write(entry)),
    invalidate: group => untold.tell(group).finally(() => listeners.tell(group)),
    subscribe: listeners.subscribe,
    // Counted like any command: a Redis that only health checks talk to must be found out as well.
    ready: () => budget.run(() => client.ping()).then(listeners.hearing, () => false),
    async close() {
      circuit.stop();
      untold.stop();
      listeners.close();
      close();
    },
  };
}
