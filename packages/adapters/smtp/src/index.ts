export { combinedMailSender } from './combined-mail-sender.ts';
export { type ConsoleMailSenderOptions, consoleMailSender } from './console-mail-sender.ts';
export { type FileMailSenderOptions, fileMailSender } from './file-mail-sender.ts';
export { mailLinks } from './mail-links.ts';
export { SmtpError } from './smtp-error.ts';
export {
  type SmtpMailSender,
  type SmtpSecurity,
  type SmtpSettings,
  smtpMailSender,
  usualSecurity,
} from './smtp-mail-sender.ts';
