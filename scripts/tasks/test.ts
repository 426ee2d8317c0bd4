import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureServers, ServerUnavailableError } from '../../test-e2e/servers/index.ts';
import { ROOT, runProgram, stopPrograms } from './program.ts';
import { runChecks } from './run-checks.ts';
import { add, NOTHING, summaryLine, type Tally, tally, type VitestReport } from './vitest-report.ts';

const SUITES = [
  { name: 'unit and contract tests', config: 'vitest.config.ts' },
  { name: 'end-to-end tests', config: 'test-e2e/vitest.config.ts' },
] as const;

const filters = process.argv.slice(2);
let interrupted: NodeJS.Signals | undefined;

const say = (text: string): void => {
  process.stdout.write(`${text}\n`);
};

async function runSuite(suite: (typeof SUITES)[number], folder: string): Promise<Tally> {
  say(`\n== ${suite.name}`);
  const report = join(folder, suite.config.replaceAll('/', '-').replace('.ts', '.json'));
  const flags = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`, '--passWithNoTests'];
  const code = await runProgram('vitest', ['run', '--config', suite.config, ...flags, ...filters]);
  return tally(readReport(report), code);
}

function readReport(file: string): VitestReport | undefined {
  if (globSync(file).length === 0) return undefined;
  return JSON.parse(readFileSync(file, 'utf8')) as VitestReport;
}

/** Checks and tests, one after the other; a signal ends the running one and skips the rest. */
async function runAll(folder: string): Promise<Tally> {
  // Who asks for certain tests wants those, not the state of the whole project.
  let total = filters.length === 0 ? await runChecks() : NOTHING;
  for (const suite of SUITES) {
    if (interrupted === undefined) total = add(total, await runSuite(suite, folder));
  }
  return total;
}

function judge(total: Tally): boolean {
  if (interrupted !== undefined) say(`\nInterrupted by ${interrupted}.`);
  if (total.skipped > 0) say(`\n${total.skipped} skipped`);
  if (total.passed + total.failed === 0) {
    say(`\nNo test matches ${filters.join(' ')}: filters are parts of file names, such as packages/kernel.`);
    return false;
  }
  return total.failed === 0 && interrupted === undefined;
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    interrupted = signal;
    stopPrograms();
  });
}

const folder = mkdtempSync(join(tmpdir(), 'myc-test-'));
let total: Tally = NOTHING;
try {
  say(`Node ${process.version}, ${ROOT}`);
  const stopServers = await ensureServers(process.env, say);
  try {
    total = await runAll(folder);
  } finally {
    await stopServers();
  }
} catch (error) {
  if (!(error instanceof ServerUnavailableError)) throw error;
  say(`\n${error.message}`);
  total = add(total, { ...NOTHING, failed: 1 });
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.exitCode = judge(total) ? 0 : 1;
say(`\n${summaryLine(total)}`);
