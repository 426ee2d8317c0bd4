import type { AccountId } from '@mycelium/kernel';
import { shape, uuid } from '@mycelium/schema';
import { AccountView } from '../../views/account-view.ts';
import { changeStatus, STATUS_ERRORS, statusExample } from '../change-status.ts';
import { operation } from '../operation.ts';
import type { Needs } from '../ports.ts';

type Ports = Needs<'unitOfWork' | 'clock' | 'ids' | 'cache'>;

export const archiveAccount = operation({
  name: 'userManager.account.archive',
  route: 'PATCH /_adm/users-manager/accounts/{accountId}/archive',
  access: { role: 'users-manager', permission: 'write' },
  summary: 'Archive a user account.',
  description:
    'Works on accounts that are unverified, verified or inactive. Its owners are refused from their next request on.',
  params: shape('ArchiveAccountParams', { accountId: uuid<AccountId>() }),
  result: AccountView,
  errors: STATUS_ERRORS,
  example: statusExample({ isArchived: true, verboseStatus: 'archived' }),
  run: (ports: Ports, { caller }, { accountId }) =>
    changeStatus(ports, caller, { accountId, step: 'archive' }),
});
