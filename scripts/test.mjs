// @ts-check
// Runs on any Node from 18 on, without dependencies: it fetches what the tests themselves need.
import { prepare, runInForeground } from './host/prepare.mjs';
import { runScript } from './host/refusal.mjs';

await runScript(async () =>
  runInForeground(await prepare(), ['scripts/tasks/test.ts', ...process.argv.slice(2)]),
);
