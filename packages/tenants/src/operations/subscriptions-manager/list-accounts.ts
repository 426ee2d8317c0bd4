import {
  type AccountFilter,
  type AccountKind,
  AccountView,
  accountListingView,
  hasAdminPrivileges,
  shortText,
} from '@mycelium/accounts';
import { refuse, type TenantId } from '@mycelium/kernel';
import {
  boolean,
  described,
  oneOf,
  optional,
  pageFields,
  pageOf,
  shape,
  uuid,
  withDefault,
} from '@mycelium/schema';
import { operation } from '../operation.ts';
import type { Needs } from '../ports.ts';
import { reading } from './access.ts';
import { accountKind, actorName } from './account-kind.ts';
import { subscriptionExample, TENANT } from './examples.ts';

type Ports = Needs<'unitOfWork'>;

export const listAccounts = operation({
  name: 'subscriptionsManager.accounts.list',
  route: 'GET /_adm/subscriptions-manager/accounts',
  access: { ...reading, withoutTenant: 'admin' },
  rule: 'Accounts outside of tenants (user, staff, manager, actorAssociated) are shown to staff and managers only.',
  summary: 'List the accounts of a tenant, or of one kind outside of tenants.',
  description: 'Every given filter must hold. Deleted accounts are listed only with the status "deleted".',
  params: shape('ListAccountsParams', {
    ...pageFields,
    tenantId: described(
      optional(uuid<TenantId>()),
      'Required for the kinds of accounts that are in tenants.',
    ),
    accountType: withDefault(accountKind(), 'subscription'),
    term: described(optional(shortText()), 'A part of the name, or the id of the account.'),
    tagValue: described(optional(shortText()), 'The whole value of a tag, or its id.'),
    isOwnerActive: described(optional(boolean()), 'Whether all users of the account are active.'),
    status: optional(oneOf('unverified', 'verified', 'inactive', 'archived', 'deleted')),
    actor: described(optional(actorName()), 'Of accounts of the type actorAssociated.'),
    roleName: described(optional(shortText()), 'Of accounts of the type roleAssociated.'),
    readRoleId: optional(uuid()),
    writeRoleId: optional(uuid()),
  }),
  result: pageOf(AccountView),
  errors: ['INSUFFICIENT_PRIVILEGES'],
  example: {
    params: { tenantId: TENANT, term: 'news' },
    result: { count: 1, skip: 0, size: 10, records: [subscriptionExample] },
  },
  run: async (ports: Ports, { caller }, { pageSize, skip, tenantId, accountType: kind, ...filter }) => {
    const isAdmin = caller.profile !== undefined && hasAdminPrivileges(caller.profile);
    const within = isOutside(kind) ? outside(isAdmin) : { tenantId: required(tenantId) };
    const { records, ...page } = await ports.unitOfWork.run(stores =>
      stores.accounts.list({ ...filter, ...within, kind }, { pageSize, skip }),
    );
    return { ...page, records: records.map(accountListingView) };
  },
});

/** These belong to the platform: a tenant has none of them, whatever it asks for. */
const OUTSIDE: readonly AccountKind[] = ['staff', 'manager', 'user', 'actorAssociated'];
const isOutside = (kind: AccountKind): boolean => OUTSIDE.includes(kind);

function outside(isAdmin: boolean): Pick<AccountFilter, 'tenantId'> {
  if (isAdmin) return {};
  throw refuse('INSUFFICIENT_PRIVILEGES', {
    message: 'Accounts outside of tenants are shown to staff and managers only.',
  });
}

function required(tenantId: TenantId | undefined): TenantId {
  if (tenantId !== undefined) return tenantId;
  throw refuse('INVALID_INPUT', {
    problems: [{ path: 'tenantId', message: 'is required for accounts of this type' }],
  });
}
