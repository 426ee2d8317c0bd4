import { type Account, type AccountType, actor, audit, type Caller, slugify } from '@mycelium/accounts';
import { type AccountId, type Clock, type Ids, refuse, type TenantId } from '@mycelium/kernel';
import type { TenantsStores } from '../ports/stores.ts';

interface AccountPorts {
  readonly ids: Ids;
  readonly clock: Clock;
}

interface NewTenantAccount {
  readonly tenantId: TenantId;
  readonly name: string;
  readonly accountType: AccountType;
  readonly caller: Caller;
  readonly action: string;
}

/** Makes one of the accounts that a tenant's administration stands on: nobody has to approve it. */
export async function makeTenantAccount(
  stores: Pick<TenantsStores, 'accounts' | 'audit'>,
  ports: AccountPorts,
  { tenantId, name, accountType, caller, action }: NewTenantAccount,
): Promise<Account> {
  const by = actor(caller);
  const account: Account = {
    id: ports.ids.uuid() as AccountId,
    name,
    slug: slugify(name),
    accountType,
    tenantId,
    isActive: true,
    isChecked: true,
    isArchived: false,
    isDeleted: false,
    isSystemAccount: true,
    meta: {},
    createdAt: ports.clock.now(),
    createdBy: by,
  };
  if ((await stores.accounts.insert(account)) === 'duplicate') throw alreadyThere(name);
  await audit(stores, ports, {
    action,
    resourceType: 'account',
    resourceId: account.id,
    tenantId,
    event: 'created',
    performedBy: by,
  });
  return account;
}

export const alreadyThere = (name: string) =>
  refuse('INVALID_STATE', {
    message: `The tenant already has its account "${name}".`,
    details: 'A tenant has one of these. Invite people to it instead.',
  });
