import { type Clock, type Ids, refuse, type Transactional } from '@mycelium/kernel';
import type { Account, WrittenBy } from '../model/account.ts';
import type { Caller } from '../model/caller.ts';
import type { User } from '../model/user.ts';
import { callerGroup, type SharedCache } from '../ports/cache.ts';
import type { GuestStore } from '../ports/guest-store.ts';
import type { AuditEntry, Stores } from '../ports/stores.ts';

/** E-mails are kept in Base64, as those columns always were; they are ASCII, see `parseEmail`. */
export const writtenByUser = ({ id, email }: Pick<User, 'id' | 'email'>): WrittenBy => ({
  id,
  from: 'user',
  email: btoa(email),
});

export const writtenByAccount = ({ id }: Pick<Account, 'id'>): WrittenBy => ({ id, from: 'account' });

/** Who acts, as rows about an operation name them. Callers of operations that change something have an account. */
export function actor({ account }: Caller): WrittenBy {
  if (!account) throw refuse('ACCOUNT_MISSING');
  return writtenByAccount(account);
}

/** What happened, without id and time. */
export interface Deed extends Omit<AuditEntry, 'id' | 'createdAt' | 'metadata'> {
  readonly action: string;
  /** What else belongs into the entry: ids and names, never a secret. */
  readonly details?: Readonly<Record<string, unknown>>;
}

export const audit = (
  stores: Pick<Stores, 'audit'>,
  { ids, clock }: { readonly ids: Ids; readonly clock: Clock },
  { action, details, ...deed }: Deed,
): Promise<void> =>
  stores.audit.append({
    ...deed,
    id: ids.uuid(),
    metadata: { action, ...details },
    createdAt: clock.now(),
  });

/** Everything cached about a person goes, in every process. */
export const forgetCaller = (cache: SharedCache, email: string): Promise<void> =>
  cache.invalidate(callerGroup(email));

/** The same for the people of an account, once the unit has committed. */
export const forgetOwners = (
  stores: Transactional,
  cache: SharedCache,
  owners: readonly Pick<User, 'email'>[],
): void =>
  stores.afterCommit(() =>
    forgetCallers(
      cache,
      owners.map(({ email }) => email),
    ),
  );

/** The same for everybody whose profile speaks of an account, a role or a tenant, once the unit has committed. */
export async function forgetGuests(
  stores: Pick<Stores, 'guests'> & Transactional,
  cache: SharedCache,
  of: Parameters<GuestStore['emails']>[0],
): Promise<void> {
  const emails = await stores.guests.emails(of);
  stores.afterCommit(() => forgetCallers(cache, emails));
}

/** Several at a time: a role may have thousands of holders, and every one of them has to be forgotten. */
const AT_ONCE = 50;

export async function forgetCallers(cache: SharedCache, emails: readonly string[]): Promise<void> {
  for (let from = 0; from < emails.length; from += AT_ONCE) {
    await Promise.all(emails.slice(from, from + AT_ONCE).map(email => forgetCaller(cache, email)));
  }
}
