import { refuse } from '@mycelium/kernel';
import { nothing } from '@mycelium/operations';
import { ownershipsOf } from '@mycelium/profile';
import { shape, uuid } from '@mycelium/schema';
import type { Caller } from '../../model/caller.ts';
import { accountView } from '../../views/account-view.ts';
import { announceAccount } from '../account-events.ts';
import { EXAMPLE_ACCOUNT_ID } from '../example-values.ts';
import { operation } from '../operation.ts';
import type { Needs } from '../ports.ts';
import { audit, forgetOwners, writtenByAccount } from '../writers.ts';
import { ownAccount } from './own-account.ts';

type Ports = Needs<'unitOfWork' | 'clock' | 'ids' | 'cache'>;

export const deleteAccount = operation({
  name: 'beginners.accounts.delete',
  route: 'DELETE /_adm/beginners/accounts/{accountId}',
  access: 'account',
  summary: "Delete the caller's own account and everything personal about its users.",
  description:
    'The row stays, emptied, so that the trail of what the account did keeps its end. Roles, invitations and ' +
    'connection strings go. There is no way back. Owners of tenants hand these over first.',
  params: shape('DeleteAccountParams', { accountId: uuid() }),
  result: nothing(),
  errors: ['ACTION_NOT_AUTHORISED', 'ACCOUNT_NOT_FOUND', 'INVALID_STATE'],
  example: { params: { accountId: EXAMPLE_ACCOUNT_ID }, result: null },
  run: async (ports: Ports, { caller }, { accountId }) =>
    ports.unitOfWork.run(async stores => {
      const account = await ownAccount(stores, caller, accountId);
      if (account.accountType !== 'user') {
        throw refuse('INVALID_STATE', { message: 'Only personal accounts can be deleted by their owners.' });
      }
      refuseOwner(caller);
      const owners = await stores.accounts.owners(account.id);
      const by = writtenByAccount(account);
      const at = ports.clock.now();
      await stores.accounts.softDelete(account.id, { ...by, at });
      await stores.connectionStrings.deleteAll(account.id);
      for (const { id, email } of owners) {
        await stores.users.anonymise(id, at);
        // Roles hang on the e-mail: whoever signs up with it later must not find them there.
        await stores.guests.revokeAll(email);
      }
      forgetOwners(stores, ports.cache, owners);
      await audit(stores, ports, {
        action: 'delete_my_account',
        resourceType: 'account',
        resourceId: account.id,
        event: 'deleted',
        performedBy: by,
      });
      // What is gone, as it was: the receivers' last chance to find their own copies of it.
      await announceAccount(stores, ports, {
        trigger: 'userAccount.deleted',
        account,
        view: accountView(account, owners),
        email: caller.email,
      });
    }),
});

/** A tenant whose last owner is gone could not be managed by anybody in it. */
function refuseOwner({ profile }: Caller): void {
  const owned = profile ? ownershipsOf(profile) : [];
  if (owned.length === 0) return;
  throw refuse('INVALID_STATE', {
    message: 'The caller owns tenants.',
    details: `Appoint somebody else and give up these first: ${owned.map(({ name }) => name).join(', ')}.`,
  });
}
