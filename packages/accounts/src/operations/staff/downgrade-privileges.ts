import { type AccountId, refuse } from '@mycelium/kernel';
import { shape, uuid } from '@mycelium/schema';
import { AccountView } from '../../views/account-view.ts';
import { changePrivileges, personalKindField } from '../change-privileges.ts';
import { EXAMPLE_ACCOUNT, EXAMPLE_ACCOUNT_ID } from '../example-values.ts';
import { operation } from '../operation.ts';
import type { Needs } from '../ports.ts';

type Ports = Needs<'unitOfWork' | 'clock' | 'ids' | 'cache'>;

const RULE = 'Staff may lower anybody; everybody else only the own account, and only downwards.';

export const downgradePrivileges = operation({
  name: 'staff.accounts.downgradePrivileges',
  route: 'PATCH /_adm/staff/accounts/{accountId}/downgrade',
  aliases: ['PATCH /_adm/staffs/accounts/{accountId}/downgrade'],
  // Staff for every account, everybody for the own one: looked at below.
  access: 'account',
  rule: RULE,
  summary: 'Take privileges from a staff or manager account.',
  description:
    'Strictly downwards. Staff may do so with every account, everybody with the own one. The last staff account that can ' +
    'act stays one.',
  params: shape('DowngradePrivilegesParams', {
    accountId: uuid<AccountId>(),
    to: personalKindField('manager', 'user'),
  }),
  result: AccountView,
  errors: ['ACCOUNT_NOT_FOUND', 'INSUFFICIENT_PRIVILEGES', 'INVALID_STATE'],
  example: { params: { accountId: EXAMPLE_ACCOUNT_ID, to: 'user' }, result: EXAMPLE_ACCOUNT },
  run: async (ports: Ports, { caller }, { accountId, to }) => {
    if (!caller.profile?.isStaff && caller.account?.id !== accountId) {
      throw refuse('INSUFFICIENT_PRIVILEGES', { details: RULE });
    }
    return changePrivileges(ports, caller, { accountId, to, direction: 'down' });
  },
});
