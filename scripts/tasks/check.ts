import { runChecks } from './run-checks.ts';
import { summaryLine } from './vitest-report.ts';

const total = await runChecks();
process.stdout.write(`\n${summaryLine(total)}\n`);
process.exitCode = total.failed === 0 ? 0 : 1;
