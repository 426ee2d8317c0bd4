import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serverConfig } from './harness/configuration.ts';
import { type Database, migratedDatabase } from './harness/database.ts';
import { type Gateway, startGateway } from './harness/gateway.ts';
import { type Mailbox, startMailbox } from './harness/mailbox.ts';
import { type Answer, call, requestLink, signUp, verifyUrl } from './harness/person.ts';
import { http1Bytes, overHttp1 } from './harness/wire-http1.ts';
import { type RunningServer, startRedis } from './servers/index.ts';

let redis: RunningServer;
let mailbox: Mailbox;
let database: Database;
let gateway: Gateway;

beforeAll(async () => {
  [redis, mailbox, database] = await Promise.all([startRedis(), startMailbox(), migratedDatabase()]);
  gateway = await startGateway({
    config: serverConfig({ database: database.url, redis: redis.url, mailbox }),
  });
});
afterAll(async () => {
  await gateway?.stop();
  await Promise.all([redis?.stop(), mailbox?.stop(), database?.drop()]);
});

const REQUEST = '/_adm/beginners/users/magic-link/request';
const USED_UP = { status: 401, body: { code: 'MYC00008', status: 401 } };

const ask = (json: object): Promise<Answer> => call(`${gateway.url}${REQUEST}`, { json });
const verify = (json: object): Promise<Answer> => call(verifyUrl(gateway.url), { json });

async function codeOf(link: string): Promise<string> {
  const page = await call(link);
  return /id="login-code">(\d{6})</.exec(page.body)?.[1] ?? '';
}

/** The mails that have come for an address, once no more are on their way. */
async function mailsTo(email: string): Promise<number> {
  await sleep(3000);
  return mailbox.mails.filter(({ to }) => to.includes(email)).length;
}

describe('a link to sign in', () => {
  it('M1 is as good as new after scanners have fetched it, in every way that they do', async () => {
    const email = 'scanned@example.org';
    const link = await requestLink(gateway.url, mailbox, email);
    for (const method of ['HEAD', 'GET', 'GET', 'HEAD', 'OPTIONS', 'GET'])
      expect((await fetch(link, { method })).status).toBeLessThan(300);
    const code = await codeOf(link);
    expect((await verify({ email, code })).status).toBe(200);
    expect(await verify({ email, code })).toMatchObject(USED_UP);
  });

  it('M3 opens one session when it is redeemed many times at once', async () => {
    const email = 'twice@example.org';
    const code = await codeOf(await requestLink(gateway.url, mailbox, email));
    const answers = await Promise.all(Array.from({ length: 20 }, () => verify({ email, code })));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    for (const answer of answers.filter(({ status }) => status !== 200))
      expect(answer).toMatchObject(USED_UP);
  });

  it('M4 is void after five wrong codes, also when these come at once', async () => {
    const email = 'guessed@example.org';
    const code = await codeOf(await requestLink(gateway.url, mailbox, email));
    const wrong = (Number(code) + 1) % 1_000_000;
    const guesses = Array.from({ length: 5 }, (_, i) => String((wrong + i) % 1_000_000).padStart(6, '0'));
    for (const answer of await Promise.all(guesses.map(guess => verify({ email, code: guess }))))
      expect(answer).toMatchObject(USED_UP);
    expect(await verify({ email, code })).toMatchObject(USED_UP);
  });

  it('M5 is promised to everybody in the same words', async () => {
    await signUp(gateway.url, mailbox, 'known@example.org');
    const [known, unknown] = [
      await ask({ email: 'known@example.org' }),
      await ask({ email: 'unknown@example.org' }),
    ];
    const said = ({ status, headers, body }: Answer) => {
      const kept = [...headers].filter(([name]) => !['date', 'x-mycelium-request-id', 'etag'].includes(name));
      return { status, kept, body };
    };
    expect(said(known)).toEqual(said(unknown));
  });

  it('M6 leads to the configured address, whatever host the request names', async () => {
    const email = 'poisoned@example.org';
    const request = {
      method: 'POST',
      target: REQUEST,
      host: 'evil.example',
      fields: [
        ['content-type', 'application/json'],
        ['X-Forwarded-Host', 'evil.example'],
        ['Forwarded', 'host=evil.example'],
      ] as const,
      body: JSON.stringify({ email }),
    };
    const { answers } = await overHttp1(gateway.port, http1Bytes(request), 1);
    expect(answers[0]?.status).toBe(200);
    const mail = await mailbox.newest(email);
    expect(mail.source).not.toContain('evil.example');
    expect(mail.links.some(link => link.startsWith(`${gateway.url}/`))).toBe(true);
  });

  it('M7 leads nowhere that the client chooses', async () => {
    const email = 'redirected@example.org';
    for (const name of ['redirectUrl', 'callback', 'next', 'domainUrl'])
      expect((await ask({ email, [name]: 'https://evil.example' })).status).toBe(400);
    expect(await mailsTo(email)).toBe(0);
  });

  it('M8 is replaced by the next one, told to nobody, and kept nowhere', async () => {
    const email = 'replaced@example.org';
    const first = await requestLink(gateway.url, mailbox, email);
    const firstCode = await codeOf(first);
    await ask({ email });
    const { links } = await mailbox.newest(email, 1);
    const second = links.find(link => link.includes('/display/')) ?? '';
    expect(second).not.toBe(first);
    expect(await verify({ email, code: firstCode })).toMatchObject(USED_UP);
    const page = await fetch(second);
    expect(page.headers.get('referrer-policy')).toBe('no-referrer');
    expect(page.headers.get('cache-control')).toBe('no-store');
    const token = new URL(second).pathname.split('/').at(-1) ?? '';
    const code = await codeOf(second);
    const rows = JSON.stringify(await database.query('SELECT * FROM token'));
    expect(rows).toContain(email);
    for (const secret of [token, code]) {
      expect(secret.length).toBeGreaterThanOrEqual(6);
      expect(rows).not.toMatch(new RegExp(`\\b${secret}\\b`));
      expect(gateway.program.output()).not.toContain(secret);
    }
    expect((await verify({ email, code })).status).toBe(200);
  });

  it('M10 is mailed three times an hour at most, and promised all the same', async () => {
    const email = 'flooded@example.org';
    const answers = await Promise.all(Array.from({ length: 10 }, () => ask({ email })));
    for (const answer of answers) expect(answer).toMatchObject({ status: 200, body: { sent: true } });
    expect(await mailsTo(email)).toBe(3);
  });
});
