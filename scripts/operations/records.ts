import { globSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';

/** One record of an operation in its file. */
export interface OperationRecord {
  /** From the root of the project. */
  readonly file: string;
  /** The name of its export. */
  readonly constant: string;
}

/** The records of one package, by folder, then file. */
export interface PackageOperations {
  readonly folder: string;
  readonly records: readonly OperationRecord[];
}

const RECORD = /^export const (\w+) = operation\(/m;

/** Finds every record: a file in a folder below `src/operations/` whose export is made by `operation()`. */
export function operationRecords(root: string): readonly PackageOperations[] {
  const files = globSync('packages/*/src/operations/*/*.ts', { cwd: root })
    .filter(file => !file.endsWith('.test.ts'))
    .sort();
  const records = files.flatMap(file => {
    const constant = RECORD.exec(readFileSync(join(root, file), 'utf8'))?.[1];
    return constant === undefined ? [] : [{ file, constant }];
  });
  const byPackage = Map.groupBy(records, ({ file }) => file.split('/').slice(0, 2).join('/'));
  return [...byPackage].map(([folder, ofPackage]) => ({ folder, records: ofPackage }));
}

export const listFile = (folder: string): string => `${folder}/src/operations/operations.generated.ts`;

const camel = (name: string): string => name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());

/** The list of a package's operations as source text. */
export function listSource({ folder, records }: PackageOperations): string {
  const from = dirname(listFile(folder));
  const imports = records.map(
    ({ file, constant }) => `import { ${constant} } from './${relative(from, file)}';`,
  );
  const name = `${camel(basename(folder))}Operations`;
  return [
    '// Written by npm run gen from the records in the folders beside it.',
    '// biome-ignore-all format: one record a line, however few there are',
    '// biome-ignore-all assist/source/organizeImports: in the order of the folders',
    '',
    ...imports,
    '',
    `export const ${name} = [`,
    ...records.map(({ constant }) => `  ${constant},`),
    '] as const;',
    '',
  ].join('\n');
}
