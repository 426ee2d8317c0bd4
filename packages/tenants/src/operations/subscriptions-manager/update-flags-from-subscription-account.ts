import {
  type Account,
  actor,
  audit,
  emailAddress,
  forgetCaller,
  type Guest,
  GuestPlaceView,
  type GuestStore,
  guestPlaceView,
} from '@mycelium/accounts';
import { type AccountId, type RoleId, refuse, type TenantId } from '@mycelium/kernel';
import { described, list, optional, shape, text, uuid, withDefault } from '@mycelium/schema';
import { operation } from '../operation.ts';
import type { Needs } from '../ports.ts';
import { accountInTenant, openTenant } from '../tenant-at-hand.ts';
import { writing } from './access.ts';
import { isAdministrative } from './administrative-account.ts';
import { ACCOUNT, GUEST, MOMENT, ROLE, TENANT } from './examples.ts';

type Ports = Needs<'unitOfWork' | 'clock' | 'ids' | 'cache'>;

/** Profiles join them with commas, so one with a comma would count as two. */
const flagList = (about: string) =>
  described(withDefault(list(text({ min: 1, max: 64, pattern: /^[^\s,]+$/ }), { max: 50 }), []), about);

export const updateFlagsFromSubscriptionAccount = operation({
  name: 'subscriptionsManager.guests.updateFlagsFromSubscriptionAccount',
  route: 'PATCH /_adm/subscriptions-manager/guests/accounts/{accountId}/roles/{roleId}',
  access: writing,
  summary: 'Replace the flags of a guest on a subscription account.',
  description:
    'Services read them in the profile and allow or deny by them what they like; the gateway does not. A list that is left out becomes empty.',
  params: shape('UpdateFlagsFromSubscriptionAccountParams', {
    tenantId: uuid<TenantId>(),
    accountId: uuid<AccountId>(),
    roleId: uuid<RoleId>(),
    email: described(optional(emailAddress()), 'May be left out while one guest alone holds the role there.'),
    permitFlags: flagList('What the guest may do beyond the role.'),
    denyFlags: flagList('What the guest may not do in spite of the role.'),
  }),
  result: GuestPlaceView,
  errors: ['TENANT_NOT_FOUND', 'ACCOUNT_NOT_FOUND', 'GUEST_NOT_FOUND', 'INVALID_STATE'],
  example: {
    params: {
      tenantId: TENANT,
      accountId: ACCOUNT,
      roleId: ROLE,
      email: 'ada@example.com',
      permitFlags: ['export'],
    },
    result: {
      guestUserId: GUEST,
      accountId: ACCOUNT,
      created: MOMENT,
      permitFlags: ['export'],
      denyFlags: [],
    },
  },
  run: async (ports: Ports, { caller }, { tenantId, accountId, ...params }) =>
    ports.unitOfWork.run(async stores => {
      await openTenant(stores, tenantId);
      refuseUnlessOrdinary(await accountInTenant(stores, tenantId, accountId));
      const guest = await theGuest(stores.guests, { accountId, ...params });
      const flags = { permitFlags: unique(params.permitFlags), denyFlags: unique(params.denyFlags) };
      const place = await stores.guests.setFlags(guest.id, accountId, flags);
      if (!place) throw refuse('GUEST_NOT_FOUND');
      await audit(stores, ports, {
        action: 'update_guest_flags',
        details: { guestId: guest.id, roleId: params.roleId, ...flags },
        resourceType: 'account',
        resourceId: accountId,
        tenantId,
        event: 'updated',
        performedBy: actor(caller),
      });
      stores.afterCommit(() => forgetCaller(ports.cache, guest.email));
      return guestPlaceView(place);
    }),
});

const unique = (flags: readonly string[]): readonly string[] => [...new Set(flags)];

function refuseUnlessOrdinary(account: Account): void {
  const { accountType: type } = account;
  if (typeof type === 'object' && 'subscription' in type && !isAdministrative(account)) return;
  throw refuse('INVALID_STATE', { message: 'Only guests of subscription accounts have flags.' });
}

interface Wanted {
  readonly accountId: AccountId;
  readonly roleId: RoleId;
  readonly email?: string;
}

/** Without an e-mail, whoever is alone in the role on the account. */
async function theGuest(guests: GuestStore, { accountId, roleId, email }: Wanted): Promise<Guest> {
  if (email !== undefined) {
    const found = await guests.find({ accountId, roleId, email });
    if (!found) throw refuse('GUEST_NOT_FOUND');
    return found.guest;
  }
  const [first, ...others] = await guests.withRole(accountId, roleId);
  if (!first) throw refuse('GUEST_NOT_FOUND');
  if (others.length > 0) {
    throw refuse('INVALID_STATE', {
      message: `There are ${others.length + 1} guests in this role on the account.`,
      details: 'Say by the param email which of them is meant.',
    });
  }
  return first.guest;
}
