import {
  type Account,
  type AccountType,
  type Caller,
  callerProfile,
  type GuestRole,
  isReservedRole,
  SYSTEM_ACTORS,
} from '@mycelium/accounts';
import type { MemoryStores } from '@mycelium/adapter-memory';
import { type AccountId, NIL_UUID, type TenantId } from '@mycelium/kernel';
import type { Permission } from '@mycelium/profile';
import { anAccount, aRole, aSubscription, aTenant, aUser, WORLD_BEGINS } from './builders.ts';

/** One role that a person holds somewhere. */
export interface Holding {
  /** A slug, of which the role is made where it is absent; or a role. */
  readonly role: string | GuestRole;
  /** Of a slug. Default `write`. */
  readonly permission?: Permission;
  /**
   * An account that is stored, or is then. Default: the account on which such a role stands, made where it is absent:
   * that of the tenant, or without `tenantId` the platform's.
   */
  readonly account?: Account | AccountId;
  readonly tenantId?: TenantId;
  /** Default true. */
  readonly accepted?: boolean;
}

export interface PersonOptions {
  readonly email: string;
  /** Of the personal account. Default `user`. */
  readonly accountType?: 'user' | 'manager' | 'staff';
  /** Tenants that the person owns; made where they are absent. */
  readonly owns?: readonly TenantId[];
  readonly holds?: readonly Holding[];
}

/** Stores a person with a personal account, everything that it owns and holds, and gives it as a caller. */
export async function person(stores: MemoryStores, options: PersonOptions): Promise<Caller> {
  const { email, accountType = 'user', owns = [], holds = [] } = options;
  const account = anAccount({ name: email, accountType });
  await stores.addAccount(account);
  await stores.addUser(aUser({ email, accountId: account.id }));
  for (const tenantId of owns) await own(stores, email, tenantId);
  for (const holding of holds) await hold(stores, email, holding);
  return storedCaller(stores, email);
}

/** A stored user as a caller with a full session, the way a request would resolve it. */
export async function storedCaller(
  { profileSource }: MemoryStores,
  email: string,
  over: Partial<Caller> = {},
): Promise<Caller> {
  const record = await profileSource.byEmail(email);
  const profile = record && callerProfile(record);
  return {
    email,
    issuer: 'mycelium',
    secondFactorPending: false,
    ...(record && { user: record.user }),
    ...(record?.account && { account: record.account }),
    ...(profile && { profile }),
    ...over,
  };
}

function own(stores: MemoryStores, email: string, id: TenantId): Promise<void> {
  const name = stores.rows().tenants.find(tenant => tenant.id === id)?.name ?? `Tenant ${id}`;
  return stores.addOwnership(email, { id, name, since: WORLD_BEGINS.toISOString() });
}

/** Makes an existing person, or one who is to come, a guest. */
export async function hold(stores: MemoryStores, email: string, holding: Holding): Promise<void> {
  const role = await storedRole(stores, holding);
  const account = await storedAccount(stores, holding, role);
  await stores.addLicence(email, {
    accId: account.id,
    accName: account.name,
    sysAcc: account.isSystemAccount,
    tenantId: account.tenantId ?? NIL_UUID,
    role: role.slug,
    roleId: role.id,
    perm: role.permission,
    verified: holding.accepted ?? true,
  });
}

async function storedRole(stores: MemoryStores, { role, permission = 'write' }: Holding): Promise<GuestRole> {
  const { guestRoles } = stores.rows();
  const known = guestRoles.find(row =>
    typeof role === 'string' ? row.slug === role && row.permission === permission : row.id === role.id,
  );
  if (known) return known;
  const made =
    typeof role === 'string' ? aRole({ name: role, permission, system: isReservedRole(role) }) : role;
  await stores.addRole(made);
  return made;
}

/** The reading and the writing role of a system slug, so that an account can be made for both. */
async function storedPair(
  stores: MemoryStores,
  role: string,
): Promise<{ read: GuestRole; write: GuestRole }> {
  const read = await storedRole(stores, { role, permission: 'read' });
  return { read, write: await storedRole(stores, { role, permission: 'write' }) };
}

async function storedAccount(stores: MemoryStores, holding: Holding, role: GuestRole): Promise<Account> {
  const { accounts } = stores.rows();
  const { account: given, tenantId } = holding;
  if (given !== undefined) {
    const id = typeof given === 'string' ? given : given.id;
    const known = accounts.find(account => account.id === id);
    if (known) return known;
    if (typeof given === 'string') throw new Error(`There is no account ${given} to be a guest on.`);
    await stores.addAccount(given);
    return given;
  }
  const made = await accountFor(stores, role, tenantId);
  const known = accounts.find(account => account.name === made.name && account.tenantId === made.tenantId);
  if (known) return known;
  if (tenantId && !stores.rows().tenants.some(({ id }) => id === tenantId)) {
    await stores.addTenant(aTenant({ id: tenantId }));
  }
  await stores.addAccount(made);
  return made;
}

/** The account on which a role stands, as the operations make it. */
async function accountFor(stores: MemoryStores, { slug }: GuestRole, tenantId?: TenantId): Promise<Account> {
  if (tenantId === undefined) {
    const [actor = slug] = Object.entries(SYSTEM_ACTORS).find(([, of]) => of === slug) ?? [];
    return systemAccount(`Account of ${slug}`, { actorAssociated: { actor } });
  }
  if (slug === SYSTEM_ACTORS.tenantManager) {
    return systemAccount(`tid/${tenantId}/manager`, { tenantManager: { tenantId } }, tenantId);
  }
  if (slug === SYSTEM_ACTORS.subscriptionsManager) {
    const { read, write } = await storedPair(stores, slug);
    const roles = { roleName: slug, readRoleId: read.id, writeRoleId: write.id };
    return systemAccount(
      `tid/${tenantId}/role/${slug}`,
      { roleAssociated: { tenantId, ...roles } },
      tenantId,
    );
  }
  return aSubscription(tenantId, { name: `Account of ${slug} in ${tenantId}` });
}

const systemAccount = (name: string, accountType: AccountType, tenantId?: TenantId): Account =>
  anAccount({ name, accountType, isSystemAccount: true, ...(tenantId && { tenantId }) });
