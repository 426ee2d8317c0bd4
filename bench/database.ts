import { randomUUID } from 'node:crypto';
import { openPostgres } from '@mycelium/adapter-postgres';
import type { UserId } from '@mycelium/kernel';
import { Client } from 'pg';

const LICENCES = 20;

/** Every user has this role, with permission to write. */
export const ROLE = 'role-0';

export interface Person {
  readonly userId: UserId;
  readonly email: string;
}

export interface PreparedDatabase {
  readonly url: string;
  /** Each with twenty licences in one tenant. */
  readonly people: readonly Person[];
}

/** A fresh database at the current schema, with people who may sign in: one who asks for things, one who administers. */
export async function prepareDatabase(adminUrl: string, people = 2): Promise<PreparedDatabase> {
  const name = `bench_${randomUUID().replaceAll('-', '')}`;
  await withClient(adminUrl, client => client.query(`CREATE DATABASE ${name}`));
  const url = new URL(adminUrl);
  url.pathname = `/${name}`;
  const postgres = await openPostgres({ url: url.href });
  await postgres.migrate();
  await postgres.close();
  return { url: url.href, people: await withClient(url.href, client => seed(client, people)) };
}

export async function dropDatabase(adminUrl: string, { url }: PreparedDatabase): Promise<void> {
  const name = new URL(url).pathname.slice(1);
  await withClient(adminUrl, client => client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`));
}

async function withClient<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

type Insert = (sql: string, values: readonly unknown[]) => Promise<string>;

const ACCOUNT =
  'INSERT INTO account (name, slug, account_type, tenant_id, is_checked) VALUES ($1, $2, $3, $4, true)';

async function seed(client: Client, people: number): Promise<readonly Person[]> {
  const insert: Insert = async (sql, values) =>
    (await client.query(`${sql} RETURNING id`, [...values])).rows[0].id;
  const tenant = await insert('INSERT INTO tenant (name) VALUES ($1)', ['Bench']);
  const licences: { readonly role: string; readonly account: string }[] = [];
  for (let i = 0; i < LICENCES; i++) {
    const type = JSON.stringify({ subscription: { tenantId: tenant } });
    const account = await insert(ACCOUNT, [`Account ${i}`, `account-${i}`, type, tenant]);
    const role = await insert('INSERT INTO guest_role (name, slug, permission) VALUES ($1, $1, 1)', [
      `role-${i}`,
    ]);
    licences.push({ role, account });
  }
  const made: Person[] = [];
  for (let i = 0; i < people; i++) made.push(await person(insert, client, { number: i, licences }));
  return made;
}

async function person(
  insert: Insert,
  client: Client,
  {
    number,
    licences,
  }: {
    readonly number: number;
    readonly licences: readonly { readonly role: string; readonly account: string }[];
  },
): Promise<Person> {
  const email = `bench-${number}@example.com`;
  const account = await insert(ACCOUNT, [`Bench user ${number}`, `bench-user-${number}`, '"user"', null]);
  const userId = await insert(
    `INSERT INTO "user" (username, email, first_name, last_name, is_principal, account_id) VALUES ($1, $1, '', '', true, $2)`,
    [email, account],
  );
  for (const licence of licences) {
    const guest = await insert(
      'INSERT INTO guest_user (email, guest_role_id, was_verified) VALUES ($1, $2, true)',
      [email, licence.role],
    );
    await client.query('INSERT INTO guest_user_on_account (guest_user_id, account_id) VALUES ($1, $2)', [
      guest,
      licence.account,
    ]);
  }
  return { userId: userId as UserId, email };
}
