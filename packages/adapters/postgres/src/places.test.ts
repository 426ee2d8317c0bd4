import type { AccountId, TenantId } from '@mycelium/kernel';
import pg from 'pg';
import { afterAll, beforeEach, expect, it } from 'vitest';
import { serverDatabase, type TestDatabase } from './testing/test-database.ts';

/** The copy of its account that a place carries, whoever writes the rows. */

const database: TestDatabase = await serverDatabase();
afterAll(() => database.close());
const { postgres, sql } = database;

const email = 'ana@example.org';
const [acme, other] = [1, 2].map(n => `00000000-0000-4000-8000-0000000000a${n}`) as [TenantId, TenantId];
const accountId = '00000000-0000-4000-8000-000000000001' as AccountId;
const roleId = '00000000-0000-4000-8000-00000000000b';
const guestId = '00000000-0000-4000-8000-00000000000c';

const INSERT_PLACE = `INSERT INTO guest_user_on_account (guest_user_id, account_id) VALUES ('${guestId}', '${accountId}')`;
const ARCHIVE = `UPDATE account SET is_archived = true WHERE id = '${accountId}'`;

beforeEach(async () => {
  await database.empty();
  await sql(`INSERT INTO tenant (id, name) VALUES ($1, 'Acme'), ($2, 'Other')`, [acme, other]);
  await sql(`INSERT INTO account (id, name, slug, tenant_id) VALUES ($1, 'Desk', 'desk', $2)`, [
    accountId,
    acme,
  ]);
  await sql(`INSERT INTO "user" (username, email, first_name, last_name) VALUES ('a', $1, '', '')`, [email]);
  await sql(`INSERT INTO guest_role (id, name, slug) VALUES ($1, 'Reader', 'reader')`, [roleId]);
  await sql('INSERT INTO guest_user (id, email, guest_role_id) VALUES ($1, $2, $3)', [
    guestId,
    email,
    roleId,
  ]);
});

const licences = async () => (await postgres.profileSource.byEmail(email))?.licences;

async function withClients(work: (first: pg.Client, second: pg.Client) => Promise<void>): Promise<void> {
  const [first, second] = [1, 2].map(() => new pg.Client({ connectionString: database.url })) as [
    pg.Client,
    pg.Client,
  ];
  await Promise.all([first.connect(), second.connect()]);
  try {
    await work(first, second);
  } finally {
    await Promise.all([first.end(), second.end()]);
  }
}

/** Until the server says that somebody waits for a lock of somebody else. */
async function untilSomebodyWaits(): Promise<void> {
  const waiting = `
    SELECT count(*)::int AS count FROM pg_stat_activity
    WHERE datname = current_database() AND wait_event_type = 'Lock'`;
  for (;;) {
    const [row] = await sql<{ count: number }>(waiting);
    if (row?.count) return;
  }
}

it('shows in the profile what any program writes to the account', async () => {
  await sql(INSERT_PLACE);
  expect(await licences()).toMatchObject([{ accName: 'Desk', tenantId: acme, sysAcc: false }]);
  await sql(`UPDATE account SET name = 'Front desk', tenant_id = $1, is_default = true`, [other]);
  expect(await licences()).toMatchObject([{ accName: 'Front desk', tenantId: other, sysAcc: true }]);
  for (const closing of [
    'is_active = NULL',
    'is_active = false',
    'is_archived = true',
    'is_deleted = true',
  ]) {
    await sql(`UPDATE account SET ${closing}`);
    expect(await licences(), closing).toEqual([]);
    await sql('UPDATE account SET is_active = true, is_archived = NULL, is_deleted = NULL');
    expect(await licences()).toHaveLength(1);
  }
});

it('leaves the places alone when nothing of theirs changes', async () => {
  await sql(INSERT_PLACE);
  const version = () => sql('SELECT xmin::text FROM guest_user_on_account');
  const before = await version();
  await sql(`UPDATE account SET name = 'Desk', slug = 'other', is_active = true, meta = '{"a":"b"}'`);
  expect(await version()).toEqual(before);
});

it('reads a name that holds the character between places', async () => {
  await sql(`UPDATE account SET name = 'a' || chr(30) || 'b' || chr(31) || chr(10) || 'ç🍄'`);
  await sql(INSERT_PLACE);
  expect(await licences()).toMatchObject([{ accName: 'a b\u001f\nç🍄' }]);
});

it('closes a place that was being made while its account was archived', () =>
  withClients(async (inviting, archiving) => {
    await inviting.query('BEGIN');
    await inviting.query(INSERT_PLACE);
    const archived = archiving.query(ARCHIVE);
    await untilSomebodyWaits();
    await inviting.query('COMMIT');
    await archived;
    expect(await licences()).toEqual([]);
  }));

it('closes a place that is made while its account is being archived', () =>
  withClients(async (inviting, archiving) => {
    await archiving.query('BEGIN');
    await archiving.query(ARCHIVE);
    const invited = inviting.query(INSERT_PLACE);
    await untilSomebodyWaits();
    await archiving.query('COMMIT');
    await invited;
    expect(await licences()).toEqual([]);
  }));

it('grants nothing through a place that was written without triggers, until it is touched', async () => {
  await withClients(async client => {
    await client.query('SET session_replication_role = replica');
    await client.query(INSERT_PLACE);
  });
  expect(await licences()).toEqual([]);
  await sql('UPDATE guest_user_on_account SET account_id = account_id WHERE account_is_closed IS NULL');
  expect(await licences()).toHaveLength(1);
});
