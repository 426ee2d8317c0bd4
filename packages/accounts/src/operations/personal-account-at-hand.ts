import { type AccountId, refuse } from '@mycelium/kernel';
import type { Account } from '../model/account.ts';
import { type PersonalKind, personalKind } from '../model/personal-account.ts';
import type { Stores } from '../ports/stores.ts';

export type PersonalAccount = Account & { readonly accountType: PersonalKind };

/** An account that belongs to a person. Those of tenants and of the platform are none as far as the caller is told. */
export async function personalAccount(
  { accounts }: Pick<Stores, 'accounts'>,
  id: AccountId,
): Promise<PersonalAccount> {
  const account = await accounts.byId(id);
  const kind = account && personalKind(account);
  if (!kind || account.isDeleted) throw refuse('ACCOUNT_NOT_FOUND', { message: 'No such personal account.' });
  return { ...account, accountType: kind };
}
