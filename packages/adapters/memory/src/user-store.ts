import type { User, UserStore } from '@mycelium/accounts';
import { copied, type Tables } from './tables.ts';

export function memoryUserStore({ users }: Tables): UserStore {
  const byEmail = (email: string): User | undefined => [...users.values()].find(user => user.email === email);
  return {
    byEmail: async email => copied(byEmail(email)),
    byId: async id => copied(users.get(id)),
    insert: async user => {
      if (users.has(user.id) || byEmail(user.email)) return 'duplicate';
      users.set(user.id, copied(user));
      return 'inserted';
    },
    attachAccount: async (id, accountId) => {
      const user = users.get(id);
      if (!user) return 'absent';
      if (user.accountId) return 'taken';
      users.set(id, { ...user, accountId });
      return 'attached';
    },
    anonymise: async (id, at) => {
      const user = users.get(id);
      if (!user) return 'absent';
      const nobody = `${id}-deleted`;
      const blank = { username: nobody, email: nobody, firstName: '', lastName: '' };
      const { provider: _credential, mfa: _factor, ...rest } = user;
      users.set(id, { ...rest, ...blank, isActive: false, isPrincipal: false, updated: copied(at) });
      return 'anonymised';
    },
  };
}
