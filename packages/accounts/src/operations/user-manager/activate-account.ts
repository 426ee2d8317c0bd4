import type { AccountId } from '@mycelium/kernel';
import { shape, uuid } from '@mycelium/schema';
import { AccountView } from '../../views/account-view.ts';
import { changeStatus, STATUS_ERRORS, statusExample } from '../change-status.ts';
import { operation } from '../operation.ts';
import type { Needs } from '../ports.ts';

type Ports = Needs<'unitOfWork' | 'clock' | 'ids' | 'cache'>;

export const activateAccount = operation({
  name: 'userManager.account.activate',
  route: 'PATCH /_adm/users-manager/accounts/{accountId}/activate',
  access: { role: 'users-manager', permission: 'write' },
  summary: 'Let a suspended user account act again.',
  description: 'Approves it as well. Works on accounts that are inactive or unverified.',
  params: shape('ActivateAccountParams', { accountId: uuid<AccountId>() }),
  result: AccountView,
  errors: STATUS_ERRORS,
  example: statusExample({}),
  run: (ports: Ports, { caller }, { accountId }) =>
    changeStatus(ports, caller, { accountId, step: 'activate' }),
});
