export type { DomainEvent, EventTrigger } from './model/event.ts';
export type { Mail, QueuedMail } from './model/mail.ts';
export type { ClaimRequest, EventOutbox, MailOutbox, MailQueue, MailSender } from './ports/outbox.ts';
