/** An e-mail address in its canonical form: ASCII, lower case. Compare and store only this form. */
export interface Email {
  readonly username: string;
  readonly domain: string;
}

const ASCII = /^[\x21-\x7e]+$/;
const LOCAL = /^[a-z0-9_+%'-]+(?:\.[a-z0-9_+%'-]+)*$/;
const DOMAIN = /^(?:localhost|(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9]))$/;
/** The width of the columns that hold it; RFC 5321 would allow 254. */
const MAX_LENGTH = 140;

/**
 * Reads an address and canonicalises it once. ASCII only, so that no look-alike letter can stand for another
 * person's address; internationalised domains are written in their `xn--` form.
 */
export function parseEmail(text: string): Email | undefined {
  const written = text.trim();
  // Judged before anything is folded: lower case alone would turn the Kelvin sign into a plain k.
  if (written.length > MAX_LENGTH || !ASCII.test(written)) return undefined;
  const canonical = written.toLowerCase();
  const at = canonical.lastIndexOf('@');
  if (at < 1 || at > 64) return undefined;
  const username = canonical.slice(0, at);
  const domain = canonical.slice(at + 1);
  return LOCAL.test(username) && DOMAIN.test(domain) ? { username, domain } : undefined;
}

export const emailText = (email: Email): string => `${email.username}@${email.domain}`;

/** For logs: first and last character of the local part. */
export function redactEmail(text: string): string {
  const at = text.lastIndexOf('@');
  if (at < 1) return '***';
  return `${text[0]}***${text[at - 1]}${text.slice(at)}`;
}
