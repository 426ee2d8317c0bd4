import { type AccountId, refuse, type Transactional } from '@mycelium/kernel';
import { record, text } from '@mycelium/schema';
import { isReservedMetaKey, MAX_META_ENTRIES } from '../../model/account-meta.ts';
import type { Caller } from '../../model/caller.ts';
import type { AuditEntry, Stores } from '../../ports/stores.ts';
import type { Needs } from '../ports.ts';
import { actor, audit, forgetOwners } from '../writers.ts';

export const META_PATH = '/_adm/beginners/meta';

/** All entries by key. */
export const AccountMetaView = record(text());

export type MetaPorts = Needs<'unitOfWork' | 'clock' | 'ids' | 'cache'>;
type MetaStores = Pick<Stores, 'accounts' | 'audit'> & Transactional;

export interface MetaEntry {
  readonly caller: Caller;
  readonly key: string;
  readonly value: string;
}

/** Some entries prove something, so their owners may not write them. */
export function refuseReserved(key: string): void {
  if (isReservedMetaKey(key)) {
    throw refuse('ACTION_NOT_AUTHORISED', { message: `The entry ${key} is written by the gateway alone.` });
  }
}

/** Puts an entry of the caller's account and gives them all. */
export async function putOwnMeta(
  stores: MetaStores,
  { clock }: MetaPorts,
  { caller, key, value }: MetaEntry,
): Promise<Readonly<Record<string, string>>> {
  const by = actor(caller);
  const stamp = { ...by, at: clock.now() };
  const meta = await stores.accounts.putMeta(by.id as AccountId, { key, value }, stamp);
  if (!meta) throw refuse('ACCOUNT_NOT_FOUND');
  if (Object.keys(meta).length > MAX_META_ENTRIES) {
    throw refuse('INVALID_STATE', { message: `An account has at most ${MAX_META_ENTRIES} entries.` });
  }
  return meta;
}

export async function deleteOwnMeta(
  stores: MetaStores,
  { clock }: MetaPorts,
  { caller, key }: Omit<MetaEntry, 'value'>,
): Promise<void> {
  const by = actor(caller);
  const outcome = await stores.accounts.deleteMeta(by.id as AccountId, key, { ...by, at: clock.now() });
  if (outcome === 'absent') throw refuse('META_KEY_NOT_FOUND');
}

const ACTIONS: Readonly<Record<AuditEntry['event'], string>> = {
  created: 'create_account_meta',
  updated: 'update_account_meta',
  deleted: 'delete_account_meta',
};

/** Ends every change of the caller's metadata. The trail names the key; the value is nobody else's business. */
export async function noteMetaChange(
  stores: MetaStores,
  ports: MetaPorts,
  { caller, key, event }: Omit<MetaEntry, 'value'> & { readonly event: AuditEntry['event'] },
): Promise<void> {
  const by = actor(caller);
  await audit(stores, ports, {
    action: ACTIONS[event],
    details: { meta_key: key },
    resourceType: 'account_meta',
    resourceId: by.id,
    event,
    performedBy: by,
  });
  forgetOwners(stores, ports.cache, await stores.accounts.owners(by.id as AccountId));
}
