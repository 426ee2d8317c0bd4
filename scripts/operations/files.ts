import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { operationRecords } from './records.ts';

/** The files that somebody writes for one operation. */
export interface OperationFiles {
  readonly constant: string;
  readonly files: readonly string[];
}

/** Sources that would have to know an operation, were it not found by itself. */
const SOURCES = ['packages/**/src/**/*.ts', 'apps/*/src/**/*.ts', 'examples/*/src/**/*.ts'];
const WRITTEN = (file: string): boolean =>
  !file.includes('node_modules') && !file.includes('/dist/') && !file.endsWith('.generated.ts');

/**
 * For every operation its record and the sources without tests that name its constant, and the test that covers it. A
 * second source is one file too many to touch when an operation is added.
 */
export function filesOf(root: string): readonly OperationFiles[] {
  const sources = SOURCES.flatMap(pattern => globSync(pattern, { cwd: root }))
    .filter(WRITTEN)
    .map(file => ({ file, text: readFileSync(join(root, file), 'utf8') }));
  return operationRecords(root).flatMap(({ records }) =>
    records.map(({ file, constant }) => {
      // Behind a dot it is a member or the end of an operation's name, and not the constant.
      const word = new RegExp(`(?<!\\.)\\b${constant}\\b`);
      const naming = sources.filter(({ file: other, text }) => other !== file && word.test(text));
      const isTest = (name: string): boolean => name.endsWith('.test.ts');
      const others = naming.map(({ file: other }) => other).filter(other => !isTest(other));
      const test = testOf(file, naming.map(({ file: other }) => other).filter(isTest));
      return { constant, files: [file, ...others, ...(test === undefined ? [] : [test])] };
    }),
  );
}

/** The test beside the record, or, where one test covers several records of a folder, that one. */
function testOf(record: string, naming: readonly string[]): string | undefined {
  const folder = record.slice(0, record.lastIndexOf('/'));
  const own = record.replace(/\.ts$/, '.test.ts');
  return naming.find(file => file === own) ?? naming.find(file => file.startsWith(`${folder}/`));
}
