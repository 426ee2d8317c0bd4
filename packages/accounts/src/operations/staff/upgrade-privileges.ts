import type { AccountId } from '@mycelium/kernel';
import { shape, uuid } from '@mycelium/schema';
import { AccountView } from '../../views/account-view.ts';
import { changePrivileges, personalKindField } from '../change-privileges.ts';
import { EXAMPLE_ACCOUNT, EXAMPLE_ACCOUNT_ID } from '../example-values.ts';
import { operation } from '../operation.ts';
import type { Needs } from '../ports.ts';

type Ports = Needs<'unitOfWork' | 'clock' | 'ids' | 'cache'>;

export const upgradePrivileges = operation({
  name: 'staff.accounts.upgradePrivileges',
  route: 'PATCH /_adm/staff/accounts/{accountId}/upgrade',
  aliases: ['PATCH /_adm/staffs/accounts/{accountId}/upgrade'],
  access: 'staff',
  summary: 'Make a personal account a manager or a member of staff.',
  description: 'Strictly upwards, and only for accounts that can act.',
  params: shape('UpgradePrivilegesParams', {
    accountId: uuid<AccountId>(),
    to: personalKindField('staff', 'manager'),
  }),
  result: AccountView,
  errors: ['ACCOUNT_NOT_FOUND', 'INVALID_STATE'],
  example: {
    params: { accountId: EXAMPLE_ACCOUNT_ID, to: 'manager' },
    result: { ...EXAMPLE_ACCOUNT, accountType: 'manager' },
  },
  run: (ports: Ports, { caller }, { accountId, to }) =>
    changePrivileges(ports, caller, { accountId, to, direction: 'up' }),
});
