import { type Account, type GuestRole, parseEmail, slugify, type User } from '@mycelium/accounts';
import type { AccountId, RoleId, TenantId, UserId, WebhookId } from '@mycelium/kernel';
import type { ErrorCode, Webhook } from '@mycelium/system';
import type { Tenant } from '@mycelium/tenants';
import { countedIds } from './counted-ids.ts';

/** The moment at which every world begins. */
export const WORLD_BEGINS = new Date('2026-01-01T12:00:00.000Z');

const userIds = countedIds(0xa);
const accountIds = countedIds(0xb);
const roleIds = countedIds(0xc);
const tenantIds = countedIds(0xd);
const webhookIds = countedIds(0xe);

/** An active principal without an account. */
export function aUser(over: Partial<User> = {}): User {
  const email = over.email ?? 'maria@acme.example';
  return {
    id: userIds.uuid() as UserId,
    username: parseEmail(email)?.username ?? email,
    email,
    firstName: 'Maria',
    lastName: 'Silva',
    isActive: true,
    isPrincipal: true,
    created: WORLD_BEGINS,
    provider: { internal: {} },
    ...over,
  };
}

/** An active, approved personal account. */
export function anAccount(over: Partial<Account> = {}): Account {
  const name = over.name ?? 'Maria Silva';
  return {
    id: accountIds.uuid() as AccountId,
    name,
    slug: slugify(name),
    accountType: 'user',
    isActive: true,
    isChecked: true,
    isArchived: false,
    isDeleted: false,
    isSystemAccount: false,
    meta: {},
    createdAt: WORLD_BEGINS,
    ...over,
  };
}

/** An active, approved subscription account of the tenant, under a name of its own. */
export function aSubscription(tenantId: TenantId, over: Partial<Account> = {}): Account {
  const id = over.id ?? (accountIds.uuid() as AccountId);
  return anAccount({
    id,
    name: `Subscription ${id}`,
    accountType: { subscription: { tenantId } },
    tenantId,
    ...over,
  });
}

/** A tenant without marks, under a name of its own. */
export function aTenant(over: Partial<Tenant> = {}): Tenant {
  const id = over.id ?? (tenantIds.uuid() as TenantId);
  return { id, name: `Tenant ${id}`, marks: {}, meta: {}, created: WORLD_BEGINS, ...over };
}

/** A reading guest role that is none of the system's. */
export function aRole(over: Partial<GuestRole> = {}): GuestRole {
  const name = over.name ?? 'Field Agent';
  return {
    id: roleIds.uuid() as RoleId,
    name,
    slug: slugify(name),
    permission: 'read',
    system: false,
    created: WORLD_BEGINS,
    children: [],
    ...over,
  };
}

/** A code that a service shares with its clients. */
export const anErrorCode = (over: Partial<ErrorCode> = {}): ErrorCode => ({
  prefix: 'SVC',
  number: 1,
  message: 'The service is out of stamps.',
  isInternal: false,
  isNative: false,
  ...over,
});

/** An active subscription to new subscription accounts, without a secret. */
export const aWebhook = (over: Partial<Webhook> = {}): Webhook => ({
  id: webhookIds.uuid() as WebhookId,
  name: 'Billing',
  url: 'https://billing.acme.example/hook',
  trigger: 'subscriptionAccount.created',
  method: 'POST',
  isActive: true,
  created: WORLD_BEGINS,
  ...over,
});
