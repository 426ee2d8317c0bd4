import { type Tag, tagMeta, tagValue } from '@mycelium/accounts';
import type { AccountId, TagId, TenantId } from '@mycelium/kernel';
import { optional, uuid } from '@mycelium/schema';
import type { TenantsStores } from '../../ports/stores.ts';
import { accountInTenant, openTenant } from '../tenant-at-hand.ts';

/** Which account a tag is on. A tag is reached through its account, and the account through its tenant. */
export const labelledFields = { tenantId: uuid<TenantId>(), accountId: uuid<AccountId>() };
export const tagFields = { value: tagValue(), meta: optional(tagMeta()) };

export interface Labelled {
  readonly tenantId: TenantId;
  readonly accountId: AccountId;
}

export async function labelledAccount(
  stores: TenantsStores,
  { tenantId, accountId }: Labelled,
): Promise<void> {
  await openTenant(stores, tenantId);
  await accountInTenant(stores, tenantId, accountId);
}

export const tagOf = (id: TagId, { value, meta }: Pick<Tag, 'value' | 'meta'>): Tag => ({
  id,
  value,
  ...(meta !== undefined && { meta }),
});
