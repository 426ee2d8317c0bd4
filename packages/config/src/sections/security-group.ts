import type { RequiredRole, SecurityGroup } from '@mycelium/gateway-core';
import { type CustomOutcome, custom, type Field, nearest } from '@mycelium/schema';

const PLAIN_GROUPS = ['public', 'authenticated', 'protected'] as const;
const ROLE_GROUPS = [
  'protectedByRoles',
  'protectedByPermissionedRoles',
  'protectedByServiceTokenWithRole',
  'protectedByServiceTokenWithPermissionedRoles',
] as const;
const ALL_GROUPS: readonly string[] = [...PLAIN_GROUPS, ...ROLE_GROUPS];

const isTable = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const suggestion = (word: string): string => {
  const meant = nearest(word, ALL_GROUPS);
  return meant === undefined ? `groups are ${ALL_GROUPS.join(', ')}` : `did you mean "${meant}"?`;
};

const roleOf = (slug: unknown, permission: unknown): RequiredRole | undefined => {
  if (typeof slug !== 'string' || slug === '') return undefined;
  if (permission === undefined) return { slug, permission: 'read' };
  const level = typeof permission === 'string' ? permission.toLowerCase() : permission;
  return level === 'read' || level === 'write' ? { slug, permission: level } : undefined;
};

const ROLE_KEYS: readonly string[] = ['slug', 'name', 'role', 'permission'];

/** `"editor"`, `{ slug = "editor", permission = "write" }` or `["editor", "write"]`. */
const parseRole = (value: unknown): RequiredRole | undefined => {
  if (typeof value === 'string') return roleOf(value, undefined);
  if (Array.isArray(value)) return value.length <= 2 ? roleOf(value[0], value[1]) : undefined;
  if (!isTable(value) || Object.keys(value).some(key => !ROLE_KEYS.includes(key))) return undefined;
  return roleOf(value['slug'] ?? value['name'] ?? value['role'], value['permission']);
};

const listIn = (value: unknown): unknown => {
  if (!isTable(value)) return value;
  const [key, ...others] = Object.keys(value);
  return others.length === 0 && (key === 'roles' || key === 'permissionedRoles') ? value[key] : value;
};

const parseRoleGroup = (kind: (typeof ROLE_GROUPS)[number], value: unknown): CustomOutcome<SecurityGroup> => {
  const entries = listIn(value);
  if (!Array.isArray(entries) || entries.length === 0) {
    return { problem: `${kind} needs a list of at least one role: { ${kind} = [{ slug = "editor" }] }` };
  }
  const roles: RequiredRole[] = [];
  for (const [index, entry] of entries.entries()) {
    const role = parseRole(entry);
    if (role === undefined) {
      const message = `role ${index + 1} must be a name or { slug = "editor", permission = "read" or "write" }`;
      return { problem: message };
    }
    roles.push(role);
  }
  return { value: { kind, roles } };
};

const parseGroup = (value: unknown): CustomOutcome<SecurityGroup> => {
  if (typeof value === 'string') {
    const plain = PLAIN_GROUPS.find(kind => kind === value);
    if (plain !== undefined) return { value: { kind: plain } };
    const needsRoles = ROLE_GROUPS.find(kind => kind === value);
    if (needsRoles !== undefined) return parseRoleGroup(needsRoles, undefined);
    return { problem: `unknown security group; ${suggestion(value)}` };
  }
  if (!isTable(value)) return { problem: 'must be a security group such as "public"' };
  const [key = '', ...others] = Object.keys(value);
  if (others.length > 0) return { problem: 'must name exactly one security group' };
  const kind = ROLE_GROUPS.find(known => known === key);
  if (kind !== undefined) return parseRoleGroup(kind, value[key]);
  const plain = PLAIN_GROUPS.find(known => known === key);
  if (plain !== undefined) return { problem: `"${plain}" takes no roles; write group = "${plain}"` };
  return { problem: `unknown security group "${key}"; ${suggestion(key)}` };
};

/** What a route demands, in every documented spelling. */
export const securityGroup = (): Field<SecurityGroup> =>
  custom({
    expects: 'a security group',
    jsonSchema: { anyOf: [{ enum: [...PLAIN_GROUPS] }, { type: 'object' }] },
    parse: parseGroup,
  });
