import { expect, it } from 'vitest';
import { slugify, verboseStatus } from './account.ts';

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
  ['  Ação & Søn 42 ', 'acao-s-n-42'],
  ['--a--', 'a'],
  ['日本', ''],
])('makes %j the slug %j', (text, slug) => {
  expect(slugify(text)).toBe(slug);
});
