import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ChunkedBody } from './chunked-body.ts';

/** Reads `text` in pieces of the given sizes, the rest at once; `left` is what was not taken. */
function read(text: string, sizes: readonly number[] = []) {
  let body = '';
  const chunks = new ChunkedBody({
    data: chunk => {
      body += chunk.toString('latin1');
    },
  });
  const bytes = Buffer.from(text, 'latin1');
  let at = 0;
  for (const size of [...sizes, bytes.length]) {
    if (at >= bytes.length || chunks.done) break;
    at += chunks.read(bytes.subarray(at, at + size));
  }
  const { done, trailers: list } = chunks;
  const trailers = list.names.flatMap(({ spelled }, i) => [spelled, list.values[i]]);
  return { body, done, trailers, left: bytes.toString('latin1', at) };
}

const chunked = (pieces: readonly string[]): string =>
  `${pieces.map(piece => `${piece.length.toString(16)}\r\n${piece}\r\n`).join('')}0\r\n`;

describe('a chunked body', () => {
  it('is the same however it is cut', () => {
    const piece = fc.string({
      minLength: 1,
      maxLength: 40,
      unit: fc.constantFrom('a', '\r', '\n', '0', '\xe9'),
    });
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 6 }),
        fc.constantFrom('', 'x-sum: 1\r\n', 'x-sum: 1\r\nx-b:2\r\n'),
        fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 200 }),
        (pieces, trailers, sizes) => {
          expect(read(`${chunked(pieces)}${trailers}\r\nNEXT`, sizes)).toEqual({
            body: pieces.join(''),
            done: true,
            trailers: trailers.split(/[\r\n:]+ ?/).filter(Boolean),
            left: expect.stringMatching(/^(NEXT)?$/),
          });
        },
      ),
    );
  });

  it('is passed on once for each read, however small its chunks are', () => {
    const pieces: string[] = [];
    const chunks = new ChunkedBody({ data: chunk => void pieces.push(chunk.toString('latin1')) });
    const text = Array.from({ length: 5000 }, (_, n) => String.fromCharCode(97 + (n % 26)));
    const bytes = Buffer.from(`${chunked(text)}\r\n`, 'latin1');
    chunks.read(bytes.subarray(0, 9001));
    chunks.read(bytes.subarray(9001));
    expect(chunks.done).toBe(true);
    expect(pieces).toHaveLength(2);
    expect(pieces.join('')).toBe(text.join(''));
  });

  it('leaves what does not belong to it', () => {
    expect(read('3\r\nabc\r\n0\r\n\r\nHTTP/1.1 200 OK').left).toBe('HTTP/1.1 200 OK');
  });

  it('is not done before its empty line', () => {
    const text = '3\r\nabc\r\n0\r\nx: y\r\n\r\n';
    for (let end = 1; end < text.length; end++) expect(read(text.slice(0, end)).done).toBe(false);
    expect(read(text).done).toBe(true);
  });

  it.each(['3;a\r\nabc', '3;a=b;c="d;\te"\r\nabc', '0003\r\nabc', 'A\r\n0123456789'])('may say %j', text =>
    expect(read(`${text}\r\n0\r\n\r\n`)).toMatchObject({ done: true, left: '' }),
  );

  it.each([
    '\r\n',
    'g\r\n',
    '-3\r\nabc',
    '+3\r\nabc',
    '0x3\r\nabc',
    ' 3\r\nabc',
    '3 \r\nabc',
    '3 3\r\nabc',
    '3 ;a\r\nabc',
    '3; a\r\nabc',
    '3;\r\nabc',
    '3;a=\r\nabc',
    '3;a="b\r\nabc',
    '3;:a\r\nabc',
    '3\nabc',
    '3;a\nabc',
    '3;a\0\r\nabc',
    '3\r\r\nabc',
    '3\r\nabcd',
    '3\r\nabc\n',
    '3\r\nabc\r\r\n',
    '3\r\nab\r\n0\r\n\r\n',
    '20000000000000\r\n',
    '0\r\nx y: z\r\n\r\n',
    '0\r\nx: y\n\r\n\r\n',
    '0\r\n folded\r\n\r\n',
    `3;${'a'.repeat(2000)}`,
    `0\r\n${'x: y\r\n'.repeat(5000)}`,
  ])('is refused when it says %j', text => {
    const padded = `${text}${' '.repeat(40)}\r\n\r\n`;
    expect(() => read(padded)).toThrow();
    expect(() =>
      read(
        padded,
        Array.from({ length: padded.length }, () => 1),
      ),
    ).toThrow();
  });
});
