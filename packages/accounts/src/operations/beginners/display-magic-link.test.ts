import type { HtmlPage } from '@mycelium/operations';
import { world } from '@mycelium/testkit';
import { expect, it } from 'vitest';
import { displayMagicLink } from './display-magic-link.ts';
import { requestMagicLink } from './request-magic-link.ts';
import { verifyMagicLink } from './verify-magic-link.ts';

const email = 'maria@acme.example';

async function withLink(settings = {}) {
  const opened = world({ settings });
  await opened.call(requestMagicLink, { email });
  const show = (params: object, context = {}) => opened.call<HtmlPage>(displayMagicLink, params, context);
  return { ...opened, show };
}

it('shows the code, how long it lasts and the way on, and keeps the page to itself', async () => {
  const { show, clock } = await withLink();
  clock.advance(30 * 60);
  const page = await show({ token: 'link-1' });
  expect(page.status).toBeUndefined();
  expect(page.headers).toEqual({ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' });
  expect(page.html).toContain('<div class="code" id="login-code">000001</div>');
  expect(page.html).toContain('30 minutes');
  expect(page.html).toContain('data-post="/_adm/beginners/users/magic-link/verify"');
});

it('M1 can be opened by any number of scanners before its reader comes', async () => {
  const { show, call } = await withLink();
  const pages = await Promise.all([1, 2, 3, 4].map(() => show({ token: 'link-1' })));
  expect(new Set(pages.map(page => page.html)).size).toBe(1);
  expect(await call(verifyMagicLink, { token: 'link-1' })).toMatchObject({ type: 'Bearer' });
});

it('opens in the form of older mails, with token and address in the query', async () => {
  const { show } = await withLink();
  expect((await show({ token: 'link-1', email: 'Maria@acme.example' })).html).toContain('000001');
  for (const other of ['eve@acme.example', '', 'x']) {
    expect((await show({ token: 'link-1', email: other })).status).toBe(401);
  }
});

it('M8 shows nothing of a link that was used, replaced, is too old or never was', async () => {
  const { show, call, clock } = await withLink();
  await call(requestMagicLink, { email });
  const gone = await show({ token: 'link-1' });
  expect(gone).toMatchObject({ status: 401, headers: { 'cache-control': 'no-store' } });
  expect(gone.html).toContain('Ask for a new link');
  expect(gone.html).not.toContain('login-code');
  await call(verifyMagicLink, { token: 'link-2' });
  for (const token of ['link-2', 'link-9', '', '<script>alert(1)</script>']) {
    expect(await show({ token })).toEqual(gone);
  }
  await call(requestMagicLink, { email });
  clock.advance(3600);
  expect(await show({ token: 'link-3' })).toEqual(gone);
});

it("speaks the browser's language", async () => {
  const { show } = await withLink({ locale: 'es' });
  expect((await show({ token: 'link-1' })).html).toContain('<html lang="es">');
  expect((await show({ token: 'link-1' }, { locale: 'pt' })).html).toContain('<html lang="pt-BR">');
  expect((await show({ token: 'no' }, { locale: 'pt' })).html).toContain('Este link não funciona mais');
});
