import type { Logger } from '@mycelium/kernel';
import { reasonOf } from './connection.ts';

/** Invalidations that are on their way, or that Redis could not be told of. */
export interface UntoldInvalidations {
  has(group: string): boolean;
  /** Tells Redis, and remembers it for later when that fails, which is also thrown. */
  tell(group: string): Promise<void>;
  /** Tries again, now, all that have failed. */
  tellAll(): void;
  stop(): void;
}

interface Parts {
  readonly log: Logger;
  /** Sends one invalidation; rejects when it did not certainly arrive. */
  readonly announce: (group: string) => Promise<void>;
  /** The same within the time budget of a caller. */
  readonly announceInTime: (group: string) => Promise<void>;
  readonly mayTry: () => boolean;
}

/** More than this are not worth remembering: by then most cached values have run out by themselves. */
const MOST = 10_000;
const RETRY_MILLISECONDS = 500;

export function untoldInvalidations({ log, announce, announceInTime, mayTry }: Parts): UntoldInvalidations {
  /** The latest invalidation of each group: when that has arrived, all earlier ones are covered. */
  const latest = new Map<string, number>();
  let count = 0;
  let telling = false;
  let retry: NodeJS.Timeout | undefined;

  const arrived = (group: string, invalidation: number | undefined): void => {
    if (latest.get(group) === invalidation) latest.delete(group);
  };

  function remember(group: string): number {
    count += 1;
    latest.set(group, count);
    const oldest = latest.keys().next();
    if (latest.size > MOST && !oldest.done) {
      latest.delete(oldest.value);
      log.log('error', 'too many invalidations wait for Redis; values of the oldest live until they run out');
    }
    return count;
  }

  async function tellEach(): Promise<void> {
    const groups = [...latest.keys()];
    for (const group of groups) {
      const invalidation = latest.get(group);
      await announce(group);
      arrived(group, invalidation);
    }
    log.log('info', 'told Redis of delayed invalidations', { count: groups.length });
  }

  const later = (): void => {
    clearTimeout(retry);
    retry = setTimeout(tellAll, RETRY_MILLISECONDS).unref();
  };

  function tellAll(): void {
    if (telling || latest.size === 0 || !mayTry()) return;
    telling = true;
    tellEach()
      .catch(error => {
        log.log('debug', 'delayed invalidations have to wait', { reason: reasonOf(error) });
        later();
      })
      .finally(() => {
        telling = false;
      });
  }

  return {
    has: group => latest.size > 0 && latest.has(group),
    async tell(group) {
      const invalidation = remember(group);
      try {
        await announceInTime(group);
        arrived(group, invalidation);
      } catch (error) {
        later();
        throw error;
      }
    },
    tellAll,
    stop: () => clearTimeout(retry),
  };
}
