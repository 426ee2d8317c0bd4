import type { Mail } from '@mycelium/notifications';

/** What a message needs beside the mail. */
export interface MessageStamp {
  /** Unique; also its Message-ID and the boundary of its parts. */
  readonly id: string;
  readonly date: Date;
}

/**
 * A message as RFC 5322 and MIME have it, in 8-bit parts with bare line feeds: every mail program opens it, and people can
 * read it and search it for its links, which quoted-printable would cut into pieces.
 */
export function messageFile({ from, to, subject, text, html }: Mail, { id, date }: MessageStamp): string {
  const sender = from.name === undefined ? from.address : `${headerWords(from.name)} <${from.address}>`;
  const part = (type: string, content: string): string =>
    `--${id}\nContent-Type: ${type}; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n${content.replace(/\r\n?/g, '\n')}\n`;
  return [
    `Date: ${date.toUTCString().replace('GMT', '+0000')}`,
    `From: ${sender}`,
    `To: ${to}`,
    `Message-ID: <${id}@${from.address.slice(from.address.lastIndexOf('@') + 1)}>`,
    `Subject: ${headerWords(subject)}`,
    'Auto-Submitted: auto-generated',
    'MIME-Version: 1.0',
    `Content-Type: multipart/alternative; boundary="${id}"`,
    '',
    `${part('text/plain', text)}${part('text/html', html)}--${id}--\n`,
  ].join('\n');
}

/** Plain words as they are, anything else as encoded words of at most 75 characters (RFC 2047). */
function headerWords(text: string): string {
  if (/^[A-Za-z0-9 !*+/=_'.?-]*$/.test(text) && text.length < 60 && !text.includes('=?')) return text;
  const words: string[] = [];
  let word = '';
  for (const character of text) {
    if (Buffer.byteLength(word + character) > 42) {
      words.push(word);
      word = '';
    }
    word += character;
  }
  return [...words, word].map(each => `=?UTF-8?B?${Buffer.from(each).toString('base64')}?=`).join('\n ');
}
