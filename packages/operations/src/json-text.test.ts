import { AppError } from '@mycelium/kernel';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseJsonText } from './json-text.ts';

const detailsOf = (text: string): string | undefined => {
  try {
    parseJsonText(text);
  } catch (thrown) {
    return thrown instanceof AppError ? thrown.details : String(thrown);
  }
  return undefined;
};

it.each([
  ['{"a":1,}', 'line 1, column 8'],
  ['{\n  "a": tru\n}', 'line 2, column 8'],
  ['{"a" 1}', 'line 1, column 6'],
  ['[1 2]', 'line 1, column 4'],
  ['[1,]', 'line 1, column 4'],
  ['{"a":1]', 'line 1, column 7'],
  ['{} x', 'line 1, column 4'],
  ["{'a':1}", 'line 1, column 2'],
  ['"a\nb"', 'line 1, column 1'],
  ['01', 'line 1, column 2'],
  ['{"a":', 'ends before it is complete'],
  ['', 'ends before it is complete'],
])('says where %j goes wrong', (text, place) => {
  expect(detailsOf(text)).toContain(place);
});

it('takes whatever JSON.stringify writes', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 10 }), value => {
      expect(parseJsonText(JSON.stringify(value, null, 1))).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
});

it('refuses a text with a character cut off or put in, exactly when JSON.parse does', () => {
  fc.assert(
    fc.property(fc.json(), fc.nat(), fc.constantFrom('', '"', '}', ',', '1', '\\'), (json, at, sign) => {
      const cut = at % (json.length + 1);
      const text = json.slice(0, cut) + sign + json.slice(cut + 1);
      let valid = true;
      try {
        JSON.parse(text);
      } catch {
        valid = false;
      }
      expect(detailsOf(text) === undefined).toBe(valid);
    }),
  );
});

it('refuses deep nesting before parsing it, but not brackets inside of text', () => {
  expect(detailsOf('['.repeat(10_000))).toBe('Nest objects and lists at most 64 levels deep.');
  expect(parseJsonText(JSON.stringify('['.repeat(10_000)))).toHaveLength(10_000);
});

it('finds the place after a very long text', () => {
  expect(detailsOf(`{"a":"${'x'.repeat(2_000_000)}",}`)).toContain('line 1, column 2000009');
});
