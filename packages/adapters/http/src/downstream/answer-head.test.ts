import { describe, expect, it } from 'vitest';
import { type FieldList, FRAMING, readAnswerHead, readTrailers } from './answer-head.ts';

/** Names, as they were spelled, and values in turn. */
const flat = ({ names, values }: FieldList): string[] =>
  names.flatMap(({ spelled }, i) => [spelled, values[i] ?? '']);

const read = (...lines: string[]) => {
  const text = lines.join('\r\n');
  return readAnswerHead(`${text}\r\n\r\n`, 0, text.length);
};

describe('the head of an answer', () => {
  it('keeps its fields as they came, without the blanks around them', () => {
    const head = read(
      'HTTP/1.1 200 OK',
      'X-A:1',
      'x-a: \t 2 \t',
      'Empty:',
      'Latin: caf\xe9',
      'Inner: a  b\tc: d',
    );
    expect([head.status, flat(head)]).toEqual([
      200,
      ['X-A', '1', 'x-a', '2', 'Empty', '', 'Latin', 'caf\xe9', 'Inner', 'a  b\tc: d'],
    ]);
  });

  it('may stand anywhere in a text', () => {
    const text = 'HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\nHTTP/1.1 204 No Content\r\nx: y\r\n\r\nHTTP';
    const start = text.indexOf('HTTP/1.1 204');
    const head = readAnswerHead(text, start, text.indexOf('\r\n\r\n', start));
    expect([head.status, flat(head)]).toEqual([204, ['x', 'y']]);
  });

  it.each(['HTTP/1.1 200', 'HTTP/1.1 200 ', 'HTTP/1.0 200 OK', 'HTTP/1.1 200 \xe4hm, yes: fine'])(
    'begins with a status line: %s',
    line => expect(read(line).status).toBe(200),
  );

  it.each([
    'HTTP/1.2 200 OK',
    'HTTP/2 200 OK',
    'HTTP/2.0 200 OK',
    'http/1.1 200 OK',
    'ICY 200 OK',
    'HTTP/1.1  200 OK',
    'HTTP/1.1\t200 OK',
    'HTTP/1.1 20',
    'HTTP/1.1 2000 OK',
    'HTTP/1.1 2x0 OK',
    'HTTP/1.1 099 OK',
    'HTTP/1.1 200 a\0b',
    'HTTP/1.1 200 a\nb: c',
    'HTTP/1.1 200 a\rb',
    ' HTTP/1.1 200 OK',
    '\r\nHTTP/1.1 200 OK',
    '',
  ])('is refused when it begins with %j', line => expect(() => read(line)).toThrow(/status line|field/));

  it.each([
    'no colon',
    ': no name',
    'a space : x',
    'tab\t: x',
    ' folded: x',
    '\tfolded',
    'na(me: x',
    'n\xe4me: x',
    'name: a\0b',
    'name: a\nb',
    'name: a\rb',
    'name: a\x7fb',
    'name: a\x1bb',
    'name\n: x',
  ])('is refused with the line %j', line =>
    expect(() => read('HTTP/1.1 200 OK', 'a: b', line, 'c: d')).toThrow(/field/),
  );

  it.each([
    [['content-length: 3', 'transfer-encoding: chunked']],
    [['transfer-encoding: chunked', 'content-length: 3']],
    [['content-length: 3', 'Content-Length: 3']],
    [['content-length: 3, 3']],
    [['content-length: +3']],
    [['content-length: -1']],
    [['content-length: 0x3']],
    [['content-length: 3.0']],
    [['content-length: 1e3']],
    [['content-length:']],
    [['content-length: 9999999999999999']],
    [['transfer-encoding: gzip, chunked']],
    [['transfer-encoding: chunked, chunked']],
    [['transfer-encoding: chunked', 'transfer-encoding: chunked']],
    [['transfer-encoding: identity']],
    [['transfer-encoding:']],
    [['transfer-encoding: xchunked']],
  ])('is refused when nobody can say where its body ends: %j', lines =>
    expect(() => read('HTTP/1.1 200 OK', ...lines)).toThrow(/length|chunks|coding/),
  );

  it.each([
    ['GET', 'HTTP/1.1 200 OK', ['content-length: 12'], 12],
    ['GET', 'HTTP/1.1 200 OK', ['Content-LENGTH:0'], 0],
    ['GET', 'HTTP/1.1 200 OK', ['Transfer-Encoding: Chunked'], FRAMING.chunks],
    ['GET', 'HTTP/1.1 200 OK', [], FRAMING.close],
    ['POST', 'HTTP/1.1 404 Not Found', [], FRAMING.close],
    ['HEAD', 'HTTP/1.1 200 OK', ['content-length: 12'], 0],
    ['HEAD', 'HTTP/1.1 200 OK', ['transfer-encoding: chunked'], 0],
    ['GET', 'HTTP/1.1 204 No Content', ['content-length: 12'], 0],
    ['GET', 'HTTP/1.1 304 Not Modified', ['content-length: 12'], 0],
    ['GET', 'HTTP/1.1 304 Not Modified', ['transfer-encoding: chunked'], 0],
  ] as const)('says how its body ends: %s, %s %j', (method, line, fields, expected) =>
    expect(read(line, ...fields).framing(method)).toBe(expected),
  );

  it.each([
    ['HTTP/1.1 200 OK', undefined, true],
    ['HTTP/1.1 200 OK', 'keep-alive', true],
    ['HTTP/1.1 200 OK', 'close', false],
    ['HTTP/1.1 200 OK', 'Keep-Alive, CLOSE', false],
    ['HTTP/1.1 200 OK', 'x-hop , close', false],
    ['HTTP/1.1 200 OK', 'closed', true],
    ['HTTP/1.0 200 OK', undefined, false],
    ['HTTP/1.0 200 OK', 'Keep-Alive', true],
    ['HTTP/1.0 200 OK', 'x-hop', false],
  ] as const)('says whether the connection stays: %s, %s', (line, connection, expected) => {
    const fields = connection === undefined ? [] : [`Connection: ${connection}`];
    expect(read(line, ...fields).persistent).toBe(expected);
  });

  it('counts a connection closed when one of several fields says so', () => {
    expect(read('HTTP/1.1 200 OK', 'connection: keep-alive', 'connection: close').persistent).toBe(false);
  });

  it('tells what else the gateway looks at', () => {
    const head = read(
      ...['HTTP/1.1 200 OK', 'DATE: today', 'Link: </a>', 'link: </b>', 'Trailer: x-a', 'trailer: x-b'],
      ...['Content-Type: text/plain', 'keep-alive: timeout=5', 'age: 1', 'etag-is: x'],
    );
    const { dated, link, trailer, contentType, keepAlive } = head;
    expect({ dated, link, trailer, contentType, keepAlive }).toEqual({
      dated: true,
      link: '</a>, </b>',
      trailer: 'x-a, x-b',
      contentType: 'text/plain',
      keepAlive: 'timeout=5',
    });
  });
});

it('trailers follow the same rules', () => {
  expect(flat(readTrailers('X-Sum: abc\r\nx: y\r\n'))).toEqual(['X-Sum', 'abc', 'x', 'y']);
  expect(flat(readTrailers(''))).toEqual([]);
  expect(() => readTrailers('Content-Length: 5\r\n')).toThrow(/body/);
  expect(() => readTrailers('x: a\nb: c\r\n')).toThrow(/field/);
  expect(() => readTrailers('x y: a\r\n')).toThrow(/field/);
});
