import type { Logger } from '@mycelium/kernel';
import type { MailSender } from '@mycelium/notifications';

/**
 * Hands every mail to all of them. It counts as handed over when one has taken it: trying again would hand it a second time to
 * those that had. The others' failures are logged; when all fail, `AggregateError` is thrown.
 */
export function combinedMailSender(senders: readonly MailSender[], log: Logger): MailSender {
  if (senders.length === 0) throw new TypeError('A combined mail sender needs at least one sender.');
  return {
    async send(mail) {
      const outcomes = await Promise.allSettled(senders.map(async sender => sender.send(mail)));
      const failures = outcomes.flatMap(outcome => (outcome.status === 'rejected' ? [outcome.reason] : []));
      const reasons = failures.map(failure => (failure instanceof Error ? failure.message : String(failure)));
      if (failures.length === senders.length) throw new AggregateError(failures, reasons.join(' '));
      for (const reason of reasons) log.log('warn', 'one of several mail senders failed', { reason });
    },
  };
}
