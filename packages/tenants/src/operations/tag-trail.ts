import { actor, audit, type Caller, type Tag } from '@mycelium/accounts';
import type { AccountId, Clock, Ids, TenantId } from '@mycelium/kernel';
import type { TenantsStores } from '../ports/stores.ts';

export interface TagDeed {
  readonly verb: 'create' | 'update' | 'delete';
  readonly tag: Pick<Tag, 'id'> & Partial<Tag>;
  readonly tenantId: TenantId;
  /** Where the tag is on an account, and not on the tenant itself. */
  readonly accountId?: AccountId;
  readonly caller: Caller;
}

/** A tag has no trail of its own: what happens to it happens to what it labels. */
export const noteTag = (
  stores: Pick<TenantsStores, 'audit'>,
  ports: { readonly ids: Ids; readonly clock: Clock },
  { verb, tag: { id, value }, tenantId, accountId, caller }: TagDeed,
): Promise<void> =>
  audit(stores, ports, {
    action: `${verb}_${accountId === undefined ? 'tenant' : 'account'}_tag`,
    details: { tagId: id, ...(value !== undefined && { value }) },
    resourceType: accountId === undefined ? 'tenant' : 'account',
    resourceId: accountId ?? tenantId,
    tenantId,
    event: 'updated',
    performedBy: actor(caller),
  });
