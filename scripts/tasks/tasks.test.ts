import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { changedFiles, generators, snapshot } from './generated.ts';
import { add, summaryLine, tally, type VitestReport } from './vitest-report.ts';

const report = (changes: Partial<VitestReport> = {}): VitestReport => ({
  numPassedTests: 5,
  numFailedTests: 0,
  numPendingTests: 1,
  numTodoTests: 1,
  testResults: [{ name: 'a.test.ts', status: 'passed', assertionResults: [{}] }],
  ...changes,
});

describe('counting a test run', () => {
  it('takes over what passed, failed and was skipped', () => {
    expect(tally(report({ numFailedTests: 2 }), 1)).toEqual({ passed: 5, failed: 2, skipped: 2 });
  });

  it('counts a file that broke before its first test', () => {
    const broken = { name: 'b.test.ts', status: 'failed', assertionResults: [] };
    expect(tally(report({ testResults: [broken] }), 1).failed).toBe(1);
  });

  it('counts a run that failed although no test did', () => {
    expect(tally(report(), 1).failed).toBe(1);
    expect(tally(report(), 0).failed).toBe(0);
  });

  it('counts a run without a report as failed', () => {
    expect(tally(undefined, 0).failed).toBe(1);
  });

  it('sums up in one plain line', () => {
    const total = add({ passed: 3, failed: 1, skipped: 0 }, { passed: 4, failed: 0, skipped: 2 });
    expect(summaryLine(total)).toBe('7 passed, 1 failed');
  });
});

describe('generated files', () => {
  it('are compared by content, and new and vanished ones are noticed', () => {
    const root = mkdtempSync(join(tmpdir(), 'myc-generated-'));
    const write = (file: string, text: string): void => writeFileSync(join(root, file), text);
    mkdirSync(join(root, 'docs/reference'), { recursive: true });
    mkdirSync(join(root, 'packages/config/src'), { recursive: true });
    write('packages/config/src/generate.ts', '');
    write('docs/reference/same.md', 'a');
    write('docs/reference/changed.md', 'a');
    write('docs/reference/gone.md', 'a');
    write('ARCHITECTURE.md', 'a');
    const before = snapshot(root);
    write('docs/reference/changed.md', 'b');
    write('docs/reference/new.md', 'a');
    rmSync(join(root, 'docs/reference/gone.md'));
    expect(changedFiles(before, snapshot(root))).toEqual([
      'docs/reference/changed.md',
      'docs/reference/gone.md',
      'docs/reference/new.md',
    ]);
    expect(generators(root)).toEqual(['packages/config/src/generate.ts']);
    rmSync(root, { recursive: true });
  });
});
