import { type ParseArgsConfig, parseArgs } from 'node:util';
import { CommandError } from './io.ts';

/** `parseArgs` of Node, strict, whose complaints become a `CommandError` that shows the right usage. */
export function readArguments<Options extends NonNullable<ParseArgsConfig['options']>>(
  args: readonly string[],
  { options, usage, positionals = [0, 0] }: ArgumentShape<Options>,
) {
  const parsed = (() => {
    try {
      return parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
    } catch (error) {
      throw misuse(error instanceof Error ? error.message : String(error), usage);
    }
  })();
  const [least, most] = positionals;
  const given = parsed.positionals.length;
  if (given > most) throw misuse(`Unexpected argument "${parsed.positionals[most]}".`, usage);
  if (given !== 0 && given < least) throw misuse(`${least} arguments are needed, ${given} given.`, usage);
  return parsed;
}

export interface ArgumentShape<Options> {
  readonly options: Options;
  /** `myc-cli migrate [--dry-run]` */
  readonly usage: string;
  /** Fewest (when there are any) and most positional arguments. */
  readonly positionals?: readonly [number, number];
}

export const misuse = (message: string, usage: string): CommandError =>
  new CommandError(message, { details: `Usage:  ${usage}`, usage: true });
