import {
  type Account,
  type AccountChange,
  AccountView,
  accountListingView,
  accountName,
  actor,
  announceAccount,
  audit,
  forgetGuests,
} from '@mycelium/accounts';
import { type AccountId, refuse, type TenantId } from '@mycelium/kernel';
import { boolean, described, optional, shape, uuid } from '@mycelium/schema';
import { operation } from '../operation.ts';
import type { Needs } from '../ports.ts';
import { accountInTenant, openTenant } from '../tenant-at-hand.ts';
import { writing } from './access.ts';
import { isAdministrative, mayAdminister } from './administrative-account.ts';
import { ACCOUNT, subscriptionExample, TENANT } from './examples.ts';
import { accountSlug, nameTaken, refuseKeptFree } from './new-account.ts';

type Ports = Needs<'unitOfWork' | 'clock' | 'ids' | 'cache'>;

const flags = {
  isActive: optional(boolean()),
  isChecked: optional(boolean()),
  isArchived: optional(boolean()),
};

export const updateNameAndFlags = operation({
  name: 'subscriptionsManager.accounts.updateNameAndFlags',
  route: 'PATCH /_adm/subscriptions-manager/accounts/{accountId}',
  access: writing,
  rule: 'The management and the subscriptions-manager account are changed by those who may invite to them.',
  summary: 'Rename an account of a tenant, or change its flags.',
  description:
    'What is not given stays. A new name gives a new slug, except where the slug says which role the account stands for. Accounts of the administration keep their names.',
  params: shape('UpdateNameAndFlagsParams', {
    tenantId: uuid<TenantId>(),
    accountId: uuid<AccountId>(),
    name: optional(accountName()),
    ...flags,
    isSystemAccount: described(optional(boolean()), 'Cannot be changed; accepted as it is.'),
  }),
  result: AccountView,
  errors: ['TENANT_NOT_FOUND', 'ACCOUNT_NOT_FOUND', 'ACTION_NOT_AUTHORISED', 'INVALID_STATE'],
  example: {
    params: { tenantId: TENANT, accountId: ACCOUNT, name: 'Newsroom' },
    result: subscriptionExample,
  },
  run: async (ports: Ports, { caller }, { tenantId, accountId, ...wish }) =>
    ports.unitOfWork.run(async stores => {
      await openTenant(stores, tenantId);
      const account = await accountInTenant(stores, tenantId, accountId);
      mayAdminister(account, caller);
      const change = allowedChange(account, wish);
      const by = actor(caller);
      const outcome = await stores.accounts.update(accountId, change, { ...by, at: ports.clock.now() });
      if (outcome === 'duplicate') throw nameTaken();
      const listing = await stores.accounts.listing(accountId);
      if (outcome === 'absent' || !listing) throw refuse('ACCOUNT_NOT_FOUND');
      await audit(stores, ports, {
        action: 'update_account_name_and_flags',
        details: { ...change },
        resourceType: 'account',
        resourceId: accountId,
        tenantId,
        event: 'updated',
        performedBy: by,
      });
      const view = accountListingView(listing);
      const told = { trigger: 'subscriptionAccount.updated', account: listing.account, view } as const;
      await announceAccount(stores, ports, told);
      // Profiles of guests and users carry its name, and are without it while it is not active.
      await forgetGuests(stores, ports.cache, { accountId });
      return view;
    }),
});

type Wish = Pick<AccountChange, 'name' | 'isActive' | 'isChecked' | 'isArchived' | 'isSystemAccount'>;

function allowedChange(account: Account, { isSystemAccount, name, ...flags }: Wish): AccountChange {
  if (isSystemAccount !== undefined && isSystemAccount !== account.isSystemAccount) {
    throw refuse('INVALID_STATE', {
      message: 'An account cannot be made a system account, nor stop being one.',
      details: 'Leave isSystemAccount out.',
    });
  }
  if (name === undefined) return someFlags(flags);
  if (isAdministrative(account)) {
    throw refuse('INVALID_STATE', { message: 'Accounts of the administration keep their names.' });
  }
  refuseKeptFree(name, 'name');
  return { ...flags, name, ...(hasFreeSlug(account) && { slug: accountSlug(name, account.id) }) };
}

function someFlags(flags: AccountChange): AccountChange {
  if (Object.keys(flags).length > 0) return flags;
  throw refuse('INVALID_INPUT', {
    problems: [{ path: '', message: 'must change the name or a flag' }],
  });
}

/** The slug of a role-associated account says which role it is for, so that a tenant has one for each. */
const hasFreeSlug = ({ accountType }: Account): boolean =>
  typeof accountType === 'object' && 'subscription' in accountType;
