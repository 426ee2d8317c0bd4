import type { ProfileSource } from '@mycelium/accounts';
import type { LicensedResource } from '@mycelium/profile';
import type { Database } from './database.ts';
import { copied, type Tables } from './tables.ts';

export const memoryProfileSource = (database: Database): ProfileSource => ({
  byEmail: async email => {
    const tables = database.committed();
    const user = [...tables.users.values()].find(candidate => candidate.email === email);
    if (!user) return undefined;
    const account = user.accountId && tables.accounts.get(user.accountId);
    return copied({
      user,
      ...(account && { account }),
      licences: licencesOf(email, tables),
      ownerships: tables.ownerships
        .filter(row => row.email === email)
        .map(row => row.ownership)
        .sort((a, b) => compare([a.name, a.id], [b.name, b.id])),
    });
  },
});

function licencesOf(email: string, { licences, accounts }: Tables): LicensedResource[] {
  const deleted = new Set<string>();
  for (const account of accounts.values()) if (account.isDeleted) deleted.add(account.id);
  return licences
    .filter(row => row.email === email && !deleted.has(row.licence.accId))
    .map(row => row.licence)
    .sort((a, b) => compare([a.role, a.accId, a.roleId], [b.role, b.accId, b.roleId]));
}

function compare(left: readonly string[], right: readonly string[]): number {
  for (const [index, a] of left.entries()) {
    const b = right[index] ?? '';
    if (a !== b) return a < b ? -1 : 1;
  }
  return 0;
}
