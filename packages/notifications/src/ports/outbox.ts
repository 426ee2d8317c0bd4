import type { DomainEvent } from '../model/event.ts';
import type { Mail, QueuedMail } from '../model/mail.ts';

/** Mails written in the unit of work that causes them; sent after it commits. */
export interface MailOutbox {
  append(mail: Mail & { readonly id: string; readonly created: Date }): Promise<void>;
}

/** Events written in the unit of work that causes them. */
export interface EventOutbox {
  append(event: DomainEvent): Promise<void>;
}

export interface ClaimRequest {
  readonly limit: number;
  readonly now: Date;
  /** A claimed mail that is neither delivered nor failed within this time may be claimed again. */
  readonly visibilityTimeoutSeconds: number;
}

/** The sending side of the mail outbox. Any number of dispatchers may work on it at once. */
export interface MailQueue {
  /** Oldest first; no mail is handed to two dispatchers within its visibility timeout. */
  claimBatch(request: ClaimRequest): Promise<readonly QueuedMail[]>;
  /** Delivered: the mail is forgotten. */
  delivered(id: string): Promise<void>;
  /** Not delivered: counted, and given up after `maxAttempts`. */
  failed(id: string, reason: string, maxAttempts: number): Promise<'retry' | 'given-up'>;
}

/** Hands a mail to the outside world. Throws when it could not. */
export interface MailSender {
  send(mail: Mail): Promise<void>;
}
