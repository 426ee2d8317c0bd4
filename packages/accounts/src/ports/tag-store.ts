import type { TagId } from '@mycelium/kernel';
import type { Tag } from '../model/tag.ts';

/** Tags on things of one kind, accounts or tenants. A tag is reached through its owner only, never by its id alone. */
export interface TagStore<OwnerId extends string> {
  /** `duplicate`: the owner has a tag of this value. `absent`: there is no such owner. Atomic. */
  insert(ownerId: OwnerId, tag: Tag): Promise<'inserted' | 'duplicate' | 'absent'>;
  /** Replaces value and metadata; metadata that is left out goes. */
  update(ownerId: OwnerId, tag: Tag): Promise<'updated' | 'duplicate' | 'absent'>;
  delete(ownerId: OwnerId, id: TagId): Promise<'deleted' | 'absent'>;
  /** Ordered by value (code points). */
  list(ownerId: OwnerId): Promise<readonly Tag[]>;
}
