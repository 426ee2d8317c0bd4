import { createServer } from 'node:net';
import { mailSenderContract } from '@mycelium/contract-tests';
import { Secret } from '@mycelium/kernel';
import { expect, it, onTestFinished } from 'vitest';
import { SmtpError, type SmtpSettings, smtpMailSender, usualSecurity } from './index.ts';
import { localhostCertificate } from './testing/localhost-certificate.ts';
import { type MailCatcher, mailCatcher } from './testing/mail-catcher.ts';
import { readMessage } from './testing/read-message.ts';

const ca = localhostCertificate.cert;
const mail = {
  from: { name: 'Acme', address: 'noreply@acme.example' },
  to: 'ana@example.org',
  subject: 'Hello',
  html: '<p>Hello</p>',
  text: 'Hello',
};

mailSenderContract('SMTP', async () => {
  const catcher = await mailCatcher();
  const sender = smtpMailSender({ host: 'localhost', port: catcher.port, security: 'starttls', ca });
  return {
    world: {
      sender,
      received: async () =>
        catcher.mails.map(({ raw, recipients }) => {
          const { headers, text, html } = readMessage(raw);
          const to = recipients.join(', ');
          return { to, subject: headers.get('subject') ?? '', text, html, from: headers.get('from') ?? '' };
        }),
    },
    close: async () => {
      sender.close();
      await catcher.close();
    },
  };
});

const catching = async (options: Parameters<typeof mailCatcher>[0] = {}): Promise<MailCatcher> => {
  const catcher = await mailCatcher(options);
  onTestFinished(() => catcher.close());
  return catcher;
};
const sending = (settings: Omit<SmtpSettings, 'host'>) => {
  const sender = smtpMailSender({ host: 'localhost', ...settings });
  onTestFinished(() => sender.close());
  return sender;
};
const failure = async (settings: Omit<SmtpSettings, 'host'>): Promise<SmtpError> => {
  const error = await sending(settings)
    .send(mail)
    .then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
  expect(error).toBeInstanceOf(SmtpError);
  return error as SmtpError;
};

it.each([
  [587, true, 'starttls'],
  [587, false, 'starttls'],
  [465, true, 'implicit'],
  [2465, true, 'implicit'],
  [25, true, 'implicit'],
  [25, false, 'none'],
  [1025, false, 'none'],
] as const)('port %i with credentials %s means %s', (port, withCredentials, security) =>
  expect(usualSecurity(port, withCredentials)).toBe(security),
);

it('upgrades to TLS before it signs in', async () => {
  const catcher = await catching();
  await sending({
    port: catcher.port,
    security: 'starttls',
    ca,
    username: 'ana',
    password: new Secret('right'),
  }).send(mail);
  expect(catcher.mails).toMatchObject([{ secure: true, user: 'ana', from: 'noreply@acme.example' }]);
});

it('speaks TLS from the first byte', async () => {
  const catcher = await catching({ secure: true });
  await sending({ port: catcher.port, ca, username: new Secret('ana'), password: 'right' }).send(mail);
  expect(catcher.mails).toMatchObject([{ secure: true, user: 'ana' }]);
});

it('speaks plainly to a mail catcher when told to', async () => {
  const catcher = await catching({ disabledCommands: ['STARTTLS', 'AUTH'] });
  await sending({ port: catcher.port, security: 'none' }).send(mail);
  expect(catcher.mails).toMatchObject([{ secure: false }]);
});

it('says that it is a machine that writes', async () => {
  const catcher = await catching();
  await sending({ port: catcher.port, security: 'none' }).send(mail);
  expect(readMessage(catcher.mails[0]!.raw).headers.get('auto-submitted')).toBe('auto-generated');
});

it('never falls back to plain text, and says what to do', async () => {
  const catcher = await catching({ disabledCommands: ['STARTTLS'] });
  const error = await failure({
    port: catcher.port,
    security: 'starttls',
    username: 'ana',
    password: 'right',
  });
  expect(error.message).toContain(`localhost:${catcher.port}`);
  expect(error.message).toContain('security = "none"');
  expect(catcher.mails).toEqual([]);
});

it('suggests STARTTLS where TLS is spoken too early', async () => {
  const { port } = await catching();
  expect((await failure({ port, security: 'implicit', ca })).message).toContain('security = "starttls"');
});

it('suggests TLS from the first byte where the greeting is waited for in vain', async () => {
  const { port } = await catching({ secure: true });
  expect((await failure({ port, security: 'starttls', ca, timeoutMs: 300 })).message).toContain(
    'security = "implicit"',
  );
});

it('does not trust a certificate that nobody vouches for', async () => {
  const { port, mails } = await catching({ secure: true });
  expect((await failure({ port })).message).toContain('certificate is not trusted');
  expect(mails).toEqual([]);
});

it('names the credentials when they are wrong, without repeating them', async () => {
  const { port } = await catching();
  const error = await failure({
    port,
    security: 'starttls',
    ca,
    username: 'ana',
    password: new Secret('hunter2'),
  });
  expect(error.message).toContain('Check username and password');
  expect(JSON.stringify([error.message, error.stack, error.cause])).not.toContain('hunter2');
});

it('says that nobody is there', async () => {
  const catcher = await mailCatcher();
  await catcher.close();
  expect((await failure({ port: catcher.port, security: 'none' })).message).toContain('Check host and port');
});

it('gives up on a server that says nothing', async () => {
  const mute = createServer();
  await new Promise<void>(resolve => mute.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void mute.close());
  const { port } = mute.address() as { port: number };
  const began = performance.now();
  await failure({ port, security: 'none', timeoutMs: 200 });
  expect(performance.now() - began).toBeLessThan(3000);
});

it('works again after the server was away', async () => {
  const before = await mailCatcher();
  const sender = sending({ port: before.port, security: 'starttls', ca });
  await sender.send(mail);
  await before.close();
  await expect(sender.send(mail)).rejects.toThrow(SmtpError);
  const after = await mailCatcher({}, before.port);
  onTestFinished(() => after.close());
  await sender.send(mail);
  expect(after.mails).toHaveLength(1);
});

it('outlives connections that have been idle for too long', async () => {
  const catcher = await catching();
  const sender = sending({ port: catcher.port, security: 'starttls', ca, timeoutMs: 150 });
  await sender.send(mail);
  await new Promise(resolve => setTimeout(resolve, 500));
  await sender.send(mail);
  expect(catcher.mails).toHaveLength(2);
});
