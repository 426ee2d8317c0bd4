import type { Account, AccountStore, WrittenBy } from '@mycelium/accounts';
import { copied, type Tables } from './tables.ts';

const DELETED = { isActive: false, isChecked: true, isDeleted: true };

export function memoryAccountStore(tables: Tables): AccountStore {
  const { accounts } = tables;
  const clashes = (candidate: Account): boolean =>
    candidate.tenantId !== undefined &&
    [...accounts.values()].some(
      other =>
        other.id !== candidate.id &&
        other.tenantId === candidate.tenantId &&
        (other.name === candidate.name || other.slug === candidate.slug),
    );
  return {
    byId: async id => copied(accounts.get(id)),
    insert: async account => {
      if (accounts.has(account.id) || clashes(account)) return 'duplicate';
      accounts.set(account.id, copied(account));
      return 'inserted';
    },
    update: async (id, change, by) => {
      const account = accounts.get(id);
      if (!account) return 'absent';
      const changed = { ...account, ...change, ...stamp(by) };
      if (clashes(changed)) return 'duplicate';
      accounts.set(id, changed);
      return 'updated';
    },
    softDelete: async (id, by) => {
      const account = accounts.get(id);
      if (!account) return 'absent';
      const gone = `${id}-deleted`;
      accounts.set(id, { ...account, ...DELETED, name: gone, slug: gone, meta: {}, ...stamp(by) });
      const kept = tables.licences.filter(row => row.licence.accId !== id);
      tables.licences.splice(0, tables.licences.length, ...kept);
      return 'deleted';
    },
    owners: async id =>
      copied(
        [...tables.users.values()]
          .filter(user => user.accountId === id)
          .sort((a, b) => a.created.getTime() - b.created.getTime() || (a.id < b.id ? -1 : 1)),
      ),
  };
}

function stamp(by: WrittenBy & { readonly at: Date }): Pick<Account, 'updatedAt' | 'updatedBy'> {
  const { at, ...writer } = copied(by);
  return { updatedAt: at, updatedBy: writer };
}
