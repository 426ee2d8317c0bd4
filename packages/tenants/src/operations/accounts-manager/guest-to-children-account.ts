import {
  actor,
  type Caller,
  emailAddress,
  type GuestRole,
  type GuestRoleStore,
  GuestUserView,
  guestUserView,
  INVITATION_ERRORS,
  inviteGuest,
  isReservedRole,
} from '@mycelium/accounts';
import { type AccountId, type RoleId, refuse, type TenantId } from '@mycelium/kernel';
import { type LicensedResource, licencesOf, permits } from '@mycelium/profile';
import { shape, uuid } from '@mycelium/schema';
import { operation } from '../operation.ts';
import type { Needs } from '../ports.ts';
import { accountInTenant, openTenant } from '../tenant-at-hand.ts';

type Ports = Needs<'unitOfWork' | 'clock' | 'ids' | 'cache' | 'settings'>;

export const guestToChildrenAccount = operation({
  name: 'accountManager.guests.guestToChildrenAccount',
  route: 'POST /_adm/account-manager/guests/accounts/{accountId}/roles/{roleId}',
  aliases: ['POST /_adm/accounts-manager/guests/accounts/{accountId}/roles/{roleId}'],
  status: 201,
  access: { tenant: ['accounts-manager'], permission: 'write' },
  rule: 'The caller holds accounts-manager (write) on that very account, and in the tenant a role of which the given one is a child, with at least its permission.',
  summary: 'Hand on a role to somebody, on an account that was entrusted to the caller.',
  description:
    'The role must be a child of one that the caller holds. A mail with a link goes out; the invitation grants nothing until it is accepted.',
  params: shape('GuestToChildrenAccountParams', {
    tenantId: uuid<TenantId>(),
    accountId: uuid<AccountId>(),
    roleId: uuid<RoleId>(),
    email: emailAddress(),
  }),
  result: GuestUserView,
  errors: [...INVITATION_ERRORS, 'TENANT_NOT_FOUND', 'ACCOUNT_NOT_FOUND', 'GUEST_ROLE_NOT_FOUND'],
  run: async (ports: Ports, { caller }, { tenantId, accountId, roleId, email }) =>
    ports.unitOfWork.run(async stores => {
      await openTenant(stores, tenantId);
      const account = await accountInTenant(stores, tenantId, accountId);
      const held = heldIn(caller, tenantId);
      if (!held.some(licence => isEntrusted(licence, accountId))) throw notEntrusted();
      const role = await stores.guestRoles.byId(roleId);
      if (!role) throw refuse('GUEST_ROLE_NOT_FOUND');
      await refuseUnlessHandedOn(stores.guestRoles, role, held);
      return guestUserView(await inviteGuest(stores, ports, { account, role, email, by: actor(caller) }));
    }),
});

const heldIn = ({ profile }: Caller, tenantId: TenantId): readonly LicensedResource[] =>
  profile ? licencesOf(profile).filter(licence => licence.verified && licence.tenantId === tenantId) : [];

const isEntrusted = ({ accId, role, perm }: LicensedResource, accountId: AccountId): boolean =>
  accId === accountId && role === 'accounts-manager' && permits(perm, 'write');

const notEntrusted = () =>
  refuse('ACTION_NOT_AUTHORISED', {
    message: 'The account is not entrusted to the caller.',
    details: 'It takes the role accounts-manager with write permission on that very account.',
  });

/** Nobody hands on more than they hold, and nothing of the administration, whatever role may be its parent. */
async function refuseUnlessHandedOn(
  guestRoles: GuestRoleStore,
  role: GuestRole,
  held: readonly LicensedResource[],
): Promise<void> {
  if (role.system || isReservedRole(role.slug)) {
    throw refuse('ACTION_NOT_AUTHORISED', { message: 'Administrative roles are not handed on.' });
  }
  const parents = new Set<string>(await guestRoles.parentsOf(role.id));
  const may = held.some(licence => parents.has(licence.roleId) && permits(licence.perm, role.permission));
  if (!may) {
    throw refuse('ACTION_NOT_AUTHORISED', {
      message: 'The caller holds no role in the tenant that has this one as a child and permits as much.',
    });
  }
}
