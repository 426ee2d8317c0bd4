import { emailText, type Provider, parseEmail } from '@mycelium/accounts';
import { randomIds } from '@mycelium/adapter-identity';
import type { Postgres } from '@mycelium/adapter-postgres';
import { systemClock } from '@mycelium/kernel';
import { misuse, readArguments } from '../arguments.ts';
import { requireCurrentSchema, withDatabase } from '../database.ts';
import { CommandError, type Io } from '../io.ts';
import type { Command } from '../main.ts';
import { passwordHash } from '../password-hash.ts';
import { createSeedAccount, type SeedAccount } from '../seed-account.ts';

const USAGE = `myc-cli accounts create-seed-account <email> <account_name> <first_name> <last_name>
        myc-cli accounts create-seed-account --email EMAIL --name ACCOUNT_NAME`;

const OPTIONS = {
  email: { type: 'string' },
  name: { type: 'string' },
  'first-name': { type: 'string' },
  'last-name': { type: 'string' },
  'no-password': { type: 'boolean' },
  config: { type: 'string' },
  json: { type: 'boolean' },
} as const;

export const createSeedAccountCommand: Command = {
  words: ['accounts', 'create-seed-account'],
  summary: 'create the first administrator (a staff account)',
  help: `Usage:  ${USAGE}

Creates a staff account and the user who owns it. When the installation has one already, it says so and changes nothing.
The password is asked for without echo.

  --email EMAIL, --name NAME          instead of the positional arguments
  --first-name NAME, --last-name NAME
  --no-password                       sign in by magic link only
  --config FILE                       the config.toml that names the database; else DATABASE_URL, else asked for
  --json                              print {"created":true} or {"created":false} and nothing else on the standard output

  MYC_PASSWORD                        environment variable with the password, for scripts`,
  run: async (args, io) => {
    const request = readRequest(args);
    await withDatabase(io, request.config, async postgres => {
      await requireCurrentSchema(postgres);
      const say = (outcome: Outcome): void =>
        io.out(request.json ? JSON.stringify({ created: outcome.created }) : outcome.words);
      if (await postgres.hasStaffAccount()) return say(ALREADY);
      const provider = await providerOf(io, request.passwordless);
      say(await create(postgres, { ...request.person, provider }));
    });
  },
};

interface Outcome {
  readonly created: boolean;
  readonly words: string;
}

const ALREADY: Outcome = {
  created: false,
  words: 'This installation has a staff account already. Nothing was changed.',
};

interface Request {
  readonly person: Omit<SeedAccount, 'provider'>;
  readonly passwordless: boolean;
  readonly json: boolean;
  readonly config: string | undefined;
}

/** Lengths of the columns. */
const MAX_ACCOUNT_NAME = 256;
const MAX_PERSON_NAME = 140;

function readRequest(args: readonly string[]): Request {
  const { values, positionals } = readArguments(args, {
    options: OPTIONS,
    usage: USAGE,
    positionals: [4, 4],
  });
  if (positionals.length > 0 && (values.email ?? values.name) !== undefined) {
    throw misuse('Give the positional arguments or --email and --name, not both.', USAGE);
  }
  const [email = values.email, accountName = values.name] = positionals;
  const [, , firstName = values['first-name'] ?? '', lastName = values['last-name'] ?? ''] = positionals;
  if (!email || !accountName?.trim())
    throw misuse('An e-mail address and an account name are needed.', USAGE);
  const parsed = parseEmail(email);
  if (!parsed) throw misuse(`"${email}" is not an e-mail address.`, USAGE);
  const person = { email: emailText(parsed), accountName: accountName.trim(), firstName, lastName };
  if (person.email.length > MAX_PERSON_NAME) throw tooLong('e-mail address', MAX_PERSON_NAME);
  if (person.accountName.length > MAX_ACCOUNT_NAME) throw tooLong('account name', MAX_ACCOUNT_NAME);
  if (Math.max(firstName.length, lastName.length) > MAX_PERSON_NAME) throw tooLong('name', MAX_PERSON_NAME);
  const { json = false, 'no-password': passwordless = false, config } = values;
  return { person, passwordless, json, config };
}

const tooLong = (what: string, most: number): CommandError =>
  misuse(`The ${what} is longer than ${most} characters.`, USAGE);

const LEAST_PASSWORD = 8;

async function providerOf(io: Io, passwordless: boolean): Promise<Provider> {
  if (passwordless) return { internal: {} };
  const password = io.env['MYC_PASSWORD'] ?? (await io.ask('Your password: '));
  if (password === undefined) {
    throw new CommandError('No password was given.', {
      details: 'Set MYC_PASSWORD, or give --no-password to sign in by magic link only.',
    });
  }
  if ([...password].length < LEAST_PASSWORD) {
    throw new CommandError(`The password must have at least ${LEAST_PASSWORD} characters.`);
  }
  return { internal: { passwordHash: passwordHash(password) } };
}

async function create(postgres: Postgres, seed: SeedAccount): Promise<Outcome> {
  const ports = { unitOfWork: postgres.unitOfWork, clock: systemClock, ids: randomIds };
  const result = await createSeedAccount(ports, seed);
  switch (result.outcome) {
    case 'claimed':
      return ALREADY;
    case 'has-account':
      throw new CommandError(`${seed.email} owns an account already.`, {
        details: 'Choose an e-mail address that has none.',
      });
    case 'created':
      return { created: true, words: inWords(seed, result.existingUser) };
  }
}

const inWords = (seed: SeedAccount, existingUser: boolean): string =>
  [
    `Staff account "${seed.accountName}" created for ${seed.email}.`,
    ...(existingUser ? ['This person was known: name and credential stay as they were.'] : []),
    nextStep(seed, existingUser),
  ].join('\n');

const nextStep = ({ provider }: SeedAccount, existingUser: boolean): string =>
  !existingUser && 'internal' in provider && provider.internal.passwordHash !== undefined
    ? 'Next: sign in by magic link with this e-mail. The password is kept; no sign-in of this version asks for it.'
    : 'Next: sign in by magic link with this e-mail.';
