import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AppError, catalogue, silentLogger } from '@mycelium/kernel';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openServer } from './data-source.ts';
import { mailColumn } from './mail-column.ts';
import { openPostgres, type Postgres, postgresOver } from './open-postgres.ts';
import { adminUrl, createDatabase, serverDatabase, type TestDatabase } from './testing/test-database.ts';

const failureOf = (work: Promise<unknown>): Promise<AppError> =>
  work.then(
    () => {
      throw new Error('did not fail');
    },
    (error: AppError) => error,
  );

describe('a server that cannot be used', () => {
  it.each([
    ['nothing listens', { port: '9' }, /:9 cannot be reached/],
    ['no such database', { pathname: '/my%20db' }, /has no database "my db"/],
    ['no such user', { username: 'nobody_here' }, /refuses the login of "nobody_here"/],
  ])('is named with what to do: %s', async (_, parts, message) => {
    const url = Object.assign(new URL(adminUrl()), { password: 'hunter2', ...parts }).href;
    const error = await failureOf(openPostgres({ url }));
    expect(error).toMatchObject({ name: 'AppError', code: 'MYC00001', kind: 'unavailable' });
    expect(error.message).toMatch(message);
    expect(error.details).toBeTruthy();
    expect(`${error.message}${error.details}${error.cause}`).not.toContain('hunter2');
  });
});

/** Stands between the adapter and the server, and can go silent or cut everything. */
interface Wire {
  readonly url: string;
  cut(): void;
  /** Connections stay open, and nothing passes any more. */
  silence(): void;
  mend(): void;
  close(): Promise<void>;
}

async function wireTo(target: string): Promise<Wire> {
  const { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();
  let broken = false;
  let silent = false;
  const server: Server = createServer(client => {
    if (broken) return client.destroy();
    const upstream = connect(Number(port || 5432), hostname);
    for (const [from, to] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(from);
      from.on('error', () => to.destroy());
      from.on('close', () => {
        sockets.delete(from);
        to.destroy();
      });
      from.on('data', chunk => {
        if (!silent) to.write(chunk);
      });
      from.on('end', () => to.end());
    }
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const cut = (): void => {
    broken = true;
    for (const socket of sockets) socket.destroy();
  };
  const url = new URL(target);
  url.hostname = '127.0.0.1';
  url.port = String(typeof address === 'object' && address !== null ? address.port : 0);
  return {
    url: url.href,
    cut,
    silence: () => {
      silent = true;
    },
    mend: () => {
      broken = false;
      silent = false;
    },
    close: () => {
      cut();
      return new Promise(resolve => server.close(() => resolve()));
    },
  };
}

describe('a connection that is lost', () => {
  let drop: () => Promise<void>;
  let wire: Wire;
  let postgres: Postgres;
  beforeEach(async () => {
    const created = await createDatabase();
    drop = created.drop;
    wire = await wireTo(created.url);
    postgres = await openPostgres({ url: wire.url });
    await postgres.migrate();
  });
  afterEach(async () => {
    await postgres.close();
    await wire.close();
    await drop();
  });

  it('becomes one error for every port, and heals by itself', async () => {
    expect(await postgres.ready()).toBe(true);
    wire.cut();
    const failures = [
      postgres.profileSource.byEmail('ana@example.org'),
      postgres.mailQueue.delivered(crypto.randomUUID()),
      postgres.unitOfWork.run(({ settings }) => settings.has('x')),
      postgres.schemaStatus(),
      postgres.migrate(),
    ];
    for (const error of await Promise.all(failures.map(failureOf))) {
      expect(error).toMatchObject({ name: 'AppError', code: 'MYC00001', kind: 'unavailable' });
    }
    expect(await postgres.ready()).toBe(false);
    wire.mend();
    expect(await postgres.ready()).toBe(true);
    expect(await postgres.profileSource.byEmail('ana@example.org')).toBeUndefined();
  });

  it('in the middle of a unit of work undoes it', async () => {
    const error = await failureOf(
      postgres.unitOfWork.run(async ({ settings }) => {
        await settings.insert('half', {}, { id: crypto.randomUUID(), from: 'account' });
        wire.cut();
        await settings.has('half');
      }),
    );
    expect(error).toMatchObject({ code: 'MYC00001' });
    wire.mend();
    expect(await postgres.unitOfWork.run(({ settings }) => settings.has('half'))).toBe(false);
  });
});

describe('a server that falls silent', () => {
  it('keeps nobody waiting, and heals by itself', async () => {
    const { url, drop } = await createDatabase();
    const wire = await wireTo(url);
    const database = await openServer({ url: wire.url, poolSize: 2, log: silentLogger, patienceMs: 200 });
    const postgres = postgresOver(database, silentLogger);
    await postgres.migrate();
    wire.silence();
    const started = Date.now();
    const failures = [
      postgres.profileSource.byEmail('ana@example.org'),
      postgres.unitOfWork.run(({ settings }) => settings.has('x')),
      postgres.mailQueue.delivered(crypto.randomUUID()),
    ];
    for (const error of await Promise.all(failures.map(failureOf))) {
      expect(error).toMatchObject({ code: 'MYC00001', kind: 'unavailable' });
    }
    expect(Date.now() - started).toBeLessThan(3000);
    wire.mend();
    expect(await postgres.profileSource.byEmail('ana@example.org')).toBeUndefined();
    expect(await postgres.unitOfWork.run(({ settings }) => settings.has('x'))).toBe(false);
    await postgres.close();
    await wire.close();
    await drop();
  });
});

describe('what the database refuses', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await serverDatabase();
  });
  afterAll(() => database.close());
  beforeEach(() => database.empty());
  const writer = { id: crypto.randomUUID(), from: 'account' } as const;

  it('comes out as an internal error without the values of the statement', async () => {
    const error = await failureOf(
      database.postgres.unitOfWork.run(({ audit }) =>
        audit.append({
          id: 'not-a-uuid',
          resourceType: 'account',
          resourceId: crypto.randomUUID(),
          event: 'created',
          performedBy: writer,
          metadata: { note: 'hunter2' },
          createdAt: new Date(),
        }),
      ),
    );
    expect(error).toMatchObject({
      name: 'AppError',
      code: 'MYC00099',
      cause: { name: 'DatabaseFault', code: '22P02' },
    });
    expect(JSON.stringify(error.cause, Object.getOwnPropertyNames(error.cause))).not.toContain('hunter2');
  });

  it('fails the unit of work even when the work goes on as if nothing had happened', async () => {
    const { unitOfWork } = database.postgres;
    const run = unitOfWork.run(async ({ settings, events }) => {
      await settings.insert('lost', {}, writer);
      const occurredAt = new Date();
      const event = {
        id: 'no-uuid',
        trigger: 'userAccount.created',
        occurredAt,
        resourceId: 'x',
        payload: {},
      } as const;
      await events.append(event).catch(() => undefined);
      return 'done';
    });
    await expect(run).rejects.toMatchObject({ code: 'MYC00099' });
    expect(await unitOfWork.run(({ settings }) => settings.has('lost'))).toBe(false);
  });

  it('sees a second road to the database out of a unit of work as a mistake', async () => {
    const { unitOfWork, profileSource } = database.postgres;
    await expect(unitOfWork.run(() => profileSource.byEmail('ana@example.org'))).rejects.toThrow(
      /inside a unit of work/,
    );
  });

  it('keeps error codes that exist when the catalogue is registered', async () => {
    await database.sql(
      `INSERT INTO error_code (prefix, code, message, is_native) VALUES ('MYC', 9, 'Mine', false), ('SVC', 9, 'X', false)`,
    );
    expect(await database.postgres.registerErrorCodes(catalogue)).toEqual({
      inserted: catalogue.length - 1,
      existing: 1,
    });
    const nine = await database.sql(
      'SELECT message, is_native FROM error_code WHERE code = 9 ORDER BY prefix',
    );
    expect(nine).toEqual([
      { message: 'Mine', is_native: false },
      { message: 'X', is_native: false },
    ]);
  });
});

describe('mails queued by an earlier version', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await serverDatabase();
  });
  afterAll(() => database.close());
  beforeEach(() => database.empty());

  const queue = (message: string, created = '2026-01-01') =>
    database.sql(`INSERT INTO message_queue (message, status, created) VALUES ($1, 'Queued', $2)`, [
      message,
      created,
    ]);
  const base64 = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64');
  const claim = () =>
    database.postgres.mailQueue.claimBatch({ limit: 10, now: new Date(), visibilityTimeoutSeconds: 60 });
  const old = { to: { username: 'ana', domain: 'example.org' }, cc: null, subject: 'Hi' };

  it('are sent, with a text made of their HTML', async () => {
    const body = '<head><title>x</title></head><p>Your&nbsp;code:<br/>1 &lt; 2 &amp;amp;</p>';
    await queue(base64({ ...old, from: { namedEmail: 'Acme <a@acme.example>' }, body }));
    await queue(
      base64({ ...old, from: { email: { username: 'a', domain: 'acme.example' } }, body }),
      '2026-01-02',
    );
    expect((await claim()).map(({ mail }) => mail)).toEqual([
      {
        from: { name: 'Acme', address: 'a@acme.example' },
        to: 'ana@example.org',
        subject: 'Hi',
        html: body,
        text: 'Your code:\n1 < 2 &amp;',
      },
      expect.objectContaining({ from: { address: 'a@acme.example' } }),
    ]);
  });

  it('are set aside when they cannot be read, and hold up nobody', async () => {
    await queue('no base64 of any mail');
    await queue(base64({ subject: 'no addresses' }));
    const mail = {
      from: { address: 'a@acme.example' },
      to: 'b@b.example',
      subject: 's',
      html: 'h',
      text: 't',
    };
    await queue(mailColumn(mail), '2026-01-02');
    expect((await claim()).map(claimed => claimed.mail)).toEqual([mail]);
    const failed = await database.sql(`SELECT error FROM message_queue WHERE status = 'Failed'`);
    expect(failed).toHaveLength(2);
    expect(failed[0]).toMatchObject({ error: expect.stringMatching(/readable/) });
  });
});

describe('an embedded database', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'myc-pglite-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('keeps its rows in its folder, which one process may have at a time', async () => {
    const directory = join(folder, 'deep', 'data');
    const first = await openPostgres({ directory });
    await first.migrate();
    const by = { id: crypto.randomUUID(), from: 'account' } as const;
    await first.unitOfWork.run(({ settings }) => settings.insert('kept', { a: 1 }, by));
    const error = await failureOf(openPostgres({ directory }));
    expect(error).toMatchObject({
      code: 'MYC00001',
      message: expect.stringMatching(/in use by process \d+/),
    });
    expect(readFileSync(`${directory}.lock`, 'utf8')).toBe(`${process.pid}\n`);
    await first.close();
    expect(existsSync(`${directory}.lock`)).toBe(false);

    const second = await openPostgres({ directory });
    expect(await second.schemaStatus()).toBe('current');
    expect(await second.unitOfWork.run(({ settings }) => settings.has('kept'))).toBe(true);
    await second.close();
  });

  it('takes over from a process that was killed, and respects one that runs', async () => {
    const directory = join(folder, 'data');
    for (const left of ['999999999\n', '', `${process.pid}\n`]) {
      writeFileSync(`${directory}.lock`, left);
      const { lockDirectory } = await import('./directory-lock.ts');
      const unlock = lockDirectory(directory);
      unlock();
    }
    writeFileSync(`${directory}.lock`, `${process.ppid}\n`);
    expect((await failureOf(openPostgres({ directory }))).message).toContain(String(process.ppid));
  });

  it('says so when its folder holds something else', async () => {
    const directory = join(folder, 'data');
    writeFileSync(directory, 'a file');
    const error = await failureOf(openPostgres({ directory }));
    expect(error).toMatchObject({ code: 'MYC00001', message: expect.stringContaining(directory) });
    expect(existsSync(`${directory}.lock`)).toBe(false);
  });
});
