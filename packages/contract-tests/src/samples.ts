import { randomUUID } from 'node:crypto';
import type { Account, GuestRole, MagicLink, Tag, User, WrittenBy } from '@mycelium/accounts';
import type {
  AccountId,
  GuestId,
  PageRequest,
  RoleId,
  TagId,
  TenantId,
  Transactional,
  UserId,
  WebhookId,
} from '@mycelium/kernel';
import type { LicensedResource } from '@mycelium/profile';
import type { Tenant } from '@mycelium/tenants';
import type { AllStores, StoresWorld } from './stores-world.ts';

/** Milliseconds that are neither 0 nor a multiple of ten, so that a lost digit shows. */
export const NOON = new Date('2026-03-01T12:00:00.123Z');
export const after = (seconds: number): Date => new Date(NOON.getTime() + Math.round(seconds * 1000));

export const newUserId = (): UserId => randomUUID() as UserId;
export const newAccountId = (): AccountId => randomUUID() as AccountId;
export const newTenantId = (): TenantId => randomUUID() as TenantId;
export const newRoleId = (): RoleId => randomUUID() as RoleId;
export const newGuestId = (): GuestId => randomUUID() as GuestId;
export const newTagId = (): TagId => randomUUID() as TagId;
export const newWebhookId = (): WebhookId => randomUUID() as WebhookId;
/** As many fresh ids as wanted, in their order. */
export const ascending = <Id extends string>(fresh: () => Id, count: number): Id[] =>
  Array.from({ length: count }, fresh).sort();

export const writer: WrittenBy = { id: randomUUID(), from: 'account' };
export const writtenAt = (at: Date): WrittenBy & { readonly at: Date } => ({ ...writer, at });

export const user = (changes: Partial<User> = {}): User => ({
  id: newUserId(),
  username: 'ana',
  email: 'ana@example.org',
  firstName: 'Ana',
  lastName: 'Souza',
  isActive: true,
  isPrincipal: true,
  created: NOON,
  ...changes,
});

export function account(changes: Partial<Account> = {}): Account {
  const id = changes.id ?? newAccountId();
  return {
    id,
    name: `Account ${id}`,
    slug: `account-${id}`,
    accountType: 'user',
    isSystemAccount: false,
    isActive: true,
    isChecked: true,
    isArchived: false,
    isDeleted: false,
    meta: {},
    createdAt: NOON,
    ...changes,
  };
}

export function magicLink(changes: Partial<MagicLink> = {}): MagicLink {
  const id = randomUUID();
  return {
    id,
    email: 'ana@example.org',
    tokenHash: `token-${id}`,
    codeHash: `code-${id}`,
    createdAt: NOON,
    expiresAt: after(900),
    ...changes,
  };
}

/** On an account, in a tenant and in a role of its own unless said otherwise. */
export function licence(changes: Partial<LicensedResource> = {}): LicensedResource {
  const roleId = changes.roleId ?? randomUUID();
  return {
    accId: newAccountId(),
    sysAcc: false,
    tenantId: newTenantId(),
    accName: 'Field team',
    role: `role-${roleId}`,
    roleId,
    perm: 'read',
    verified: true,
    ...changes,
  };
}

export function tenant(changes: Partial<Tenant> = {}): Tenant {
  const id = changes.id ?? newTenantId();
  return { id, name: `Tenant ${id}`, marks: {}, meta: {}, created: NOON, ...changes };
}

export function role(changes: Partial<GuestRole> = {}): GuestRole {
  const id = changes.id ?? newRoleId();
  return {
    id,
    name: `Role ${id}`,
    slug: `role-${id}`,
    permission: 'read',
    system: false,
    created: NOON,
    children: [],
    ...changes,
  };
}

export const tag = (changes: Partial<Tag> = {}): Tag => ({ id: newTagId(), value: 'pilot', ...changes });

/** Enough for every row of a case. */
export const ALL: PageRequest = { pageSize: 100, skip: 0 };

/** One verb in a unit of work of its own. */
export const within = <Result>(
  { unitOfWork }: StoresWorld,
  work: (stores: AllStores & Transactional) => Promise<Result>,
): Promise<Result> => unitOfWork.run(work);

type Verbs = Record<PropertyKey, (...params: unknown[]) => Promise<unknown>>;

/** One store, each call of a verb in a unit of work of its own. */
export const alone = <Name extends keyof AllStores>(world: StoresWorld, name: Name): AllStores[Name] =>
  new Proxy({} as AllStores[Name], {
    get:
      (_store, verb) =>
      (...params: unknown[]) =>
        within(world, stores => (stores[name] as unknown as Verbs)[verb]?.(...params) ?? noSuchVerb(verb)),
  });

const noSuchVerb = (verb: PropertyKey): never => {
  throw new Error(`The store has no ${String(verb)}.`);
};

export const RACERS = 20;

/** The outcomes of as many concurrent calls. */
export const race = <Result>(call: (racer: number) => Promise<Result>): Promise<Result[]> =>
  Promise.all(Array.from({ length: RACERS }, (_, racer) => call(racer)));

export const countOf = <T>(outcomes: readonly T[], outcome: T): number =>
  outcomes.filter(candidate => candidate === outcome).length;
