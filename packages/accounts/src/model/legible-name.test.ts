import { expect, it } from 'vitest';
import { canonicalName, nameProblem } from './legible-name.ts';

it.each([
  ['accents of their own', 'Sa\u0303o Joa\u0303o', 'S\u00e3o Jo\u00e3o'],
  ['wide letters', '\uff21\uff43\uff4d\uff45\u3000\uff11', 'Acme 1'],
  ['letters of another type face', '\u{1d400}\u{1d41c}\u{1d426}\u{1d41e}', 'Acme'],
  ['ligatures', 'O\ufb03ce', 'Office'],
  ['blanks of every width, and several of them', ' Acme\u00a0\u2003 Labs ', 'Acme Labs'],
])('gives one form to %s', (_what, written, name) => {
  expect(canonicalName(written)).toBe(name);
});

it.each(['1\u00aa Vara', '50 m\u00b2', 'Acme\u2122', '\u00b5Torrent', 'Na\u00efve'])('keeps %j', name => {
  expect(canonicalName(name)).toBe(name);
  expect(nameProblem(name)).toBeUndefined();
});

it.each([
  'Equipe “São João”',
  'Łódź',
  'Straße 7',
  'Отдел IT',
  'IT-Отдел',
  'Яндекс.Market',
  'Ελλάδα',
  'Δt of kΩ',
  '研究開発部 R&D',
  'カタカナ',
  'ｶﾀｶﾅ',
  '한국어',
  'می‌خواهم',
  'क्‍ष',
  'ไทย',
  '🚀',
  '👩‍🚀 Crew',
  '❤️',
  '👩🏽‍🚀',
  "O'Brien & Söhne <GmbH>",
])('takes %j', name => {
  expect(nameProblem(canonicalName(name))).toBeUndefined();
});

it.each([
  ['a zero-width blank', 'News\u200broom'],
  ['nothing but one', '\u200b'],
  ['a joiner between Latin letters', 'News\u200droom'],
  ['a soft hyphen', 'News\u00adroom'],
  ['a byte order mark', 'News\ufeffroom'],
  ['a turn of direction', 'abc\u202efdp'],
  ['an isolated direction', 'a\u2066b\u2069'],
  ['a filler', '\u3164'],
  ['an empty pattern of dots', '\u2800'],
  ['a line break', 'News\nroom'],
  ['a tab', 'News\troom'],
  ['an escape', 'News\u001b[31mroom'],
  ['a line separator', 'News\u2028room'],
  ['a variation of a letter', 'News\ufe00room'],
  ['a private character', 'News\ue000room'],
])('refuses %s', (_what, name) => {
  expect(nameProblem(canonicalName(name))).toContain('cannot be seen');
});

it.each([
  ['Cyrillic', 'Newsr\u043eom', 'Newsr\u043eom'],
  ['Cyrillic in one of several words', 'Acme \u0410dmin team', '\u0410dmin'],
  ['Greek', '\u0391cme', '\u0391cme'],
  ['Armenian', 'Acm\u0565', 'Acm\u0565'],
  ['Cherokee', '\u13aacme', '\u13aacme'],
])('refuses %s letters among Latin ones, and shows the word', (_what, name, word) => {
  expect(nameProblem(name)).toBe(`must not mix alphabets whose letters look alike within a word: ${word}`);
});
