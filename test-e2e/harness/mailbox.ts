import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { SMTPServer } from 'smtp-server';

export interface ReceivedMail {
  readonly to: readonly string[];
  readonly source: string;
  /** The links of the text part, in order. */
  readonly links: readonly string[];
}

/** Where a person reads mail: a mail server, or a folder of `.eml` files. */
export interface Inbox {
  /** The newest mail for the address, waited for. */
  newest(to: string, after?: number): Promise<ReceivedMail>;
}

export interface Mailbox extends Inbox {
  readonly host: string;
  readonly port: number;
  readonly mails: readonly ReceivedMail[];
  stop(): Promise<void>;
}

/** A mail server that keeps every mail. */
export async function startMailbox(): Promise<Mailbox> {
  const mails: ReceivedMail[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData: (stream, session, done) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const to = session.envelope.rcptTo.map(({ address }) => address);
        mails.push(readMail(to, Buffer.concat(chunks).toString('utf8')));
        done();
      });
    },
  });
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  const { port } = server.server.address() as AddressInfo;
  return {
    host: '127.0.0.1',
    port,
    mails,
    newest: (to, after = 0) => waitFor(() => mails.filter(mail => mail.to.includes(to)), to, after),
    stop: () => new Promise(resolve => server.close(() => resolve())),
  };
}

/** Undoes quoted-printable, which folds long links. */
export function readMail(to: readonly string[], source: string): ReceivedMail {
  const text = source
    .replace(/=\r?\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_all, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return { to, source: text, links: [...text.matchAll(/https?:\/\/[^\s"'<>)]+/g)].map(([link]) => link) };
}

/** The first mail beyond the `after` that were there already. */
export async function waitFor(
  mails: () => readonly ReceivedMail[],
  to: string,
  after: number,
): Promise<ReceivedMail> {
  const deadline = Date.now() + 15_000;
  for (;;) {
    const found = mails();
    const newest = found.at(-1);
    if (newest && found.length > after) return newest;
    if (Date.now() > deadline) throw new Error(`no mail came for ${to}`);
    await sleep(20);
  }
}
