// @ts-check
// Runs on any Node from 18 on, without dependencies: it fetches what the tasks themselves need.
import { prepare, runInForeground } from './host/prepare.mjs';
import { Refusal, runScript } from './host/refusal.mjs';

const TASKS = ['check', 'gen'];

await runScript(async () => {
  const [task = '', ...args] = process.argv.slice(2);
  if (!TASKS.includes(task)) {
    throw new Refusal(`There is no task "${task}".`, `The tasks are: ${TASKS.join(', ')}.`);
  }
  return runInForeground(await prepare(), [`scripts/tasks/${task}.ts`, ...args]);
});
