import { type AccountId, type GuestId, silentLogger } from '@mycelium/kernel';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openServer } from './data-source.ts';
import { migrations } from './migrations.generated.ts';
import type { SchemaConnection } from './migrator.ts';
import { openPostgres, type Postgres } from './open-postgres.ts';
import { earlierDatabaseSql } from './testing/earlier-database.ts';
import { schemaSnapshot } from './testing/schema-snapshot.ts';
import { createDatabase } from './testing/test-database.ts';

const all = migrations.map(({ name }) => name);
/** Roles belong to the whole server. */
const role = `myc_${crypto.randomUUID().replaceAll('-', '')}`;
const extra = (sql: string, name = '99990101_01_extra') => ({ name, sql, checksum: 'f'.repeat(64) });

let url: string;
let drop: () => Promise<void>;
let postgres: Postgres;
beforeEach(async () => {
  ({ url, drop } = await createDatabase());
  postgres = await openPostgres({ url });
});
afterEach(async () => {
  await postgres.close();
  await drop();
});

async function raw<Result>(work: (connection: SchemaConnection) => Promise<Result>): Promise<Result> {
  const database = await openServer({ url, poolSize: 1, log: silentLogger });
  try {
    return await database.withSchemaConnection(work);
  } finally {
    await database.close();
  }
}
const rows = (statement: string) => raw(connection => connection.rows<Record<string, unknown>>(statement));
const script = (text: string): Promise<void> => raw(connection => connection.script(text));

describe('an empty database', () => {
  it('is told from one that is up to date', async () => {
    expect(await postgres.schemaStatus()).toBe('empty');
    expect(await postgres.migrate()).toEqual(all);
    expect(await postgres.schemaStatus()).toBe('current');
    expect(await postgres.migrate()).toEqual([]);
  });

  it('reports every step before and after it is taken', async () => {
    const heard: string[] = [];
    await postgres.migrate({
      onProgress: ({ name, step, steps, state }) => heard.push(`${step}/${steps} ${name} ${state}`),
    });
    expect(heard).toEqual(
      all.flatMap((name, index) =>
        ['applying', 'applied'].map(state => `${index + 1}/${all.length} ${name} ${state}`),
      ),
    );
  });

  it('is migrated once by many processes at the same time', async () => {
    const others = await Promise.all([1, 2, 3].map(() => openPostgres({ url, poolSize: 1 })));
    const applied = await Promise.all([postgres, ...others].map(each => each.migrate()));
    expect(applied.filter(names => names.length > 0)).toEqual([all]);
    await Promise.all(others.map(each => each.close()));
  });
});

describe('a database from before migrations were recorded', () => {
  beforeEach(() => script(earlierDatabaseSql));

  it('is brought up to date, and keeps its rows and the names of its objects', async () => {
    expect(await postgres.schemaStatus()).toEqual({ pending: all });
    expect(await postgres.migrate()).toEqual(all);
    expect(await postgres.schemaStatus()).toBe('current');
    expect(await rows('SELECT name FROM account ORDER BY name')).toEqual([
      { name: 'Guests' },
      { name: 'Kept' },
    ]);
    const upgraded = await schemaSnapshot(rows);
    const fresh = await createDatabase();
    const other = await openPostgres({ url: fresh.url });
    await other.migrate();
    await other.close();
    url = fresh.url;
    const wanted = await schemaSnapshot(rows);
    await fresh.drop();
    const renamed = (lines: readonly string[]): string[] =>
      lines.map(line => line.replace(/^(index CREATE INDEX|trigger CREATE TRIGGER) \S+/, '$1')).sort();
    expect(renamed(upgraded)).toEqual(renamed(wanted));
  });

  it('gives its callers as they were: the user who owns an account, flags that are texts, no writer', async () => {
    await postgres.migrate();
    const caller = await postgres.profileSource.byEmail('ana@example.org');
    expect(caller?.user.id).toBe('00000000-0000-4000-8000-00000000000d');
    expect(caller?.account).toMatchObject({
      meta: { telegram_user: '{"id":123}', whatsapp_user: 'x' },
      createdBy: { id: 'x', from: 'account' },
    });
    expect(caller?.licences).toMatchObject([
      { role: 'reader', perm: 'read', verified: true, permitFlags: ['flag'] },
    ]);
    expect(caller?.licences[0]).not.toHaveProperty('denyFlags');
    const user = await postgres.unitOfWork.run(({ users }) => users.byEmail('ana@example.org'));
    expect(user).toEqual(caller?.user);
  });

  it('reads flags that were declared as plain texts', async () => {
    await script(`
      DROP VIEW licensed_resources;
      ALTER TABLE guest_user_on_account ALTER COLUMN permit_flags TYPE text[] USING ARRAY['a', 'b'];
      ALTER TABLE guest_user_on_account ALTER COLUMN deny_flags TYPE text[] USING NULL;`);
    await postgres.migrate();
    const caller = await postgres.profileSource.byEmail('ana@example.org');
    expect(caller?.licences).toMatchObject([{ permitFlags: ['a', 'b'] }]);
    const flags = { permitFlags: ["it's", '{"x"}'], denyFlags: [] };
    await postgres.unitOfWork.run(async ({ guests }) => {
      const guestId = '00000000-0000-4000-8000-00000000000f' as GuestId;
      const accountId = '00000000-0000-4000-8000-00000000000b' as AccountId;
      expect(await guests.setFlags(guestId, accountId, flags)).toMatchObject(flags);
      const { records } = await guests.onAccount(accountId, { pageSize: 1, skip: 0 });
      expect(records[0]?.place).toMatchObject(flags);
    });
    expect(await rows('SELECT permit_flags FROM guest_user_on_account')).toEqual([
      { permit_flags: flags.permitFlags },
    ]);
  });

  it('gets another view of the licences in place, whatever the order of its columns, with its grants', async () => {
    await script(`
      DROP VIEW licensed_resources;
      CREATE VIEW licensed_resources AS
        SELECT gu.email AS gu_email, gu.was_verified AS gu_verified, a.id AS acc_id, a.name AS acc_name,
          a.is_default AS is_acc_std, gr.id AS gr_id, gr.slug AS gr_slug, gr.permission AS gr_perm,
          ga.permit_flags, ga.deny_flags, a.tenant_id AS tenant_id
        FROM guest_user_on_account ga JOIN guest_user gu ON gu.id = ga.guest_user_id
        JOIN guest_role gr ON gr.id = gu.guest_role_id JOIN account a ON a.id = ga.account_id;
      CREATE ROLE ${role}; GRANT SELECT ON licensed_resources TO ${role};`);
    try {
      await postgres.migrate();
      const [granted] = await rows(
        `SELECT has_table_privilege('${role}', 'licensed_resources', 'SELECT') AS granted`,
      );
      expect(granted).toEqual({ granted: true });
      const verified = 'SELECT gu_email, acc_name, gr_slug, gu_verified FROM licensed_resources';
      const row = { gu_email: 'ana@example.org', acc_name: 'Guests', gr_slug: 'reader' };
      expect(await rows(verified)).toEqual([{ ...row, gu_verified: true }]);
      await script('UPDATE guest_user_on_account SET was_verified = false');
      expect(await rows(verified)).toEqual([{ ...row, gu_verified: false }]);
    } finally {
      await script(`DROP OWNED BY ${role}; DROP ROLE ${role};`);
    }
  });

  it('hands what came later to the roles that had the account table', async () => {
    await script(`CREATE ROLE ${role}; GRANT ALL ON account TO ${role};`);
    try {
      await postgres.migrate();
      const [granted] = await rows(`
        SELECT has_table_privilege('${role}', 'kv_artifact', 'INSERT') AS cache,
               has_table_privilege('${role}', 'mycelium_migration', 'SELECT') AS read,
               has_table_privilege('${role}', 'mycelium_migration', 'INSERT') AS write`);
      expect(granted).toEqual({ cache: true, read: true, write: false });
    } finally {
      await script(`DROP OWNED BY ${role}; DROP ROLE ${role};`);
    }
  });
});

describe('a migration that cannot be applied', () => {
  it('leaves nothing of itself behind, keeps the ones before it, and can be repeated', async () => {
    const broken = [...migrations, extra('CREATE TABLE half (id int); SELECT nonsense;')];
    const failed = postgres.migrate({ migrations: broken });
    await expect(failed).rejects.toMatchObject({
      name: 'AppError',
      message: expect.stringMatching(
        /99990101_01_extra: column "nonsense" does not exist\. Nothing of it was kept/,
      ),
    });
    expect(await rows(`SELECT to_regclass('half') AS half`)).toEqual([{ half: null }]);
    expect(await postgres.schemaStatus()).toBe('current');
    const mended = [...migrations, extra('CREATE TABLE half (id int);')];
    expect(await postgres.migrate({ migrations: mended })).toEqual(['99990101_01_extra']);
  });

  it('is refused when the database knows more than this version', async () => {
    await postgres.migrate({ migrations: [...migrations, extra('SELECT 1;')] });
    expect(await postgres.schemaStatus()).toBe('newer');
    await expect(postgres.migrate()).rejects.toMatchObject({
      message: expect.stringContaining('99990101_01_extra'),
      details: expect.stringContaining('later'),
    });
  });

  it('is refused when an applied one has changed since', async () => {
    await postgres.migrate();
    const changed = migrations.map((each, index) =>
      index === 0 ? { ...each, checksum: '0'.repeat(64) } : each,
    );
    await expect(postgres.migrate({ migrations: changed })).rejects.toThrow(/_base_schema/);
  });

  it('tells a role without the right to create tables whom to ask', async () => {
    await script(`CREATE ROLE ${role} LOGIN; REVOKE CREATE ON SCHEMA public FROM PUBLIC;`);
    const guest = new URL(url);
    guest.username = role;
    const other = await openPostgres({ url: guest.href });
    try {
      await expect(other.migrate()).rejects.toMatchObject({
        details: expect.stringMatching(/role that owns/),
      });
    } finally {
      await other.close();
      await script(`DROP ROLE ${role}`);
    }
  });
});

describe('the audit log', () => {
  it('refuses to be changed or thinned out', async () => {
    await postgres.migrate();
    await script(`INSERT INTO resource_audit_log (resource_type, resource_id, event, performed_by, created_at)
      VALUES ('account', gen_random_uuid(), 'created', '{}', now())`);
    await expect(script(`UPDATE resource_audit_log SET event = 'deleted'`)).rejects.toThrow(/immutable/);
    await expect(script('DELETE FROM resource_audit_log')).rejects.toThrow(/immutable/);
  });
});
