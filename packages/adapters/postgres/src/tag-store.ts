import type { Tag, TagStore } from '@mycelium/accounts';
import type { TagId } from '@mycelium/kernel';
import type { EntitySchema } from 'typeorm';
import { columnsOf, grouped } from './columns.ts';
import { isForeignKeyViolation, isUniqueViolation } from './database-error.ts';
import type { TagRow } from './entities.ts';
import { insertedNew } from './insert.ts';
import { textsOf } from './meta-column.ts';
import { type Session, type Sql, withSavepoint } from './session.ts';

/** Tags of one kind: those of accounts or those of tenants. */
export const postgresTagStore = <OwnerId extends string>(
  session: Session,
  entity: EntitySchema<TagRow>,
): TagStore<OwnerId> => ({
  insert: (ownerId, tag) =>
    session.turn(async ({ sql, manager }) => {
      const row = { id: tag.id, value: tag.value, meta: tag.meta ?? null, ownerId };
      try {
        const inserted = await withSavepoint(sql, () => insertedNew(manager, entity, row));
        return inserted ? 'inserted' : 'duplicate';
      } catch (error) {
        if (isForeignKeyViolation(error)) return 'absent';
        throw error;
      }
    }),
  update: (ownerId, { id, value, meta }) =>
    session.turn(async ({ sql, manager }) => {
      const change = { value, meta: meta ?? null } as never;
      try {
        const { affected } = await withSavepoint(sql, () => manager.update(entity, { id, ownerId }, change));
        return affected ? 'updated' : 'absent';
      } catch (error) {
        if (isUniqueViolation(error)) return 'duplicate';
        throw error;
      }
    }),
  delete: (ownerId, id) =>
    session.turn(async ({ manager }) => {
      const { affected } = await manager.delete(entity, { id, ownerId });
      return affected ? 'deleted' : 'absent';
    }),
  list: ownerId => session.turn(async ({ sql }) => (await tagsOf(sql, entity, [ownerId])).get(ownerId) ?? []),
});

const tagOf = ({ id, value, meta }: TagRow): Tag => ({
  id: id as TagId,
  value,
  ...(meta !== null && { meta: textsOf(meta) }),
});

/** The tags of many owners in one statement, by owner. */
export async function tagsOf(
  sql: Sql,
  entity: EntitySchema<TagRow>,
  ownerIds: readonly string[],
): Promise<ReadonlyMap<string, readonly Tag[]>> {
  const rows = await sql<TagRow>(
    `SELECT ${columnsOf(entity, 't')} FROM public.${entity.options.name} AS t
     WHERE t.${entity.options.columns.ownerId?.name} = ANY ($1) ORDER BY t.value COLLATE "C"`,
    [ownerIds],
  );
  return grouped(rows, ({ ownerId }) => ownerId, tagOf);
}
