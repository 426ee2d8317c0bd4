import { refuse } from '@mycelium/kernel';
import { shape, uuid } from '@mycelium/schema';
import { AccountView, accountView } from '../../views/account-view.ts';
import { announceAccount } from '../account-events.ts';
import { EXAMPLE_ACCOUNT, EXAMPLE_ACCOUNT_ID } from '../example-values.ts';
import { accountName } from '../fields.ts';
import { operation } from '../operation.ts';
import type { Needs } from '../ports.ts';
import { audit, forgetOwners, writtenByAccount } from '../writers.ts';
import { ownAccount } from './own-account.ts';

type Ports = Needs<'unitOfWork' | 'clock' | 'ids' | 'cache'>;

export const updateAccountName = operation({
  name: 'beginners.accounts.updateName',
  route: 'PATCH /_adm/beginners/accounts/{accountId}',
  access: 'account',
  summary: "Rename the caller's own account.",
  params: shape('UpdateAccountNameParams', { accountId: uuid(), name: accountName() }),
  result: AccountView,
  errors: ['ACTION_NOT_AUTHORISED', 'ACCOUNT_NOT_FOUND', 'ACCOUNT_ALREADY_REGISTERED'],
  example: {
    params: { accountId: EXAMPLE_ACCOUNT_ID, name: 'Maria S.' },
    result: { ...EXAMPLE_ACCOUNT, name: 'Maria S.' },
  },
  run: async (ports: Ports, { caller }, { accountId, name }) =>
    ports.unitOfWork.run(async stores => {
      const before = await ownAccount(stores, caller, accountId);
      const by = writtenByAccount(before);
      const at = ports.clock.now();
      const outcome = await stores.accounts.update(before.id, { name }, { ...by, at });
      if (outcome === 'absent') throw refuse('ACCOUNT_NOT_FOUND');
      if (outcome === 'duplicate') {
        throw refuse('ACCOUNT_ALREADY_REGISTERED', {
          message: 'Another account of the tenant has this name.',
        });
      }
      const owners = await stores.accounts.owners(before.id);
      const view = accountView({ ...before, name, updatedAt: at, updatedBy: by }, owners);
      await audit(stores, ports, {
        action: 'update_own_account_name',
        resourceType: 'account',
        resourceId: before.id,
        event: 'updated',
        performedBy: by,
      });
      await announceAccount(stores, ports, {
        trigger: 'userAccount.updated',
        account: { id: before.id, name },
        view,
        email: caller.email,
      });
      forgetOwners(stores, ports.cache, owners);
      return view;
    }),
});
