import type { AddressInfo } from 'node:net';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { localhostCertificate } from './localhost-certificate.ts';

export interface CaughtMail {
  readonly from: string;
  readonly recipients: readonly string[];
  readonly raw: string;
  /** Whether the connection was encrypted when the mail came in, and who had signed in. */
  readonly secure: boolean;
  readonly user: string | undefined;
}

export interface MailCatcher {
  readonly port: number;
  readonly mails: readonly CaughtMail[];
  close(): Promise<void>;
}

/** A real SMTP server on a free port, or on a given one, that keeps what it is given. Knows one user: `ana` with the password `right`. */
export async function mailCatcher(options: SMTPServerOptions = {}, port = 0): Promise<MailCatcher> {
  const mails: CaughtMail[] = [];
  const server = new SMTPServer({
    ...localhostCertificate,
    authOptional: true,
    logger: false,
    closeTimeout: 50,
    onAuth: ({ username, password }, _session, done) =>
      username === 'ana' && password === 'right' ? done(null, { user: username }) : done(new Error('no')),
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const { mailFrom, rcptTo } = session.envelope;
        mails.push({
          from: mailFrom === false ? '' : mailFrom.address,
          recipients: rcptTo.map(({ address }) => address),
          raw: Buffer.concat(chunks).toString(),
          secure: session.secure,
          user: session.user,
        });
        done();
      });
    },
    ...options,
  });
  // A client that refuses the certificate is a case, not a failure of the server.
  server.on('error', () => undefined);
  await new Promise<void>(resolve => server.listen(port, '127.0.0.1', resolve));
  return {
    port: (server.server.address() as AddressInfo).port,
    mails,
    close: () => new Promise(resolve => server.close(() => resolve())),
  };
}
