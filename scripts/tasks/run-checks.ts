import { CHECKS } from './checks.ts';
import { add, NOTHING, type Tally } from './vitest-report.ts';

/** Runs all checks, saying how each went. */
export async function runChecks(): Promise<Tally> {
  let total = NOTHING;
  for (const check of CHECKS) {
    process.stdout.write(`\n== ${check.name}\n`);
    const ok = await check.run();
    process.stdout.write(`${check.name}: ${ok ? 'passed' : 'FAILED'}\n`);
    total = add(total, { passed: ok ? 1 : 0, failed: ok ? 0 : 1, skipped: 0 });
  }
  return total;
}
