import { storesContracts } from '@mycelium/contract-tests';
import { afterAll, beforeAll, describe } from 'vitest';
import { emptiedStores } from './testing/stores-world.ts';
import { embeddedDatabase, serverDatabase, type TestDatabase } from './testing/test-database.ts';

describe.each([
  ['PostgreSQL', serverDatabase],
  ['PGlite', embeddedDatabase],
] as const)('%s', (name, open) => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await open();
  });
  afterAll(() => database.close());

  storesContracts(
    name,
    emptiedStores(() => database),
  );
});
