import {
  actor,
  audit,
  type Caller,
  forgetCaller,
  forgetCallers,
  type SharedCache,
  type User,
} from '@mycelium/accounts';
import { type Clock, type Ids, refuse, type TenantId, type Transactional } from '@mycelium/kernel';
import type { OwnerLink } from '../model/tenant.ts';
import type { TenantsStores } from '../ports/stores.ts';

type Stores = TenantsStores & Transactional;

interface OwnerPorts {
  readonly ids: Ids;
  readonly clock: Clock;
  readonly cache: SharedCache;
}

interface Ownership {
  readonly tenantId: TenantId;
  readonly owner: User;
  /** Who gives or takes it. */
  readonly caller: Caller;
}

/** Whoever is to own a tenant must be able to sign in. */
export function ableToOwn(user: User | undefined): User {
  if (user?.isActive) return user;
  throw refuse('USER_NOT_FOUND', {
    message: 'No active user is registered like this.',
    details: 'Owners have to be registered before they are appointed.',
  });
}

/** A new ownership, not written yet. */
export const ownership = ({ clock }: OwnerPorts, { tenantId, owner, caller }: Ownership): OwnerLink => ({
  tenantId,
  ownerId: owner.id,
  guestBy: `account-id:${actor(caller).id}`,
  created: clock.now(),
});

/** Makes somebody an owner. The next request of the owner is judged with it. */
export async function appointOwner(stores: Stores, ports: OwnerPorts, given: Ownership): Promise<OwnerLink> {
  const { tenantId, owner, caller } = given;
  const link = ownership(ports, given);
  if ((await stores.tenantOwners.insert(link)) === 'duplicate') throw refuse('TENANT_OWNER_EXISTS');
  await audit(stores, ports, {
    action: 'include_tenant_owner',
    details: { owner_id: owner.id },
    resourceType: 'tenant',
    resourceId: tenantId,
    tenantId,
    event: 'updated',
    performedBy: actor(caller),
  });
  stores.afterCommit(() => forgetCaller(ports.cache, owner.email));
  return link;
}

/** Takes an ownership away, but never the last one: nobody could give it back from within the tenant. */
export async function dismissOwner(stores: Stores, ports: OwnerPorts, taken: Ownership): Promise<void> {
  const { tenantId, owner, caller } = taken;
  const outcome = await stores.tenantOwners.remove(tenantId, owner.id);
  if (outcome === 'absent') throw refuse('TENANT_OWNER_NOT_FOUND');
  if (outcome === 'last') {
    throw refuse('INVALID_STATE', {
      message: 'This is the only owner of the tenant.',
      details: 'Appoint another owner first.',
    });
  }
  await audit(stores, ports, {
    action: 'exclude_tenant_owner',
    details: { owner_id: owner.id },
    resourceType: 'tenant',
    resourceId: tenantId,
    tenantId,
    event: 'updated',
    performedBy: actor(caller),
  });
  stores.afterCommit(() => forgetCaller(ports.cache, owner.email));
}

/** Profiles of owners speak of the tenant: what is cached about them goes once the unit has committed. */
export async function forgetOwners(stores: Stores, cache: SharedCache, tenantId: TenantId): Promise<void> {
  const owners = await stores.tenantOwners.list(tenantId);
  stores.afterCommit(() =>
    forgetCallers(
      cache,
      owners.map(({ email }) => email),
    ),
  );
}
