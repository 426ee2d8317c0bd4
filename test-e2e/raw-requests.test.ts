import http2 from 'node:http2';
import { text } from 'node:stream/consumers';
import { licencesOf } from '@mycelium/profile';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { serverConfig, service } from './harness/configuration.ts';
import { type Database, migratedDatabase } from './harness/database.ts';
import { type Downstream, type Received, startDownstream } from './harness/downstream.ts';
import { type Gateway, startGateway } from './harness/gateway.ts';
import { admit } from './harness/guests.ts';
import { type Mailbox, startMailbox } from './harness/mailbox.ts';
import { signUp } from './harness/person.ts';
import type { Field, WireAnswer, WireAnswers, WireRequest } from './harness/wire.ts';
import { http1Bytes, overHttp1 } from './harness/wire-http1.ts';
import { http2Fields, http2Frames, overHttp2 } from './harness/wire-http2.ts';
import { type Own, ROWS, type Row } from './raw-requests.rows.ts';
import { type RunningServer, startRedis } from './servers/index.ts';

let redis: RunningServer;
let mailbox: Mailbox;
let downstream: Downstream;
let database: Database;
let gateway: Gateway;
let token: string;
let own: Own;

const EDITORS = '{ protectedByRoles = [{ slug = "editor" }] }';

beforeAll(async () => {
  [redis, mailbox, downstream, database] = await Promise.all([
    startRedis(),
    startMailbox(),
    startDownstream({
      '/open/spoof': (_request, response) => {
        const forged = {
          'x-mycelium-profile': 'forged',
          'X-Mycelium-Email': 'forged',
          'x-mycelium-new': 'forged',
        };
        response.writeHead(200, { ...forged, 'x-other': 'kept', 'content-length': 7 });
        response.end('spoofed');
      },
    }),
    migratedDatabase(),
  ]);
  const routes = [
    { group: 'public', path: '/open/*' },
    { group: 'authenticated', path: '/known/*' },
    { group: 'protected', path: '/safe/*' },
    { group: EDITORS, path: '/edit/*' },
    {
      group: '{ protectedByPermissionedRoles = [{ slug = "editor", permission = "read" }] }',
      path: '/read/*',
    },
    { group: '{ protectedByRoles = [{ slug = "admin" }] }', path: '/admin/*' },
    { group: 'public', path: '/reads', methods: '["READ"]' },
    { group: 'public', path: '/none', methods: '["NONE"]' },
    { group: 'public', path: '/layers/*' },
    { group: 'protected', path: '/layers/inner/*' },
    { group: 'protected', path: '/layered/inner/*' },
    { group: 'public', path: '/layered/*' },
    { group: 'public', path: '/small/*', more: 'maxBodyBytes = 10' },
  ];
  const inner = service(
    'inner',
    downstream.host,
    [{ group: 'public', path: '/inner/*' }],
    'allowedSources = ["10.9.9.9"]',
  );
  gateway = await startGateway({
    config: serverConfig({
      database: database.url,
      redis: redis.url,
      mailbox,
      api: 'h2c = true',
      services: `${service('svc', downstream.host, routes)}\n${inner}`,
    }),
  });
  const signedUp = await signUp(gateway.url, mailbox, 'mallory@example.org');
  token = signedUp.token;
  own = { accountId: signedUp.accountId };
  await admit(database, 'mallory@example.org', 1);
});
afterAll(async () => {
  await gateway?.stop();
  expect(gateway?.program.output()).not.toMatch(/a bug|failed on a bug/);
  await Promise.all([redis?.stop(), mailbox?.stop(), downstream?.stop(), database?.drop()]);
});

beforeEach(() => {
  downstream.requests.length = 0;
});

type Protocol = 'HTTP/1.1' | 'HTTP/2';

/** Follows each request on its connection. Whoever gets its answer, and which, tells whether the two were kept apart. */
const NEXT: WireRequest = { target: '/open/next' };

/** The row's request and the next one, back to back on one connection. */
function send({ send: what, signedIn }: Row, protocol: Protocol): Promise<WireAnswers> {
  const credential: readonly Field[] = signedIn ? [['Authorization', `Bearer ${token}`]] : [];
  if (typeof what === 'string') return overHttp1(gateway.port, what + http1Bytes(NEXT), 2);
  const next = http2Frames(NEXT, 3);
  if ('block' in what) return overHttp2(gateway.port, [...http2Frames(what, 1, what.block), ...next], [1, 3]);
  const request = { ...what, fields: [...credential, ...(what.fields ?? [])] };
  return protocol === 'HTTP/1.1'
    ? overHttp1(gateway.port, http1Bytes(request) + http1Bytes(NEXT), 2)
    : overHttp2(gateway.port, [...http2Frames(request, 1, http2Fields(request)), ...next], [1, 3]);
}

const isNext = ({ target }: Received): boolean => target === NEXT.target;

/** What the service received of the row's own request, or of one that was hidden in it. */
const received = (): readonly Received[] => downstream.requests.filter(request => !isNext(request));

function expectNext(answer: WireAnswer | undefined): void {
  expect(answer).toMatchObject({ status: 200, body: JSON.stringify({ method: 'GET', target: NEXT.target }) });
}

/** Either the next request has its own answer, or nothing of it was read. */
function expectInStep({ answers, closed }: WireAnswers, mustClose: boolean): void {
  if (mustClose) {
    expect(closed).toBe(true);
    expect(answers).toHaveLength(1);
    expect(downstream.requests.filter(isNext)).toEqual([]);
  } else {
    expect(answers).toHaveLength(2);
    expectNext(answers[1]);
    expect(downstream.requests.filter(isNext)).toHaveLength(1);
  }
}

function expectRefusal({ status, head, body }: WireAnswer, wanted: { status: number; code: string }): void {
  expect(status, body).toBe(wanted.status);
  const error = JSON.parse(body);
  expect(error).toMatchObject({ ...wanted, message: expect.stringMatching(/./), msg: error.message });
  expect(error).toHaveProperty('details');
  expect(body).not.toMatch(/node_modules|\.ts:\d+|SELECT /);
  if (head !== '') {
    expect(head).toMatch(/^x-mycelium-request-id: [0-9a-f-]{36}\r?$/im);
    expect(head).toMatch(/^content-type: application\/json/im);
  }
  if (head !== '' && wanted.status === 405) expect(head).toMatch(/^allow:/im);
}

function expectOutcome({ outcome }: Row, protocol: Protocol, found: WireAnswers): void {
  const [answer = { status: 0, head: '', body: '' }] = found.answers;
  const over1 = protocol === 'HTTP/1.1';
  switch (outcome.kind) {
    case 'refused':
      expectRefusal(answer, { status: outcome.status, code: outcome.code });
      expect(received()).toEqual([]);
      expectInStep(found, over1 && outcome.closes);
      return;
    case 'reaches': {
      expect(answer.status, answer.body).toBe(200);
      expect(received()).toHaveLength(1);
      const [first] = received();
      if (first !== undefined) outcome.check(first, own);
      expectInStep(found, over1 && outcome.closes);
      return;
    }
    case 'no-message':
      if (answer.status !== 0) expectRefusal(answer, { status: 400, code: 'MYC00049' });
      expect(received()).toEqual([]);
      if (!found.closed) expectInStep(found, false);
  }
}

/** Nobody else is given what was left behind on a connection between the gateway and the service. */
async function expectOthersServed(): Promise<void> {
  const others = ['/open/a', '/open/b'];
  const answers = await Promise.all(others.map(target => overHttp1(gateway.port, http1Bytes({ target }), 1)));
  expect(answers.map(({ answers: [answer] }) => JSON.parse(answer?.body ?? '{}').target)).toEqual(others);
}

describe.each(['HTTP/1.1', 'HTTP/2'] as const)('over %s', protocol => {
  it.each(ROWS.filter(({ over }) => over === 'both' || over === protocol))('$id $name', async row => {
    expectOutcome(row, protocol, await send(row, protocol));
    await expectOthersServed();
  });
});

describe('H12 reserved names that a service answers stay behind the gateway', () => {
  it('over HTTP/1.1', async () => {
    const { answers } = await overHttp1(gateway.port, http1Bytes({ target: '/open/spoof' }), 1);
    expect(answers).toMatchObject([{ status: 200, body: 'spoofed' }]);
    expect(answers[0]?.head).toMatch(/^x-other: kept\r?$/im);
    expect(answers[0]?.head).not.toMatch(/forged/);
  });

  it('over HTTP/2', async () => {
    const session = http2.connect(gateway.url);
    const stream = session.request({ ':path': '/open/spoof' });
    const headers = await new Promise<http2.IncomingHttpHeaders>(resolve => stream.once('response', resolve));
    expect(await text(stream)).toBe('spoofed');
    session.destroy();
    expect(headers['x-other']).toBe('kept');
    expect(JSON.stringify(headers)).not.toMatch(/forged/);
  });
});

describe('H10 a profile that is long for a header', () => {
  let busy: string;
  let tenants: readonly string[];
  beforeAll(async () => {
    ({ token: busy } = await signUp(gateway.url, mailbox, 'busy@example.org'));
    // A service made with Node refuses what is longer than 16 KB with a 431 of its own.
    tenants = [await admit(database, 'busy@example.org', 60), await admit(database, 'busy@example.org', 700)];
  });

  const ask = async (protocol: Protocol, tenant?: string): Promise<WireAnswer> => {
    const narrowed = tenant === undefined ? [] : [['x-mycelium-tenant-id', tenant] as const];
    const request = {
      target: '/safe/1',
      fields: [['authorization', `Bearer ${busy}`] as const, ...narrowed],
    };
    const { answers } =
      protocol === 'HTTP/1.1'
        ? await overHttp1(gateway.port, http1Bytes(request), 1)
        : await overHttp2(gateway.port, http2Frames(request, 1), [1]);
    return answers[0] ?? { status: 0, head: '', body: '' };
  };

  it.each(['HTTP/1.1', 'HTTP/2'] as const)(
    'is measured, refused in words and never sent, over %s',
    async protocol => {
      const answer = await ask(protocol);
      expectRefusal(answer, { status: 431, code: 'MYC00065' });
      expect(JSON.parse(answer.body).details).toContain('x-mycelium-tenant-id');
      expect(downstream.requests).toEqual([]);
    },
  );

  it.each(['HTTP/1.1', 'HTTP/2'] as const)(
    'passes once it is narrowed to a tenant, over %s',
    async protocol => {
      expect((await ask(protocol, tenants[0])).status).toBe(200);
      const { profile, headers } = downstream.last();
      expect(String(headers['x-mycelium-profile']).length).toBeLessThan(14_000);
      expect(profile && licencesOf(profile)).toHaveLength(60);
    },
  );
});
