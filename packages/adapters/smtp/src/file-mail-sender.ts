import { randomBytes } from 'node:crypto';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Clock, systemClock } from '@mycelium/kernel';
import type { MailSender } from '@mycelium/notifications';
import { messageFile } from './message-file.ts';
import { singleRecipientMail } from './single-recipient.ts';

export interface FileMailSenderOptions {
  readonly clock?: Clock;
}

/**
 * Keeps every mail as an `.eml` file, named after its time and its recipient so that a listing reads like an inbox. A file
 * appears whole or not at all, and only its owner may read it: it may hold a link that signs somebody in. Makes the
 * directory when it is missing. Throws what the file system throws.
 */
export function fileMailSender(
  directory: string,
  { clock = systemClock }: FileMailSenderOptions = {},
): MailSender {
  return {
    async send(wanted) {
      const mail = singleRecipientMail(wanted);
      const date = clock.now();
      const id = randomBytes(12).toString('hex');
      await mkdir(directory, { recursive: true, mode: 0o700 });
      const name = fileName(date, mail.to, id.slice(0, 6));
      const draft = join(directory, `.${name}.part`);
      try {
        await writeFile(draft, messageFile(mail, { id, date }), { mode: 0o600, flag: 'wx' });
        await rename(draft, join(directory, name));
      } catch (error) {
        await rm(draft, { force: true });
        throw error;
      }
    },
  };
}

/** `2026-01-31T09-30-00.123Z_ana@example.org_3f9a1c.eml`: without what file systems or shells take for something else. */
function fileName(date: Date, recipient: string, tail: string): string {
  const safe = recipient
    .replace(/[^\w.@+-]/g, '_')
    .replace(/^\.+/, '_')
    .slice(0, 80);
  return `${date.toISOString().replaceAll(':', '-')}_${safe}_${tail}.eml`;
}
