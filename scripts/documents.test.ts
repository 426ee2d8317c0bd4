import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from './tasks/program.ts';

const PAGES = ['*.md', 'docs/**/*.md', 'sql/*.md'];

const read = (page: string): string => readFileSync(join(ROOT, page), 'utf8');
const prose = (text: string): string => text.replace(/^ *```[\s\S]*?^ *```/gm, '').replace(/`[^`\n]*`/g, '`');

/** The anchor that a heading gets: lower case, no punctuation, hyphens for blanks. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replace(/\s/g, '-');

const anchorsIn = (text: string): readonly string[] =>
  [...text.replace(/^ *```[\s\S]*?^ *```/gm, '').matchAll(/^#+ (.+)$/gm)].map(match =>
    anchorOf(match[1] ?? ''),
  );

const linksIn = (text: string): readonly string[] =>
  [...prose(text).matchAll(/\]\(([^)\s]+)\)/g)]
    .map(match => match[1] ?? '')
    .filter(link => !/^[a-z]+:/.test(link));

function brokenLink(page: string, link: string): string | undefined {
  const [path = '', anchor] = link.split('#');
  const target = path === '' ? page : join(dirname(page), path);
  if (!existsSync(join(ROOT, target))) return `${page}: ${link} leads nowhere`;
  if (anchor === undefined || anchorsIn(read(target)).includes(anchor)) return undefined;
  return `${page}: ${target} has no heading for #${anchor}`;
}

describe('the documents', () => {
  const pages = globSync(PAGES, { cwd: ROOT });

  it('link only to files and headings that exist', () => {
    const links = pages.flatMap(page => linksIn(read(page)).map(link => brokenLink(page, link)));
    expect(links.length).toBeGreaterThan(50);
    expect(links.filter(broken => broken !== undefined)).toEqual([]);
  });

  it('list every decision, in order and without gaps', () => {
    const decisions = globSync('docs/adr/[0-9]*.md', { cwd: ROOT })
      .map(file => file.slice('docs/adr/'.length))
      .sort();
    expect(decisions.map(file => Number(file.slice(0, 4)))).toEqual(decisions.map((_, index) => index + 1));
    for (const file of decisions) expect(read('docs/adr/README.md')).toContain(`](${file})`);
  });

  it('name the commands that package.json has', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Readonly<Record<string, string>> };
    for (const page of pages) {
      for (const [, name] of read(page).matchAll(/\bnpm run ([a-z]+)/g)) {
        expect(Object.keys(scripts), page).toContain(name);
      }
    }
  });

  it('name files of the project that exist', () => {
    const missing = pages.flatMap(page => {
      const paths = [
        ...read(page).matchAll(/`((?:packages|apps|scripts|settings|sql|deploy|examples|docs)\/[\w./-]+)`/g),
      ];
      return paths.map(match => match[1] ?? '').filter(path => !existsSync(join(ROOT, path)));
    });
    expect(missing).toEqual([]);
  });
});
