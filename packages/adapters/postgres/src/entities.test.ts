import { afterAll, beforeAll, expect, it } from 'vitest';
import { entities } from './entities.ts';
import { serverDatabase, type TestDatabase } from './testing/test-database.ts';

interface Column {
  readonly name: string;
  readonly type: string;
  readonly length: number | null;
  readonly nullable: boolean;
  readonly hasDefault: boolean;
}

let database: TestDatabase;
beforeAll(async () => {
  database = await serverDatabase();
});
afterAll(() => database.close());

const declared = (table: string): Promise<Column[]> =>
  database.sql<Column>(
    `SELECT column_name AS name, data_type AS type, character_maximum_length AS length,
            is_nullable = 'YES' AS nullable, column_default IS NOT NULL AS "hasDefault"
     FROM information_schema.columns WHERE table_schema = 'public' AND table_name = $1 ORDER BY column_name`,
    [table],
  );

const TYPES: Readonly<Record<string, string>> = { varchar: 'character varying', int: 'integer' };

it.each(entities.map(entity => [entity.options.name, entity] as const))(
  'maps %s exactly as the migrations declare it',
  async (table, entity) => {
    const { columns } = database.database.dataSource.getMetadata(entity);
    const mapped = columns.map(column => ({
      name: column.databaseName,
      type: column.isArray ? 'ARRAY' : (TYPES[String(column.type)] ?? String(column.type)),
      length: column.length === '' ? null : Number(column.length),
      nullable: column.isNullable,
      hasDefault: column.default !== undefined || column.isGenerated,
    }));
    // error_code.code is a serial of which no store takes the next value.
    const wanted = (await declared(table)).map(column =>
      table === 'error_code' && column.name === 'code' ? { ...column, hasDefault: false } : column,
    );
    expect(mapped.sort((a, b) => (a.name < b.name ? -1 : 1))).toEqual(wanted);
  },
);

it('maps the primary keys that the migrations declare', async () => {
  for (const entity of entities) {
    const { tableName, primaryColumns } = database.database.dataSource.getMetadata(entity);
    const keys = await database.sql<{ name: string }>(
      `SELECT a.attname AS name FROM pg_index AS i JOIN pg_attribute AS a ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey)
       WHERE i.indrelid = ('public.' || quote_ident($1))::regclass AND i.indisprimary`,
      [tableName],
    );
    expect(primaryColumns.map(column => column.databaseName).sort()).toEqual(
      keys.map(({ name }) => name).sort(),
    );
  }
});
