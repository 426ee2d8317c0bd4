import { refuse } from '@mycelium/kernel';
import type { Account } from '../../model/account.ts';
import type { Caller } from '../../model/caller.ts';
import type { Stores } from '../../ports/stores.ts';

/** The caller's account, read afresh. Another account's id is refused without a look at whether it exists. */
export async function ownAccount(
  stores: Stores,
  { account: own }: Caller,
  accountId: string,
): Promise<Account> {
  if (!own || own.id !== accountId) {
    throw refuse('ACTION_NOT_AUTHORISED', { message: 'Only the owner of an account may do this.' });
  }
  const account = await stores.accounts.byId(own.id);
  if (!account || account.isDeleted) throw refuse('ACCOUNT_NOT_FOUND');
  return account;
}
