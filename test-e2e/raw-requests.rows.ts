import { expect } from 'vitest';
import type { Received } from './harness/downstream.ts';
import type { Field, WireRequest } from './harness/wire.ts';

/** The account of the person who is signed in, `mallory@example.org`. */
export interface Own {
  readonly accountId: string;
}

export type Outcome =
  /** The error body, once; nothing reaches the service. `closes`: over HTTP/1.1 nothing more is read either. */
  | { readonly kind: 'refused'; readonly status: number; readonly code: string; readonly closes: boolean }
  /** The service receives it once, as `check` says. `closes`: the client asked for that. */
  | {
      readonly kind: 'reaches';
      readonly check: (received: Received, own: Own) => void;
      readonly closes: boolean;
    }
  /** HTTP/2 says that it is no message: the stream ends without an answer, or with 400. */
  | { readonly kind: 'no-message' };

/** HTTP/2 without the fields that every request has, so that they can be wrong. */
export interface Block {
  readonly block: readonly Field[];
  readonly body?: string;
  readonly trailers?: readonly Field[];
}

export interface Row {
  readonly id: string;
  readonly name: string;
  readonly over: 'both' | 'HTTP/1.1' | 'HTTP/2';
  /** Text is sent as it is. */
  readonly send: WireRequest | Block | string;
  readonly signedIn: boolean;
  readonly outcome: Outcome;
}

const MALFORMED = 'MYC00049';
const NO_TOKEN = 'MYC00034';
const BAD_TOKEN = 'MYC00035';
const NO_ROUTE = 'MYC00047';
const NO_METHOD = 'MYC00048';

const refused = (status: number, code: string, { closes = false } = {}): Outcome => ({
  kind: 'refused',
  status,
  code,
  closes,
});
const malformed = refused(400, MALFORMED);
/** Where the request ends, or what its fields are, could be read in two ways. */
const doubtful = refused(400, MALFORMED, { closes: true });
const NO_MESSAGE: Outcome = { kind: 'no-message' };

const reaches = (check: (received: Received, own: Own) => void, { closes = false } = {}): Outcome => ({
  kind: 'reaches',
  check,
  closes,
});

const both = (id: string, name: string, send: WireRequest, outcome: Outcome): Row => ({
  id,
  name,
  over: 'both',
  send,
  signedIn: false,
  outcome,
});
const http1 = (id: string, name: string, send: WireRequest | string, outcome: Outcome): Row => ({
  ...both(id, name, {}, outcome),
  over: 'HTTP/1.1',
  send,
});
const http2 = (id: string, name: string, send: WireRequest | Block, outcome: Outcome): Row => ({
  ...both(id, name, {}, outcome),
  over: 'HTTP/2',
  send,
});
const signedIn = (row: Row): Row => ({ ...row, signedIn: true });

/** A field that cannot be one is left away by the parser of HTTP/2; the request is whole without it. */
const LEFT_AWAY = reaches(({ rawHeaders, target }) => {
  expect(target).toBe('/open/1');
  expect(rawHeaders.join('\n')).not.toMatch(/forged|\0|\r/);
  expect(namesOf({ rawHeaders }).filter(name => !USUAL.test(name))).toEqual([]);
});
/** What the service receives of a request that says nothing of its own. */
const USUAL =
  /^(?:host|connection|forwarded|x-forwarded-(?:for|host|proto)|x-mycelium-(?:request-id|service-name|security-group))$/;

const namesOf = ({ rawHeaders }: Pick<Received, 'rawHeaders'>): string[] =>
  rawHeaders.filter((_, i) => i % 2 === 0).map(name => name.toLowerCase());

const open = (...fields: readonly Field[]): WireRequest => ({ target: '/open/1', fields });
const known = (...fields: readonly Field[]): WireRequest => ({ target: '/known/1', fields });
const safe = (...fields: readonly Field[]): WireRequest => ({ target: '/safe/1', fields });
const at = (target: string): WireRequest => ({ target });
const post = (body: string, ...fields: readonly Field[]): WireRequest => ({
  method: 'POST',
  target: '/open/1',
  body,
  fields,
});

const SMUGGLED = 'GET /open/smuggled HTTP/1.1\r\nHost: a\r\n\r\n';

const FORGED: readonly Field[] = [
  ['x-mycelium-profile', 'forged'],
  ['X-Mycelium-Email', 'forged@example.org'],
  ['X-MYCELIUM-ROLE', 'forged'],
  ['x-mycelium-Scope', 'forged'],
  ['x-mycelium-request-id', 'forged'],
  ['x-mycelium-service-name', 'forged'],
  ['x-mycelium-security-group', 'forged'],
  ['x-mycelium-connection-id', 'forged'],
  ['x-mycelium-', 'forged'],
];

/** Nothing of what the client forged, and each name once. */
function genuine(received: Received, group: string): void {
  expect(received.rawHeaders.join('\n')).not.toMatch(/forged/);
  const names = namesOf(received);
  expect(new Set(names).size).toBe(names.length);
  expect(received.headers['x-mycelium-security-group']).toContain(group);
  expect(received.headers['x-mycelium-service-name']).toBe('svc');
  expect(received.headers['x-mycelium-request-id']).toMatch(/^[0-9a-f-]{36}$/);
}

function mallory(received: Received, { accountId }: Own): void {
  expect(received.headers['x-mycelium-email']).toBe('mallory@example.org');
  expect(received.profile?.accId).toBe(accountId);
}

const IDENTITY: readonly Row[] = [
  both(
    'H1',
    'reserved names of a stranger do not reach the service of a public route',
    open(...FORGED),
    reaches(received => {
      genuine(received, 'public');
      expect(received.headers['x-mycelium-email']).toBeUndefined();
      expect(received.headers['x-mycelium-profile']).toBeUndefined();
    }),
  ),
  signedIn(
    both(
      'H1',
      'reserved names do not reach the service of an authenticated route',
      known(...FORGED),
      reaches(received => {
        genuine(received, 'authenticated');
        expect(received.headers['x-mycelium-email']).toBe('mallory@example.org');
        expect(received.headers['x-mycelium-profile']).toBeUndefined();
      }),
    ),
  ),
  ...(['/safe/1', '/edit/1', '/read/1'] as const).map(target =>
    signedIn(
      both(
        'H1',
        `reserved names do not reach the service of ${target}`,
        { target, fields: FORGED },
        reaches((received, own) => {
          genuine(received, target === '/safe/1' ? 'protected' : 'editor');
          mallory(received, own);
        }),
      ),
    ),
  ),
  both(
    'H1',
    'reserved names are no credential',
    { target: '/safe/1', fields: FORGED },
    refused(401, NO_TOKEN),
  ),
  signedIn(
    both(
      'H1',
      'reserved names are no role',
      { target: '/admin/1', fields: FORGED },
      refused(403, 'MYC00045'),
    ),
  ),
  http2(
    'H1',
    'upper case in a reserved name is no HTTP/2',
    {
      block: [
        [':method', 'GET'],
        [':scheme', 'http'],
        [':authority', 'a'],
        [':path', '/open/1'],
        ['X-Mycelium-Profile', 'forged'],
      ],
    },
    NO_MESSAGE,
  ),
  ...['x_mycelium_profile', 'X-Mycelium_Profile', 'x_mycelium-email', 'X_FORWARDED_FOR'].map(name =>
    both('H2', `the look-alike ${name} is refused on a public route`, open([name, 'forged']), doubtful),
  ),
  ...[known, safe].map(route =>
    signedIn(
      both(
        'H2',
        `a look-alike is refused on ${route().target}`,
        route(['x_mycelium_profile', 'forged']),
        doubtful,
      ),
    ),
  ),
  both(
    'H2',
    'a look-alike is refused on the paths of the gateway',
    { target: '/health', fields: [['x_mycelium_profile', 'forged']] },
    doubtful,
  ),
  ...['Transfer_Encoding', 'Content_Length'].map(name =>
    both('H2', `the look-alike ${name} is refused`, open([name, 'chunked']), doubtful),
  ),
  signedIn(
    http1(
      'H3',
      'Connection cannot nominate what the gateway adds',
      safe(
        ['X-Hop', 'forged'],
        ['Connection', 'close, x-hop, x-mycelium-profile, X-Mycelium-Email, x-forwarded-for, forwarded'],
      ),
      reaches(
        (received, own) => {
          mallory(received, own);
          genuine(received, 'protected');
          expect(received.headers['x-forwarded-for']).toBe('127.0.0.1');
          expect(received.headers).not.toHaveProperty('x-hop');
          expect(received.headers.connection ?? '').not.toMatch(/mycelium|hop|forwarded/i);
        },
        { closes: true },
      ),
    ),
  ),
  signedIn(
    http1(
      'H3',
      'several Connection fields nominate what the client sent, and nothing else',
      safe(
        ['Connection', 'x-hop'],
        ['X-Hop', 'forged'],
        ['Connection', 'x-mycelium-profile, authorization, host'],
      ),
      reaches((received, own) => {
        mallory(received, own);
        genuine(received, 'protected');
        expect(received.headers).not.toHaveProperty('x-hop');
      }),
    ),
  ),
  http1(
    'H3',
    'Connection cannot take the length from a body',
    post(`${SMUGGLED}${SMUGGLED}`, ['Connection', 'content-length, transfer-encoding, host']),
    reaches(({ target, body }) => expect([target, body]).toEqual(['/open/1', `${SMUGGLED}${SMUGGLED}`])),
  ),
  signedIn(
    http2('H3', 'Connection is no HTTP/2', safe(['connection', 'close, x-mycelium-profile']), NO_MESSAGE),
  ),
  ...(
    [
      ['x-mycelium-profile', 'forged'],
      ['x_mycelium_profile', 'forged'],
      ['x-forwarded-for', '10.9.9.9'],
      ['authorization', 'Bearer forged'],
      ['x-anything', 'forged'],
    ] as const
  ).map(field =>
    signedIn(
      both(
        'H4',
        `the trailer ${field[0]} does not travel on`,
        {
          method: 'POST',
          target: '/safe/1',
          body: 'hello',
          trailers: [field],
          fields: [['trailer', field[0]]],
        },
        reaches((received, own) => {
          expect(received.body).toBe('hello');
          expect(received.trailers).toEqual({});
          expect(received.headers).not.toHaveProperty('trailer');
          expect(received.rawHeaders.join('\n')).not.toMatch(/forged|10\.9\.9\.9/);
          mallory(received, own);
        }),
      ),
    ),
  ),
  http2(
    'H4',
    'a trailer cannot be a pseudo-field',
    { ...post('hello'), trailers: [[':path', '/admin/1']] },
    NO_MESSAGE,
  ),
  ...['/open/1', '/known/1', '/safe/1', '/_adm/beginners/profile'].map(target =>
    signedIn(
      both(
        'H5',
        `a second Authorization is refused on ${target}`,
        { target, fields: [['AUTHORIZATION', 'Bearer other']] },
        doubtful,
      ),
    ),
  ),
  ...['/open/1', '/known/1', '/safe/1', '/_adm/beginners/profile'].map(target =>
    both(
      'H5',
      `a second connection string is refused on ${target}`,
      {
        target,
        fields: [
          ['x-mycelium-connection-string', 'a'],
          ['X-Mycelium-Connection-String', 'a'],
        ],
      },
      doubtful,
    ),
  ),
  ...['/known/1', '/safe/1', '/edit/1'].map(target =>
    signedIn(
      both(
        'H6',
        `a connection string comes before a token on ${target}`,
        { target, fields: [['x-mycelium-connection-string', 'acc=1;sig=x']] },
        refused(401, BAD_TOKEN),
      ),
    ),
  ),
  both(
    'H6',
    'a connection string goes no further, not even on a public route',
    open(['x-mycelium-connection-string', 'forged']),
    reaches(received => genuine(received, 'public')),
  ),
  both('H7', 'a tab in a value is refused', open(['content-type', 'application/json\tx']), doubtful),
  both(
    'H7',
    'a tab in a value is refused on the paths of the gateway',
    { target: '/health', fields: [['x-a', 'a\tb']] },
    doubtful,
  ),
  ...(
    [
      ['a NUL', 'a\0b'],
      ['a bare CR', 'a\rX-Mycelium-Email: forged'],
      ['a bare LF', 'a\nX-Mycelium-Email: forged'],
      ['a control character', 'a\x01b'],
      ['a DEL', 'a\x7fb'],
    ] as const
  ).flatMap(([name, value]) => [
    http1('H7', `${name} in a value is refused`, open(['x-a', value]), doubtful),
    http2('H7', `a field with ${name} in its value is left away`, open(['x-a', value]), LEFT_AWAY),
  ]),
  http2(
    'H7',
    'a value cannot end its field',
    open(['x-a', 'a\r\nX-Mycelium-Email: forged\r\n\r\nGET /admin/1 HTTP/1.1\r\n\r\n']),
    LEFT_AWAY,
  ),
];

const ORIGIN_FIELDS: readonly Field[] = [
  ['X-Forwarded-For', '10.9.9.9'],
  ['Forwarded', 'for=10.9.9.9;proto=https;host=evil.example'],
  ['X-Real-IP', '10.9.9.9'],
  ['X-Client-IP', '10.9.9.9'],
  ['X-Cluster-Client-IP', '10.9.9.9'],
  ['True-Client-IP', '10.9.9.9'],
  ['X-Forwarded-Host', 'evil.example'],
  ['X-Forwarded-Proto', 'https'],
  ['X-Forwarded-Port', '9999'],
  ['X-Forwarded-Prefix', '/evil'],
  ['X-Forwarded-Uri', '/evil'],
  ['X-Forwarded-Anything', 'evil'],
  ['Via', '1.1 evil.example'],
];

const withoutField = (name: string, { closes = false } = {}): Outcome =>
  reaches(received => expect(received.headers).not.toHaveProperty(name.toLowerCase()), { closes });

const hopByHop = (name: string, value: string): Row =>
  http1('F8', `${name}: ${value} ends at the gateway`, open([name, value]), withoutField(name));

/** A switch of protocols that does not take place; whoever asked for it may have gone on in the other one. */
const upgrading = (name: string, value: string): Row =>
  http1(
    'F8',
    `${name}: ${value} ends at the gateway, and so does the connection`,
    open(['Connection', 'Upgrade, HTTP2-Settings'], ['Upgrade', 'h2c'], ['HTTP2-Settings', 'AAMAAABk']),
    withoutField(name, { closes: true }),
  );

const ORIGIN: readonly Row[] = [
  both(
    'H8',
    'where a request came from is told by the gateway alone',
    open(...ORIGIN_FIELDS),
    reaches(({ headers, rawHeaders }) => {
      expect(headers).toMatchObject({
        'x-forwarded-for': '127.0.0.1',
        'x-forwarded-proto': 'http',
        'x-forwarded-host': 'gateway.example',
        forwarded: 'for=127.0.0.1;proto=http',
      });
      expect(rawHeaders.join('\n')).not.toMatch(/10\.9\.9\.9|evil|9999/);
    }),
  ),
  both(
    'H8',
    'what a stranger says of its address opens no service that is for that address',
    { target: '/inner/1', fields: ORIGIN_FIELDS },
    refused(403, 'MYC00046'),
  ),
  hopByHop('TE', 'trailers'),
  hopByHop('TE', 'chunked;q=1'),
  hopByHop('Trailer', 'x'),
  hopByHop('Keep-Alive', 'timeout=5, max=1000'),
  hopByHop('Proxy-Authorization', 'Basic eA=='),
  hopByHop('Proxy-Authenticate', 'Basic'),
  hopByHop('Proxy-Connection', 'keep-alive'),
  upgrading('Upgrade', 'h2c'),
  upgrading('HTTP2-Settings', 'AAMAAABk'),
  ...(['Trailer', 'Proxy-Authorization', 'Proxy-Authenticate', 'HTTP2-Settings'] as const).map(name =>
    http2('F8', `${name} ends at the gateway`, open([name, 'x']), withoutField(name)),
  ),
  http2('F8', 'TE: trailers ends at the gateway', open(['te', 'trailers']), withoutField('te')),
  ...(
    [
      ['te', 'chunked'],
      ['upgrade', 'h2c'],
      ['keep-alive', 'timeout=5'],
      ['proxy-connection', 'keep-alive'],
      ['transfer-encoding', 'chunked'],
    ] as const
  ).map(([name, value]) => http2('F8', `${name}: ${value} is no HTTP/2`, open([name, value]), NO_MESSAGE)),
];

const PATHS: readonly Row[] = [
  ...[
    '/open/../admin/1',
    '/svc/open/../admin/1',
    '/open/./1',
    '/open/1/.',
    '/open/1/..',
    '/..',
    '/safe/1/../../open/1',
  ].map(target => both('P1', `${target} is refused`, at(target), malformed)),
  ...[
    '/open/%2e%2e/admin/1',
    '/open/.%2E/admin/1',
    '/open/%2e/1',
    '/open/..%2fadmin/1',
    '/open/%2e%2e%2fadmin/1',
    '/open/%2e%2e%2Fadmin/1',
    '/open/a%2fb',
    '/open/a%5c..%5cadmin',
    '/open/%5C',
    '/open/a\\..\\admin',
    '/open/%252e%252e/admin',
    '/open/%252fadmin',
    '/open/a%00b',
    '/open/a%0d%0ab',
    '/open/a%09b',
    '/open/a%7fb',
    '/open/%ff',
    '/open/%c0%ae%c0%ae/admin/1',
    '/open/%zz',
    '/open/%',
    '/open/%u002e%u002e/admin/1',
    '/open/%25%32e%25%32e/admin',
    '/open/..;/admin/1',
    '/open/..%3bx/admin/1',
    '/open/1?a#/admin',
  ].map(target => both('P2', `${target} is refused`, at(target), malformed)),
  ...[
    '/svc/../admin/1',
    '/svc/%2e%2e/admin/1',
    '/svc/./open/1',
    '/svc//../admin/1',
    '/svc/svc/../admin/1',
  ].map(target =>
    both('P3', `${target} is refused before the name of the service is removed`, at(target), malformed),
  ),
  both(
    'P3',
    'the name of the service is removed once, at the start',
    at('/svc/open/svc/open/1'),
    reaches(({ target }) => expect(target).toBe('/open/svc/open/1')),
  ),
  both('P3', 'the name of the service is not removed twice', at('/svc/svc/open/1'), refused(404, NO_ROUTE)),
  ...['//admin/1', '/svc//admin/1', '//svc/admin/1', '/admin//1', '///admin///1'].map(target =>
    both('P4', `${target} is guarded as /admin/1 is`, at(target), refused(401, NO_TOKEN)),
  ),
  both(
    'P4',
    'doubled slashes are one for the service as well',
    at('//open///1'),
    reaches(({ target }) => expect(target).toBe('/open/1')),
  ),
  both(
    'P4',
    'a path that begins like the name of a host is a path',
    at('//evil.example/open/1'),
    refused(404, NO_ROUTE),
  ),
  ...['/admin;x=1', '/admin;/1', '/none%20', '/reads%20', '/reads/'].map(target =>
    both('P5', `${target} is nobody’s path`, at(target), refused(404, NO_ROUTE)),
  ),
  ...[
    '/admin/;x=1',
    '/admin/1;x=1',
    '/admin/%20',
    '/admin/1%20',
    '/admin/1%23',
    '/admin/1%3Fx',
    '/%61dmin/1',
  ].map(target => both('P5', `${target} is guarded as /admin/1 is`, at(target), refused(401, NO_TOKEN))),
  ...['/OPEN/1', '/Open/1', '/SVC/open/1', '/Admin/1', '/SVC/Admin/1'].map(target =>
    both('P6', `${target} is nobody’s path`, at(target), refused(404, NO_ROUTE)),
  ),
  ...[
    'http://evil.example/open/1',
    'http://gateway.example@evil.example/open/1',
    'https://evil.example',
    'http:///open/1',
    'ftp://gateway.example/open/1',
  ].map(target => http1('P7', `${target} is refused`, at(target), doubtful)),
  http1(
    'P7',
    'an absolute target that names the host is its path',
    at('http://gateway.example/open/1?q=1'),
    reaches(({ target, headers }) => {
      expect(target).toBe('/open/1?q=1');
      expect(headers.host).toBe('gateway.example');
    }),
  ),
  http1(
    'P7',
    'an absolute target is guarded like its path',
    at('http://gateway.example/open/../admin/1'),
    malformed,
  ),
  http2('P7', 'an absolute target is no HTTP/2', at('http://evil.example/open/1'), NO_MESSAGE),
  http2('P7', 'an authority that is not the host is refused', open(['host', 'evil.example']), malformed),
  http2('P7', 'an authority with a user is no HTTP/2', { ...open(), host: 'a@evil.example' }, NO_MESSAGE),
  ...['/layers/inner/1', '/layered/inner/1', '/svc/layers/inner/1'].map(target =>
    both(
      'P8',
      `${target} is for the more specific route, whatever the order`,
      at(target),
      refused(401, NO_TOKEN),
    ),
  ),
  ...['/layers/1', '/layered/1'].map(target =>
    both(
      'P8',
      `${target} is for the general route`,
      at(target),
      reaches(received => expect(received.target).toBe(target)),
    ),
  ),
  ...['/nothing', '/', '/svc', '/svc/', '/safe', '/openly/1'].map(target =>
    both('P9', `${target} is nobody’s path`, at(target), refused(404, NO_ROUTE)),
  ),
  both(
    'P10',
    'a method that the path does not accept is refused',
    { method: 'POST', target: '/reads', body: 'x' },
    refused(405, NO_METHOD),
  ),
  both('P10', 'a path that accepts no method is closed', at('/none'), refused(405, NO_METHOD)),
  ...['/open/1', '/safe/1', '/reads', '/health', '/_adm/beginners/profile'].map(target =>
    both('P10', `TRACE ${target} is refused`, { method: 'TRACE', target }, refused(405, NO_METHOD)),
  ),
  ...['127.0.0.1:22', 'gateway.example:443', '/open/1'].map(target =>
    http1(
      'P10',
      `there is no tunnel to ${target}`,
      { method: 'CONNECT', target },
      refused(405, NO_METHOD, { closes: true }),
    ),
  ),
  http2(
    'P10',
    'there is no tunnel',
    {
      block: [
        [':method', 'CONNECT'],
        [':authority', '127.0.0.1:22'],
      ],
    },
    refused(405, NO_METHOD),
  ),
  http2(
    'P10',
    'there is no tunnel for another protocol',
    {
      block: [
        [':method', 'CONNECT'],
        [':protocol', 'websocket'],
        [':scheme', 'http'],
        [':authority', 'a'],
        [':path', '/open/1'],
      ],
    },
    NO_MESSAGE,
  ),
  ...['/admin/1?/../open/1', '/svc/admin/1?public', '/admin/1?', '/admin/1?%2e%2e%2fopen'].map(target =>
    both('P11', `${target} is guarded as /admin/1 is`, at(target), refused(401, NO_TOKEN)),
  ),
  both(
    'P11',
    'a query travels as it came',
    at('/open/1?next=/../admin&x=%2e%2e%2f'),
    reaches(({ target }) => expect(target).toBe('/open/1?next=/../admin&x=%2e%2e%2f')),
  ),
  http1('P11', 'a fragment is refused', at('/open/1#/admin'), malformed),
  http2('P11', 'a fragment is no HTTP/2', at('/open/1#/admin'), NO_MESSAGE),
  http1('P11', 'a relative target is refused', at('open/1'), doubtful),
  http2('P11', 'a relative target is no HTTP/2', at('open/1'), NO_MESSAGE),
  http1('P11', 'an asterisk is no path', at('*'), doubtful),
  http2('P11', 'an asterisk is no path in HTTP/2', at('*'), NO_MESSAGE),
];

/** A POST whose framing is wrong, with a second request where its body might end. */
const framed = (name: string, lines: readonly string[], body: string): Row =>
  http1(
    'F1',
    `${name} is refused and the connection closed`,
    `${['POST /open/1 HTTP/1.1', 'Host: a', ...lines].join('\r\n')}\r\n\r\n${body}${SMUGGLED}`,
    doubtful,
  );

const FRAMING: readonly Row[] = [
  framed(
    'Content-Length before Transfer-Encoding',
    ['Content-Length: 6', 'Transfer-Encoding: chunked'],
    '0\r\n\r\nG',
  ),
  framed(
    'Transfer-Encoding before Content-Length',
    ['Transfer-Encoding: chunked', 'Content-Length: 6'],
    '0\r\n\r\nG',
  ),
  framed(
    'a Content-Length of 0 with chunks',
    ['Content-Length: 0', 'Transfer-Encoding: chunked'],
    '0\r\n\r\n',
  ),
  framed('Transfer-Encoding: xchunked', ['Transfer-Encoding: xchunked'], '0\r\n\r\n'),
  framed('Transfer-Encoding: chunked, identity', ['Transfer-Encoding: chunked, identity'], '0\r\n\r\n'),
  framed(
    'Transfer-Encoding: identity, chunked, identity',
    ['Transfer-Encoding: identity, chunked, identity'],
    '0\r\n\r\n',
  ),
  framed('Transfer-Encoding: identity', ['Transfer-Encoding: identity'], '0\r\n\r\n'),
  framed('Transfer-Encoding: gzip', ['Transfer-Encoding: gzip'], '0\r\n\r\n'),
  framed('Transfer-Encoding: "chunked"', ['Transfer-Encoding: "chunked"'], '0\r\n\r\n'),
  framed('two Transfer-Encoding', ['Transfer-Encoding: chunked', 'Transfer-Encoding: identity'], '0\r\n\r\n'),
  framed(
    'two Transfer-Encoding: chunked',
    ['Transfer-Encoding: chunked', 'Transfer-Encoding: chunked'],
    '0\r\n\r\n',
  ),
  framed('an empty Transfer-Encoding', ['Transfer-Encoding:'], '0\r\n\r\n'),
  framed('a blank before the colon of Transfer-Encoding', ['Transfer-Encoding : chunked'], '0\r\n\r\n'),
  framed('a vertical tab before chunked', ['Transfer-Encoding: \x0bchunked'], '0\r\n\r\n'),
  framed('a bare LF before Transfer-Encoding', ['X-A: a\nTransfer-Encoding: chunked'], '0\r\n\r\n'),
  framed('a bare CR before Transfer-Encoding', ['X-A: a\rTransfer-Encoding: chunked'], '0\r\n\r\n'),
  framed('a folded Transfer-Encoding', ['Transfer-Encoding:', ' chunked'], '0\r\n\r\n'),
  framed('Transfer_Encoding', ['Transfer_Encoding: chunked'], '0\r\n\r\n'),
  framed('two Content-Length', ['Content-Length: 5', 'Content-Length: 6'], 'hello!'),
  framed('two equal Content-Length', ['Content-Length: 5', 'Content-Length: 5'], 'hello'),
  framed('Content-Length: +4', ['Content-Length: +4'], 'abcd'),
  framed('Content-Length: -1', ['Content-Length: -1'], ''),
  framed('Content-Length: 0x4', ['Content-Length: 0x4'], 'abcd'),
  framed('Content-Length: 4,4', ['Content-Length: 4,4'], 'abcd'),
  framed('Content-Length: 4 4', ['Content-Length: 4 4'], 'abcd'),
  framed('an empty Content-Length', ['Content-Length:'], 'abcd'),
  framed('a Content-Length beyond all numbers', ['Content-Length: 99999999999999999999999'], 'abcd'),
  framed('a blank before the colon', ['Content-Length : 4'], 'abcd'),
  framed('a blank before a name', [' Content-Length: 4'], 'abcd'),
  framed('an obsolete fold', ['X-Folded: a', ' b'], ''),
  framed('a fold by a tab', ['X-Folded: a', '\tb'], ''),
  framed('a line without a colon', ['Content-Length'], ''),
  framed('a field without a name', [': x'], ''),
  framed('a NUL in a name', ['X-\0A: x'], ''),
  framed('a chunk of size 0x5', ['Transfer-Encoding: chunked'], '0x5\r\nhello\r\n0\r\n\r\n'),
  framed('a chunk of size +5', ['Transfer-Encoding: chunked'], '+5\r\nhello\r\n0\r\n\r\n'),
  framed('a chunk of size -1', ['Transfer-Encoding: chunked'], '-1\r\nhello\r\n0\r\n\r\n'),
  framed(
    'a chunk of a size beyond all numbers',
    ['Transfer-Encoding: chunked'],
    '10000000000000005\r\nhello\r\n0\r\n\r\n',
  ),
  framed('a chunk that is longer than its size', ['Transfer-Encoding: chunked'], '5\r\nhello!\r\n0\r\n\r\n'),
  framed('a chunk line that ends with LF', ['Transfer-Encoding: chunked'], '5\nhello\r\n0\r\n\r\n'),
  framed('a chunk extension that ends with LF', ['Transfer-Encoding: chunked'], '5;a\nhello\r\n0\r\n\r\n'),
  framed('a chunk extension with LF in it', ['Transfer-Encoding: chunked'], '5;a\nb\r\nhello\r\n0\r\n\r\n'),
  framed('a chunk that ends with LF', ['Transfer-Encoding: chunked'], '5\r\nhello\n0\r\n\r\n'),
  framed('a trailer that ends with LF', ['Transfer-Encoding: chunked'], '5\r\nhello\r\n0\r\nX-A: b\n\r\n'),
  http1('F1', 'bare LF are no line ends', 'GET /open/1 HTTP/1.1\nHost: a\n\n', doubtful),
  http1(
    'F1',
    'chunks in HTTP/1.0 are refused and the connection closed',
    `POST /open/1 HTTP/1.0\r\nHost: a\r\nConnection: keep-alive\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${SMUGGLED}`,
    doubtful,
  ),
  both(
    'F1',
    'a body on GET stays the body of that request',
    { target: '/open/1', body: SMUGGLED },
    reaches(({ target, body }) => expect([target, body]).toEqual(['/open/1', SMUGGLED])),
  ),
  both(
    'F1',
    'a request in a body stays a body',
    post(SMUGGLED),
    reaches(({ target, body }) => expect([target, body]).toEqual(['/open/1', SMUGGLED])),
  ),
  both(
    'F1',
    'a request in the body of a refused one is not read as one',
    { target: '/admin/1', method: 'POST', body: SMUGGLED },
    refused(401, NO_TOKEN),
  ),
  http2('F1', 'less body than announced is no HTTP/2', post('abcd', ['content-length', '10']), NO_MESSAGE),
  http2(
    'F1',
    'more body than announced is no HTTP/2',
    post(`abcd${SMUGGLED}`, ['content-length', '4']),
    NO_MESSAGE,
  ),
  http2(
    'F1',
    'a body where none is announced is no HTTP/2',
    post(SMUGGLED, ['content-length', '0']),
    NO_MESSAGE,
  ),
  http2(
    'F1',
    'two lengths are no HTTP/2',
    post('abcd', ['content-length', '4'], ['content-length', '5']),
    NO_MESSAGE,
  ),
  ...['+4', '4,4', '0x4', '-1', ''].map(length =>
    http2('F1', `a length of "${length}" is no HTTP/2`, post('abcd', ['content-length', length]), NO_MESSAGE),
  ),
  http2('F1', 'chunks are no HTTP/2', post('0\r\n\r\n', ['transfer-encoding', 'chunked']), NO_MESSAGE),
  ...['x-a: b\r\nx-mycelium-email', 'x-a\r\n', 'x:a', 'x a', 'x\0a', ''].map(name =>
    http2('F1', `a field named ${JSON.stringify(name)} is left away`, open([name, 'forged']), LEFT_AWAY),
  ),
  ...(
    [
      [':path', '/open/1 HTTP/1.1\r\nHost: a\r\n\r\nGET /admin/1'],
      [':path', '/open/1\r\nX-Mycelium-Email: forged'],
      [':path', '/open/1 HTTP/1.1'],
      [':path', ''],
      [':method', 'GET /admin/1 HTTP/1.1\r\nHost: a\r\n\r\nGET'],
      [':method', 'GET /admin/1'],
      [':method', ''],
      [':authority', 'a\r\nX-Mycelium-Email: forged'],
      [':authority', 'a b'],
      [':scheme', 'http://evil.example/?'],
    ] as const
  ).map(([name, value]) =>
    http2('F1', `${name} cannot be ${JSON.stringify(value)}`, { block: withPseudo(name, value) }, NO_MESSAGE),
  ),
  http2('F1', 'a second :path is no HTTP/2', { block: [...withPseudo(), [':path', '/admin/1']] }, NO_MESSAGE),
  http2(
    'F1',
    'a pseudo-field after the others is no HTTP/2',
    {
      block: [
        [':method', 'GET'],
        [':scheme', 'http'],
        [':authority', 'a'],
        ['x-a', 'b'],
        [':path', '/open/1'],
      ],
    },
    NO_MESSAGE,
  ),
  http2(
    'F1',
    'an unknown pseudo-field is no HTTP/2',
    { block: [...withPseudo(), [':admin', '1']] },
    NO_MESSAGE,
  ),
  http2(
    'F1',
    'a request without a path is no HTTP/2',
    { block: withPseudo().filter(([name]) => name !== ':path') },
    NO_MESSAGE,
  ),
  http1('F1', 'a second Host is refused', open(['host', 'other.example']), doubtful),
  http1('F1', 'a second Host that is the same is refused', open(['host', 'gateway.example']), doubtful),
  http1('F1', 'a missing Host is refused', 'GET /open/1 HTTP/1.1\r\n\r\n', doubtful),
  ...['', 'user@a.example', 'a.example/open', 'a.example b.example'].map(host =>
    http1('F1', `the Host "${host}" is refused`, `GET /open/1 HTTP/1.1\r\nHost: ${host}\r\n\r\n`, doubtful),
  ),
  http1(
    'F1',
    'Connection cannot take the Host away',
    'GET /open/1 HTTP/1.1\r\nHost: a.example\r\nConnection: close, host\r\n\r\n',
    reaches(({ headers }) => expect(headers.host).toBe('a.example'), { closes: true }),
  ),
  http2(
    'F1',
    'a second host is refused',
    { block: [...withPseudo(), ['host', 'a'], ['host', 'a']] },
    NO_MESSAGE,
  ),
  http2(
    'F1',
    'a missing host is refused',
    { block: withPseudo().filter(([name]) => name !== ':authority') },
    NO_MESSAGE,
  ),
  http1('F1', 'TLS is no HTTP', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03', doubtful),
  http1('F1', 'a line without a version is no HTTP', 'GET /open/1\r\n\r\n', doubtful),
  http1('F1', 'a method in lower case is no HTTP', 'get /open/1 HTTP/1.1\r\nHost: a\r\n\r\n', doubtful),
  ...['1.2', '2.0', '0.9'].map(version =>
    http1(
      'F1',
      `HTTP/${version} is not spoken in lines`,
      `GET /open/1 HTTP/${version}\r\nHost: a\r\n\r\n`,
      doubtful,
    ),
  ),
  both(
    'F1',
    'a field of 20 KB is 431',
    open(['x-large', 'a'.repeat(20_000)]),
    refused(431, 'MYC00063', { closes: true }),
  ),
  both(
    'F1',
    '300 fields are 431',
    open(...Array.from({ length: 300 }, (_, i) => [`x-${i}`, '1'] as const)),
    refused(431, 'MYC00063', { closes: true }),
  ),
];

function withPseudo(name?: string, value = ''): Field[] {
  const fields: Field[] = [
    [':method', 'GET'],
    [':scheme', 'http'],
    [':authority', 'a'],
    [':path', '/open/1'],
  ];
  return fields.map(field => (field[0] === name ? [field[0], value] : field));
}

const BODIES: readonly Row[] = [
  ...['y 100-continue', '100-continue, 100-continue'].map(expectation =>
    http1(
      'F2',
      `Expect: ${expectation} ends at the gateway, and the connection with it`,
      post(SMUGGLED, ['expect', expectation]),
      reaches(
        ({ target, body, headers }) => {
          expect([target, body]).toEqual(['/open/1', SMUGGLED]);
          expect(headers).not.toHaveProperty('expect');
        },
        { closes: true },
      ),
    ),
  ),
  ...['100-continue', 'anything'].map(expectation =>
    both(
      'F2',
      `Expect: ${expectation} ends at the gateway, and a body that does not wait stays the body`,
      post(SMUGGLED, ['expect', expectation]),
      reaches(({ target, body, headers }) => {
        expect([target, body]).toEqual(['/open/1', SMUGGLED]);
        expect(headers).not.toHaveProperty('expect');
      }),
    ),
  ),
  both(
    'F2',
    'of a refused request that waits for 100 Continue, nothing more is read',
    { method: 'POST', target: '/admin/1', body: SMUGGLED, fields: [['expect', '100-continue']] },
    refused(401, NO_TOKEN, { closes: true }),
  ),
  http1(
    'F6',
    'a gigabyte is refused by its announcement where ten bytes are allowed',
    { method: 'POST', target: '/small/1', fields: [['content-length', '1000000000']] },
    refused(413, 'MYC00050', { closes: true }),
  ),
  http1(
    'F6',
    'chunks are refused once they are over the limit',
    { method: 'POST', target: '/small/1', body: 'x'.repeat(11), trailers: [] },
    refused(413, 'MYC00050', { closes: true }),
  ),
  http2(
    'F6',
    'a body of unknown length is refused once it is over the limit',
    { method: 'POST', target: '/small/1', body: 'x'.repeat(11) },
    refused(413, 'MYC00050'),
  ),
  both(
    'F6',
    'a body within the limit passes',
    { method: 'POST', target: '/small/1', body: 'x'.repeat(10) },
    reaches(({ body }) => expect(body).toBe('x'.repeat(10))),
  ),
  signedIn(
    both(
      'F11',
      'nesting of 10,000 levels is refused',
      {
        method: 'POST',
        target: '/_adm/beginners/accounts',
        body: '['.repeat(10_000),
        fields: [['content-type', 'application/json']],
      },
      refused(400, MALFORMED),
    ),
  ),
  signedIn(
    both(
      'F11',
      'a body cannot reach into prototypes',
      {
        method: 'POST',
        target: '/_adm/beginners/accounts',
        body: '{"name":"x","__proto__":{"isStaff":true}}',
        fields: [['content-type', 'application/json']],
      },
      refused(400, 'MYC00033'),
    ),
  ),
];

/** Everything that may be wrong with a request, and the answer that it gets. Over both versions where both have it. */
export const ROWS: readonly Row[] = [...IDENTITY, ...ORIGIN, ...PATHS, ...FRAMING, ...BODIES];
