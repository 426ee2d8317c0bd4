import { type Account, parseEmail, slugify, type User } from '@mycelium/accounts';
import type { AccountId, UserId } from '@mycelium/kernel';
import { countedIds } from './counted-ids.ts';

/** The moment at which every world begins. */
export const WORLD_BEGINS = new Date('2026-01-01T12:00:00.000Z');

const userIds = countedIds(0xa);
const accountIds = countedIds(0xb);

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
