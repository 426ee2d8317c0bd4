import { type Clock, type GuestId, type Ids, refuse, type Transactional } from '@mycelium/kernel';
import { renderMail } from '@mycelium/notifications';
import { type Account, verboseStatus, type WrittenBy } from '../model/account.ts';
import { unfittingRole } from '../model/fitting-role.ts';
import type { GuestRole } from '../model/guest-role.ts';
import type { SharedCache } from '../ports/cache.ts';
import type { GuestListing } from '../ports/guest-store.ts';
import type { Stores } from '../ports/stores.ts';
import { type AccountsSettings, absoluteUrl, brandOf } from './ports.ts';
import { audit, forgetCaller } from './writers.ts';

interface InvitationPorts {
  readonly ids: Ids;
  readonly clock: Clock;
  readonly cache: SharedCache;
  readonly settings: AccountsSettings;
}

export interface InvitationRequest {
  readonly account: Account;
  readonly role: GuestRole;
  /** Canonical. */
  readonly email: string;
  readonly by: WrittenBy;
}

/** The errors that inviting may end in, for the operations that do. */
export const INVITATION_ERRORS = ['ACTION_NOT_AUTHORISED', 'GUEST_EXISTS', 'INVALID_STATE'] as const;

/**
 * Invites somebody to an account and mails them. Grants nothing until the invitation is accepted. Whether the caller may
 * invite to this account is the business of the operation; what may be held there is decided here, for all of them.
 */
export async function inviteGuest(
  stores: Stores & Transactional,
  ports: InvitationPorts,
  { account, role, email, by }: InvitationRequest,
): Promise<GuestListing> {
  if (verboseStatus(account) !== 'verified') {
    throw refuse('INVALID_STATE', {
      message: `The account is ${verboseStatus(account)}, so nobody can be invited to it.`,
    });
  }
  const unfitting = unfittingRole(account, role);
  if (unfitting !== undefined) throw refuse('ACTION_NOT_AUTHORISED', { message: unfitting });
  const at = ports.clock.now();
  const key = { email, roleId: role.id, accountId: account.id };
  if ((await stores.guests.invite({ ...key, id: ports.ids.uuid() as GuestId, at })) === 'duplicate') {
    throw refuse('GUEST_EXISTS');
  }
  const listing = await stores.guests.find(key);
  if (!listing) throw new Error('an invitation was written and cannot be read');
  await audit(stores, ports, {
    action: 'invite_guest',
    details: { guestId: listing.guest.id, roleId: role.id },
    resourceType: 'account',
    resourceId: account.id,
    ...(account.tenantId && { tenantId: account.tenantId }),
    event: 'updated',
    performedBy: by,
  });
  await mailInvitation(stores, ports, { account, role, email });
  stores.afterCommit(() => forgetCaller(ports.cache, email));
  return listing;
}

/** Where invitations are shown and, with `/accept` after it, accepted. */
export const INVITATION_PATTERN =
  '/_adm/beginners/guests/account/{accountId}/guest-role/{guestRoleName}/perm/{permission}';

/** The same for one of them. Names no secret: who accepts must be signed in with the invited e-mail. */
export const invitationPath = (
  accountId: string,
  { slug, permission }: Pick<GuestRole, 'slug' | 'permission'>,
): string =>
  INVITATION_PATTERN.replace('{accountId}', accountId)
    .replace('{guestRoleName}', encodeURIComponent(slug))
    .replace('{permission}', permission);

async function mailInvitation(
  stores: Stores,
  { ids, clock, settings }: InvitationPorts,
  { account, role, email }: Omit<InvitationRequest, 'by'>,
): Promise<void> {
  const { domainUrl, invitationPage = true } = settings;
  const mail = renderMail({
    template: 'guest-to-subscription-account',
    locale: settings.locale ?? 'en-us',
    brand: brandOf(settings),
    variables: {
      account_name: account.name,
      role_name: role.name,
      role_permissions: role.permission,
      ...(domainUrl !== undefined &&
        invitationPage && {
          accept_url: absoluteUrl(domainUrl, invitationPath(account.id, role)),
        }),
    },
  });
  await stores.mails.append({
    ...mail,
    id: ids.uuid(),
    created: clock.now(),
    from: settings.sender,
    to: email,
  });
}

export interface RevocationRequest extends Omit<InvitationRequest, 'role'> {
  readonly roleId: GuestRole['id'];
}

/** Takes a guest's place away, accepted or not. The next request of the guest is judged without it. */
export async function revokeGuest(
  stores: Stores & Transactional,
  ports: Omit<InvitationPorts, 'settings'>,
  { account, roleId, email, by }: RevocationRequest,
): Promise<void> {
  const key = { email, roleId, accountId: account.id };
  const outcome = await stores.guests.revoke(key);
  if (outcome === 'absent') throw refuse('GUEST_NOT_FOUND');
  await audit(stores, ports, {
    action: 'revoke_guest',
    details: { roleId },
    resourceType: 'account',
    resourceId: account.id,
    ...(account.tenantId && { tenantId: account.tenantId }),
    event: 'updated',
    performedBy: by,
  });
  stores.afterCommit(() => forgetCaller(ports.cache, email));
}
