import type { Account, Caller, GuestRole } from '@mycelium/accounts';
import { type AccountId, AppError, NIL_UUID, type RoleId, type TenantId } from '@mycelium/kernel';
import type { AnyOperation } from '@mycelium/operations';
import type { Permission } from '@mycelium/profile';
import { anAccount, aUser, WORLD_BEGINS, type World, world } from '@mycelium/testkit';

export const OURS = '0000007e-0000-4000-8000-000000000001' as TenantId;
export const THEIRS = '0000007e-0000-4000-8000-000000000002' as TenantId;
export const NOWHERE = '0000007e-0000-4000-8000-0000000000ff';

/** Who is who in the two tenants. */
export type Person =
  | 'staff'
  | 'platformManager'
  | 'owner'
  | 'manager'
  | 'managementReader'
  | 'inviter'
  | 'reader'
  | 'pending'
  | 'entrusted'
  | 'guest'
  | 'guestsManager'
  | 'guestsReader'
  | 'strangeOwner'
  | 'stranger'
  | 'nobody';

const emailOf = (person: Person): string => `${person.toLowerCase()}@news.example`;

const accountId = (number: number): AccountId =>
  `000000ac-0000-4000-8000-${String(number).padStart(12, '0')}` as AccountId;

const inTenant = (number: number, tenantId: TenantId, over: Partial<Account>): Account =>
  anAccount({
    id: accountId(number),
    tenantId,
    accountType: { subscription: { tenantId } },
    ...over,
  });

let roleCount = 0;
function role(slug: string, permission: Permission, over: Partial<GuestRole> = {}): GuestRole {
  roleCount += 1;
  const id = `000000e0-0000-4000-8000-${String(roleCount).padStart(12, '0')}` as RoleId;
  return { id, name: slug, slug, permission, system: false, created: WORLD_BEGINS, children: [], ...over };
}

const system = (slug: string) => ({
  read: role(slug, 'read', { system: true }),
  write: role(slug, 'write', { system: true }),
});

const reporter = { read: role('reporter', 'read'), write: role('reporter', 'write') };
/** Whoever holds it may hand on `reporter`, and by a mistake somebody made the administration its child. */
const inviting = system('subscriptions-manager');
const entrusting = system('accounts-manager');
const handedOn = [reporter.read.id, reporter.write.id];
const editor = {
  read: role('editor', 'read', { children: handedOn }),
  write: role('editor', 'write', { children: [...handedOn, inviting.write.id, entrusting.read.id] }),
};

export const ROLES = {
  reporter,
  editor,
  inviting,
  managing: system('tenant-manager'),
  entrusting,
  guesting: system('guests-manager'),
};

const staffing = (tenantId: TenantId): Account['accountType'] => ({
  roleAssociated: {
    tenantId,
    roleName: 'subscriptions-manager',
    readRoleId: inviting.read.id,
    writeRoleId: inviting.write.id,
  },
});

export const ACCOUNTS = {
  newsroom: inTenant(1, OURS, { name: 'Newsroom' }),
  archive: inTenant(2, OURS, { name: 'Archive' }),
  management: inTenant(3, OURS, {
    name: `tid/${OURS}/manager`,
    accountType: { tenantManager: { tenantId: OURS } },
    isSystemAccount: true,
  }),
  inviting: inTenant(4, OURS, {
    name: `tid/${OURS}/role/subscriptions-manager`,
    accountType: staffing(OURS),
    isSystemAccount: true,
  }),
  theirs: inTenant(5, THEIRS, { name: 'Newsroom' }),
  theirInviting: inTenant(6, THEIRS, {
    name: `tid/${THEIRS}/role/subscriptions-manager`,
    accountType: staffing(THEIRS),
    isSystemAccount: true,
  }),
  gone: inTenant(7, OURS, { name: 'gone-deleted', isDeleted: true, isActive: false }),
  guesting: anAccount({
    id: accountId(8),
    name: 'Guests',
    accountType: { actorAssociated: { actor: 'guestsManager' } },
    isSystemAccount: true,
  }),
};

interface Held {
  readonly role: GuestRole;
  readonly on: Account;
  readonly accepted?: boolean;
}

const HOLDINGS: Readonly<Partial<Record<Person, readonly Held[]>>> = {
  manager: [{ role: ROLES.managing.write, on: ACCOUNTS.management }],
  managementReader: [{ role: ROLES.managing.read, on: ACCOUNTS.management }],
  inviter: [{ role: inviting.write, on: ACCOUNTS.inviting }],
  reader: [{ role: inviting.read, on: ACCOUNTS.inviting }],
  pending: [{ role: inviting.write, on: ACCOUNTS.inviting, accepted: false }],
  entrusted: [
    { role: ROLES.entrusting.write, on: ACCOUNTS.newsroom },
    { role: editor.write, on: ACCOUNTS.newsroom },
  ],
  guest: [{ role: editor.write, on: ACCOUNTS.newsroom }],
  guestsManager: [{ role: ROLES.guesting.write, on: ACCOUNTS.guesting }],
  guestsReader: [{ role: ROLES.guesting.read, on: ACCOUNTS.guesting }],
  stranger: [{ role: inviting.write, on: ACCOUNTS.theirInviting }],
};

const OWNERS: Readonly<Partial<Record<Person, TenantId>>> = { owner: OURS, strangeOwner: THEIRS };

export interface Newsroom extends World {
  /** Runs an operation as somebody. */
  as<Result = unknown>(person: Person, operation: AnyOperation, params?: object): Promise<Result>;
  /** The code with which somebody is refused; `undefined` when not refused. */
  refusal(person: Person, operation: AnyOperation, params?: object): Promise<string | undefined>;
  somebody(person: Person): Promise<Caller>;
  email(person: Person): string;
  /** Makes somebody a guest, past all rules. */
  grant(email: string, held: Held): Promise<void>;
  freeze(mark: 'archived' | 'trashed'): Promise<void>;
}

/** Two tenants with their people; theirs is a stranger to ours. */
export async function newsroom(): Promise<Newsroom> {
  const opened = world();
  const { stores } = opened;
  for (const id of [OURS, THEIRS]) {
    await stores.addTenant({
      id,
      name: id === OURS ? 'Ours' : 'Theirs',
      marks: {},
      meta: {},
      created: WORLD_BEGINS,
    });
  }
  for (const pair of Object.values(ROLES)) {
    await stores.addRole(pair.read);
    await stores.addRole(pair.write);
  }
  for (const account of Object.values(ACCOUNTS)) await stores.addAccount(account);
  for (const person of PEOPLE) await settle(opened, person);
  return withVoices(opened);
}

const PEOPLE: readonly Person[] = [
  'staff',
  'platformManager',
  'owner',
  'manager',
  'managementReader',
  'inviter',
  'reader',
  'pending',
  'entrusted',
  'guest',
  'guestsManager',
  'guestsReader',
  'strangeOwner',
  'stranger',
  'nobody',
];

async function settle({ stores }: World, person: Person): Promise<void> {
  const email = emailOf(person);
  const accountType = person === 'staff' ? 'staff' : person === 'platformManager' ? 'manager' : 'user';
  const account = anAccount({ name: person, accountType });
  await stores.addAccount(account);
  await stores.addUser(aUser({ email, accountId: account.id }));
  for (const held of HOLDINGS[person] ?? []) await grant(stores, email, held);
  const owned = OWNERS[person];
  if (!owned) return;
  const name = owned === OURS ? 'Ours' : 'Theirs';
  await stores.addOwnership(email, { id: owned, name, since: WORLD_BEGINS.toISOString() });
}

const grant = (stores: World['stores'], email: string, { role: given, on, accepted = true }: Held) =>
  stores.addLicence(email, {
    accId: on.id,
    accName: on.name,
    sysAcc: on.isSystemAccount,
    tenantId: on.tenantId ?? NIL_UUID,
    role: given.slug,
    roleId: given.id,
    perm: given.permission,
    verified: accepted,
  });

function withVoices(opened: World): Newsroom {
  const { stores } = opened;
  const somebody = (person: Person) => opened.caller(emailOf(person));
  const as = async <Result>(person: Person, operation: AnyOperation, params: object = {}) =>
    opened.call<Result>(operation, params, { caller: await somebody(person) });
  return {
    ...opened,
    as,
    somebody,
    email: emailOf,
    refusal: async (person, operation, params) =>
      as(person, operation, params).then(
        () => undefined,
        (thrown: unknown) => {
          if (thrown instanceof AppError) return thrown.code;
          throw thrown;
        },
      ),
    grant: (email, held) => grant(stores, email, held),
    freeze: async mark => {
      const marks = { [mark]: { at: WORLD_BEGINS, by: 'profile/x' } };
      await stores.addTenant({ id: OURS, name: 'Ours', marks, meta: {}, created: WORLD_BEGINS });
    },
  };
}
