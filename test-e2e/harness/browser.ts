import { type Browser, chromium } from 'playwright-core';
import { installable, installFromDebian } from '../servers/debian.ts';
import { ServerUnavailableError } from '../servers/index.ts';
import { onPath } from '../servers/locate.ts';

const PROGRAMS = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

const found = (): string | undefined =>
  PROGRAMS.map(program => onPath(program)).find(path => path !== undefined);

/** A browser without a window: MYC_TEST_CHROMIUM, else one on the PATH, else (root on Debian) installed first. */
export async function startBrowser(): Promise<Browser> {
  let executablePath = process.env['MYC_TEST_CHROMIUM'] || found();
  if (executablePath === undefined && installable()) {
    await installFromDebian(['chromium'], console.log);
    executablePath = found();
  }
  if (executablePath === undefined)
    throw new ServerUnavailableError(
      'A Chromium is needed for the tests. Install it, or name one with MYC_TEST_CHROMIUM.',
    );
  return chromium.launch({ executablePath, args: FLAGS });
}
