import { expect, it } from 'vitest';
import { isLatin, slugify, verboseStatus } from './account.ts';

const flags = { isActive: true, isChecked: true, isArchived: false, isDeleted: false };

it('names the status by the first flag that applies', () => {
  expect(verboseStatus(flags)).toBe('verified');
  expect(verboseStatus({ ...flags, isArchived: true })).toBe('archived');
  expect(verboseStatus({ ...flags, isChecked: false, isArchived: true })).toBe('unverified');
  expect(verboseStatus({ ...flags, isActive: false, isChecked: false })).toBe('inactive');
  expect(verboseStatus({ ...flags, isActive: false, isDeleted: true })).toBe('deleted');
});

it.each([
  ['maria+news@acme.example', 'maria-news-acme-example'],
  ['  Ação & Søn 42 ', 'acao-son-42'],
  ['Łódź Straße Ærø', 'lodz-strasse-aero'],
  ['İstanbul edıtor', 'istanbul-editor'],
  ['--a--', 'a'],
  ['日本', ''],
])('makes %j the slug %j', (text, slug) => {
  expect(slugify(text)).toBe(slug);
});

it('tells whether a slug keeps all letters', () => {
  for (const name of ['Editor', 'Ação & Søn 42', '42 🚀', 'Straße', ''])
    expect(isLatin(name), name).toBe(true);
  for (const name of ['Отдел 1', '東京 IT', 'Group α', 'ฝ่าย 7']) expect(isLatin(name), name).toBe(false);
});
