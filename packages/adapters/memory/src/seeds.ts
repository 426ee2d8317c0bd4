import {
  type Account,
  type AccountType,
  type GuestRole,
  SYSTEM_ACTORS,
  type SystemActorSlug,
  type User,
} from '@mycelium/accounts';
import { type AccountId, type GuestId, NIL_UUID, type RoleId, type TenantId } from '@mycelium/kernel';
import type { LicensedResource, TenantOwnership } from '@mycelium/profile';
import type { Tenant } from '@mycelium/tenants';
import type { Database } from './database.ts';
import { copied, pair, type Tables } from './tables.ts';

/** Puts rows past all rules. */
export interface Seeds {
  addUser(user: User): Promise<void>;
  addAccount(account: Account): Promise<void>;
  addTenant(tenant: Tenant): Promise<void>;
  /** With links to its children, which exist or are added later. */
  addRole(role: GuestRole): Promise<void>;
  /**
   * Brings the tenant, the role and the account that the licence names where they are absent; refuses a licence that
   * contradicts those that are there.
   */
  addLicence(email: string, licence: LicensedResource): Promise<void>;
  /** Brings the tenant where it is absent, and calls it as the ownership says. The user with this e-mail exists. */
  addOwnership(email: string, ownership: TenantOwnership): Promise<void>;
}

/** When the rows began that a seed brings along. */
const BEGINNING = new Date(0);

export const memorySeeds = (database: Database): Seeds => ({
  addUser: user => database.write(({ users }) => void users.set(user.id, copied(user))),
  addAccount: account => database.write(({ accounts }) => void accounts.set(account.id, copied(account))),
  addTenant: tenant => database.write(({ tenants }) => void tenants.set(tenant.id, copied(tenant))),
  addRole: role => database.write(tables => addRole(tables, role)),
  addLicence: (email, licence) => database.write(tables => addLicence(tables, email, licence)),
  addOwnership: (email, ownership) => database.write(tables => addOwnership(tables, email, ownership)),
});

function addRole({ guestRoles, roleLinks }: Tables, { children, ...role }: GuestRole): void {
  guestRoles.set(role.id, copied(role));
  for (const childId of children) {
    roleLinks.set(pair(role.id, childId), { parentId: role.id, childId, createdBy: NIL_UUID as AccountId });
  }
}

function addLicence(tables: Tables, email: string, licence: LicensedResource): void {
  const { guests, places } = tables;
  bringRole(tables, licence);
  bringAccount(tables, licence);
  const roleId = licence.roleId as RoleId;
  const accountId = licence.accId as AccountId;
  const known = [...guests.values()].find(guest => guest.email === email && guest.roleId === roleId);
  const guestId = known?.id ?? (crypto.randomUUID() as GuestId);
  if (!known) guests.set(guestId, { id: guestId, email, roleId, created: BEGINNING });
  places.set(
    pair(guestId, accountId),
    copied({
      guestId,
      accountId,
      created: BEGINNING,
      accepted: licence.verified,
      permitFlags: licence.permitFlags ?? [],
      denyFlags: licence.denyFlags ?? [],
    }),
  );
}

function bringTenant({ tenants }: Tables, id: TenantId): void {
  if (!tenants.has(id)) {
    tenants.set(id, { id, name: `tenant ${id}`, marks: {}, meta: {}, created: BEGINNING });
  }
}

function bringRole({ guestRoles }: Tables, { roleId, role: slug, perm }: LicensedResource): void {
  const id = roleId as RoleId;
  const known = guestRoles.get(id);
  if (!known) {
    const row = { id, name: slug, slug, permission: perm, system: false, created: BEGINNING };
    guestRoles.set(id, row);
    return;
  }
  agree(`The role ${id}`, [
    [known.slug, slug],
    [known.permission, perm],
  ]);
}

function bringAccount(tables: Tables, licence: LicensedResource): void {
  const { accounts } = tables;
  const id = licence.accId as AccountId;
  const tenantId = licence.tenantId === NIL_UUID ? undefined : (licence.tenantId as TenantId);
  if (tenantId) bringTenant(tables, tenantId);
  const known = accounts.get(id);
  if (!known) {
    accounts.set(id, accountOf(licence, tenantId));
    return;
  }
  agree(`The account ${id}`, [
    [known.name, licence.accName],
    [known.tenantId, tenantId],
    [known.isSystemAccount, licence.sysAcc],
  ]);
}

const accountOf = ({ accId, accName, sysAcc, role }: LicensedResource, tenantId?: TenantId): Account => ({
  id: accId as AccountId,
  name: accName,
  slug: accId,
  accountType: typeOf(role, tenantId),
  isSystemAccount: sysAcc,
  isActive: true,
  isChecked: true,
  isArchived: false,
  isDeleted: false,
  ...(tenantId && { tenantId }),
  meta: {},
  createdAt: BEGINNING,
});

function typeOf(role: string, tenantId: TenantId | undefined): AccountType {
  if (tenantId) return { subscription: { tenantId } };
  const [actor = role] =
    Object.entries(SYSTEM_ACTORS).find(([, slug]) => slug === (role as SystemActorSlug)) ?? [];
  return { actorAssociated: { actor } };
}

/** A test whose seeds contradict each other would test something that cannot be. */
function agree(what: string, values: readonly (readonly [known: unknown, wanted: unknown])[]): void {
  for (const [known, wanted] of values) {
    if (known !== wanted) throw new Error(`${what} is there already with ${known}, and not with ${wanted}.`);
  }
}

function addOwnership(tables: Tables, email: string, { id, name, since }: TenantOwnership): void {
  const user = [...tables.users.values()].find(candidate => candidate.email === email);
  if (!user) throw new Error(`There is no user ${email} who could own the tenant ${id}.`);
  const tenantId = id as TenantId;
  bringTenant(tables, tenantId);
  const tenant = tables.tenants.get(tenantId);
  if (tenant) tables.tenants.set(tenantId, { ...tenant, name });
  tables.owners.set(pair(tenantId, user.id), {
    tenantId,
    ownerId: user.id,
    guestBy: `account-id:${NIL_UUID}`,
    created: new Date(since),
  });
}
