import { globSync, readFileSync } from 'node:fs';
import { catalogue } from '@mycelium/kernel';
import { describe, expect, it } from 'vitest';
import { REMEDIES } from './error-remedies.ts';
import { generatedFiles } from './generate.ts';

const ROOT = new URL('../../../', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, ROOT), 'utf8');
const known = new Set(catalogue.map(({ code }) => code));

/** Where errors are listed, not answered. */
const LISTS = ['errors.ts', 'error-remedies.ts', 'documented-errors.ts', 'execute.ts'];

function sources(): string {
  const files = globSync(
    ['packages/*/src/**/*.ts', 'packages/adapters/*/src/**/*.ts', 'apps/*/src/**/*.ts'],
    {
      cwd: ROOT,
    },
  );
  return files
    .filter(file => !/\.(test|fixture)\.ts$/.test(file) && !LISTS.some(list => file.endsWith(`/${list}`)))
    .map(read)
    .join('\n');
}

describe('the reference of error codes', () => {
  const page = generatedFiles()['docs/reference/errors.md'] ?? '';

  it('names every code of the catalogue once and no other', () => {
    const rows = [...page.matchAll(/^\| (MYC\d{5}) \|/gm)].map(row => row[1]);
    expect(rows.sort()).toEqual([...known].sort());
  });

  it('keeps every row in its columns', () => {
    for (const row of page.split('\n').filter(line => line.startsWith('| MYC'))) {
      expect([4, 8]).toContain(row.split('|').length);
    }
  });

  it('calls a code reserved exactly when no source answers it', () => {
    const text = sources();
    for (const { name } of catalogue) {
      const answered = text.includes(`'${name}'`) || text.includes(`errors.${name}`);
      expect(`${name} ${answered ? 'answered' : 'reserved'}`).toBe(
        `${name} ${REMEDIES[name] === 'reserved' ? 'reserved' : 'answered'}`,
      );
    }
  });
});

describe('the documents', () => {
  it('are as the registry and the catalogue generate them', () => {
    for (const [path, text] of Object.entries(generatedFiles())) expect(read(path)).toBe(text);
  });

  it('mention only codes that exist', () => {
    const pages = globSync(['*.md', 'docs/**/*.md'], { cwd: ROOT });
    expect(pages.length).toBeGreaterThan(0);
    for (const page of pages) {
      const codes = read(page).match(/MYC\d{5}/g) ?? [];
      expect({ page, unknown: codes.filter(code => !known.has(code)) }).toEqual({ page, unknown: [] });
    }
  });
});
