import { slugify } from './account.ts';

/**
 * The actors of the administration: the name in account types (`actor` of `actorAssociated`) and the slug that roles
 * and paths carry. The two differ where they always did.
 */
export const SYSTEM_ACTORS = {
  subscriptionsManager: 'subscriptions-manager',
  usersManager: 'users-manager',
  accountManager: 'accounts-manager',
  guestsManager: 'guests-manager',
  gatewayManager: 'gateway-manager',
  systemManager: 'system-manager',
  tenantManager: 'tenant-manager',
} as const;

export type SystemActorName = keyof typeof SYSTEM_ACTORS;
export type SystemActorSlug = (typeof SYSTEM_ACTORS)[SystemActorName];

/** Actors that act on the platform as a whole: they get an account of their own, outside of any tenant. */
export const PLATFORM_ACTORS = [
  'gatewayManager',
  'guestsManager',
  'systemManager',
  'usersManager',
] as const satisfies readonly SystemActorName[];
export type PlatformActorName = (typeof PLATFORM_ACTORS)[number];

/**
 * No role of anybody's own making may be called like one of these, in any spelling that was ever read as an actor: its
 * licences would count as the real ones. Ordinary words such as `manager` and `admin` stay free: nothing here hangs on them.
 */
const RESERVED = new Set<string>([
  ...Object.values(SYSTEM_ACTORS),
  ...Object.keys(SYSTEM_ACTORS).map(slugify),
  'subscriptions-account-manager',
  'users-account-manager',
  'account-manager',
  'guest-manager',
  'beginners',
  'beginner',
  'no-role',
  'tenant-owner',
  'tenantowner',
  'service',
  'staff',
  'managers',
]);

export const isReservedRole = (slug: string): boolean => RESERVED.has(slug);

/** `subscriptionsManager` -> `Subscriptions Manager`, as the system roles are called. */
export const actorTitle = (actor: SystemActorName): string => {
  const words = SYSTEM_ACTORS[actor].split('-');
  return words.map(word => `${word[0]?.toUpperCase()}${word.slice(1)}`).join(' ');
};
