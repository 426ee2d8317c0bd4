import { refuse } from '@mycelium/kernel';
import { nothing } from '@mycelium/operations';
import { shape, uuid } from '@mycelium/schema';
import { accountView } from '../../views/account-view.ts';
import { operation } from '../operation.ts';
import type { Needs } from '../ports.ts';
import { audit, forgetCaller, writtenByAccount } from '../writers.ts';
import { ownAccount } from './own-account.ts';

type Ports = Needs<'unitOfWork' | 'clock' | 'ids' | 'cache'>;

export const deleteAccount = operation({
  name: 'beginners.accounts.delete',
  route: 'DELETE /_adm/beginners/accounts/{accountId}',
  access: 'account',
  summary: "Delete the caller's own account and everything personal about its users.",
  description:
    'The row stays, emptied, so that the trail of what the account did keeps its end. There is no way back.',
  params: shape('DeleteAccountParams', { accountId: uuid() }),
  result: nothing(),
  errors: ['ACTION_NOT_AUTHORISED', 'ACCOUNT_NOT_FOUND', 'INVALID_STATE'],
  run: async (ports: Ports, { caller }, { accountId }) =>
    ports.unitOfWork.run(async stores => {
      const account = await ownAccount(stores, caller, accountId);
      if (account.accountType !== 'user') {
        throw refuse('INVALID_STATE', { message: 'Only personal accounts can be deleted by their owners.' });
      }
      const owners = await stores.accounts.owners(account.id);
      const by = writtenByAccount(account);
      const at = ports.clock.now();
      await stores.accounts.softDelete(account.id, { ...by, at });
      for (const { id, email } of owners) {
        await stores.users.anonymise(id, at);
        stores.afterCommit(() => forgetCaller(ports.cache, email));
      }
      await audit(stores, ports, {
        action: 'delete_my_account',
        resourceType: 'account',
        resourceId: account.id,
        event: 'deleted',
        performedBy: by,
      });
      // What is gone, as it was: the receivers' last chance to find their own copies of it.
      const { id, name } = account;
      await stores.events.append({
        id: ports.ids.uuid(),
        trigger: 'userAccount.deleted',
        occurredAt: at,
        resourceId: id,
        payload: { id, accountId: id, email: caller.email, name, account: accountView(account, owners) },
      });
    }),
});
