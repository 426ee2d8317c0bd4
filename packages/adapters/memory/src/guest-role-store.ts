import type { GuestRole, GuestRoleFilter, GuestRoleStore } from '@mycelium/accounts';
import type { RoleId } from '@mycelium/kernel';
import { by, contains, pageOf } from './listing.ts';
import { copied, pair, type RoleRow, type Tables } from './tables.ts';

export function memoryGuestRoleStore(tables: Tables): GuestRoleStore {
  const { guestRoles, roleLinks } = tables;
  return {
    byId: async id => copied(roleWith(tables, id)),
    byIds: async ids => copied([...new Set(ids)].sort().flatMap(id => roleWith(tables, id) ?? [])),
    list: async (filter, page) => {
      const rows = [...guestRoles.values()].filter(role => matches(role, filter));
      const roles = rows.map(role => ({ ...role, children: childrenOf(tables, role.id) }));
      return pageOf(roles.sort(by(role => [role.slug, role.permission, role.id])), page);
    },
    insert: async role => insert(tables, role),
    getOrInsert: async role => getOrInsert(tables, role),
    update: async (id, change, at) => {
      const role = guestRoles.get(id);
      if (!role) return 'absent';
      const changed = { ...role, ...change, updated: copied(at) };
      if (clashes(tables, changed)) return 'duplicate';
      guestRoles.set(id, changed);
      return 'updated';
    },
    delete: async id => {
      if (!guestRoles.has(id)) return 'absent';
      if (isInUse(tables, id)) return 'in-use';
      guestRoles.delete(id);
      return 'deleted';
    },
    insertChild: async link => {
      const { parentId, childId } = link;
      if (!guestRoles.has(parentId) || !guestRoles.has(childId)) return 'absent';
      if (roleLinks.has(pair(parentId, childId))) return 'duplicate';
      if (reaches(tables, childId, parentId)) return 'cycle';
      roleLinks.set(pair(parentId, childId), copied(link));
      return 'inserted';
    },
    removeChild: async ({ parentId, childId }) =>
      roleLinks.delete(pair(parentId, childId)) ? 'removed' : 'absent',
    parentsOf: async id =>
      [...roleLinks.values()]
        .filter(link => link.childId === id)
        .map(link => link.parentId)
        .sort(),
  };
}

/** A role with its children. */
export function roleWith(tables: Tables, id: RoleId): GuestRole | undefined {
  const role = tables.guestRoles.get(id);
  return role && { ...role, children: childrenOf(tables, id) };
}

const childrenOf = ({ roleLinks }: Tables, id: RoleId): RoleId[] =>
  [...roleLinks.values()]
    .filter(link => link.parentId === id)
    .map(link => link.childId)
    .sort();

const matches = (role: RoleRow, { name, slug, system }: GuestRoleFilter): boolean =>
  (name === undefined || contains(role.name, name)) &&
  (slug === undefined || role.slug === slug) &&
  (system === undefined || role.system === system);

const clashes = ({ guestRoles }: Tables, candidate: RoleRow): boolean =>
  [...guestRoles.values()].some(
    other =>
      other.id !== candidate.id &&
      other.permission === candidate.permission &&
      (other.name === candidate.name || other.slug === candidate.slug),
  );

function insert(tables: Tables, { children: _links, ...role }: GuestRole): 'inserted' | 'duplicate' {
  if (tables.guestRoles.has(role.id) || clashes(tables, role)) return 'duplicate';
  tables.guestRoles.set(role.id, copied(role));
  return 'inserted';
}

function getOrInsert(tables: Tables, role: GuestRole): GuestRole {
  const known = [...tables.guestRoles.values()].find(
    ({ slug, permission }) => slug === role.slug && permission === role.permission,
  );
  if (known) return copied({ ...known, children: childrenOf(tables, known.id) });
  if (insert(tables, role) === 'inserted') return copied({ ...role, children: [] });
  for (const name of [role.slug, `${role.slug} ${role.id}`]) {
    const called = { ...role, name, children: [] };
    if (insert(tables, called) === 'inserted') return copied(called);
  }
  throw new Error(`There is no free name for the role ${role.slug}.`);
}

const isInUse = ({ guests, roleLinks }: Tables, id: RoleId): boolean =>
  [...guests.values()].some(guest => guest.roleId === id) ||
  [...roleLinks.values()].some(link => link.parentId === id || link.childId === id);

/** Whether `to` is `from` or one of its descendants. */
function reaches(tables: Tables, from: RoleId, to: RoleId): boolean {
  return from === to || childrenOf(tables, from).some(child => reaches(tables, child, to));
}
