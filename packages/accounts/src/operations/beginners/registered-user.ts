import { refuse, type Transactional } from '@mycelium/kernel';
import type { Caller } from '../../model/caller.ts';
import type { User } from '../../model/user.ts';
import type { Stores } from '../../ports/stores.ts';
import type { Needs } from '../ports.ts';
import { userOrRegister } from '../register-user.ts';

/** The errors that it may end in, for the operations that ask for the user. */
export const REGISTRATION_ERRORS = ['TOKEN_INVALID', 'USER_ALREADY_REGISTERED'] as const;

/**
 * The user of a call that needs no account, read afresh, since what is cached about callers may be a moment old.
 * Whoever comes from an external issuer for the first time is registered. Our own tokens are given to registered users;
 * without one, its user was deleted since.
 */
export async function registeredUser(
  stores: Stores & Transactional,
  ports: Needs<'clock' | 'ids' | 'cache'>,
  { email, issuer }: Caller,
): Promise<User> {
  const known = await stores.users.byEmail(email);
  if (known) return known;
  if (issuer === undefined || issuer === 'mycelium') {
    throw refuse('TOKEN_INVALID', { message: 'The user of this credential is gone. Sign in again.' });
  }
  return userOrRegister(stores, ports, { email, provider: { external: issuer } });
}
