import type { Mail, MailSender } from '@mycelium/notifications';
import { expect, it } from 'vitest';
import { failingCases } from './contract.ts';
import { mailSenderCases, type ReceivedMail } from './mail-sender.ts';

type Defect = (post: (mail: Mail) => Promise<void>) => MailSender['send'];

/** A post office that keeps every guarantee, except what a defect does to a mail on its way in. */
const failures = (defect: Defect): Promise<readonly string[]> =>
  failingCases(mailSenderCases, () => {
    const mails: ReceivedMail[] = [];
    const post = async ({ to, subject, text, html }: Mail): Promise<void> => {
      if (!/^[^\s@,;<>]+@[^\s@,;<>]+$/.test(to)) throw new TypeError('not one recipient');
      mails.push({ to, subject: subject.replace(/[\r\n]+/g, ' '), text, html });
    };
    return { world: { sender: { send: defect(post) }, received: async () => mails } };
  });

it('finds nothing wrong with a sender that keeps every guarantee', async () => {
  expect(await failures(post => post)).toEqual([]);
});

it.each<[string, string, Defect]>([
  [
    'answers before it has handed the mail over',
    'has handed the mail over when `send` resolves',
    post => async mail => void setTimeout(() => void post(mail).catch(() => undefined), 20),
  ],
  [
    'cuts long lines',
    'keeps a long link in one piece',
    post => mail => post({ ...mail, text: mail.text.replace(/.{76}/g, '$&\n') }),
  ],
  [
    'knows one alphabet',
    'carries letters of any alphabet',
    post => mail => post({ ...mail, subject: mail.subject.replace(/[^ -~]/g, '?') }),
  ],
  [
    'lets a subject begin the body',
    'takes nothing in a subject or a name for a header',
    post => mail => post({ ...mail, text: mail.subject.split('\r\n\r\n')[1] ?? mail.text }),
  ],
  [
    'takes the first of several recipients',
    'writes to one recipient, never to a list that the address smuggles in',
    post => mail => post({ ...mail, to: mail.to.split(/[,;\r<>]/)[0] ?? '' }),
  ],
  [
    'hands every mail over twice',
    'delivers each of many mails sent at once exactly once',
    post => async mail => {
      await post(mail);
      await post(mail);
    },
  ],
])('finds out a sender that %s', async (_defect, expected, defect) => {
  expect(await failures(defect)).toContain(expected);
});
