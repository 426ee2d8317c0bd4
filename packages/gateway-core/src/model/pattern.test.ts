import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compilePattern } from './pattern.ts';

const toRegExp = (pattern: string): RegExp =>
  new RegExp(
    `^${[...pattern].map(c => (c === '*' ? '.*' : c === '?' ? '.' : c.replace(/[\\^$.*+?()[\]{}|]/, '\\$&'))).join('')}$`,
    's',
  );

describe('a pattern', () => {
  it.each([
    ['/api/*', '/api/', true],
    ['/api/*', '/api/x/y', true],
    ['/api/*', '/api', false],
    ['/public*', '/public', true],
    ['/public*', '/publicX/y', true],
    ['/api/', '/api/x', false],
    ['/u/?', '/u/1', true],
    ['/u/?', '/u/12', false],
    ['/a/*/c', '/a/b/c', true],
    ['/a/*/c', '/a/b/d', false],
    ['/Api', '/api', false],
    ['/a.b', '/axb', false],
    ['*', '', true],
  ])('%s against %s: %s', (pattern, path, expected) => {
    expect(compilePattern(pattern).matches(path)).toBe(expected);
  });

  it('agrees with the regular expression of the same meaning', () => {
    const alphabet = fc.constantFrom('a', 'b', '/', '*', '?', '.');
    const plain = fc.constantFrom('a', 'b', '/', '.');
    fc.assert(
      fc.property(
        fc.array(alphabet, { maxLength: 10 }),
        fc.array(plain, { maxLength: 14 }),
        (pattern, path) => {
          const text = pattern.join('');
          expect(compilePattern(text).matches(path.join(''))).toBe(toRegExp(text).test(path.join('')));
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('F11: takes no exponential time on a pattern made for it', () => {
    const pattern = compilePattern(`${'*a'.repeat(40)}b`);
    expect(pattern.matches('a'.repeat(20_000))).toBe(false);
  });
});
