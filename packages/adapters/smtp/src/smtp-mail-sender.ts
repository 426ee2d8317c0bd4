import { Secret } from '@mycelium/kernel';
import type { Mail, MailSender } from '@mycelium/notifications';
import type { Transporter } from 'nodemailer';
import { singleRecipientMail } from './single-recipient.ts';
import { SmtpError } from './smtp-error.ts';

/** `implicit`: TLS from the first byte. `starttls`: upgraded before anything is said. `none`: for local mail catchers. */
export type SmtpSecurity = 'implicit' | 'starttls' | 'none';

export interface SmtpSettings {
  readonly host: string;
  readonly port: number;
  /** When absent: what the port is known for, see `usualSecurity`. */
  readonly security?: SmtpSecurity;
  readonly username?: string | Secret;
  readonly password?: string | Secret;
  /** PEM text of the authority that signed the server's certificate, if it is not a public one. */
  readonly ca?: string;
  /** The longest that connecting, and any silence of the server, may last. */
  readonly timeoutMs?: number;
}

/** A `MailSender` with connections to give back. */
export interface SmtpMailSender extends MailSender {
  close(): void;
}

/** Ports on which mail catchers and relays of the own network listen. */
const PLAIN_PORTS: ReadonlySet<number> = new Set([25, 1025, 2525]);

/**
 * STARTTLS on the submission port (RFC 6409), nothing for a catcher that wants no password, and TLS from the first byte
 * everywhere else (RFC 8314).
 */
export function usualSecurity(port: number, withCredentials: boolean): SmtpSecurity {
  if (port === 587) return 'starttls';
  return PLAIN_PORTS.has(port) && !withCredentials ? 'none' : 'implicit';
}

const revealed = (value: string | Secret | undefined): string =>
  value instanceof Secret ? value.reveal() : (value ?? '');

/**
 * Sends through an SMTP server, over a few connections that are kept open. A mail is handed over when the server has taken
 * responsibility for it. Throws `SmtpError`, which names the server and says what to do.
 */
export function smtpMailSender(settings: SmtpSettings): SmtpMailSender {
  const { host, port } = settings;
  const user = revealed(settings.username);
  const security = settings.security ?? usualSecurity(port, user !== '');
  let transport: Promise<Transporter> | undefined;
  return {
    async send(mail) {
      const message = messageOf(singleRecipientMail(mail));
      transport ??= openTransport(settings, security);
      try {
        await (await transport).sendMail(message);
      } catch (error) {
        throw new SmtpError({ host, port, security }, error);
      }
    },
    close: () => void transport?.then(opened => opened.close()),
  };
}

/** The library is loaded with the first mail: many replicas never send one. */
async function openTransport(settings: SmtpSettings, security: SmtpSecurity): Promise<Transporter> {
  const { createTransport } = await import('nodemailer');
  const { host, port, ca, timeoutMs = 15_000 } = settings;
  const [user, pass] = [revealed(settings.username), revealed(settings.password)];
  return createTransport({
    pool: true,
    maxConnections: 3,
    host,
    port,
    secure: security === 'implicit',
    requireTLS: security === 'starttls',
    ignoreTLS: security === 'none',
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    // Longer than the greeting's, which otherwise could not be told from any other silence.
    socketTimeout: timeoutMs * 2,
    dnsTimeout: timeoutMs,
    disableFileAccess: true,
    disableUrlAccess: true,
    ...(user !== '' && { auth: { user, pass } }),
    ...(ca !== undefined && { tls: { ca } }),
  });
}

const messageOf = ({ from, to, subject, html, text }: Mail) => ({
  from: from.name === undefined ? from.address : { name: from.name, address: from.address },
  to: { name: '', address: to },
  subject,
  html,
  text,
  // Out-of-office replies and the like stay away from automatic mail (RFC 3834).
  headers: { 'Auto-Submitted': 'auto-generated' },
});
