/** What a test run comes down to. */
export interface Tally {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** The part of Vitest's JSON report that is read. */
export interface VitestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly assertionResults: readonly unknown[];
  }[];
}

export const NOTHING: Tally = { passed: 0, failed: 0, skipped: 0 };

export const add = (left: Tally, right: Tally): Tally => ({
  passed: left.passed + right.passed,
  failed: left.failed + right.failed,
  skipped: left.skipped + right.skipped,
});

/**
 * Counts a report. A file that broke before its first test, and a run that Vitest calls failed although every
 * test passed (an unhandled error), count as one failure each: no failure may be summed away.
 * `report` is absent when Vitest wrote none.
 */
export function tally(report: VitestReport | undefined, exitCode: number): Tally {
  if (report === undefined) return { ...NOTHING, failed: 1 };
  const brokenFiles = report.testResults.filter(
    file => file.status === 'failed' && file.assertionResults.length === 0,
  );
  const failed = report.numFailedTests + brokenFiles.length;
  return {
    passed: report.numPassedTests,
    failed: failed === 0 && exitCode !== 0 ? 1 : failed,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

/** The last line of a run, read by people and by CI. */
export const summaryLine = (total: Tally): string => `${total.passed} passed, ${total.failed} failed`;
