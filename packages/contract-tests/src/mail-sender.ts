import type { Mail, MailSender } from '@mycelium/notifications';
import { expect } from 'vitest';
import { type ContractCase, describeContract, type OpenedWorld } from './contract.ts';

/** A mail as it arrived: what a reader would see. `html` is absent where the medium shows text only. */
export interface ReceivedMail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html?: string;
  readonly from?: string;
}

export interface MailSenderWorld {
  readonly sender: MailSender;
  /** All mails that have arrived so far, oldest first. */
  received(): Promise<readonly ReceivedMail[]>;
}

const LINK = 'https://gateway.example/magic/0123456789abcdef0123456789abcdef0123456789abcdef?a=1&b=2';

const mail = (changes: Partial<Mail> = {}): Mail => ({
  from: { name: 'Acme', address: 'noreply@acme.example' },
  to: 'ana@example.org',
  subject: 'Your sign-in link',
  html: `<!doctype html><p>Hello</p><a href="${LINK.replaceAll('&', '&amp;')}">Sign in</a>`,
  text: `Hello\n\n${LINK}\n`,
  ...changes,
});

/** What a reader makes of line breaks: none of these media promise them exactly. */
const flat = (text: string): string => text.replace(/\s+/g, ' ').trim();

const only = async ({ received }: MailSenderWorld): Promise<ReceivedMail> => {
  const mails = await received();
  expect(mails).toHaveLength(1);
  return mails[0]!;
};

export const mailSenderCases: readonly ContractCase<MailSenderWorld>[] = [
  {
    name: 'has handed the mail over when `send` resolves',
    async run(world) {
      await world.sender.send(mail());
      const { to, subject, text, html } = await only(world);
      expect(to).toBe('ana@example.org');
      expect(subject).toBe('Your sign-in link');
      expect(flat(text)).toBe(`Hello ${LINK}`);
      if (html !== undefined) expect(flat(html)).toBe(flat(mail().html));
    },
  },
  {
    name: 'keeps a long link in one piece',
    async run(world) {
      const long = `https://gateway.example/${'token'.repeat(60)}?x=1`;
      await world.sender.send(mail({ text: `Here:\n${long}\nBye`, html: `<a href="${long}">x</a>` }));
      const { text, html } = await only(world);
      expect(text).toContain(long);
      if (html !== undefined) expect(html).toContain(long);
    },
  },
  {
    name: 'carries letters of any alphabet',
    async run(world) {
      const from = { name: 'Ação & Søn', address: 'noreply@acme.example' };
      await world.sender.send(mail({ from, subject: 'Olá, Zoë — 你好 🍄', text: 'Até já, Zoë 🍄' }));
      const received = await only(world);
      expect(received.subject).toBe('Olá, Zoë — 你好 🍄');
      expect(flat(received.text)).toBe('Até já, Zoë 🍄');
      if (received.from !== undefined) expect(received.from).toContain('Ação & Søn');
    },
  },
  {
    name: 'takes nothing in a subject or a name for a header',
    async run(world) {
      const from = { name: 'Acme\r\nBcc: name@evil.example', address: 'noreply@acme.example' };
      await world.sender.send(mail({ from, subject: 'Hello\r\nBcc: subject@evil.example\r\n\r\nBody' }));
      const { to, subject, text } = await only(world);
      expect(to).toBe('ana@example.org');
      expect(subject).not.toMatch(/[\r\n]/);
      expect(flat(text)).toBe(`Hello ${LINK}`);
    },
  },
  {
    name: 'writes to one recipient, never to a list that the address smuggles in',
    async run(world) {
      for (const to of [
        'ana@example.org, bob@evil.example',
        'ana@example.org\r\nBcc: bob@evil.example',
        'Ana <ana@example.org>; bob@evil.example',
        '',
      ]) {
        await expect(world.sender.send(mail({ to }))).rejects.toThrow(/recipient/i);
      }
      expect(await world.received()).toEqual([]);
    },
  },
  {
    name: 'delivers each of many mails sent at once exactly once',
    async run(world) {
      const recipients = Array.from({ length: 20 }, (_, i) => `user${i}@example.org`);
      await Promise.all(recipients.map(to => world.sender.send(mail({ to, text: `for ${to}` }))));
      const received = await world.received();
      expect(received.map(({ to }) => to).sort()).toEqual([...recipients].sort());
      for (const { to, text } of received) expect(flat(text)).toBe(`for ${to}`);
    },
  },
];

/** What every `MailSender` guarantees. `open` gives a sender whose recipients have no mail yet. */
export const mailSenderContract = (
  name: string,
  open: () => Promise<OpenedWorld<MailSenderWorld>> | OpenedWorld<MailSenderWorld>,
): void => describeContract(`${name} as a mail sender`, mailSenderCases, open);
