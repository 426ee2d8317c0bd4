import type { Tag, TagStore } from '@mycelium/accounts';
import type { TagId } from '@mycelium/kernel';
import { by } from './listing.ts';
import { copied, type TagRow } from './tables.ts';

type TagRows = Map<TagId, TagRow>;

/** `exists`: whether there is such an owner. */
export function memoryTagStore<OwnerId extends string>(
  rows: TagRows,
  exists: (id: OwnerId) => boolean,
): TagStore<OwnerId> {
  const clashes = (ownerId: OwnerId, tag: Tag): boolean =>
    [...rows.values()].some(
      row => row.ownerId === ownerId && row.tag.value === tag.value && row.tag.id !== tag.id,
    );
  const isOf = (ownerId: OwnerId, id: TagId): boolean => rows.get(id)?.ownerId === ownerId;
  return {
    insert: async (ownerId, tag) => {
      if (!exists(ownerId)) return 'absent';
      if (rows.has(tag.id) || clashes(ownerId, tag)) return 'duplicate';
      rows.set(tag.id, copied({ ownerId, tag }));
      return 'inserted';
    },
    update: async (ownerId, tag) => {
      if (!isOf(ownerId, tag.id)) return 'absent';
      if (clashes(ownerId, tag)) return 'duplicate';
      rows.set(tag.id, copied({ ownerId, tag }));
      return 'updated';
    },
    delete: async (ownerId, id) => {
      if (!isOf(ownerId, id)) return 'absent';
      rows.delete(id);
      return 'deleted';
    },
    list: async ownerId => copied(tagsOf(rows, ownerId)),
  };
}

/** Ordered by value. */
export const tagsOf = (rows: TagRows, ownerId: string): Tag[] =>
  [...rows.values()]
    .filter(row => row.ownerId === ownerId)
    .map(row => row.tag)
    .sort(by(tag => [tag.value]));

export function dropTags(rows: TagRows, ownerId: string): void {
  for (const [id, row] of rows) if (row.ownerId === ownerId) rows.delete(id);
}
