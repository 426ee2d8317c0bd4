import { join } from 'node:path';
import {
  combinedMailSender,
  consoleMailSender,
  fileMailSender,
  smtpMailSender,
} from '@mycelium/adapter-smtp';
import type { MailConfig } from '@mycelium/config';
import type { Logger } from '@mycelium/kernel';
import type { MailSender } from '@mycelium/notifications';
import type { Lifecycle } from './lifecycle.ts';

export interface MailOptions {
  readonly log: Logger;
  readonly life: Lifecycle;
  readonly dataFolder: string;
  readonly color: boolean;
  readonly print: (text: string) => void;
}

/** Mails go to the SMTP server, to a folder, or, where neither is configured, to the terminal and to a folder. */
export function openMail(mail: MailConfig, { log, life, dataFolder, color, print }: MailOptions): MailSender {
  switch (mail.kind) {
    case 'file':
      return fileMailSender(mail.directory);
    case 'embedded':
      return combinedMailSender(
        [consoleMailSender(print, { color }), fileMailSender(join(dataFolder, 'mails'))],
        log,
      );
    case 'smtp': {
      const { host, port, security, credentials } = mail;
      const sender = smtpMailSender({ host, port, security, ...credentials });
      life.onClose('mail', () => sender.close());
      return sender;
    }
  }
}
