import type { Mail } from '@mycelium/notifications';

/** One plain address: nothing that separates, groups or comments addresses (RFC 5322, 3.4). */
const ONE_ADDRESS = /^[^\s@<>,;:"()[\]\\\p{Cc}]{1,64}@[^\s@<>,;:"()[\]\\\p{Cc}]{1,255}$/u;

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const CONTROLS = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g;

const oneLine = (text: string): string => text.toWellFormed().replace(CONTROLS, ' ').trim();

/**
 * The mail as it may enter headers: one recipient, no line breaks (RFC 5322, 2.2). Throws `TypeError` when `to` or the
 * sender is anything but one plain address, so that nobody smuggles in a second recipient.
 */
export function singleRecipientMail(mail: Mail): Mail {
  const { name, address } = mail.from;
  if (!ONE_ADDRESS.test(mail.to)) throw new TypeError('The recipient is not one plain e-mail address.');
  if (!ONE_ADDRESS.test(address)) throw new TypeError('The sender is not one plain e-mail address.');
  return {
    ...mail,
    from: { address, ...(name !== undefined && { name: oneLine(name) }) },
    subject: oneLine(mail.subject),
    text: mail.text.toWellFormed(),
    html: mail.html.toWellFormed(),
  };
}
