import type {
  Guest,
  GuestListing,
  GuestPlace,
  GuestPlaceKey,
  GuestStore,
  Invitation,
  InvitationKey,
} from '@mycelium/accounts';
import { type AccountId, type GuestId, NIL_UUID, type RoleId } from '@mycelium/kernel';
import { roleWith } from './guest-role-store.ts';
import { licencesWithin } from './licences.ts';
import { by, compareTexts, pageOf } from './listing.ts';
import { copied, type GuestRow, pair, type Tables } from './tables.ts';

export function memoryGuestStore(tables: Tables): GuestStore {
  const { places } = tables;
  return {
    invite: async invitation => invite(tables, invitation),
    find: async key => {
      const place = placeOf(tables, key);
      return place && copied(listingOf(tables, place));
    },
    withRole: async (accountId, roleId) =>
      copied(
        listingsOn(tables, accountId)
          .filter(({ role }) => role.id === roleId)
          .sort(by(({ guest }) => [guest.email])),
      ),
    accept: async (key, at) => accept(tables, key, at),
    revoke: async key => {
      const place = placeOf(tables, key);
      if (!place) return 'absent';
      dropPlaces(tables, [place]);
      return 'revoked';
    },
    revokeAll: async email => {
      const all = [...places.values()].filter(({ guestId }) => tables.guests.get(guestId)?.email === email);
      dropPlaces(tables, all);
    },
    setFlags: async (guestId, accountId, { permitFlags, denyFlags }) => {
      const place = places.get(pair(guestId, accountId));
      if (!place) return undefined;
      const changed = copied({ ...place, permitFlags, denyFlags });
      places.set(pair(guestId, accountId), changed);
      return copied(changed);
    },
    onAccount: async (accountId, page) =>
      pageOf(
        listingsOn(tables, accountId).sort(
          by(({ guest, role }) => [guest.email, role.slug, role.permission]),
        ),
        page,
      ),
    licencesOf: async filter => licencesWithin(tables, filter),
    emails: async of => emailsAbout(tables, of),
  };
}

function invite(tables: Tables, { id, email, roleId, accountId, at }: Invitation): 'invited' | 'duplicate' {
  const { guests, places } = tables;
  const known = guestOf(tables, email, roleId);
  if (known && places.has(pair(known.id, accountId))) return 'duplicate';
  const guestId = known?.id ?? id;
  if (!known) guests.set(id, { id, email, roleId, created: copied(at) });
  const place = { guestId, accountId, created: copied(at), accepted: false, permitFlags: [], denyFlags: [] };
  places.set(pair(guestId, accountId), place);
  return 'invited';
}

function accept(tables: Tables, key: InvitationKey, at: Date): 'accepted' | 'already' | 'absent' {
  const { guests, places } = tables;
  const mine = listingsOn(tables, key.accountId).filter(
    ({ guest, role }) => guest.email === key.email && role.permission === key.permission,
  );
  const invited =
    mine.find(({ role }) => role.slug === key.role) ?? mine.find(({ role }) => role.name === key.role);
  if (!invited) return 'absent';
  const { guest, place } = invited;
  if (place.accepted) return 'already';
  places.set(pair(guest.id, place.accountId), { ...place, accepted: true });
  const { wasVerified: _derived, ...row } = guest;
  guests.set(guest.id, { ...row, updated: copied(at) });
  return 'accepted';
}

const guestOf = ({ guests }: Tables, email: string, roleId: RoleId): GuestRow | undefined =>
  [...guests.values()].find(guest => guest.email === email && guest.roleId === roleId);

function placeOf(tables: Tables, { email, roleId, accountId }: GuestPlaceKey): GuestPlace | undefined {
  const guest = guestOf(tables, email, roleId);
  return guest && tables.places.get(pair(guest.id, accountId));
}

const listingsOn = (tables: Tables, accountId: AccountId): GuestListing[] =>
  [...tables.places.values()]
    .filter(place => place.accountId === accountId)
    .map(place => listingOf(tables, place));

function listingOf(tables: Tables, place: GuestPlace): GuestListing {
  const guest = guestWith(tables, place.guestId);
  const role = guest && roleWith(tables, guest.roleId);
  if (!guest || !role) throw new Error('A guest place refers to a guest or a role that is not there.');
  return { guest, place, role };
}

export function guestWith({ guests, places }: Tables, id: GuestId): Guest | undefined {
  const guest = guests.get(id);
  const wasVerified = [...places.values()].some(place => place.guestId === id && place.accepted);
  return guest && { ...guest, wasVerified };
}

/** Takes places away, and each guest with the last one. */
export function dropPlaces({ guests, places }: Tables, gone: readonly GuestPlace[]): void {
  for (const { guestId, accountId } of gone) {
    places.delete(pair(guestId, accountId));
    if (![...places.values()].some(place => place.guestId === guestId)) guests.delete(guestId);
  }
}

function emailsAbout(tables: Tables, of: Parameters<GuestStore['emails']>[0]): readonly string[] {
  const found = [...guestsAbout(tables, of), ...usersAbout(tables, of)];
  return [...new Set(found)].sort(compareTexts);
}

function guestsAbout(
  { guests, places, accounts }: Tables,
  of: Parameters<GuestStore['emails']>[0],
): string[] {
  if ('roleId' in of) {
    return [...guests.values()].filter(guest => guest.roleId === of.roleId).map(({ email }) => email);
  }
  const isThere = ({ accountId }: GuestPlace): boolean =>
    'accountId' in of
      ? accountId === of.accountId
      : (accounts.get(accountId)?.tenantId ?? NIL_UUID) === of.tenantId;
  return [...places.values()].filter(isThere).flatMap(({ guestId }) => guests.get(guestId)?.email ?? []);
}

/** Users of the account, owners of the tenant. */
function usersAbout({ users, owners }: Tables, of: Parameters<GuestStore['emails']>[0]): string[] {
  if ('roleId' in of) return [];
  if ('accountId' in of) {
    return [...users.values()].filter(user => user.accountId === of.accountId).map(({ email }) => email);
  }
  return [...owners.values()]
    .filter(link => link.tenantId === of.tenantId)
    .flatMap(link => users.get(link.ownerId)?.email ?? []);
}
