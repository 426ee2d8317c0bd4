import { createHash } from 'node:crypto';
import { locales } from '@mycelium/notifications';
import { expect, it } from 'vitest';
import { bootstrapPage } from './bootstrap-page.ts';
import { invitationPage } from './invitation-page.ts';
import { magicLinkPage } from './magic-link-page.ts';
import { noticePage } from './notice-page.ts';
import { PAGE_POLICY } from './page-policy.ts';
import { pageLocale } from './page-texts.ts';

const digest = (text: string): string => createHash('sha256').update(text).digest('base64');

const magicLink = (over: object = {}): string =>
  magicLinkPage({
    locale: 'en-us',
    domainName: 'Acme',
    code: '042042',
    email: 'maria@acme.example',
    minutesLeft: 60,
    verifyUrl: 'https://gateway.example/base/_adm/beginners/users/magic-link/verify',
    ...over,
  });

const invitation = (over: object = {}): string =>
  invitationPage({
    locale: 'en-us',
    domainName: 'Acme',
    requestUrl: 'https://gateway.example/base/request',
    verifyUrl: 'https://gateway.example/base/verify',
    acceptUrl: 'https://gateway.example/base/role/a%20b/accept',
    registerUrl: 'https://gateway.example/base/accounts',
    ...over,
  });

const pages = locales.flatMap(locale => [
  magicLink({ locale }),
  bootstrapPage({ locale, domainName: 'Acme', requestUrl: '/r', completeUrl: '/c' }),
  invitation({ locale }),
  noticePage({ locale, domainName: 'Acme', notice: 'linkInvalid' }),
  noticePage({ locale, domainName: 'Acme', notice: 'bootstrapClosed' }),
]);

it('allows exactly the script and style that the pages carry', () => {
  for (const html of pages) {
    const [script, style] = [/<script>(.*?)<\/script>/s, /<style>(.*?)<\/style>/s].map(
      part => part.exec(html)?.[1] ?? '',
    );
    expect(PAGE_POLICY).toContain(`script-src 'sha256-${digest(script ?? '')}'`);
    expect(PAGE_POLICY).toContain(`style-src 'sha256-${digest(style ?? '')}'`);
    expect(html).not.toMatch(/\son\w+=|style="|javascript:/i);
  }
});

it('says every sentence in every language', () => {
  expect(new Set(pages).size).toBe(pages.length);
  for (const html of pages) expect(html).not.toMatch(/undefined|\[object/);
});

it('escapes whatever is filled in', () => {
  const html = magicLink({ domainName: `<b>"A&B'</b>`, email: `o'neil@acme.example` });
  expect(html).toContain('&lt;b&gt;&quot;A&amp;B&#39;&lt;/b&gt;');
  expect(html).not.toContain('<b>');
  expect(html).toContain('value="o&#39;neil@acme.example"');
});

it('shows the code where clients look for it, and a command that a shell takes as one', () => {
  const html = magicLink({ email: `o'neil@acme.example` });
  expect(html).toContain('<div class="code" id="login-code">042042</div>');
  expect(html).toContain('data-post="/base/_adm/beginners/users/magic-link/verify"');
  expect(html).toContain(
    'curl -X POST &#39;https://gateway.example/base/_adm/beginners/users/magic-link/verify&#39;' +
      ' -H &#39;Content-Type: application/json&#39;' +
      ' -d &#39;{&quot;email&quot;:&quot;o\\u0027neil@acme.example&quot;,&quot;code&quot;:&quot;042042&quot;}&#39;',
  );
});

it('leads through an invitation step by step, to this origin alone', () => {
  const html = invitation();
  expect([...html.matchAll(/data-post="([^"]*)"/g)].map(([, path]) => path)).toEqual([
    '/base/request',
    '/base/verify',
    '/base/role/a%20b/accept',
    '/base/accounts',
  ]);
  const quoted = invitation({ acceptUrl: "https://gateway.example/role/a'; rm -rf '/accept" });
  expect(quoted).toContain('curl -X POST &#39;https://gateway.example/role/a%27; rm -rf %27/accept&#39;');
});

it('M2 sends nothing by itself', () => {
  const script = /<script>(.*?)<\/script>/s.exec(magicLink())?.[1] ?? '';
  expect(script.match(/addEventListener\('\w+'/g)).toEqual([
    "addEventListener('click'",
    "addEventListener('submit'",
  ]);
  expect(() => new Function(script)).not.toThrow();
  expect(script).not.toMatch(/\.submit\(|requestSubmit|\.click\(|setTimeout|onload/);
});

it("speaks the browser's language where it can, else the installation's", () => {
  expect(pageLocale('pt-PT', 'es')).toBe('pt-br');
  expect(pageLocale('ES', undefined)).toBe('es');
  expect(pageLocale('fr', 'es')).toBe('es');
  expect(pageLocale(undefined, 'pt_BR')).toBe('pt-br');
  expect(pageLocale('fr', undefined)).toBe('en-us');
});

it('names hours and minutes in the language of the page', () => {
  expect(magicLink()).toContain('within the next 1 hour.');
  expect(magicLink({ minutesLeft: 15, locale: 'es' })).toContain('15 minutos');
});
