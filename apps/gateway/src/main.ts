import { check } from './check.ts';
import { type Command, readCommand, USAGE } from './command-line.ts';
import { serve } from './serve.ts';
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
    case 'check':
      return check(command.config, command.json);
    case 'serve':
      return serve(command.config);
  }
}

try {
  process.exitCode = await perform(readCommand(process.argv.slice(2), process.env.SETTINGS_PATH));
} catch (error) {
  // What the operator can mend is said in words; everything else is a bug and shows where it is.
  process.stderr.write(
    error instanceof StartError ? `myc-api: ${error.message}\n` : `myc-api: a bug: ${stackOf(error)}\n`,
  );
  process.exitCode = error instanceof StartError ? 1 : 70;
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
