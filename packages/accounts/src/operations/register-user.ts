import type { Transactional } from '@mycelium/kernel';
import { type Clock, type Ids, refuse, type UserId } from '@mycelium/kernel';
import type { Provider, User } from '../model/user.ts';
import type { SharedCache } from '../ports/cache.ts';
import type { Stores } from '../ports/stores.ts';
import { audit, forgetCaller, writtenByUser } from './writers.ts';

interface RegistrationPorts {
  readonly ids: Ids;
  readonly clock: Clock;
  readonly cache: SharedCache;
}

export interface Registration {
  /** Canonical, and proved to be the person's own. */
  readonly email: string;
  readonly provider: Provider;
}

/** The user with this e-mail, made active and principal when there is none yet. */
export async function userOrRegister(
  stores: Stores & Transactional,
  ports: RegistrationPorts,
  { email, provider }: Registration,
): Promise<User> {
  const known = await stores.users.byEmail(email);
  if (known) return known;
  const user: User = {
    id: ports.ids.uuid() as UserId,
    username: email,
    email,
    firstName: '',
    lastName: '',
    isActive: true,
    isPrincipal: true,
    created: ports.clock.now(),
    provider,
  };
  if ((await stores.users.insert(user)) === 'duplicate') {
    // Somebody else registered the e-mail a moment ago.
    const other = await stores.users.byEmail(email);
    if (!other) throw refuse('USER_ALREADY_REGISTERED');
    return other;
  }
  await audit(stores, ports, {
    action: 'create_default_user',
    resourceType: 'user',
    resourceId: user.id,
    event: 'created',
    performedBy: writtenByUser(user),
  });
  stores.afterCommit(() => forgetCaller(ports.cache, email));
  return user;
}
