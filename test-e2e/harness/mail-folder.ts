import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Inbox, readMail, waitFor } from './mailbox.ts';

/** The e-mails that a gateway without a mail server keeps as files. */
export function mailFolder(path: string): Inbox {
  const mailsFor = (to: string) =>
    existsSync(path)
      ? readdirSync(path)
          .filter(name => name.endsWith('.eml') && name.includes(to.replace(/[^\w.@+-]/g, '_')))
          .sort()
          .map(name => readMail([to], readFileSync(join(path, name), 'utf8')))
      : [];
  return { newest: (to, after = 0) => waitFor(() => mailsFor(to), to, after) };
}
