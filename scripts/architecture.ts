import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withImportTable } from './architecture/import-table.ts';
import { survey } from './architecture/survey.ts';
import { show } from './architecture/violations.ts';

const root = join(import.meta.dirname, '..');

/** Renews the table of rooms in ARCHITECTURE.md. */
function writeTable(): number {
  const file = join(root, 'ARCHITECTURE.md');
  if (!existsSync(file)) return 0;
  const text = readFileSync(file, 'utf8');
  const renewed = withImportTable(text);
  if (renewed === undefined) {
    process.stderr.write(
      'ARCHITECTURE.md lost the markers of its import table: <!-- import-table:begin --> and <!-- import-table:end -->.\n',
    );
    return 1;
  }
  if (renewed !== text) writeFileSync(file, renewed);
  return 0;
}

function check(): number {
  const { files, violations } = survey(root);
  for (const violation of violations) process.stdout.write(`${show(violation)}\n`);
  process.stdout.write(`${files} files, ${violations.length} violations of the import rules\n`);
  return violations.length === 0 ? 0 : 1;
}

process.exitCode = process.argv.includes('--write') ? writeTable() : check();
