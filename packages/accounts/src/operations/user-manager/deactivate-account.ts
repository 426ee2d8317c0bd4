import type { AccountId } from '@mycelium/kernel';
import { shape, uuid } from '@mycelium/schema';
import { AccountView } from '../../views/account-view.ts';
import { changeStatus, STATUS_ERRORS, statusExample } from '../change-status.ts';
import { operation } from '../operation.ts';
import type { Needs } from '../ports.ts';

type Ports = Needs<'unitOfWork' | 'clock' | 'ids' | 'cache'>;

export const deactivateAccount = operation({
  name: 'userManager.account.deactivate',
  route: 'PATCH /_adm/users-manager/accounts/{accountId}/deactivate',
  access: { role: 'users-manager', permission: 'write' },
  summary: 'Suspend a user account.',
  description: 'Works on accounts that are verified. Its owners are refused from their next request on.',
  params: shape('DeactivateAccountParams', { accountId: uuid<AccountId>() }),
  result: AccountView,
  errors: STATUS_ERRORS,
  example: statusExample({ isActive: false, verboseStatus: 'inactive' }),
  run: (ports: Ports, { caller }, { accountId }) =>
    changeStatus(ports, caller, { accountId, step: 'deactivate' }),
});
