import type { AccountId } from '@mycelium/kernel';
import { shape, uuid } from '@mycelium/schema';
import { AccountView } from '../../views/account-view.ts';
import { changeStatus, STATUS_ERRORS, statusExample } from '../change-status.ts';
import { operation } from '../operation.ts';
import type { Needs } from '../ports.ts';

type Ports = Needs<'unitOfWork' | 'clock' | 'ids' | 'cache'>;

export const unarchiveAccount = operation({
  name: 'userManager.account.unarchive',
  route: 'PATCH /_adm/users-manager/accounts/{accountId}/unarchive',
  access: { role: 'users-manager', permission: 'write' },
  summary: 'Restore an archived user account.',
  description: 'It is unverified then, and has to be approved before it can act.',
  params: shape('UnarchiveAccountParams', { accountId: uuid<AccountId>() }),
  result: AccountView,
  errors: STATUS_ERRORS,
  example: statusExample({ isChecked: false, verboseStatus: 'unverified' }),
  run: (ports: Ports, { caller }, { accountId }) =>
    changeStatus(ports, caller, { accountId, step: 'unarchive' }),
});
