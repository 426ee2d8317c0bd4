import type { ConnectionStringRecord, ConnectionStringStore } from '@mycelium/accounts';
import type { AccountId } from '@mycelium/kernel';
import { copied, type Tables } from './tables.ts';

const SEQUENCE = 'connection-string';

export function memoryConnectionStringStore({ connectionStrings, sequences }: Tables): ConnectionStringStore {
  const rowOf = (accountId: AccountId, id: number) => {
    const row = connectionStrings.get(id);
    return row?.record.accountId === accountId ? row : undefined;
  };
  return {
    insert: async ({ signature, digest, ...known }) => {
      const id = (sequences.get(SEQUENCE) ?? 0) + 1;
      sequences.set(SEQUENCE, id);
      connectionStrings.set(id, copied({ record: { ...known, id }, sealed: { signature, digest } }));
      return id;
    },
    list: async accountId => {
      const records: ConnectionStringRecord[] = [...connectionStrings.values()].map(({ record }) => record);
      return copied(records.filter(record => record.accountId === accountId).sort((a, b) => b.id - a.id));
    },
    revoke: async (accountId, id, now) => {
      const row = rowOf(accountId, id);
      if (!row) return 'absent';
      const { record } = row;
      const expiration = record.expiration < now ? record.expiration : copied(now);
      connectionStrings.set(id, { ...row, record: { ...record, expiration } });
      return 'revoked';
    },
    delete: async (accountId, id) => {
      if (!rowOf(accountId, id)) return 'absent';
      connectionStrings.delete(id);
      return 'deleted';
    },
    deleteAll: async accountId => {
      for (const [id, { record }] of connectionStrings) {
        if (record.accountId === accountId) connectionStrings.delete(id);
      }
    },
  };
}
