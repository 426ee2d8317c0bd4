import type { Mail, MailSender } from '@mycelium/notifications';
import { mailLinks } from './mail-links.ts';
import { singleRecipientMail } from './single-recipient.ts';

export interface ConsoleMailSenderOptions {
  /** ANSI colours. Off when absent. */
  readonly color?: boolean;
  /** The sentence in the frame. */
  readonly title?: string;
}

const WIDTH = 76;

// What a terminal would obey instead of showing it: names in a mail are chosen by strangers.
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const ESCAPES = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g;

/**
 * Shows every mail instead of sending it, so that who has no mail server can still follow its links: recipient, subject, the
 * links ready to be copied, then the text. One call of `write` per mail.
 */
export function consoleMailSender(
  write: (block: string) => void | Promise<void>,
  options: ConsoleMailSenderOptions = {},
): MailSender {
  return { send: async mail => write(block(singleRecipientMail(mail), options)) };
}

function block(mail: Mail, { color = false, title }: ConsoleMailSenderOptions): string {
  const paint = (code: string, text: string): string => (color ? `\u001b[${code}m${text}\u001b[0m` : text);
  const dim = (text: string): string => paint('2', text);
  const heading = ` ${title ?? 'E-mail, shown here because no mail server is configured'} `;
  const field = (name: string, value: string): string => `${dim(name.padEnd(9))}${value}`;
  const links = mailLinks(mail).map(visible);
  const lines = [
    '',
    field('To', paint('1', visible(mail.to))),
    field('Subject', paint('1', visible(mail.subject))),
    ...links.map((link, index) => field(index === 0 ? 'Links' : '', paint('1;36', link))),
    '',
  ];
  const body = visible(mail.text).trim().split('\n').flatMap(wrapped);
  return [
    '',
    dim(`╭──${heading}${'─'.repeat(Math.max(2, WIDTH - 3 - heading.length))}`),
    ...barred(lines, dim('│')),
    dim(`├${'─'.repeat(WIDTH - 1)}`),
    ...barred(['', ...body, ''], dim('│')),
    dim(`╰${'─'.repeat(WIDTH - 1)}`),
    '',
    '',
  ].join('\n');
}

const visible = (text: string): string => text.replace(/\r\n?/g, '\n').replace(ESCAPES, ' ');

const barred = (lines: readonly string[], bar: string): readonly string[] =>
  lines.map(line => (line === '' ? bar : `${bar}  ${line}`));

/** At blanks only: a link that is longer than the line stays whole. */
function wrapped(line: string): readonly string[] {
  const lines: string[] = [];
  let current = '';
  for (const word of line.trimEnd().split(' ')) {
    if (current !== '' && current.length + 1 + word.length > WIDTH - 4) {
      lines.push(current);
      current = word;
    } else current = current === '' ? word : `${current} ${word}`;
  }
  return [...lines, current];
}
