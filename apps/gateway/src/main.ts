import cluster from 'node:cluster';
import { type Command, readCommand, USAGE } from './command-line.ts';
import { StartError } from './start-error.ts';
import { version } from './version.ts';

async function perform(command: Command): Promise<number> {
  switch (command.kind) {
    case 'help':
      process.stdout.write(USAGE);
      return 0;
    case 'version':
      process.stdout.write(`myc-api ${version}\n`);
      return 0;
    case 'misunderstood':
      process.stderr.write(`myc-api: ${command.reason}\nSee myc-api --help.\n`);
      return 2;
    // Loaded when they are asked for: help and check need little of what the gateway is made of.
    case 'check': {
      const { check } = await import('./check.ts');
      return check(command.config, command.json);
    }
    case 'serve': {
      const { serve } = await import('./serve.ts');
      return serve(command.config);
    }
  }
}

try {
  const command = readCommand(process.argv.slice(2), process.env.SETTINGS_PATH);
  process.exitCode = await perform(command);
  // All is closed, in order and each within its time. What is left does not matter any more: a reader of the log that does
  // not read, a collector that does not answer.
  if (command.kind === 'serve') process.exit();
} catch (error) {
  // What the operator can mend is said in words; everything else is a bug and shows where it is.
  report(error instanceof StartError ? error.message : `a bug: ${stackOf(error)}`);
  process.exitCode = error instanceof StartError ? 1 : 70;
}

/** Workers that fail for one and the same reason let their primary say it once. */
function report(sentence: string): void {
  if (cluster.isWorker && process.connected) process.send?.({ failed: sentence });
  else process.stderr.write(`myc-api: ${sentence}\n`);
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
