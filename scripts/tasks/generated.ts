import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';

/** Programs that write files which are committed, in this order, each run from the root of the project. */
const GENERATORS = [
  // First: what comes after it reads the lists that it writes.
  'scripts/operations/generate.ts',
  'packages/*/src/generate.ts',
  'packages/adapters/*/src/generate.ts',
  'apps/*/src/generate.ts',
  'sql/generate.{ts,mjs}',
];

/** What they write. */
const GENERATED = [
  'docs/reference/**',
  'settings/config.example.toml',
  'settings/*.schema.json',
  'sql/up.sql',
  'ARCHITECTURE.md',
  'packages/**/src/**/*.generated.ts',
];

export const generators = (root: string): string[] =>
  GENERATORS.flatMap(pattern => globSync(pattern, { cwd: root }).sort());

/** Digest of each generated file, by its path below the root. */
export function snapshot(root: string): ReadonlyMap<string, string> {
  const files = globSync(GENERATED, { cwd: root })
    .map(file => join(root, file))
    .filter(file => existsSync(file) && statSync(file).isFile());
  return new Map(files.sort().map(file => [relative(root, file), digest(file)]));
}

const digest = (file: string): string => createHash('sha256').update(readFileSync(file)).digest('hex');

/** The files that differ between two snapshots, those that appeared or went included. */
export function changedFiles(
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
): string[] {
  const names = new Set([...before.keys(), ...after.keys()]);
  return [...names].filter(name => before.get(name) !== after.get(name)).sort();
}
