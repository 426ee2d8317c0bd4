import fc from 'fast-check';
import { expect, test } from 'vitest';
import { applyEdits, foldInlineTables } from './edits.ts';
import { parseConfigToml } from './parse.ts';
import { type ScannedPair, scan } from './scan.ts';
import { expandHeaders, placeHeaders } from './sections.ts';

const expand = (text: string): string => applyEdits(text, expandHeaders(placeHeaders(scan(text)).values()));

const contentOf = (text: string): unknown => {
  const parsed = parseConfigToml(text);
  if (!parsed.ok) throw new Error(parsed.problem.message);
  return parsed.value;
};

test('headers after [api.services] name services and their parts', () => {
  expect(expand('[api.services]\n[[a]]\nx = 1\n[[a.path]]\n[a.b]\n')).toBe(
    '[api.services]\n[[api.services.a]]\nx = 1\n[[api.services.a.path]]\n[api.services.a.b]\n',
  );
});

test('spaces and comments in headers are no obstacle', () => {
  const text = '[ api . services ] # ours\n[[ a ]]  # one\n[[ a . path ]]#two\n[queue] # end\n[[b]]\n';
  expect(expand(text)).toBe(
    '[ api . services ] # ours\n[[ api.services.a ]]  # one\n[[ api.services.a . path ]]#two\n[queue] # end\n[[b]]\n',
  );
});

test('full names and short names mix', () => {
  const text = '[api.services]\n[[api.services.a]]\nx = 1\n[[a.path]]\ny = 2\n[[b]]\nz = 3\n';
  expect(contentOf(text)).toEqual({
    api: { services: { a: [{ x: 1, path: [{ y: 2 }] }], b: [{ z: 3 }] } },
  });
});

test('the full form needs no [api.services] line', () => {
  expect(contentOf('[[api.services.a]]\nx = 1\n')).toEqual({ api: { services: { a: [{ x: 1 }] } } });
});

test.each([
  '[core.webhook]',
  '[queue]',
  '[auth]',
  '[[auth.external.define]]',
  '[api.cache]',
  '[api.tls.define]',
  '[vault.define]',
])('%s ends the list of services', header => {
  const text = `[api.services]\n[[a]]\n${header}\n`;
  expect(expand(text)).toBe(`[api.services]\n[[api.services.a]]\n${header}\n`);
});

test('a service may be named like a section: double brackets mean the service', () => {
  const text = '[api.services]\n[[queue]]\nhost = "q"\n[[queue.path]]\npath = "/q"\n[queue]\nsize = 1\n';
  expect(contentOf(text)).toEqual({
    api: { services: { queue: [{ host: 'q', path: [{ path: '/q' }] }] } },
    queue: { size: 1 },
  });
});

test('[api.callbacks] takes over from [api.services] and the other way round', () => {
  const text = '[api.services]\n[[a]]\n[api.callbacks]\n[[callback]]\nname = "x"\n[[callback]]\nname = "y"\n';
  expect(contentOf(text)).toEqual({
    api: { services: { a: [{}] }, callbacks: { callback: [{ name: 'x' }, { name: 'y' }] } },
  });
  const back = '[api.callbacks]\n[[callback]]\n[api.services]\n[[a]]\n';
  expect(contentOf(back)).toEqual({ api: { callbacks: { callback: [{}] }, services: { a: [{}] } } });
});

test('[group] after a route is the group of that route, not a service', () => {
  const text = '[api.services]\n[["a b"]]\n[["a b".path]]\npath = "/x"\n[group]\nprotectedByRoles = ["e"]\n';
  expect(contentOf(text)).toEqual({
    api: { services: { 'a b': [{ path: [{ path: '/x', group: { protectedByRoles: ['e'] } }] }] } },
  });
  expect(contentOf('[api.services]\n[group]\nhost = "g"\n')).toEqual({
    api: { services: { group: { host: 'g' } } },
  });
});

test('what looks like a header inside a text or a list is left alone', () => {
  const text =
    '[api.services]\n[[a]]\ns = """\n[[b]]\n[queue]\n"""\nl = [\n  [1], # ]\n  [[2]],\n]\n[[a.path]]\n';
  expect(expand(text)).toBe(
    '[api.services]\n[[api.services.a]]\ns = """\n[[b]]\n[queue]\n"""\nl = [\n  [1], # ]\n  [[2]],\n]\n[[api.services.a.path]]\n',
  );
});

const tricky = fc.oneof(
  fc.string({ unit: fc.constantFrom('[', ']', '"', "'", '#', '\n', '=', '{', '}', '\\', ' ', 'a', 'é') }),
  fc.string({ unit: 'binary' }).filter(text => text.isWellFormed()),
);
const literalSafe = (text: string): boolean => /^[^'\r\p{Cc}]*$/u.test(text.replaceAll('\n', ''));
const multiLine = tricky.filter(literalSafe).map(text => `'''\n${text}'''`);
const basic = tricky.map(text => JSON.stringify(text).replaceAll('\u007f', '\\u007f').replaceAll('\\/', '/'));
const scalar = fc.oneof(basic, multiLine, fc.integer().map(String), fc.boolean().map(String));
const gap = fc.constantFrom(' ', '', '\n', ' # }\n', '\r\n  ');
const { value: anyValue } = fc.letrec<{ value: string; array: string; table: string }>(tie => ({
  table: fc
    .tuple(fc.array(fc.tuple(gap, tie('value'), gap), { maxLength: 3 }), gap, fc.constantFrom('', ','))
    .map(([parts, end, comma]) => {
      const pairs = parts.map(([before, value, after], i) => `${before}k${i} = ${value}${after}`);
      return `{${pairs.join(',')}${pairs.length > 0 ? comma : ''}${end}}`;
    }),
  array: fc.array(tie('value'), { maxLength: 4 }).map(items => `[ # [\n  ${items.join(',\n  ')}\n]`),
  value: fc.oneof({ depthSize: 'small' }, scalar, tie('array'), tie('table')),
}));
const header = fc.constantFrom('[[a]]', '[[a.path]]', '[[b]]', '[queue]', '[[ c ]] # x', '[auth.x]', '[d]');

const rawValues = (text: string): readonly string[] =>
  scan(text)
    .filter((statement): statement is ScannedPair => statement.kind === 'pair')
    .map(({ value }) => text.slice(value.start, value.end));

test('for any values between any headers, expanding headers keeps every value and every line', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(header, fc.array(anyValue, { maxLength: 3 }))), blocks => {
      const body = blocks.flatMap(([head, values]) => [
        head,
        ...values.map((value, i) => `k${i} = ${value}`),
      ]);
      const text = `[api.services]\n${body.join('\n')}\n`;
      const expanded = expand(text);
      expect(rawValues(expanded)).toEqual(rawValues(text));
      expect(rawValues(text)).toEqual(blocks.flatMap(([, values]) => values));
      expect(expanded.split('\n')).toHaveLength(text.split('\n').length);
      expect(expand(expanded)).toBe(expanded);
    }),
  );
});

test('for any one value, what the library reads is what was written', () => {
  fc.assert(
    fc.property(tricky, text => {
      const source = `[api.services]\n[[a]]\nv = ${JSON.stringify(text).replaceAll('\u007f', '\\u007f')}\n`;
      expect(contentOf(source)).toEqual({ api: { services: { a: [{ v: text }] } } });
    }),
  );
});

test('for any value, an inline table over several lines means the same and moves no line behind it', () => {
  fc.assert(
    fc.property(anyValue, value => {
      const text = `a = ${value} # end\nb = 1\nc = nothing\n`;
      const parsed = parseConfigToml(text.replace('nothing', '2'));
      expect(parsed).toMatchObject({ ok: true, value: { b: 1, c: 2 } });
      const folded = applyEdits(text, foldInlineTables(text, scan(text.replace('nothing', '2'))));
      expect(folded.split('\n').indexOf('b = 1')).toBe(text.split('\n').indexOf('b = 1'));
    }),
  );
});

test('an inline table may go over several lines, with comments and a last comma', () => {
  const text =
    '[api.services]\n[[a]]\ng = { # one\n  r = [\n    { s = "x", },\n  ], # two\n  p = "},",\n}\nh = 1\n';
  expect(contentOf(text)).toEqual({ api: { services: { a: [{ g: { r: [{ s: 'x' }], p: '},' }, h: 1 }] } } });
});
