import { type Logger, Secret } from '@mycelium/kernel';
import { createClient } from 'redis';

export interface RedisSettings {
  /** `redis[s]://[user:password@]host[:port][/database]` */
  readonly url: string | Secret;
  readonly log: Logger;
  /** Shown by `CLIENT LIST`. */
  readonly clientName: string;
}

/** A connection that is kept up by itself, from the first attempt on. */
export interface RedisConnection {
  readonly client: ReturnType<typeof redisClient>;
  /** Resolves when the first attempt has ended, well or not. Never rejects. */
  readonly attempted: Promise<void>;
  close(): void;
}

const CONNECT_TIMEOUT = 2000;
/** A ping every second, and a connection that has been silent for three is given up: that is how a black hole ends. */
const PING_INTERVAL = 1000;
const SILENCE_TIMEOUT = 3000;
const LONGEST_PAUSE = 1000;

const pause = (retries: number): number =>
  Math.min(50 * 2 ** retries, LONGEST_PAUSE) * (0.5 + Math.random() / 2);

function redisClient({ url, clientName }: RedisSettings) {
  try {
    return createClient({
      url: url instanceof Secret ? url.reveal() : url,
      name: clientName.replace(/[^\x21-\x7e]/g, '-'),
      disableOfflineQueue: true,
      commandsQueueMaxLength: 10_000,
      pingInterval: PING_INTERVAL,
      maintNotifications: 'disabled',
      socket: {
        connectTimeout: CONNECT_TIMEOUT,
        socketTimeout: SILENCE_TIMEOUT,
        reconnectStrategy: pause,
      },
    });
  } catch {
    // What the client throws repeats the address, password and all.
    throw new TypeError(
      'The Redis address must look like redis://host:6379 or rediss://user:password@host:6379/0.',
    );
  }
}

/** Opens a connection. A server that is away is only logged; an address that cannot be one is thrown. */
export function redisConnection(settings: RedisSettings): RedisConnection {
  const client = redisClient(settings);
  const { log, clientName } = settings;
  let up: boolean | undefined;
  const attempted = new Promise<void>(resolve => {
    client.on('ready', () => {
      log.log('info', 'connected to Redis', { connection: clientName });
      up = true;
      resolve();
    });
    client.on('error', (error: Error) => {
      // Once per outage: an outage of an hour is one line, not thousands.
      if (up !== false)
        log.log('warn', 'Redis cannot be reached', { connection: clientName, reason: reasonOf(error) });
      up = false;
      resolve();
    });
  });
  client.connect().catch((error: Error) => {
    log.log('debug', 'the connection to Redis was not opened', { reason: reasonOf(error) });
  });
  return { client, attempted, close: () => client.destroy() };
}

/** `AggregateError`, what Node throws when every address of a host refuses, has no message of its own. */
export function reasonOf(error: unknown): string {
  if (error instanceof AggregateError && error.message === '') return error.errors.map(reasonOf).join('; ');
  return error instanceof Error ? error.message || error.name : String(error);
}
