import { describe, expect, it } from 'vitest';
import { durationText, locales, mailLocale } from './locale.ts';
import type { MailVariables } from './mail-template.ts';
import { renderMail } from './render-mail.ts';

const brand = {
  domainName: 'Acme & Söhne',
  domainUrl: 'https://acme.example',
  supportEmail: 'help@acme.example',
};
const magicLink = {
  magic_link_url: 'https://acme.example/_adm/beginners/users/magic-link/display/t0k3n?a=1&b=2',
  expires_in_minutes: 15,
};
const magicMail = (changes: Partial<MailVariables['magic-link-request']> = {}, locale = 'en-us') =>
  renderMail({ template: 'magic-link-request', locale, brand, variables: { ...magicLink, ...changes } });
const accountMail = (account_name: string, domainName = brand.domainName) =>
  renderMail({
    template: 'create-user-account',
    locale: 'en-us',
    brand: { ...brand, domainName },
    variables: { account_name },
  });

describe('the locale of a mail', () => {
  it.each([
    ['en-us', 'en-us'],
    ['en-US', 'en-us'],
    ['pt-BR', 'pt-br'],
    ['pt_BR', 'pt-br'],
    [' PT-br ', 'pt-br'],
    ['ES', 'es'],
    ['es-MX', 'es'],
    ['en-GB', 'en-us'],
    ['de-DE', 'en-us'],
    ['', 'en-us'],
    ['../../etc', 'en-us'],
    ['__proto__', 'en-us'],
  ])('%j is written in %s', (wanted, locale) => expect(mailLocale(wanted)).toBe(locale));

  it('says each mail in its own words', () => {
    const subjects = locales.map(locale => magicMail({}, locale).subject);
    expect(subjects).toEqual([
      'Your sign-in link for Acme & Söhne',
      'Tu enlace de acceso a Acme & Söhne',
      'Seu link de acesso a Acme & Söhne',
    ]);
    expect(magicMail({}, 'pt_BR').html).toContain('<html lang="pt-BR">');
  });

  it('speaks of time as its readers do', () => {
    expect(durationText(15, 'en-US')).toBe('15 minutes');
    expect(durationText(1, 'pt-BR')).toBe('1 minuto');
    expect(durationText(120, 'es')).toBe('2 horas');
  });
});

describe('the magic-link mail', () => {
  it('carries the link in both renderings and how long it lasts', () => {
    const { html, text } = magicMail();
    expect(html).toContain(`href="${magicLink.magic_link_url.replaceAll('&', '&amp;')}"`);
    expect(text.split('\n')).toContain(magicLink.magic_link_url);
    for (const rendering of [html, text]) expect(rendering).toContain('15 minutes');
  });

  it('refuses a link that no browser may follow', () => {
    expect(() => magicMail({ magic_link_url: 'javascript:alert(1)' })).toThrow(
      'magic-link-request: the link must be an absolute http(s) address',
    );
    expect(() => magicMail({ magic_link_url: '/relative' })).toThrow(TypeError);
  });

  it('cannot be broken out of by its link', () => {
    const { html } = magicMail({ magic_link_url: 'https://a.example/"><script>alert(1)</script>' });
    expect(html).not.toContain('<script');
  });
});

describe('every mail', () => {
  const mails = locales.flatMap(locale => [
    magicMail({}, locale),
    renderMail({ template: 'create-user-account', locale, brand, variables: { account_name: 'Ana' } }),
  ]);

  it('fetches nothing from anywhere', () => {
    for (const { html } of mails) expect(html).not.toMatch(/\bsrc=|url\(|@import|<link|<img|<script/i);
  });

  it('names its brand and the way to get help', () => {
    for (const { html, text } of mails) {
      expect(html).toContain('Acme &amp; Söhne');
      expect(html).toContain('href="https://acme.example/"');
      expect(html).toContain('href="mailto:help@acme.example"');
      expect(text).toContain('help@acme.example');
    }
  });

  it('wraps its plain text, except for addresses', () => {
    for (const { text } of mails)
      for (const line of text.split('\n')) {
        if (!line.startsWith('https://')) expect(line.length).toBeLessThanOrEqual(72);
      }
  });
});

describe('what others have chosen', () => {
  it('is escaped in HTML', () => {
    const { html, text } = accountMail(`<b onclick='x'>"Ana" & co</b>`);
    expect(html).toContain('&lt;b onclick=&#39;x&#39;&gt;&quot;Ana&quot; &amp; co&lt;');
    expect(html).not.toContain('<b onclick');
    expect(text).toContain('"Ana" & co');
  });

  it('cannot add a header to the mail', () => {
    const { subject } = accountMail('Ana', 'Acme\r\nBcc: all@evil.example\u2028X\0\u202eY');
    expect(subject).toBe('Your account at Acme Bcc: all@evil.example X Y is ready');
  });

  it('does not become a link of its own', () => {
    for (const rendering of Object.values(accountMail('Win at https://evil.example/now')))
      expect(rendering).not.toContain('evil.example');
  });

  it('is kept short', () => {
    expect(accountMail('A'.repeat(10_000)).text.length).toBeLessThan(600);
    expect(accountMail('Ana', '🍄'.repeat(500)).subject.isWellFormed()).toBe(true);
  });

  it('links to no script and writes to no list of recipients', () => {
    const { html, text } = renderMail({
      template: 'create-user-account',
      locale: 'en-us',
      brand: {
        domainName: 'Acme',
        domainUrl: 'javascript:alert(1)',
        supportEmail: 'a@b.example?bcc=all@evil.example',
      },
      variables: { account_name: 'Ana' },
    });
    for (const rendering of [html, text]) {
      expect(rendering).not.toContain('javascript:');
      expect(rendering).not.toContain('evil.example');
    }
  });
});
