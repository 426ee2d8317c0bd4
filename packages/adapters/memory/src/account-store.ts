import { isDeepStrictEqual } from 'node:util';
import {
  type Account,
  type AccountChange,
  type AccountListing,
  type AccountStore,
  type User,
  verboseStatus,
  type WrittenAt,
} from '@mycelium/accounts';
import type { AccountId } from '@mycelium/kernel';
import { accountMatches, kindOf } from './account-filter.ts';
import { dropPlaces } from './guest-store.ts';
import { by, newestFirst, pageOf } from './listing.ts';
import { copied, type Tables } from './tables.ts';
import { dropTags, tagsOf } from './tag-store.ts';

const DELETED = { isActive: false, isChecked: true, isDeleted: true };

export function memoryAccountStore(tables: Tables): AccountStore {
  const { accounts } = tables;
  const put = (account: Account, change: Partial<Account>, stamp: WrittenAt): void =>
    void accounts.set(account.id, { ...account, ...copied(change), ...stampOf(stamp) });
  return {
    byId: async id => copied(accounts.get(id)),
    list: async (filter, page) => {
      const matches = [...accounts.values()].map(account => listingOf(tables, account));
      const kept = matches.filter(listing => accountMatches(listing, filter));
      return pageOf(
        kept.sort(newestFirst(({ account }) => ({ at: account.createdAt, id: account.id }))),
        page,
      );
    },
    listing: async id => {
      const account = accounts.get(id);
      return account && copied(listingOf(tables, account));
    },
    insert: async account => insert(tables, account),
    insertForActor: async account => {
      const taken = [...accounts.values()].some(
        other => !other.isDeleted && isDeepStrictEqual(other.accountType, account.accountType),
      );
      return taken ? 'duplicate' : insert(tables, account);
    },
    update: async (id, change, stamp) => update(tables, { id, change, stamp }),
    changeStatus: async (id, { from, to }, stamp) => {
      const account = accounts.get(id);
      if (!account) return 'absent';
      if (!from.includes(verboseStatus(account))) return 'refused';
      put(account, to, stamp);
      return 'changed';
    },
    changeKind: async (id, { from, to }, stamp) => {
      const account = accounts.get(id);
      if (!account) return 'absent';
      if (account.isDeleted || !from.includes(kindOf(account))) return 'refused';
      if (account.accountType === 'staff' && to !== 'staff' && isLastStaff(tables, id)) return 'last';
      put(account, { accountType: to }, stamp);
      return 'changed';
    },
    putMeta: async (id, { key, value }, stamp) => {
      const account = accounts.get(id);
      if (!account || account.isDeleted) return undefined;
      const meta = { ...account.meta, [key]: value };
      put(account, { meta }, stamp);
      return copied(meta);
    },
    deleteMeta: async (id, key, stamp) => {
      const account = accounts.get(id);
      if (!account || account.isDeleted || !Object.hasOwn(account.meta, key)) return 'absent';
      const { [key]: _gone, ...meta } = account.meta;
      put(account, { meta }, stamp);
      return 'deleted';
    },
    softDelete: async (id, stamp) => softDelete(tables, id, stamp),
    owners: async id => copied(ownersOf(tables, id)),
  };
}

function insert(tables: Tables, account: Account): 'inserted' | 'duplicate' {
  if (tables.accounts.has(account.id) || clashes(tables, account)) return 'duplicate';
  tables.accounts.set(account.id, copied(account));
  return 'inserted';
}

interface Update {
  readonly id: AccountId;
  readonly change: AccountChange;
  readonly stamp: WrittenAt;
}

function update(tables: Tables, { id, change, stamp }: Update): 'updated' | 'duplicate' | 'absent' {
  const account = tables.accounts.get(id);
  if (!account) return 'absent';
  const changed = { ...account, ...copied(change), ...stampOf(stamp) };
  if (clashes(tables, changed)) return 'duplicate';
  tables.accounts.set(id, changed);
  return 'updated';
}

const clashes = ({ accounts }: Tables, candidate: Account): boolean =>
  candidate.tenantId !== undefined &&
  [...accounts.values()].some(
    other =>
      other.id !== candidate.id &&
      other.tenantId === candidate.tenantId &&
      (other.name === candidate.name || other.slug === candidate.slug),
  );

function softDelete(tables: Tables, id: AccountId, stamp: WrittenAt): 'deleted' | 'absent' {
  const { accounts, places, managers } = tables;
  const account = accounts.get(id);
  if (!account) return 'absent';
  const gone = `${id}-deleted`;
  accounts.set(id, { ...account, ...DELETED, name: gone, slug: gone, meta: {}, ...stampOf(stamp) });
  dropPlaces(
    tables,
    [...places.values()].filter(place => place.accountId === id),
  );
  dropTags(tables.accountTags, id);
  for (const [tenantId, managerId] of managers) if (managerId === id) managers.delete(tenantId);
  return 'deleted';
}

const isLastStaff = ({ accounts }: Tables, id: AccountId): boolean =>
  ![...accounts.values()].some(
    other => other.id !== id && other.accountType === 'staff' && verboseStatus(other) === 'verified',
  );

const ownersOf = ({ users }: Tables, id: AccountId): User[] =>
  [...users.values()].filter(user => user.accountId === id).sort(by(user => [user.created, user.id]));

const listingOf = (tables: Tables, account: Account): AccountListing => ({
  account,
  owners: ownersOf(tables, account.id),
  tags: tagsOf(tables.accountTags, account.id),
});

function stampOf(stamp: WrittenAt): Pick<Account, 'updatedAt' | 'updatedBy'> {
  const { at, ...writer } = copied(stamp);
  return { updatedAt: at, updatedBy: writer };
}
