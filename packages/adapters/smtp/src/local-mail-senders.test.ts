import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mailSenderContract } from '@mycelium/contract-tests';
import { type Logger, silentLogger } from '@mycelium/kernel';
import type { Mail, MailSender } from '@mycelium/notifications';
import { renderMail } from '@mycelium/notifications';
import { describe, expect, it, onTestFinished } from 'vitest';
import { combinedMailSender, consoleMailSender, fileMailSender, mailLinks } from './index.ts';
import { readMessage } from './testing/read-message.ts';

const LINK = 'https://gateway.example/_adm/beginners/users/magic-link/display/0123456789abcdef?a=1&b=2';
const mail: Mail = {
  from: { name: 'Acme', address: 'noreply@acme.example' },
  to: 'ana@example.org',
  ...renderMail({
    template: 'magic-link-request',
    locale: 'pt-BR',
    brand: { domainName: 'Acme', domainUrl: 'https://acme.example' },
    variables: { magic_link_url: LINK, expires_in_minutes: 15 },
  }),
};

const filesIn = async (directory: string): Promise<readonly string[]> =>
  (await readdir(directory).catch(() => [])).sort();

mailSenderContract('a directory of files', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'myc-mail-'));
  const mails = join(directory, 'made', 'when-needed');
  return {
    world: {
      sender: fileMailSender(mails),
      received: async () =>
        Promise.all(
          (await filesIn(mails)).map(async name => {
            const { headers, text, html } = readMessage(await readFile(join(mails, name), 'utf8'));
            const [to = '', subject = '', from = ''] = ['to', 'subject', 'from'].map(key => headers.get(key));
            return { to, subject, from, text, html };
          }),
        ),
    },
    close: () => rm(directory, { recursive: true }),
  };
});

/** What a reader takes from one framed block. */
function readBlock(block: string): { to: string; subject: string; text: string } {
  const [head = '', body = ''] = block.split(/\n├─+\n/);
  const value = (name: string): string => new RegExp(`^│ {2}${name} +(.*)$`, 'm').exec(head)?.[1] ?? '';
  const text = body.split(/\n╰/)[0] ?? '';
  return { to: value('To'), subject: value('Subject'), text: text.replace(/^│ {0,2}/gm, '') };
}

mailSenderContract('the console', () => {
  const blocks: string[] = [];
  return {
    world: {
      sender: consoleMailSender(block => void blocks.push(block)),
      received: async () => blocks.map(readBlock),
    },
  };
});

describe('a directory of files', () => {
  const send = async (changes: Partial<Mail> = {}) => {
    const directory = await mkdtemp(join(tmpdir(), 'myc-mail-'));
    onTestFinished(() => rm(directory, { recursive: true }));
    const clock = { now: () => new Date('2026-01-31T09:30:00.123Z') };
    await fileMailSender(directory, { clock }).send({ ...mail, ...changes });
    return { directory, files: await filesIn(directory) };
  };

  it('names its files so that a listing reads like an inbox', async () => {
    const { files } = await send();
    expect(files[0]).toMatch(/^2026-01-31T09-30-00\.123Z_ana@example\.org_[\da-f]{6}\.eml$/);
  });

  it('lets no address choose where a file is written', async () => {
    const { files } = await send({ to: '../../etc/$(id)|x@example.org'.replace('(', '').replace(')', '') });
    expect(files).toHaveLength(1);
    expect(files[0]).toMatch(/^[\w.@+-]+\.eml$/);
  });

  it('is for its owner only', async () => {
    const { directory, files } = await send();
    expect((await stat(join(directory, files[0]!))).mode & 0o777).toBe(0o600);
  });

  it('can be searched for the link with any tool', async () => {
    const { directory, files } = await send();
    expect((await readFile(join(directory, files[0]!), 'utf8')).split('\n')).toContain(LINK);
  });

  it('says what is wrong when it cannot write, and leaves no half-written file', async () => {
    const { directory } = await send();
    const occupied = join(directory, 'occupied');
    await writeFile(occupied, '');
    await expect(fileMailSender(occupied).send(mail)).rejects.toThrow(/EEXIST|ENOTDIR/);
    expect((await filesIn(directory)).filter(name => name.endsWith('.part'))).toEqual([]);
  });
});

describe('the console', () => {
  const shown = async (changes: Partial<Mail> = {}, options = {}): Promise<string> => {
    let block = '';
    await consoleMailSender(text => {
      block += text;
    }, options).send({ ...mail, ...changes });
    return block;
  };

  it('shows the link first, whole, and once', async () => {
    const head = (await shown()).split('├')[0]!;
    expect(head.split('\n').filter(line => line.includes('http'))).toEqual([
      `│  Links    ${LINK}`,
      '│           https://acme.example/',
    ]);
  });

  it('keeps within eighty columns, except for links', async () => {
    for (const line of (await shown()).split('\n')) {
      if (!line.includes('https://')) expect(line.length).toBeLessThanOrEqual(80);
    }
  });

  it('lets no mail command the terminal', async () => {
    const text = 'Hi\u001b]8;;https://evil.example\u0007 \u001b[2J\u009b31m\u202e';
    const block = await shown({ text, subject: 'A\u001b[2J', html: '<a href="https://a.example/&#27;[2J">' });
    for (const control of ['\u001b', '\u0007', '\u009b', '\u202e']) expect(block).not.toContain(control);
  });

  it('is coloured only when asked', async () => {
    expect(await shown()).not.toContain('\u001b[');
    expect(await shown({}, { color: true })).toContain('\u001b[');
  });
});

describe('the links of a mail', () => {
  it('are those of the text and then those of the HTML, decoded and each once', () => {
    const html = `<a class="x" href="https://b.example/?x=1&amp;y=2">b</a><a href='https:&#x2F;&#47;c.example'>c</a>
      <a href="mailto:a@b.example">m</a><a href="javascript:alert(1)">j</a><img src="https://tracker.example">`;
    expect(mailLinks({ text: 'See https://a.example/, then (https://b.example/?x=1&y=2).', html })).toEqual([
      'https://a.example/',
      'https://b.example/?x=1&y=2',
      'https://c.example',
    ]);
  });
});

describe('several senders as one', () => {
  const taking = (list: Mail[]): MailSender => ({ send: async each => void list.push(each) });
  const failing: MailSender = { send: () => Promise.reject(new Error('disk full')) };

  it('gives every mail to all of them', async () => {
    const lists: Mail[][] = [[], []];
    await combinedMailSender(lists.map(taking), silentLogger).send(mail);
    expect(lists).toEqual([[mail], [mail]]);
  });

  it('is content when one has taken the mail, and reports the others', async () => {
    const taken: Mail[] = [];
    const lines: unknown[] = [];
    const log: Logger = { ...silentLogger, log: (...line) => void lines.push(line) };
    await combinedMailSender([failing, taking(taken)], log).send(mail);
    expect(taken).toEqual([mail]);
    expect(lines).toEqual([['warn', 'one of several mail senders failed', { reason: 'disk full' }]]);
  });

  it('fails when all of them fail, and when there are none', async () => {
    await expect(combinedMailSender([failing, failing], silentLogger).send(mail)).rejects.toThrow(
      'disk full',
    );
    expect(() => combinedMailSender([], silentLogger)).toThrow(TypeError);
  });
});
