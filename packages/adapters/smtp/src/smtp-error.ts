import type { SmtpSecurity } from './smtp-mail-sender.ts';

interface Server {
  readonly host: string;
  readonly port: number;
  readonly security: SmtpSecurity;
}

/** A mail that an SMTP server did not take. The message says which server, why, and what to do. */
export class SmtpError extends Error {
  constructor(server: Server, cause: unknown) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    const hint = hintFor(server, cause);
    const sentence = `The mail server ${server.host}:${server.port} did not take the mail: ${reason.replace(/\.$/, '')}.`;
    super(hint === undefined ? sentence : `${sentence} ${hint}`, { cause });
    this.name = 'SmtpError';
  }
}

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';

const SAYS = {
  starttls: 'Set security = "starttls" under [smtp]: this port begins without TLS and upgrades.',
  implicit: 'Set security = "implicit" under [smtp]: this port expects TLS from the first byte.',
  none: 'The server offers no TLS. For a mail catcher on your own machine set security = "none" under [smtp].',
  credentials: 'Check username and password under [smtp].',
  reach: 'Check host and port under [smtp], and that the server can be reached from here.',
  certificate:
    "The server's certificate is not trusted here: check the host name and the installed authorities.",
} as const;

function hintFor({ security }: Server, cause: unknown): string | undefined {
  const text = cause instanceof Error ? `${codeOf(cause)} ${codeOf(cause.cause)} ${cause.message}` : '';
  if (/wrong version number|packet length too long|unexpected message/i.test(text)) return SAYS.starttls;
  if (/certificate|self.signed|altnames|UNABLE_TO_VERIFY/i.test(text)) return SAYS.certificate;
  if (/EAUTH/.test(text)) return SAYS.credentials;
  if (/greeting never received/i.test(text) && security !== 'implicit') return SAYS.implicit;
  if (/ETLS|STARTTLS/.test(text) && security === 'starttls') return SAYS.none;
  if (/must issue a STARTTLS|530/i.test(text)) return SAYS.starttls;
  if (/ECONNECTION|ECONNREFUSED|ETIMEDOUT|ENOTFOUND|EDNS|ESOCKET/.test(text)) return SAYS.reach;
  return undefined;
}
