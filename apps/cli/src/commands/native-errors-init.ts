import { catalogue } from '@mycelium/kernel';
import { readArguments } from '../arguments.ts';
import { requireCurrentSchema, withDatabase } from '../database.ts';
import type { Command } from '../main.ts';

const USAGE = 'myc-cli native-errors init [--config FILE] [--json]';

const OPTIONS = { config: { type: 'string' }, json: { type: 'boolean' } } as const;

export const nativeErrorsInitCommand: Command = {
  words: ['native-errors', 'init'],
  summary: "write the gateway's own error codes into the database",
  help: `Usage:  ${USAGE}

Inserts the codes that this version can answer (MYC…) with their messages. Codes that exist are left as they are.
Run it after the installation and again after an upgrade.

  --config FILE  the config.toml that names the database; else DATABASE_URL, else asked for
  --json         print {"registered":1,"existing":2} and nothing else on the standard output`,
  run: async (args, io) => {
    const { values } = readArguments(args, { options: OPTIONS, usage: USAGE });
    const { inserted, existing } = await withDatabase(io, values.config, async postgres => {
      await requireCurrentSchema(postgres);
      return postgres.registerErrorCodes(catalogue);
    });
    if (values.json) return io.out(JSON.stringify({ registered: inserted, existing }));
    io.out(`${inserted} native error codes registered, ${existing} were there already`);
  },
};
