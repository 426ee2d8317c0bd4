import type { ProfileSource, User } from '@mycelium/accounts';
import type { TenantOwnership } from '@mycelium/profile';
import type { Database } from './database.ts';
import { licencesInForce } from './licences.ts';
import { by } from './listing.ts';
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
      licences: licencesInForce(tables, email),
      ownerships: ownershipsOf(tables, user),
    });
  },
});

const ownershipsOf = ({ owners, tenants }: Tables, user: User): TenantOwnership[] =>
  [...owners.values()]
    .filter(link => link.ownerId === user.id)
    .flatMap(({ tenantId: id, created }) => {
      const tenant = tenants.get(id);
      return tenant ? [{ id, name: tenant.name, since: created.toISOString() }] : [];
    })
    .sort(by(ownership => [ownership.name, ownership.id]));
