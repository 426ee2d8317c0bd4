import { type RedisSettings, reasonOf, redisConnection } from './connection.ts';
import { announced, type Names } from './names.ts';

type Listener = (group: string | undefined) => void;

/** Who wants to hear of invalidations, and the connection on which those of other processes arrive. */
export interface InvalidationListeners {
  subscribe(listener: Listener): () => void;
  tell(group: string | undefined): void;
  /** Whether other processes are heard now. */
  hearing(): boolean;
  close(): void;
}

interface InvalidationListenersParts extends RedisSettings {
  readonly names: Names;
  /** The id of this process: its own invalidations are told without Redis. */
  readonly self: string;
}

export function invalidationListeners(settings: InvalidationListenersParts): InvalidationListeners {
  const { log, names, self } = settings;
  const subscriptions = new Set<{ readonly listener: Listener }>();
  const { client, close } = redisConnection(settings);
  let heard = false;

  const tell = (group: string | undefined): void => {
    for (const { listener } of subscriptions) {
      try {
        listener(group);
      } catch (error) {
        log.log('error', 'a listener for invalidations failed', { reason: reasonOf(error) });
      }
    }
  };
  // Some may be missed from the moment the connection breaks until it is back: both ends of the gap are told.
  const deaf = (): void => {
    if (heard) tell(undefined);
    heard = false;
  };
  const hear = (): void => {
    if (!heard) tell(undefined);
    heard = true;
  };

  let subscribed = false;
  client.on('error', () => {
    if (!client.isReady) deaf();
  });
  client.on('ready', () => {
    // The client repeats the subscription itself on every later connection, before it says that it is ready.
    if (subscribed) return hear();
    client.subscribe(names.invalidations, receive).then(
      () => {
        subscribed = true;
        hear();
      },
      error => log.log('warn', 'invalidations cannot be heard', { reason: reasonOf(error) }),
    );
  });

  function receive(message: string): void {
    const invalidation = announced(message);
    if (invalidation !== undefined && invalidation.sender !== self) tell(invalidation.group);
  }

  return {
    subscribe(listener) {
      const subscription = { listener };
      subscriptions.add(subscription);
      return () => void subscriptions.delete(subscription);
    },
    tell,
    hearing: () => heard,
    close() {
      subscriptions.clear();
      close();
    },
  };
}
