import type { AccountId, GuestId, RoleId, TenantId } from '@mycelium/kernel';
import { silentLogger } from '@mycelium/kernel';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { openServer } from './data-source.ts';
import { postgresOver } from './open-postgres.ts';
import { serverDatabase, type TestDatabase } from './testing/test-database.ts';

/** What the rows look like to whoever else reads and writes them. */

const database: TestDatabase = await serverDatabase();
afterAll(() => database.close());
const { postgres, sql } = database;
const { unitOfWork, profileSource } = postgres;

const at = new Date('2026-03-01T12:00:00.123Z');
const email = 'ana@example.org';
const tenantId = '00000000-0000-4000-8000-00000000000a' as TenantId;
const roleId = '00000000-0000-4000-8000-00000000000b' as RoleId;
const guestId = '00000000-0000-4000-8000-00000000000c' as GuestId;
const [one, two, three] = [1, 2, 3].map(n => `00000000-0000-4000-8000-00000000000${n}`) as [
  AccountId,
  AccountId,
  AccountId,
];

beforeEach(async () => {
  await database.empty();
  await sql(`INSERT INTO tenant (id, name) VALUES ($1, 'Acme')`, [tenantId]);
  for (const id of [one, two, three]) {
    await sql('INSERT INTO account (id, name, slug, tenant_id) VALUES ($1::uuid, $1::text, $1::text, $2)', [
      id,
      tenantId,
    ]);
  }
  await sql(`INSERT INTO "user" (username, email, first_name, last_name) VALUES ('a', $1, '', '')`, [email]);
  await sql(`INSERT INTO guest_role (id, name, slug) VALUES ($1, 'Reader', 'reader')`, [roleId]);
});

/** As they were written before acceptance was kept per place. */
async function formerPlaces({ verified, on }: { verified: boolean | null; on: readonly AccountId[] }) {
  await sql('INSERT INTO guest_user (id, email, guest_role_id, was_verified) VALUES ($1, $2, $3, $4)', [
    guestId,
    email,
    roleId,
    verified,
  ]);
  for (const account of on) {
    await sql('INSERT INTO guest_user_on_account (guest_user_id, account_id) VALUES ($1, $2)', [
      guestId,
      account,
    ]);
  }
}

/** The accounts on which the place is accepted, to each of those who read it. */
async function accepted() {
  const caller = await profileSource.byEmail(email);
  const places = await unitOfWork.run(({ guests }) => guests.licencesOf({ email, tenantId }));
  const [seen] = await sql<{ accounts: string[] | null }>(
    `SELECT array_agg(acc_id::text ORDER BY acc_id) AS accounts FROM licensed_resources WHERE gu_verified`,
  );
  const inProfile = caller?.licences.filter(({ verified }) => verified).map(({ accId }) => accId);
  expect(places.filter(({ verified }) => verified).map(({ accId }) => accId)).toEqual(inProfile);
  expect(seen?.accounts ?? []).toEqual(inProfile);
  return inProfile;
}

const accept = (accountId: AccountId) =>
  unitOfWork.run(({ guests }) => guests.accept({ email, accountId, role: 'reader', permission: 'read' }, at));

describe('places from before acceptance was kept per place', () => {
  it('are accepted when their guest was verified, and new ones are not', async () => {
    await formerPlaces({ verified: true, on: [one, two] });
    await unitOfWork.run(({ guests }) => guests.invite({ id: guestId, email, roleId, accountId: three, at }));
    expect(await accepted()).toEqual([one, two]);
    expect(await accept(one)).toBe('already');
    expect(await accept(three)).toBe('accepted');
    expect(await accepted()).toEqual([one, two, three]);
  });

  it.each([false, null])(
    'are pending when it was not (%s), and stay so when another one is accepted',
    async verified => {
      await formerPlaces({ verified, on: [one, two, three] });
      expect(await accepted()).toEqual([]);
      expect(await accept(two)).toBe('accepted');
      expect(await accepted()).toEqual([two]);
      expect(await sql('SELECT was_verified FROM guest_user')).toEqual([{ was_verified: true }]);
    },
  );
});

describe('a tenant in the trash', () => {
  const entry = (mark: string) => JSON.stringify({ [mark]: { at, by: 'x' } });

  it.each([
    [['trashed'], []],
    [['verified', 'archived', 'verified', 'archived', 'verified', 'trashed'], []],
    [['verified', 'archived', 'verified', 'archived', 'verified', 'archived'], [one]],
    [[], [one]],
  ])('grants nothing, wherever among its marks %j it says so', async (marks, granted) => {
    await formerPlaces({ verified: true, on: [one] });
    await sql('UPDATE tenant SET status = $1::jsonb[]', [marks.map(entry)]);
    const caller = await profileSource.byEmail(email);
    expect(caller?.licences.map(({ accId }) => accId)).toEqual(granted);
  });

  it('grants nothing either when it is one of very many', async () => {
    await formerPlaces({ verified: true, on: [one, two] });
    await sql(
      `INSERT INTO tenant (name, status) SELECT 'Gone ' || n, $1::jsonb[] FROM generate_series(1, 600) AS n`,
      [[entry('trashed')]],
    );
    const granted = async () => (await profileSource.byEmail(email))?.licences.map(({ accId }) => accId);
    expect(await granted()).toEqual([one, two]);
    await sql('UPDATE account SET tenant_id = NULL WHERE id = $1', [two]);
    await sql('UPDATE tenant SET status = $1::jsonb[] WHERE id = $2', [[entry('trashed')], tenantId]);
    expect(await granted()).toEqual([two]);
    await sql(`DELETE FROM tenant WHERE name LIKE 'Gone%'`);
    expect(await granted()).toEqual([two]);
  });

  it('has each mark once, however often it was written before', async () => {
    await sql('UPDATE tenant SET status = $1::jsonb[]', [['archived', 'verified', 'archived'].map(entry)]);
    const setMark = (set?: { at: Date; by: string }) =>
      unitOfWork.run(({ tenants }) => tenants.setMark(tenantId, 'archived', set));
    const status = async () => (await sql<{ status: unknown }>('SELECT status FROM tenant'))[0]?.status;
    const verified = { verified: { at: at.toISOString(), by: 'x' } };
    expect(await setMark({ at, by: 'y' })).toBe('unchanged');
    expect(await setMark()).toBe('changed');
    expect(await status()).toEqual([verified]);
    expect(await setMark({ at, by: 'y' })).toBe('changed');
    expect(await status()).toEqual([verified, { archived: { at: at.toISOString(), by: 'y' } }]);
  });
});

describe('a connection string', () => {
  const issue = (accountId: AccountId) =>
    unitOfWork.run(({ connectionStrings }) =>
      connectionStrings.insert({
        innerId: '00000000-0000-7000-8000-000000000009',
        accountId,
        email: '"odd@name"@example.org',
        name: 'Robot',
        expiration: at,
        createdAt: at,
        scope: [{ aid: accountId }, { tid: tenantId }, { kvr: 1 }],
        signature: 'f00d',
        digest: '$argon2id$x',
      }),
    );

  it('is stored as it always was, the signature last in its scope', async () => {
    const id = await issue(one);
    expect(await sql('SELECT * FROM token')).toEqual([
      {
        id,
        meta: {
          id: '00000000-0000-7000-8000-000000000009',
          createdAt: at.toISOString(),
          name: 'Robot',
          scope: [{ aid: one }, { tid: tenantId }, { kvr: 1 }, { sig: 'f00d' }],
          accountId: one,
          email: { username: '"odd@name"', domain: 'example.org' },
          token: '$argon2id$x',
        },
        expiration: at,
      },
    ]);
    expect(await sql('SELECT id, accountid, name FROM public_connection_string_info')).toEqual([
      { id, accountid: one, name: 'Robot' },
    ]);
  });

  it('is told from the other rows of its table', async () => {
    const other = { userId: one, accountId: one, email: { username: 'a', domain: 'b.c' }, token: 'x' };
    const [row] = await sql<{ id: number }>(
      'INSERT INTO token (meta, expiration) VALUES ($1, $2) RETURNING id',
      [JSON.stringify(other), at],
    );
    const id = await issue(one);
    await unitOfWork.run(async ({ connectionStrings }) => {
      expect((await connectionStrings.list(one)).map(listed => listed.id)).toEqual([id]);
      expect(await connectionStrings.revoke(one, row?.id ?? 0, at)).toBe('absent');
      expect(await connectionStrings.delete(one, row?.id ?? 0)).toBe('absent');
      expect(await connectionStrings.delete(one, 2 ** 40)).toBe('absent');
    });
  });
});

it('locks a guest before the guest is deleted with an account, so that nobody waits in a circle', async () => {
  await formerPlaces({ verified: false, on: [one] });
  const place = { email, roleId, accountId: one };
  const waiting = Promise.withResolvers<void>();
  const revoked = unitOfWork.run(async ({ guests }) => {
    expect(await guests.invite({ ...place, id: guestId, at })).toBe('duplicate');
    await waiting.promise;
    return guests.revoke(place);
  });
  const deleted = unitOfWork.run(({ accounts }) =>
    accounts.softDelete(one, { id: one, from: 'account', at }),
  );
  await untilSomebodyWaits();
  waiting.resolve();
  expect(await Promise.all([revoked, deleted])).toEqual(['revoked', 'deleted']);
  expect(await sql('SELECT id FROM guest_user')).toEqual([]);
});

async function untilSomebodyWaits(): Promise<void> {
  const blocked = `
    SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
  while ((await sql(blocked)).length === 0) await new Promise(resolve => setTimeout(resolve, 10));
}

it('goes on when a pooler gives it a connection on which nothing was prepared', async () => {
  const log = silentLogger;
  const server = await openServer({ url: database.url ?? '', poolSize: 1, log });
  const pooled = postgresOver(server, log);
  try {
    expect(await pooled.profileSource.byEmail(email)).toBeDefined();
    await server.dataSource.query('DEALLOCATE ALL');
    for (let call = 0; call < 3; call += 1) {
      expect((await pooled.profileSource.byEmail(email))?.user.email).toBe(email);
    }
  } finally {
    await pooled.close();
  }
});
