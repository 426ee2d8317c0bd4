import type { Clock, Ids } from '@mycelium/kernel';
import type { EventTrigger } from '@mycelium/notifications';
import type { Account } from '../model/account.ts';
import type { Stores } from '../ports/stores.ts';
import type { AccountView } from '../views/account-view.ts';

export interface AccountEvent {
  readonly trigger: EventTrigger;
  readonly account: Pick<Account, 'id' | 'name'>;
  readonly view: AccountView;
  /** Of the owner, where the account has one. */
  readonly email?: string;
}

/** Tells subscribers about an account, in the unit of work that changes it. */
export const announceAccount = (
  stores: Pick<Stores, 'events'>,
  { ids, clock }: { readonly ids: Ids; readonly clock: Clock },
  { trigger, account: { id, name }, view, email }: AccountEvent,
): Promise<void> =>
  stores.events.append({
    id: ids.uuid(),
    trigger,
    occurredAt: clock.now(),
    resourceId: id,
    payload: {
      // Deletions have always been told by the bare id.
      ...(trigger.endsWith('.deleted') && { id }),
      accountId: id,
      ...(email !== undefined && { email }),
      name,
      account: view,
    },
  });
