import { aUser, world } from '@mycelium/testkit';
import { expect, it } from 'vitest';
import { requestMagicLink } from './request-magic-link.ts';

const email = 'maria@acme.example';

it('M5 answers and mails the same to known and unknown addresses', async () => {
  const { call, mailbox, stores } = world();
  await stores.addUser(aUser({ email }));
  const known = await call(requestMagicLink, { email });
  const unknown = await call(requestMagicLink, { email: 'nobody@acme.example' });
  expect(known).toEqual({ sent: true });
  expect(unknown).toEqual(known);
  const [toKnown, toUnknown] = mailbox.all();
  expect(toKnown?.subject).toBe(toUnknown?.subject);
  expect(toKnown?.text.replaceAll('link-1', 'link-2')).toBe(toUnknown?.text);
});

it('M6 builds the link from the configured address alone', async () => {
  const { call, mailbox } = world({ settings: { domainUrl: 'https://gateway.acme.example/base/' } });
  await call(requestMagicLink, { email });
  expect(mailbox.newestLinks(email)).toContain(
    'https://gateway.acme.example/base/_adm/beginners/users/magic-link/display/link-1',
  );
});

it('sends nothing while the installation has no address, and says the same', async () => {
  const without = world();
  const { domainUrl: _, ...settings } = without.ports.settings;
  const ports = { ...without.ports, settings };
  const context = { requestId: 'r', clientAddress: '192.0.2.1', caller: undefined };
  expect(await requestMagicLink.run(ports, context, { email })).toEqual({ sent: true });
  expect(without.mailbox.all()).toEqual([]);
});

it('M10 mails an address three times an hour at most, whatever its spelling', async () => {
  const { call, clock, mailbox } = world();
  for (const spelling of [email, 'MARIA@acme.example', ' maria@ACME.example ', email, email]) {
    expect(await call(requestMagicLink, { email: spelling })).toEqual({ sent: true });
  }
  expect(mailbox.to(email)).toHaveLength(3);
  await call(requestMagicLink, { email: 'bob@acme.example' });
  expect(mailbox.all()).toHaveLength(4);
  clock.advance(3601);
  await call(requestMagicLink, { email });
  expect(mailbox.to(email)).toHaveLength(4);
});

it('M10 holds the limit when a thousand requests arrive at once', async () => {
  const { call, mailbox } = world();
  await Promise.all(Array.from({ length: 1000 }, () => call(requestMagicLink, { email })));
  expect(mailbox.all()).toHaveLength(3);
});

it('writes in the language of the installation, from its own sender', async () => {
  const { call, mailbox } = world({ settings: { locale: 'pt-BR' } });
  await call(requestMagicLink, { email });
  expect(mailbox.all()[0]).toMatchObject({ from: { name: 'Acme', address: 'noreply@acme.example' } });
  expect(mailbox.all()[0]?.html).toContain('lang="pt-BR"');
});

it.each([
  '',
  'maria',
  'maria@',
  'maria@acme',
  'mаria@acme.example',
  'a@b.example\r\nBcc: c@d.example',
  7,
  null,
])('refuses %j as an address', async given => {
  const { call, mailbox } = world();
  await expect(call(requestMagicLink, { email: given })).rejects.toMatchObject({
    code: 'MYC00033',
    problems: [{ path: 'email' }],
  });
  expect(mailbox.all()).toEqual([]);
});
