import type { AccountId } from '@mycelium/kernel';
import { shape, uuid } from '@mycelium/schema';
import { AccountView } from '../../views/account-view.ts';
import { changeStatus, STATUS_ERRORS, statusExample } from '../change-status.ts';
import { operation } from '../operation.ts';
import type { Needs } from '../ports.ts';

type Ports = Needs<'unitOfWork' | 'clock' | 'ids' | 'cache'>;

export const approveAccount = operation({
  name: 'userManager.account.approve',
  route: 'PATCH /_adm/users-manager/accounts/{accountId}/approve',
  access: { role: 'users-manager', permission: 'write' },
  summary: 'Approve a user account, so that it passes where approved accounts do.',
  description: 'Works on accounts that are unverified, inactive or verified already.',
  params: shape('ApproveAccountParams', { accountId: uuid<AccountId>() }),
  result: AccountView,
  errors: STATUS_ERRORS,
  example: statusExample({}),
  run: (ports: Ports, { caller }, { accountId }) =>
    changeStatus(ports, caller, { accountId, step: 'approve' }),
});
