import type { AccountId, TenantId } from '@mycelium/kernel';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { serverDatabase, type TestDatabase } from './testing/test-database.ts';

/** Rows as earlier versions left them, which the stores must read. */

const ID = '3f2b8c1e-0000-4000-8000-000000000001';
const TENANT = ID as TenantId;
const ACCOUNT = ID as AccountId;
const EARLY = '2025-01-01T10:00:00.123456Z';
const LATE = '2025-02-01T10:00:00Z';

let database: TestDatabase;
beforeAll(async () => {
  database = await serverDatabase();
});
beforeEach(() => database.empty());
afterAll(() => database.close());

const tenantWith = (status: readonly unknown[] | null): Promise<unknown> =>
  database.sql(
    `INSERT INTO tenant (id, name, status) VALUES ($1, 'Acme',
       CASE WHEN $2::jsonb IS NOT NULL THEN ARRAY(SELECT jsonb_array_elements($2::jsonb)) END)`,
    [TENANT, status && JSON.stringify(status)],
  );

const marks = () =>
  database.postgres.unitOfWork.run(async ({ tenants }) => (await tenants.byId(TENANT))?.marks);

const setMark = (...mark: [mark: 'archived' | 'trashed', set?: { at: Date; by: string }]) =>
  database.postgres.unitOfWork.run(({ tenants }) => tenants.setMark(TENANT, mark[0], mark[1]));

it('takes the latest of several entries of one mark', async () => {
  await tenantWith([
    { archived: { at: LATE, by: 'profile/b' } },
    { verified: { at: EARLY, by: 'profile/a' } },
    { archived: { at: EARLY, by: 'profile/a' } },
  ]);
  expect(await marks()).toEqual({
    archived: { at: new Date(LATE), by: 'profile/b' },
    verified: { at: new Date(EARLY), by: 'profile/a' },
  });
});

it('takes every entry of a mark away, and no other mark', async () => {
  const verified = { verified: { at: LATE, by: 'profile/a' } };
  const archived = { archived: { at: LATE, by: 'profile/a' } };
  await tenantWith([archived, { ...verified, ...archived }, 'archived', archived]);
  expect(await setMark('archived')).toBe('changed');
  expect(await marks()).toEqual({ verified: { at: new Date(LATE), by: 'profile/a' } });
  expect(await setMark('archived')).toBe('unchanged');
});

it('counts a mark that does not say when or by whom', async () => {
  await tenantWith([{ trashed: null }, { archived: { at: 'then' } }, 7]);
  const untold = { at: new Date(0), by: '' };
  expect(await marks()).toEqual({ trashed: untold, archived: untold });
  expect(await setMark('trashed', { at: new Date(LATE), by: 'profile/a' })).toBe('unchanged');
});

it('marks a tenant that has never had a status', async () => {
  await tenantWith(null);
  expect(await marks()).toEqual({});
  expect(await setMark('trashed', { at: new Date(LATE), by: 'profile/a' })).toBe('changed');
  expect(await database.sql('SELECT to_jsonb(status) AS status FROM tenant')).toEqual([
    { status: [{ trashed: { at: '2025-02-01T10:00:00.000Z', by: 'profile/a' } }] },
  ]);
});

it('reads metadata that is absent, or no text', async () => {
  await database.sql(`INSERT INTO tenant (id, name, meta) VALUES ($1, 'Acme', 'null')`, [TENANT]);
  const entry = { key: 'country', value: 'BR' };
  const put = await database.postgres.unitOfWork.run(({ tenants }) =>
    tenants.putMeta(TENANT, entry, new Date(LATE)),
  );
  expect(put).toEqual({ country: 'BR' });
  await database.sql(`UPDATE tenant SET meta = '{"n": 1, "o": {"a": [true]}}'`);
  const tenant = await database.postgres.unitOfWork.run(({ tenants }) => tenants.byId(TENANT));
  expect(tenant?.meta).toEqual({ n: '1', o: '{"a":[true]}' });
});

it('lists a connection string as it was once stored, without signature and digest', async () => {
  const meta = {
    id: '0196f000-0000-7000-8000-000000000002',
    createdAt: '2025-01-01T07:00:00.123456789-03:00',
    name: 'ci',
    scope: [{ aid: ACCOUNT }, { edt: '2027-01-01T00:00:00+00:00' }, { kvr: 1 }, { sig: 'c0ffee' }],
    accountId: ACCOUNT,
    email: { username: 'ana', domain: 'example.org' },
    token: '$argon2id$digest',
  };
  await database.sql(`INSERT INTO token (id, meta, expiration) VALUES (7, $1, $2)`, [
    JSON.stringify(meta),
    LATE,
  ]);
  const listed = await database.postgres.unitOfWork.run(({ connectionStrings }) =>
    connectionStrings.list(ACCOUNT),
  );
  expect(listed).toEqual([
    {
      id: 7,
      innerId: meta.id,
      accountId: ACCOUNT,
      email: 'ana@example.org',
      name: 'ci',
      expiration: new Date(LATE),
      createdAt: new Date('2025-01-01T10:00:00.123Z'),
      scope: [{ aid: ACCOUNT }, { edt: '2027-01-01T00:00:00+00:00' }, { kvr: 1 }],
    },
  ]);
});

it('stores a connection string in the form that installations have always had', async () => {
  const issued = {
    innerId: ID,
    createdAt: new Date(LATE),
    name: 'ci',
    scope: [{ aid: ACCOUNT }, { kvr: 2 }],
    accountId: ACCOUNT,
    email: 'ana@example.org',
    expiration: new Date(LATE),
    signature: 'c0ffee',
    digest: '$argon2id$digest',
  };
  await database.postgres.unitOfWork.run(({ connectionStrings }) => connectionStrings.insert(issued));
  expect(await database.sql('SELECT meta FROM token')).toEqual([
    {
      meta: {
        id: ID,
        createdAt: '2025-02-01T10:00:00.000Z',
        name: 'ci',
        scope: [{ aid: ACCOUNT }, { kvr: 2 }, { sig: 'c0ffee' }],
        accountId: ACCOUNT,
        email: { username: 'ana', domain: 'example.org' },
        token: '$argon2id$digest',
      },
    },
  ]);
});
