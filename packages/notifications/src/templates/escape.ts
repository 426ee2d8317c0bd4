const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text as HTML content or as a quoted attribute value. */
export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, mark => entities[mark] ?? mark);

const LONGEST_LINE = 200;

/** Line breaks, controls and invisible direction marks: what ends a header early or dresses a text up as another. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const UNPRINTABLE = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]+/g;

/** One printable line, short enough for a header or a sentence. A line break inside becomes a space (RFC 5322, 2.2). */
export function oneLine(text: string, longest: number = LONGEST_LINE): string {
  const line = text.toWellFormed().replace(UNPRINTABLE, ' ').replace(/\s+/g, ' ').trim();
  const characters = Array.from(line);
  return characters.length <= longest ? line : `${characters.slice(0, longest - 1).join('')}…`;
}

/**
 * A name that somebody chose, as one short line that mail clients do not turn into a link: without this, whoever
 * registers another person's address as "Win at evil.example" has us send that link for them.
 */
export const chosenName = (text: string): string => oneLine(text, 80).replace(/([.:/@])(?=\S)/g, '$1\u2060');

/** The normalised address when it is http(s), else undefined: `javascript:` and friends never become a link. */
export function webAddress(text: string | undefined): string | undefined {
  if (text === undefined || !URL.canParse(text)) return undefined;
  const url = new URL(text);
  return url.protocol === 'https:' || url.protocol === 'http:' ? url.href : undefined;
}

/** The address when it is one plain e-mail address that is safe inside `mailto:`, else undefined. */
export const mailAddress = (text: string | undefined): string | undefined =>
  text !== undefined && /^[\w.+-]{1,64}@[\w-]+(\.[\w-]+)*$/.test(text) ? text : undefined;
