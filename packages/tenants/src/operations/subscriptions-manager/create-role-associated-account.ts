import {
  type Account,
  AccountView,
  accountListingView,
  accountName,
  accountView,
  actor,
  announceAccount,
  audit,
  auditRoles,
  type Caller,
  isReservedRole,
  type RolePair,
  roleName,
  rolePair,
  shortText,
  slugify,
  slugOf,
} from '@mycelium/accounts';
import { refuse, type TenantId } from '@mycelium/kernel';
import { described, shape, uuid } from '@mycelium/schema';
import type { TenantsStores } from '../../ports/stores.ts';
import { operation } from '../operation.ts';
import type { Needs } from '../ports.ts';
import { openTenant } from '../tenant-at-hand.ts';
import { writing } from './access.ts';
import { nameTaken, newAccount, refuseKeptFree } from './new-account.ts';

type Ports = Needs<'unitOfWork' | 'clock' | 'ids'>;

export const createRoleAssociatedAccount = operation({
  name: 'subscriptionsManager.accounts.createRoleAssociatedAccount',
  route: 'POST /_adm/subscriptions-manager/accounts/role-associated',
  status: 201,
  access: writing,
  summary: 'Create an account whose guests all hold one role, and the role where it is missing.',
  description:
    'A tenant has one such account for each role: where it exists already, it is answered as it is. The role is made for reading and for writing. Names of administrative roles are refused.',
  params: shape('CreateRoleAssociatedAccountParams', {
    tenantId: uuid<TenantId>(),
    accountName: accountName(),
    roleName: roleName(),
    roleDescription: described(shortText(), 'Given to the role where it is made.'),
  }),
  result: AccountView,
  errors: ['TENANT_NOT_FOUND', 'ACTION_NOT_AUTHORISED', 'INVALID_STATE'],
  run: async (ports: Ports, { caller }, { tenantId, accountName: name, roleName, roleDescription }) =>
    ports.unitOfWork.run(async stores => {
      refuseKeptFree(name, 'accountName');
      await openTenant(stores, tenantId);
      const slug = roleSlug(roleName);
      const description = roleDescription === '' ? {} : { description: roleDescription };
      const wanted = { name: roleName, slug, system: false, ...description };
      const roles = await rolePair(stores, ports, wanted);
      refuseAdministrative(roles);
      await auditRoles(stores, ports, { made: roles.made, by: actor(caller) });
      const account = accountOf(ports, { tenantId, name, roles, caller });
      if ((await stores.accounts.insert(account)) === 'duplicate') {
        return existing(stores, { tenantId, roles });
      }
      await audit(stores, ports, {
        action: 'create_role_associated_account',
        details: { role: slug },
        resourceType: 'account',
        resourceId: account.id,
        tenantId,
        event: 'created',
        performedBy: actor(caller),
      });
      const view = accountView(account, []);
      await announceAccount(stores, ports, { trigger: 'subscriptionAccount.created', account, view });
      return view;
    }),
});

function roleSlug(name: string): string {
  const slug = slugOf(name, { path: 'roleName' });
  if (isReservedRole(slug)) throw administrative();
  return slug;
}

const administrative = () =>
  refuse('ACTION_NOT_AUTHORISED', {
    message: 'An administrative role cannot be given to an account of one’s own.',
    details: 'Choose another name for the role.',
  });

/** What already is a role of the administration, under whatever name, stays with it. */
function refuseAdministrative({ read, write }: RolePair): void {
  if (read.system || write.system) throw administrative();
}

interface Association {
  readonly tenantId: TenantId;
  readonly name: string;
  readonly roles: RolePair;
  readonly caller: Caller;
}

const accountOf = (ports: Ports, { tenantId, name, roles, caller }: Association): Account =>
  newAccount(ports, {
    tenantId,
    name,
    slug: slugify(`tid/${tenantId}/role/${roles.read.slug}/role-associated-account`),
    accountType: {
      roleAssociated: {
        tenantId,
        roleName: roles.read.slug,
        readRoleId: roles.read.id,
        writeRoleId: roles.write.id,
      },
    },
    by: actor(caller),
  });

/** The account that stands in the way: the one for the same role, or another one that has the name. */
async function existing(
  { accounts }: Pick<TenantsStores, 'accounts'>,
  { tenantId, roles: { read, write } }: Pick<Association, 'tenantId' | 'roles'>,
): Promise<AccountView> {
  const filter = { kind: 'roleAssociated', tenantId, readRoleId: read.id, writeRoleId: write.id } as const;
  const { records } = await accounts.list(filter, { pageSize: 1, skip: 0 });
  const [listing] = records;
  if (!listing) throw nameTaken();
  return accountListingView(listing);
}
