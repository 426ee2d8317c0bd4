import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../tasks/program.ts';
import { listFile, listSource, operationRecords } from './records.ts';

for (const operations of operationRecords(ROOT)) {
  writeFileSync(join(ROOT, listFile(operations.folder)), listSource(operations));
}
