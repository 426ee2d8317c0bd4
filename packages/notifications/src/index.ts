export {
  type MailDispatcher,
  type MailDispatcherParts,
  type MailDispatcherSettings,
  mailDispatcher,
} from './dispatcher/mail-dispatcher.ts';
export type { DomainEvent, EventTrigger } from './model/event.ts';
export type { Mail, QueuedMail } from './model/mail.ts';
export type { ClaimRequest, EventOutbox, MailOutbox, MailQueue, MailSender } from './ports/outbox.ts';
export { systemTimers, type Timers } from './ports/timers.ts';
export { type Locale, locales, mailLocale } from './templates/locale.ts';
export {
  type MailBrand,
  type MailTemplate,
  type MailVariables,
  mailTemplates,
} from './templates/mail-template.ts';
export { type MailRequest, type RenderedMail, renderMail } from './templates/render-mail.ts';
