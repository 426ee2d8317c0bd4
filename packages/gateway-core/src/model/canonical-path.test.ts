import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CanonicalTarget, canonicalTarget, strictlyCanonical } from './canonical-path.ts';

const canonical = (target: string): CanonicalTarget => {
  const result = canonicalTarget(target);
  if (typeof result === 'string') throw new Error(`refused: ${result}`);
  return result;
};

describe('the canonical path', () => {
  it.each([
    ['/', '/', '/', ''],
    ['/a/b', '/a/b', '/a/b', ''],
    ['/a?x=1&y=%2f..', '/a', '/a', '?x=1&y=%2f..'],
    ['//svc//admin', '/svc/admin', '/svc/admin', ''],
    ['/caf%C3%A9', '/café', '/caf%C3%A9', ''],
    ['/caf%c3%a9', '/café', '/caf%C3%A9', ''],
    ['/a%20b', '/a b', '/a%20b', ''],
    ['/%61dmin', '/admin', '/admin', ''],
    ['/a%3Fb', '/a?b', '/a%3Fb', ''],
    ['/.well-known/x', '/.well-known/x', '/.well-known/x', ''],
    ['/a;v=1/b', '/a;v=1/b', '/a;v=1/b', ''],
    ['/a/...', '/a/...', '/a/...', ''],
    ['/a/..b;c', '/a/..b;c', '/a/..b;c', ''],
    ['/100%25', '/100%', '/100%25', ''],
    ['/100%25/b', '/100%/b', '/100%25/b', ''],
  ])('of %s is %s', (target, path, encoded, query) => {
    expect(canonical(target)).toEqual({ path, encoded, query });
  });

  it.each([
    ['P1', '/svc/public/../admin/x'],
    ['P1', '/svc/./admin'],
    ['P1', '/svc/admin/.'],
    ['P1', '/..'],
    ['P2', '/svc/public/%2e%2e/admin'],
    ['P2', '/svc/public/.%2E/admin'],
    ['P2', '/svc/public/..%2fadmin'],
    ['P2', '/svc/public/%2e%2e%2fadmin'],
    ['P2', '/svc/public/%5c..%5cadmin'],
    ['P2', '/svc/public\\..\\admin'],
    ['P2', '/svc/%252e%252e/admin'],
    ['P2', '/svc/%25%32e%25%32e/admin'],
    ['P2', '/svc/%252%65/admin'],
    ['P5', '/svc/public/..;/admin'],
    ['P5', '/svc/public/..;a=1/admin'],
    ['P5', '/svc/public/%2e%2e%3b/admin'],
    ['P5', '/svc/.;'],
    ['NUL', '/a%00b'],
    ['control', '/a%0d%0ab'],
    ['bad encoding', '/a%zz'],
    ['bad encoding', '/a%'],
    ['bad UTF-8', '/a%ff'],
    ['fragment', '/a#b'],
    ['fragment', '/a?b#c'],
    ['fragment', '/%61?b#c'],
    ['absolute form', 'http://evil.example/admin'],
    ['asterisk form', '*'],
    ['empty', ''],
    ['control in the query', '/a?b\u0001'],
  ])('%s: refuses %s', (_, target) => {
    expect(typeof canonicalTarget(target)).toBe('string');
  });

  const encoded = fc
    .array(fc.constantFrom('%', '25', '2', '32', 'e', '%25', '%32', '/', ';', '.'), { maxLength: 10 })
    .map(pieces => pieces.join(''));

  it('P11: is the same again when what was forwarded arrives as a request', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'grapheme' }), encoded), text => {
        const first = canonicalTarget(`/${text}`);
        fc.pre(typeof first !== 'string');
        expect(canonicalTarget(first.encoded)).toEqual({ ...first, query: '' });
      }),
    );
  });

  it.each([
    ['/a/b', true],
    ['/a/b?x=//;%61', true],
    ['/caf%C3%A9', true],
    ['/caf%c3%a9', false],
    ['/%61', false],
    ['//a', false],
    ['/a;v=1/b', false],
    ['/a%3Bv', false],
  ])('P5: strictly taken, %s is one: %s', (target, expected) => {
    expect(strictlyCanonical(target, canonical(target).encoded)).toBe(expected);
  });

  it('P1: holds no dot segment, backslash or double slash, whatever comes in', () => {
    const piece = fc.constantFrom(
      '.',
      '..',
      '/',
      '//',
      '%2e',
      '%2E',
      '%2f',
      '%5c',
      '\\',
      'a',
      '%61',
      '?',
      '%25',
      '%252e',
      '%32',
      'e',
      ';',
      '%3b',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), pieces => {
        const result = canonicalTarget(`/${pieces.join('')}`);
        if (typeof result === 'string') return;
        expect(result.path).not.toMatch(/\\|\/\/|%[0-9a-f]{2}|(?:^|\/)\.{1,2}(?:[/;]|$)/i);
      }),
    );
  });
});
