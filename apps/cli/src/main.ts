import { AppError } from '@mycelium/kernel';
import { createSeedAccountCommand } from './commands/create-seed-account.ts';
import { migrateCommand } from './commands/migrate.ts';
import { nativeErrorsInitCommand } from './commands/native-errors-init.ts';
import { CommandError, type Io } from './io.ts';
import { version } from './version.ts';

/** One command: the words that name it, its help, and what it does with the arguments after them. */
export interface Command {
  readonly words: readonly string[];
  readonly summary: string;
  readonly help: string;
  run(args: readonly string[], io: Io): Promise<void>;
}

const commands: readonly Command[] = [migrateCommand, nativeErrorsInitCommand, createSeedAccountCommand];

const DONE = 0;
const FAILED = 1;
const MISUSED = 2;

/** Runs the command that the arguments name and gives the exit code. Never throws and never prints a stack trace. */
export async function main(args: readonly string[], io: Io): Promise<number> {
  try {
    await dispatch(args, io);
    return DONE;
  } catch (error) {
    return report(error, io);
  }
}

const isHelp = (argument: string | undefined): boolean => argument === '--help' || argument === '-h';

async function dispatch(args: readonly string[], io: Io): Promise<void> {
  const [first] = args;
  if (first === undefined || isHelp(first) || first === 'help') return io.out(overview());
  if (first === '--version' || first === '-V') return io.out(`myc-cli ${version()}`);
  const command = commands.find(({ words }) => words.every((word, index) => args[index] === word));
  if (!command && args.some(isHelp) && groupOf(first).length > 0) {
    return io.out(
      groupOf(first)
        .map(({ help }) => help)
        .join('\n\n'),
    );
  }
  if (!command) throw unknownCommand(args);
  const rest = args.slice(command.words.length);
  if (rest.some(isHelp)) return io.out(command.help);
  await command.run(rest, io);
}

const groupOf = (word: string | undefined): readonly Command[] =>
  commands.filter(({ words }) => words[0] === word);

function unknownCommand(args: readonly string[]): CommandError {
  const group = groupOf(args[0]);
  const known = (group.length > 0 ? group : commands).map(({ words }) => `  myc-cli ${words.join(' ')}`);
  return new CommandError(`There is no command "${args.filter(arg => !arg.startsWith('-')).join(' ')}".`, {
    details: `Known are:\n${known.join('\n')}`,
    usage: true,
  });
}

function overview(): string {
  const width = Math.max(...commands.map(({ words }) => words.join(' ').length));
  const list = commands.map(({ words, summary }) => `  ${words.join(' ').padEnd(width)}  ${summary}`);
  return [
    'myc-cli — what an operator does directly on the database of a gateway',
    '',
    'Usage:  myc-cli <command> [options]      myc-cli <command> --help      myc-cli --version',
    '',
    ...list,
    '',
    'The database is the one of --config FILE, else of the environment variable DATABASE_URL',
    '(postgres://user:password@host:5432/database), else asked for on the terminal.',
  ].join('\n');
}

function report(error: unknown, io: Io): number {
  if (error instanceof CommandError || error instanceof AppError) {
    io.err(error.message);
    if (error.details) io.err(error.details);
    return error instanceof CommandError && error.usage ? MISUSED : FAILED;
  }
  io.err(`Unexpected: ${error instanceof Error ? error.message : String(error)}`);
  return FAILED;
}
