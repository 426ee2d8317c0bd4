import type { User } from '@mycelium/accounts';
import { openPostgres } from '@mycelium/adapter-postgres';
import { createDatabase } from '@mycelium/adapter-postgres/testing';
import { type AccountId, catalogue, type UserId } from '@mycelium/kernel';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Io } from './io.ts';
import { main } from './main.ts';

interface Run {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  readonly asked: readonly string[];
}

interface Surroundings {
  readonly env?: Readonly<Record<string, string>>;
  /** Answers to the questions, in order; a missing one means that there is no terminal. */
  readonly answers?: readonly string[];
  readonly files?: Readonly<Record<string, string>>;
}

async function run(
  args: readonly string[],
  { env = {}, answers = [], files = {} }: Surroundings = {},
): Promise<Run> {
  const [out, err, asked]: [string[], string[], string[]] = [[], [], []];
  const io: Io = {
    env,
    out: text => void out.push(text),
    err: text => void err.push(text),
    ask: async question => {
      asked.push(question);
      return answers[asked.length - 1];
    },
    readText: async path => {
      const text = files[path];
      if (text === undefined) throw Object.assign(new Error('no such file'), { code: 'ENOENT' });
      return text;
    },
  };
  const code = await main(args, io);
  return { code, out: out.join('\n'), err: err.join('\n'), asked };
}

describe('without a database', () => {
  it('explains itself and each command', async () => {
    for (const args of [[], ['--help'], ['help']]) {
      const { code, out } = await run(args);
      expect(code).toBe(0);
      for (const command of ['migrate', 'native-errors init', 'accounts create-seed-account']) {
        expect(out).toContain(command);
      }
    }
    expect((await run(['migrate', '--help'])).out).toContain('--dry-run');
    expect((await run(['accounts', 'create-seed-account', '-h'])).out).toContain('MYC_PASSWORD');
  });

  it('tells its version', async () => {
    expect((await run(['--version'])).out).toMatch(/^myc-cli \d+\.\d+\.\d+$/);
  });

  it.each([
    [['migrat'], /no command "migrat"[\s\S]*myc-cli migrate/],
    [['accounts'], /no command "accounts"[\s\S]*create-seed-account/],
    [['migrate', '--force'], /--force[\s\S]*Usage:/],
    [['migrate', 'now'], /Unexpected argument "now"/],
    [['accounts', 'create-seed-account', 'a@b.example', 'Acme'], /4 arguments are needed, 2 given/],
    [
      ['accounts', 'create-seed-account', 'nonsense', 'Acme', 'A', 'B'],
      /"nonsense" is not an e-mail address/,
    ],
    [['accounts', 'create-seed-account', '--email', 'a@b.example'], /account name are needed/],
    [['accounts', 'create-seed-account', 'a@b.example', 'x'.repeat(257), 'A', 'B'], /longer than 256/],
  ])('says what is wrong with %j and exits with 2', async (args, message) => {
    const { code, err, out } = await run(args);
    expect(err).toMatch(message);
    expect(out).toBe('');
    expect(code).toBe(2);
  });

  it('helps with all commands of a group', async () => {
    expect(await run(['accounts', '--help'])).toMatchObject({
      code: 0,
      out: expect.stringContaining('create-seed-account <email>'),
    });
    expect(await run(['account', '--help'])).toMatchObject({ code: 2 });
  });

  it('says how to name a database when there is none and no terminal', async () => {
    const { code, err, asked } = await run(['migrate']);
    expect(asked).toEqual(['Database URL (hidden): ']);
    expect(err).toMatch(/DATABASE_URL=postgres:/);
    expect(code).toBe(1);
  });

  it.each([
    ['postgres://me:hunter2@127.0.0.1:9/db', /127\.0\.0\.1:9 cannot be reached[\s\S]*Start the server/],
    ['mysql://me:hunter2@localhost/db', /not one of PostgreSQL[\s\S]*postgres:\/\//],
    ['hunter2', /not one of PostgreSQL/],
  ])(
    'says what is wrong with the database %s, without the password and without a stack',
    async (url, message) => {
      const { code, err } = await run(['migrate'], { env: { DATABASE_URL: url } });
      expect(err).toMatch(message);
      expect(err).not.toMatch(/hunter2|\n\s+at /);
      expect(code).toBe(1);
    },
  );

  it('says which configuration it cannot read, or what is wrong in it', async () => {
    const missing = await run(['migrate', '--config', 'nowhere.toml']);
    expect(missing).toMatchObject({
      code: 1,
      err: expect.stringMatching(/nowhere\.toml cannot be read: ENOENT/),
    });
    const files = { 'bad.toml': '[diesel]\ndatabaseUrll = "x"\n' };
    const bad = await run(['migrate', '--config', 'bad.toml'], { files });
    expect(bad).toMatchObject({ code: 1, err: expect.stringMatching(/bad\.toml:2:1 .*databaseUrl/) });
  });
});

describe('on a database', () => {
  let url: string;
  let drop: () => Promise<void>;
  let env: Readonly<Record<string, string>>;
  beforeEach(async () => {
    ({ url, drop } = await createDatabase());
    env = { DATABASE_URL: url };
  });
  afterEach(() => drop());

  const seeded = ['accounts', 'create-seed-account', 'Admin@Acme.example', 'ACME Platform', 'Alice', 'Smith'];
  const migrated = (): Promise<Run> => run(['migrate'], { env });
  const caller = async (email: string) => {
    const postgres = await openPostgres({ url });
    try {
      return await postgres.profileSource.byEmail(email);
    } finally {
      await postgres.close();
    }
  };

  const signedIn = async (email: string, ownsAccount = false): Promise<User> => {
    const postgres = await openPostgres({ url });
    const created = new Date();
    const flags = {
      isActive: true,
      isChecked: true,
      isArchived: false,
      isDeleted: false,
      isSystemAccount: false,
    };
    const id = crypto.randomUUID() as AccountId;
    const user: User = {
      id: crypto.randomUUID() as UserId,
      username: email,
      email,
      firstName: 'Known',
      lastName: '',
      isActive: true,
      isPrincipal: true,
      created,
      ...(ownsAccount && { accountId: id }),
    };
    await postgres.unitOfWork.run(async ({ users, accounts }) => {
      if (ownsAccount) {
        await accounts.insert({
          id,
          name: 'Own',
          slug: 'own',
          accountType: 'user',
          meta: {},
          createdAt: created,
          ...flags,
        });
      }
      await users.insert(user);
    });
    await postgres.close();
    return user;
  };

  it('migrates once, shows the way, and then has nothing to do', async () => {
    const dry = await run(['migrate', '--dry-run'], { env });
    expect(dry.out).toMatch(/^Would apply:\n {2}\d{8}_01_base_schema/);
    const first = await migrated();
    expect(first.code).toBe(0);
    expect(first.err).toMatch(/^\[1\/(\d+)\] \S+_base_schema\n[\s\S]*\[\1\/\1\] /);
    expect(first.out).toMatch(/^\d+ migration\(s\) applied/);
    expect(await migrated()).toMatchObject({ code: 0, err: '', out: 'The database is up to date.' });
  });

  it('tells programs what it did', async () => {
    const pending = JSON.parse((await run(['migrate', '--dry-run', '--json'], { env })).out);
    expect(pending).toMatchObject({ applied: [] });
    const done = JSON.parse((await run(['migrate', '--json'], { env })).out);
    expect(done).toEqual({ applied: pending.pending, pending: [] });
  });

  it('asks for the database when none is named', async () => {
    expect(await run(['migrate'], { answers: [url] })).toMatchObject({ code: 0 });
  });

  it('registers the native error codes and skips those that exist', async () => {
    await migrated();
    const n = catalogue.length;
    const first = await run(['native-errors', 'init'], { env });
    expect(first).toMatchObject({ code: 0, out: `${n} native error codes registered, 0 were there already` });
    const second = await run(['native-errors', 'init'], { env });
    expect(second.out).toBe(`0 native error codes registered, ${n} were there already`);
  });

  it.each([[['native-errors', 'init']], [seeded]])('asks for the migration before %j', async args => {
    const { code, err } = await run(args, { env });
    expect(err).toMatch(/no tables yet[\s\S]*myc-cli migrate/);
    expect(code).toBe(1);
  });

  it('creates the first administrator with a hidden password, once', async () => {
    await migrated();
    const first = await run(seeded, { env, answers: ['correct horse'] });
    expect(first).toMatchObject({ code: 0, err: '', asked: ['Your password: '] });
    expect(first.out).toContain('"ACME Platform" created for admin@acme.example');
    const admin = await caller('admin@acme.example');
    expect(admin).toMatchObject({
      user: { firstName: 'Alice', lastName: 'Smith', isActive: true, isPrincipal: true },
      account: {
        name: 'ACME Platform',
        slug: 'acme-platform',
        accountType: 'staff',
        isActive: true,
        isChecked: true,
      },
    });
    expect(admin?.user.provider).toMatchObject({
      internal: { passwordHash: expect.stringMatching(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/) },
    });
    const second = await run(['accounts', 'create-seed-account', '--email', 'b@b.example', '--name', 'B'], {
      env,
    });
    expect(second).toMatchObject({ code: 0, asked: [], out: expect.stringMatching(/already/) });
    expect(await caller('b@b.example')).toBeUndefined();
  });

  it('tells programs whether it created anybody, and how many codes', async () => {
    await migrated();
    const codes = JSON.parse((await run(['native-errors', 'init', '--json'], { env })).out);
    expect(codes).toEqual({ registered: catalogue.length, existing: 0 });
    for (const created of [true, false]) {
      const { code, out } = await run([...seeded, '--no-password', '--json'], { env });
      expect({ code, ...JSON.parse(out) }).toEqual({ code: 0, created });
    }
  });

  it('creates one administrator when several are asked for at once', async () => {
    await migrated();
    const runs = await Promise.all(
      [1, 2, 3, 4].map(n =>
        run(['accounts', 'create-seed-account', `a${n}@a.example`, 'A', 'A', 'A', '--no-password'], { env }),
      ),
    );
    expect(runs.filter(({ out }) => out.includes('created'))).toHaveLength(1);
    expect(runs.filter(({ out }) => out.includes('already'))).toHaveLength(3);
  });

  it('takes flags, and a password from the environment, or none', async () => {
    await migrated();
    const flags = [
      'accounts',
      'create-seed-account',
      '--name',
      'Platform Admin',
      '--email',
      'admin@example.com',
    ];
    const short = await run(flags, { env: { ...env, MYC_PASSWORD: 'short' } });
    expect(short).toMatchObject({ code: 1, err: expect.stringMatching(/at least 8/) });
    const nowhere = await run(flags, { env });
    expect(nowhere).toMatchObject({
      code: 1,
      err: expect.stringMatching(/MYC_PASSWORD[\s\S]*--no-password/),
    });
    expect(await run([...flags, '--no-password'], { env })).toMatchObject({ code: 0, asked: [] });
    expect((await caller('admin@example.com'))?.user.provider).toEqual({ internal: {} });
  });

  it('gives the account to a person who has signed in before, and to nobody who owns one', async () => {
    await migrated();
    const bob = await signedIn('bob@b.example');
    const owner = await signedIn('owner@b.example', true);
    const refused = await run(
      ['accounts', 'create-seed-account', owner.email, 'A', 'A', 'A', '--no-password'],
      { env },
    );
    expect(refused).toMatchObject({ code: 1, err: expect.stringMatching(/owns an account already/) });
    const taken = await run(
      ['accounts', 'create-seed-account', bob.email, 'Bobs', 'A', 'A', '--no-password'],
      { env },
    );
    expect(taken).toMatchObject({ code: 0, out: expect.stringMatching(/was known/) });
    expect(await caller(bob.email)).toMatchObject({
      user: { id: bob.id, firstName: 'Known' },
      account: { name: 'Bobs', accountType: 'staff' },
    });
  });
});
