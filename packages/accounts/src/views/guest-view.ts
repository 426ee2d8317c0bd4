import { boolean, type Infer, instant, list, literal, nullable, shape, text, uuid } from '@mycelium/schema';
import { parseEmail } from '../model/email.ts';
import type { GuestPlace } from '../model/guest.ts';
import type { GuestListing } from '../ports/guest-store.ts';
import { GuestRoleView, guestRoleView } from './guest-role-view.ts';
import { EmailView } from './user-view.ts';

export const GuestUserView = shape('GuestUser', {
  id: uuid(),
  email: EmailView,
  guestRole: shape('GuestRoleRecord', { record: GuestRoleView }),
  created: instant(),
  updated: nullable(instant()),
  accounts: literal(null),
  wasVerified: boolean(),
});
export type GuestUserView = Infer<typeof GuestUserView>;

/** A guest as one account sees it: `wasVerified` says whether the invitation to this account was accepted. */
export const guestUserView = ({ guest, place, role }: GuestListing): GuestUserView => ({
  id: guest.id,
  email: parseEmail(guest.email) ?? { username: guest.email, domain: '' },
  guestRole: { record: guestRoleView(role) },
  created: guest.created.toISOString(),
  updated: guest.updated?.toISOString() ?? null,
  accounts: null,
  wasVerified: place.accepted,
});

export const GuestPlaceView = shape('GuestUserOnAccount', {
  guestUserId: uuid(),
  accountId: uuid(),
  created: instant(),
  permitFlags: list(text()),
  denyFlags: list(text()),
});
export type GuestPlaceView = Infer<typeof GuestPlaceView>;

export const guestPlaceView = (place: GuestPlace): GuestPlaceView => ({
  guestUserId: place.guestId,
  accountId: place.accountId,
  created: place.created.toISOString(),
  permitFlags: place.permitFlags,
  denyFlags: place.denyFlags,
});
