import { ROOT } from '../tasks/program.ts';
import { filesOf } from './files.ts';

const operations = filesOf(ROOT);
for (const { constant, files } of operations)
  process.stdout.write(`${files.length}  ${constant}  ${files.join('  ')}\n`);
const most = Math.max(...operations.map(({ files }) => files.length));
process.stdout.write(`${operations.length} operations, at most ${most} files each\n`);
