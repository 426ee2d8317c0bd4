import type { EntityManager, EntitySchema } from 'typeorm';

/** Inserts the row unless one of its unique values is taken. Whether it was inserted. */
export async function insertedNew<Row extends object>(
  manager: EntityManager,
  entity: EntitySchema<Row>,
  row: Partial<Row>,
): Promise<boolean> {
  const inserted = await manager
    .createQueryBuilder()
    .insert()
    .into(entity)
    .values(row as never)
    .orIgnore()
    .returning('*')
    .execute();
  return (inserted.raw as unknown[]).length > 0;
}
