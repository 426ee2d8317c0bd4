import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startBrowser } from './harness/browser.ts';
import { embeddedConfig } from './harness/configuration.ts';
import { type Gateway, startGateway } from './harness/gateway.ts';
import { mailFolder } from './harness/mail-folder.ts';
import type { Inbox } from './harness/mailbox.ts';
import { bearer, call, requestLink } from './harness/person.ts';

let gateway: Gateway;
let inbox: Inbox;
let browser: Browser;
let context: BrowserContext;
let page: Page;
/** What a person with the developer tools open would see in red. */
let complaints: string[];

beforeAll(async () => {
  [gateway, browser] = await Promise.all([startGateway({ config: embeddedConfig() }), startBrowser()]);
  inbox = mailFolder(join(gateway.cwd, 'data', 'mails'));
});
afterAll(async () => {
  await browser?.close();
  await gateway?.stop();
});

beforeEach(async () => {
  context = await browser.newContext({ locale: 'en-US', viewport: { width: 900, height: 800 } });
  page = await context.newPage();
  page.setDefaultTimeout(10_000);
  complaints = [];
  page.on('pageerror', error => complaints.push(error.message));
  page.on('console', message => {
    if (message.type() === 'error') complaints.push(message.text());
  });
});
afterEach(() => context.close());

/** For whoever wants to look: MYC_TEST_SCREENSHOTS names a folder. */
async function screenshot(name: string): Promise<void> {
  const folder = process.env['MYC_TEST_SCREENSHOTS'];
  if (folder) await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
}

describe('the page that a sign-in link opens', () => {
  it('shows the code, explains it, and signs in by a click and by nothing else', async () => {
    await page.goto(await requestLink(gateway.url, inbox, 'ada@example.com'));
    await screenshot('magic-link');
    expect(await page.title()).toMatch(/sign/i);
    expect(await page.textContent('#login-code')).toMatch(/^\d{6}$/);
    expect(await page.textContent('main')).toContain('ada@example.com');
    expect(await page.isVisible('#token')).toBe(false);
    await page.reload();
    expect(await page.textContent('#login-code')).toMatch(/^\d{6}$/);

    await page.getByRole('button', { name: 'Sign in here' }).click();
    await page.waitForSelector('#token:visible');
    await screenshot('signed-in');
    const token = (await page.textContent('#token')) ?? '';
    expect(token.split('.')).toHaveLength(3);
    const profile = await call(`${gateway.url}/_adm/beginners/profile`, { headers: bearer(token) });
    expect(profile).toMatchObject({ status: 403, body: { code: 'MYC00038' } });
    expect(complaints).toEqual([]);
  });

  it('says of a used link what to do', async () => {
    const link = await requestLink(gateway.url, inbox, 'grace@example.com');
    await page.goto(link);
    await page.getByRole('button', { name: 'Sign in here' }).click();
    await page.waitForSelector('#token:visible');
    const again = await page.goto(link);
    await screenshot('link-used');
    expect(again?.status()).toBe(401);
    expect(await page.textContent('main')).toMatch(/new (one|link)/i);
  });

  it('tells the person when the click did not work', async () => {
    const email = 'edith@example.com';
    await page.goto(await requestLink(gateway.url, inbox, email));
    const code = await page.textContent('#login-code');
    await call(`${gateway.url}/_adm/beginners/users/magic-link/verify`, { json: { email, code } });
    await page.getByRole('button', { name: 'Sign in here' }).click();
    await page.waitForSelector('[role=alert]:visible');
    await screenshot('click-failed');
    expect(await page.textContent('[role=alert]:visible')).not.toBe('');
    expect(await page.isVisible('#token')).toBe(false);
  });

  it('fits a telephone and speaks its language', async () => {
    const small = await browser.newContext({ locale: 'pt-BR', viewport: { width: 360, height: 640 } });
    page = await small.newPage();
    await page.goto(await requestLink(gateway.url, inbox, 'maria@example.com'));
    await screenshot('telephone');
    expect(await page.getAttribute('html', 'lang')).toMatch(/^pt/i);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(360);
    await small.close();
  });
});

describe('the page on which the instance is claimed', () => {
  it('leads from the secret to a staff account, once', async () => {
    const url = `${gateway.url}/_adm/instance/bootstrap`;
    const secret = readFileSync(
      join(gateway.cwd, 'data', 'secrets', 'staff_bootstrap_secret.secret'),
      'utf8',
    ).trim();
    await page.goto(url);
    await screenshot('bootstrap');
    await page.fill('#secret', secret);
    await page.fill('#email', 'root@example.com');
    await page.click('#request button[type=submit]');
    await page.waitForSelector('#complete:visible');
    const mail = await inbox.newest('root@example.com');
    const link = mail.links.find(each => each.includes('/magic-link/display/')) ?? '';
    const other = await context.newPage();
    await other.goto(link);
    const code = (await other.textContent('#login-code')) ?? '';
    await other.close();
    await page.fill('#code', code);
    await screenshot('bootstrap-code');
    await page.click('#complete button[type=submit]');
    await page.waitForSelector('#token:visible');
    await screenshot('bootstrap-done');
    const token = (await page.textContent('#token')) ?? '';
    const profile = await call(`${gateway.url}/_adm/beginners/profile`, { headers: bearer(token) });
    expect(profile).toMatchObject({ status: 200, body: { isStaff: true, email: 'root@example.com' } });
    expect(complaints).toEqual([]);

    const again = await page.goto(url);
    expect(again?.status()).toBe(404);
    await screenshot('bootstrap-closed');
  });
});

describe('the documentation page', () => {
  it('lists the operations and works without anything from elsewhere', async () => {
    const elsewhere: string[] = [];
    page.on('request', request => {
      if (!request.url().startsWith(gateway.url) && !request.url().startsWith('data:'))
        elsewhere.push(request.url());
    });
    const response = await page.goto(`${gateway.url}/doc`);
    await screenshot('doc');
    expect(response?.status()).toBe(200);
    expect(await page.textContent('body')).toContain('beginners.accounts.create');
    expect(await page.textContent('body')).toContain('/_adm/beginners/users/magic-link/request');
    expect(elsewhere).toEqual([]);
    expect(complaints).toEqual([]);
    const documents = ['/doc/openapi.json', '/doc/openrpc.json', '/_adm/rpc'];
    for (const path of documents) expect((await call(`${gateway.url}${path}`)).status, path).toBe(200);
  });
});
