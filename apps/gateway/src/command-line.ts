import { parseArgs } from 'node:util';

export const USAGE = `myc-api: an API gateway with identity inside

Usage
  myc-api [--config FILE]          start the gateway
  myc-api check [--config FILE]    check a configuration, print every problem, start nothing
  myc-api --help | --version

Options
  -c, --config FILE   the configuration; default: $SETTINGS_PATH, and without it the embedded
                      mode, which needs no configuration and no server
      --json          check: print the problems as JSON
  -h, --help          show this
  -v, --version       show the version

Exit codes
  0  stopped as asked, or the configuration is valid
  1  the configuration or something it needs (a port, the database) is not usable
  2  the command line is not understood
`;

export type Command =
  | { readonly kind: 'serve'; readonly config: string | undefined }
  | { readonly kind: 'check'; readonly config: string | undefined; readonly json: boolean }
  | { readonly kind: 'help' }
  | { readonly kind: 'version' }
  | { readonly kind: 'misunderstood'; readonly reason: string };

const OPTIONS = {
  config: { type: 'string', short: 'c' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean', short: 'v' },
} as const;

/** Reads the arguments. The configuration's place may also come from `SETTINGS_PATH`; the option wins. */
export function readCommand(args: readonly string[], settingsPath: string | undefined): Command {
  try {
    const { values, positionals } = parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
    if (values.help) return { kind: 'help' };
    if (values.version) return { kind: 'version' };
    const config = values.config ?? (settingsPath || undefined);
    const [word, ...more] = positionals;
    if (more.length > 0) return { kind: 'misunderstood', reason: `too many words: ${positionals.join(' ')}` };
    if (word === undefined || word === 'serve') return { kind: 'serve', config };
    if (word === 'check') return { kind: 'check', config, json: values.json ?? false };
    return { kind: 'misunderstood', reason: `unknown command "${word}"; did you mean "check"?` };
  } catch (error) {
    return { kind: 'misunderstood', reason: error instanceof Error ? error.message : String(error) };
  }
}
