import type { Clock, Ids } from '@mycelium/kernel';
import type { Account, WrittenBy } from '../model/account.ts';
import type { User } from '../model/user.ts';
import { callerGroup, type SharedCache } from '../ports/cache.ts';
import type { AuditEntry, Stores } from '../ports/stores.ts';

/** E-mails are kept in Base64, as those columns always were; they are ASCII, see `parseEmail`. */
export const writtenByUser = ({ id, email }: Pick<User, 'id' | 'email'>): WrittenBy => ({
  id,
  from: 'user',
  email: btoa(email),
});

export const writtenByAccount = ({ id }: Pick<Account, 'id'>): WrittenBy => ({ id, from: 'account' });

/** What happened, without id and time. */
export type Deed = Omit<AuditEntry, 'id' | 'createdAt' | 'metadata'> & { readonly action: string };

export const audit = (
  stores: Stores,
  { ids, clock }: { readonly ids: Ids; readonly clock: Clock },
  { action, ...deed }: Deed,
): Promise<void> =>
  stores.audit.append({ ...deed, id: ids.uuid(), metadata: { action }, createdAt: clock.now() });

/** Everything cached about a person goes, in every process. */
export const forgetCaller = (cache: SharedCache, email: string): Promise<void> =>
  cache.invalidate(callerGroup(email));
