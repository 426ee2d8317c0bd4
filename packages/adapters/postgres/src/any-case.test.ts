import type { TenantId } from '@mycelium/kernel';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { serverDatabase, type TestDatabase } from './testing/test-database.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await serverDatabase(`TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'`);
});
afterAll(() => database.close());

it('finds names in any case where the database itself folds ASCII alone', async () => {
  const [plain] = await database.sql<{ folds: boolean }>(`SELECT 'É' ILIKE 'é' AS folds`);
  expect(plain).toEqual({ folds: false });
  const id = '0000007e-0000-4000-8000-000000000001' as TenantId;
  await database.postgres.unitOfWork.run(async ({ tenants }) => {
    await tenants.insert({ id, name: 'ÉCOLE', marks: {}, meta: {}, created: new Date() });
    const page = await tenants.list({ name: 'école' }, { pageSize: 10, skip: 0 });
    expect(page.records.map(({ tenant }) => tenant.id)).toEqual([id]);
  });
});
