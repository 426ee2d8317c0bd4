import type { AccountId } from '@mycelium/kernel';
import { shape, uuid } from '@mycelium/schema';
import { AccountView } from '../../views/account-view.ts';
import { changeStatus, STATUS_ERRORS, statusExample } from '../change-status.ts';
import { operation } from '../operation.ts';
import type { Needs } from '../ports.ts';

type Ports = Needs<'unitOfWork' | 'clock' | 'ids' | 'cache'>;

export const disapproveAccount = operation({
  name: 'userManager.account.disapprove',
  route: 'PATCH /_adm/users-manager/accounts/{accountId}/disapprove',
  access: { role: 'users-manager', permission: 'write' },
  summary: 'Refuse the registration of a user account.',
  description: 'Archives it. Works on accounts that are unverified, verified or inactive.',
  params: shape('DisapproveAccountParams', { accountId: uuid<AccountId>() }),
  result: AccountView,
  errors: STATUS_ERRORS,
  example: statusExample({ isArchived: true, verboseStatus: 'archived' }),
  run: (ports: Ports, { caller }, { accountId }) =>
    changeStatus(ports, caller, { accountId, step: 'disapprove' }),
});
