import { expect, it } from 'vitest';
import { emailText, parseEmail, redactEmail } from './email.ts';

const canonical = (text: string): string | undefined => {
  const email = parseEmail(text);
  return email && emailText(email);
};

it.each([
  ['maria@acme.example', 'maria@acme.example'],
  ['  Maria.Silva@ACME.Example ', 'maria.silva@acme.example'],
  ['maria+news@acme.example', 'maria+news@acme.example'],
  ["o'neil_%x-1@a.b.example", "o'neil_%x-1@a.b.example"],
  ['dev@localhost', 'dev@localhost'],
  ['maria@xn--mnchen-3ya.example', 'maria@xn--mnchen-3ya.example'],
])('reads %j as %j', (text, expected) => {
  expect(canonical(text)).toBe(expected);
});

it.each([
  '',
  'maria',
  '@acme.example',
  'maria@',
  'maria@acme',
  'maria@acme..example',
  'maria@-acme.example',
  'maria@acme.example.',
  'maria@127.0.0.1',
  '.maria@acme.example',
  'ma..ria@acme.example',
  'ma ria@acme.example',
  'maria@eve@acme.example',
  'maria@acme.example\nBcc: eve@evil.example',
  'maria@acme.example\u0000',
  '"maria"@acme.example',
  '<maria@acme.example>',
  `${'m'.repeat(65)}@acme.example`,
  `maria@${'a.'.repeat(70)}example`,
])('reads no address in %j', text => {
  expect(canonical(text)).toBeUndefined();
});

it('J17 takes no look-alike letter for the real one', () => {
  for (const text of [
    'mаria@acme.example',
    'maria@аcme.example',
    'marıa@acme.example',
    'ｍaria@acme.example',
  ]) {
    expect(canonical(text)).toBeUndefined();
  }
});

it('keeps addresses out of logs but for their ends', () => {
  expect(redactEmail('maria@acme.example')).toBe('m***a@acme.example');
  expect(redactEmail('no address')).toBe('***');
});
