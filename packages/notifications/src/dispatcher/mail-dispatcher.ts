import { addSeconds, type Clock, type Logger } from '@mycelium/kernel';
import type { QueuedMail } from '../model/mail.ts';
import type { MailQueue, MailSender } from '../ports/outbox.ts';
import { systemTimers, type Timers } from '../ports/timers.ts';
import { failureReason } from './failure-reason.ts';

export interface MailDispatcherSettings {
  /** Between two looks at the queue when nobody nudges. */
  readonly intervalSeconds: number;
  /** Mails claimed at once. */
  readonly batchSize: number;
  /** How long a claimed mail is ours; also the pause before it is tried again. */
  readonly visibilityTimeoutSeconds: number;
  /** Failed attempts after which a mail is given up. */
  readonly maxAttempts: number;
}

export interface MailDispatcherParts {
  readonly queue: MailQueue;
  readonly sender: MailSender;
  readonly clock: Clock;
  readonly log: Logger;
  readonly settings: MailDispatcherSettings;
  readonly timers?: Timers;
}

/** Sends what waits in the outbox. Any number of dispatchers, in any number of processes, share one queue. */
export interface MailDispatcher {
  start(): void;
  /** Something has just been queued: look now instead of at the next interval. Cheap; many nudges are one look. */
  nudge(): void;
  /** Takes no new mail and resolves when those already claimed have been dealt with. */
  stop(): Promise<void>;
}

/** Doublings of the interval while the queue cannot be read: 32 intervals at most, and never above this. */
const MOST_DOUBLINGS = 5;
const LONGEST_WAIT_SECONDS = 300;

export function mailDispatcher(parts: MailDispatcherParts): MailDispatcher {
  const { settings, timers = systemTimers } = parts;
  const log = parts.log.child('mail.dispatcher');
  const work = mailBatch({ ...parts, log });
  let state: 'idle' | 'started' | 'stopped' = 'idle';
  let cancel = (): void => undefined;
  let running: Promise<void> | undefined;
  let nudged = false;
  let outages = 0;

  const wait = (seconds: number): void => {
    cancel();
    if (state === 'started') cancel = timers.after(seconds * 1000, look);
  };

  function look(): void {
    if (state !== 'started' || running !== undefined) return;
    nudged = false;
    running = drain().then(next => {
      running = undefined;
      wait(nudged ? 0 : next);
    });
  }

  /** Batch after batch while there is more and all goes well. Resolves to the seconds until the next look. */
  async function drain(): Promise<number> {
    try {
      let outcome = await work();
      while (outcome === 'more' && state === 'started') outcome = await work();
      if (outages > 0) log.log('info', 'the mail queue can be read again', { failures: outages });
      outages = 0;
      return settings.intervalSeconds;
    } catch (error) {
      outages += 1;
      const level = outages === 1 ? 'error' : 'debug';
      log.log(level, 'the mail queue cannot be read; trying again later', { reason: failureReason(error) });
      const backedOff = settings.intervalSeconds * 2 ** Math.min(outages, MOST_DOUBLINGS);
      return Math.max(settings.intervalSeconds, Math.min(backedOff, LONGEST_WAIT_SECONDS));
    }
  }

  return {
    start() {
      if (state === 'started') return;
      state = 'started';
      wait(0);
    },
    nudge() {
      if (running === undefined) wait(0);
      nudged = true;
    },
    async stop() {
      state = 'stopped';
      cancel();
      await running;
    },
  };
}

type BatchOutcome = 'more' | 'done';

/**
 * Claims one batch and sends it, oldest first. `more`: the batch was full and all of it went out. A failed mail ends
 * the look, so that a mail server that is down does not use up every attempt at once. Throws only what claiming throws.
 */
function mailBatch({
  queue,
  sender,
  clock,
  log,
  settings,
}: MailDispatcherParts): () => Promise<BatchOutcome> {
  /** Sent, but the queue could not be told: claimed again, they are only ticked off. */
  const untold = new Set<string>();

  async function tell({ id }: QueuedMail): Promise<'done' | 'failed'> {
    try {
      await queue.delivered(id);
      untold.delete(id);
      return 'done';
    } catch (error) {
      untold.add(id);
      log.log('error', 'a mail was sent but could not be marked so', { id, reason: failureReason(error) });
      return 'failed';
    }
  }

  async function fail({ id, attempts }: QueuedMail, reason: string): Promise<void> {
    try {
      const outcome = await queue.failed(id, reason, settings.maxAttempts);
      const givenUp = outcome === 'given-up';
      const message = givenUp ? 'a mail was given up' : 'a mail could not be sent; it will be tried again';
      log.log(givenUp ? 'error' : 'warn', message, { id, attempts: attempts + 1, reason });
    } catch (error) {
      const fields = { id, reason, queue_reason: failureReason(error) };
      log.log('error', 'a mail could not be sent and could not be marked so', fields);
    }
  }

  async function deal(queued: QueuedMail): Promise<'done' | 'failed'> {
    if (untold.has(queued.id)) return tell(queued);
    try {
      await sender.send(queued.mail);
    } catch (error) {
      await fail(queued, failureReason(error));
      return 'failed';
    }
    return tell(queued);
  }

  return async () => {
    const now = clock.now();
    const { batchSize: limit, visibilityTimeoutSeconds } = settings;
    const mails = await queue.claimBatch({ limit, now, visibilityTimeoutSeconds });
    const ours = addSeconds(now, visibilityTimeoutSeconds);
    let done = 0;
    for (const queued of mails) {
      // A slow mail server can use up the claim; what is left of the batch belongs to whoever claims it next.
      if (clock.now() >= ours) break;
      if ((await deal(queued)) === 'done') done += 1;
    }
    if (mails.length > 0) log.log('debug', 'mails sent', { claimed: mails.length, sent: done });
    return done === limit ? 'more' : 'done';
  };
}
