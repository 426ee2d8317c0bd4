import type { Mail } from '@mycelium/notifications';

/**
 * The `message` column: Base64 of a JSON text, in the form in which queued mails have always been kept, plus `text`,
 * which readers of the older form ignore.
 */
interface StoredMail {
  readonly from: { readonly namedEmail: string } | { readonly email: StoredAddress };
  readonly to: StoredAddress;
  readonly cc: StoredAddress | null;
  readonly subject: string;
  readonly body: string;
  readonly text?: string;
}

interface StoredAddress {
  readonly username: string;
  readonly domain: string;
}

export const mailColumn = (mail: Mail): string => {
  const stored: StoredMail = {
    from:
      mail.from.name === undefined
        ? { email: split(mail.from.address) }
        : { namedEmail: `${mail.from.name} <${mail.from.address}>` },
    to: split(mail.to),
    cc: null,
    subject: mail.subject,
    body: mail.html,
    text: mail.text,
  };
  return Buffer.from(JSON.stringify(stored)).toString('base64');
};

/** `undefined` when the column does not hold a mail. */
export function mailOf(column: string): Mail | undefined {
  try {
    const stored = JSON.parse(Buffer.from(column, 'base64').toString('utf8')) as StoredMail;
    return {
      from: senderOf(stored.from),
      to: joined(stored.to),
      subject: String(stored.subject),
      html: String(stored.body),
      text: stored.text ?? plainText(String(stored.body)),
    };
  } catch {
    return undefined;
  }
}

function senderOf(from: StoredMail['from']): Mail['from'] {
  if ('email' in from) return { address: joined(from.email) };
  const named = /^(.*?)\s*<([^<>]+)>$/.exec(from.namedEmail);
  if (!named) return { address: from.namedEmail };
  const [, name, address] = named as unknown as [string, string, string];
  return { name, address };
}

function split(address: string): StoredAddress {
  const at = address.lastIndexOf('@');
  return { username: address.slice(0, at), domain: address.slice(at + 1) };
}

function joined({ username, domain }: StoredAddress): string {
  if (!username || !domain) throw new Error('an address without a user or a domain');
  return `${username}@${domain}`;
}

/** For mails queued without a text part: the HTML without its tags. */
const plainText = (html: string): string =>
  html
    .replace(/<(style|script|head)\b[\s\S]*?<\/\1>/gi, '')
    .replace(/<br\s*\/?>|<\/(?:p|div|tr|h[1-6]|li)>/gi, '\n')
    .replace(/<[^>]+>/g, '')
    .replace(/&nbsp;/g, ' ')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&#39;/g, "'")
    .replace(/&amp;/g, '&')
    .replace(/\s*\n\s*/g, '\n')
    .trim();
