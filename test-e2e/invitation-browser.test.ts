import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { accessRefusal, accountsOperations } from '@mycelium/accounts';
import { silentLogger } from '@mycelium/kernel';
import { registry, restDoor } from '@mycelium/operations';
import { aUser, type World, world } from '@mycelium/testkit';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { startBrowser } from './harness/browser.ts';

const email = 'maria@acme.example';

let browser: Browser;
let context: BrowserContext;
let page: Page;
let server: Server;
let stage: World;
let invitation: string;
/** What a person with the developer tools open would see in red. */
let complaints: string[];

beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(async () => {
  await browser?.close();
});

beforeEach(async () => {
  stage = world();
  server = createServer((request, response) => void door(stage).handle(request, response));
  await new Promise<void>(listening => server.listen(0, '127.0.0.1', listening));
  const account = await stage.subscription((await stage.tenant()).id, { name: 'Acme Reports' });
  await stage.guest(email, { role: 'editor', account, accepted: false });
  const { port } = server.address() as AddressInfo;
  invitation = `http://127.0.0.1:${port}/_adm/beginners/guests/account/${account.id}/guest-role/editor/perm/write`;
  context = await browser.newContext({ locale: 'en-US', viewport: { width: 900, height: 800 } });
  page = await context.newPage();
  page.setDefaultTimeout(10_000);
  complaints = [];
  page.on('pageerror', error => complaints.push(error.message));
  page.on('console', message => {
    if (message.type() === 'error') complaints.push(message.text());
  });
});
afterEach(async () => {
  await context.close();
  server.closeAllConnections();
  await new Promise(closed => server.close(closed));
});

/** The operations of accounts alone, on the tokens of the test world: `full:<e-mail>`. */
const door = ({ ports, caller }: World) =>
  restDoor(registry(accountsOperations), {
    ports,
    authorise: accessRefusal,
    log: silentLogger,
    ids: ports.ids,
    strict: true,
    identify: async ({ headers }) =>
      caller(/^Bearer full:(.+)$/.exec(headers.authorization ?? '')?.[1] ?? ''),
  });

/** The code is that of the first link of the world. */
async function signIn(as: string): Promise<void> {
  await page.goto(invitation);
  await page.fill('#email', as);
  await page.getByRole('button', { name: 'Send me a code' }).click();
  await page.fill('#code', '000001');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForSelector('#accept:visible');
}

const accepted = (): readonly boolean[] => stage.stores.rows().places.map(place => place.accepted);

it('leads a newcomer from the mail to an account with the role', async () => {
  await signIn(email);
  expect(accepted()).toEqual([false]);
  await page.getByRole('button', { name: 'Accept the invitation' }).click();
  await page.waitForSelector('#register:visible');
  expect(accepted()).toEqual([true]);
  await page.fill('#name', 'Maria');
  await page.getByRole('button', { name: 'Create my account' }).click();
  await page.waitForSelector('#done:visible');
  const { profile } = await stage.caller(email);
  expect(profile).toMatchObject({ licensedResources: { records: [{ role: 'editor', perm: 'write' }] } });
  expect(complaints).toEqual([]);
});

it('asks nobody for an account who has one', async () => {
  await stage.person({ email });
  await signIn(email);
  await page.getByRole('button', { name: 'Accept the invitation' }).click();
  await page.waitForSelector('#done:visible');
  expect(await page.locator('#register').count()).toBe(0);
  expect(complaints).toEqual([]);
});

it('M15 tells somebody else that there is nothing for them, and M2 does nothing before a click', async () => {
  await page.goto(invitation);
  await page.reload();
  expect(stage.stores.rows().mails).toEqual([]);
  await signIn('eve@acme.example');
  await page.getByRole('button', { name: 'Accept the invitation' }).click();
  await page.waitForSelector('#accept [role=alert]:visible');
  expect(await page.textContent('#accept [role=alert]')).toMatch(/no such invitation/);
  expect(accepted()).toEqual([false]);
});

it('says what a second factor asks for', async () => {
  const mfa = { totp: { enabled: { verified: true, issuer: 'Acme', secret: 'sealed' } } };
  await stage.stores.addUser(aUser({ email, mfa }));
  await page.goto(invitation);
  await page.fill('#email', email);
  await page.getByRole('button', { name: 'Send me a code' }).click();
  await page.fill('#code', '000001');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForSelector('#second-factor:visible');
  expect(await page.isVisible('#accept')).toBe(false);
  expect(complaints).toEqual([]);
});
