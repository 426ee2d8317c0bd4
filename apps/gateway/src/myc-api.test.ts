import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { runtime } from '../bin/runtime.mjs';

const PROGRAM = join(import.meta.dirname, '../bin/myc-api.mjs');

it('runs the gateway in its own process, with the flags that were measured and those that it is given', () => {
  const tell = 'console.log(JSON.stringify([process.pid, process.execArgv, process.env.MALLOC_ARENA_MAX]))';
  const output = execFileSync(process.execPath, ['--stack-trace-limit=7', PROGRAM, '--version'], {
    env: { ...process.env, NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(tell)}` },
    encoding: 'utf8',
  });
  const [first, second, version] = output.trim().split('\n');
  const [pid] = JSON.parse(first ?? '');
  expect(JSON.parse(second ?? '')).toEqual([
    pid,
    expect.arrayContaining([...runtime.flags, '--stack-trace-limit=7']),
    runtime.env.MALLOC_ARENA_MAX,
  ]);
  expect(version).toMatch(/^myc-api \d/);
});

it('ends with the exit code of the gateway', () => {
  const run = () => execFileSync(process.execPath, [PROGRAM, 'nonsense'], { stdio: 'pipe' });
  expect(run).toThrow(expect.objectContaining({ status: 2 }));
});
