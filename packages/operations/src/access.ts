export type Permission = 'read' | 'write';

/** Roles of the platform, by the slug that licences carry. They hold on system accounts outside of any tenant. */
export const PLATFORM_ROLES = [
  'gateway-manager',
  'guests-manager',
  'system-manager',
  'users-manager',
] as const;
export type PlatformRole = (typeof PLATFORM_ROLES)[number];

/** A licence with the role and at least the permission. Staff and managers pass as well. */
export interface PlatformAccess {
  readonly role: PlatformRole;
  readonly permission: Permission;
}

/**
 * What may entitle somebody within a tenant. `admin`: a staff or manager account. `owner`: the ownership of the
 * tenant. The others are roles, by slug.
 */
export const TENANT_RIGHTS = [
  'admin',
  'owner',
  'tenant-manager',
  'subscriptions-manager',
  'accounts-manager',
] as const;
export type TenantRight = (typeof TENANT_RIGHTS)[number];

/** One of the rights in the tenant that the param `tenantId` names. */
export interface TenantAccess {
  readonly tenant: readonly TenantRight[];
  /** Asked of the roles; `admin` and `owner` have every permission. */
  readonly permission: Permission;
  /**
   * Whoever may leave `tenantId` out, where it is optional. `admin`: staff and managers. `anywhere`: whoever holds one
   * of the rights in some tenant.
   */
  readonly withoutTenant?: 'admin' | 'anywhere';
}

const PLAIN = ['public', 'bearer', 'account', 'managers', 'staff'] as const;

/**
 * Who may call. `public`: anybody. `bearer`: a valid credential, an account need not exist yet. `account`: an
 * account with a resolved profile. `managers`: a staff or manager account. `staff`: a staff account.
 */
export type Access = (typeof PLAIN)[number] | PlatformAccess | TenantAccess;

export const isTenantAccess = (access: Access): access is TenantAccess =>
  typeof access === 'object' && 'tenant' in access;
export const isPlatformAccess = (access: Access): access is PlatformAccess =>
  typeof access === 'object' && 'role' in access;

const includes = (words: readonly string[], word: unknown): boolean => words.includes(word as string);
const isPermission = (word: unknown): boolean => word === 'read' || word === 'write';

/** Whether a record says something that can be enforced. */
export function isAccess(access: Access): boolean {
  if (typeof access === 'string') return includes(PLAIN, access);
  if (typeof access !== 'object' || access === null || !isPermission(access.permission)) return false;
  // Both at once would be asked as the one and judged as the other.
  if (isPlatformAccess(access)) return includes(PLATFORM_ROLES, access.role) && !isTenantAccess(access);
  return isTenantAccess(access) && isTenantRule(access);
}

const isTenantRule = ({ tenant, withoutTenant }: TenantAccess): boolean =>
  tenant.length > 0 &&
  tenant.every(right => includes(TENANT_RIGHTS, right)) &&
  (withoutTenant === undefined || Object.hasOwn(WITHOUT_TENANT, withoutTenant)) &&
  (withoutTenant !== 'admin' || tenant.includes('admin'));

/** Whether an account alone is not enough. */
export const isPrivileged = (access: Access): boolean =>
  typeof access === 'object' || access === 'managers' || access === 'staff';

/** What a name's first part or a path's first segment says about access; `self` is everybody's own affairs. */
export type Scope =
  | PlatformRole
  | Exclude<TenantRight, 'admin' | 'owner'>
  | 'tenant-owner'
  | 'managers'
  | 'staff'
  | 'self';

const NAME_SCOPES: ReadonlyMap<string, Scope> = new Map([
  ['beginners', 'self'],
  ['managers', 'managers'],
  ['staff', 'staff'],
  ['accountManager', 'accounts-manager'],
  ['gatewayManager', 'gateway-manager'],
  ['guestManager', 'guests-manager'],
  ['subscriptionsManager', 'subscriptions-manager'],
  ['systemManager', 'system-manager'],
  ['tenantManager', 'tenant-manager'],
  ['tenantOwner', 'tenant-owner'],
  ['userManager', 'users-manager'],
] as const);

const PATH_SCOPES: ReadonlyMap<string, Scope> = new Map<string, Scope>([
  ...[...NAME_SCOPES.values()].map(scope => [scope, scope] as const),
  ['beginners', 'self'],
  ['staffs', 'staff'],
  ['account-manager', 'accounts-manager'],
  ['guest-manager', 'guests-manager'],
  ['user-manager', 'users-manager'],
]);

/** `managers.tenants.create` -> `managers`; `undefined` when the name implies nothing. */
export const scopeOfName = (name: string): Scope | undefined => NAME_SCOPES.get(name.split('.')[0] ?? '');

/** `/_adm/managers/tenants` -> `managers`; `undefined` when the path implies nothing. */
export function scopeOfPath(path: string): Scope | undefined {
  const [, area, segment = ''] = path.split('/');
  return area === '_adm' ? PATH_SCOPES.get(segment) : undefined;
}

/**
 * A scope takes the access that it is named after, or `account` where the operation itself looks closer. The scope of
 * everybody's own affairs asks for no role.
 */
export function fitsScope(access: Access, scope: Scope): boolean {
  if (scope === 'self') return !isPrivileged(access);
  if (access === 'account' || access === scope) return true;
  if (typeof access === 'string') return false;
  if (isPlatformAccess(access)) return access.role === scope;
  return access.tenant.includes(scope === 'tenant-owner' ? 'owner' : (scope as TenantRight));
}

/** A word or two for tables: `public`, `guests-manager (write)`, `owner or tenant-manager (read)`. */
export function accessLabel(access: Access): string {
  if (typeof access === 'string') return access;
  const who = isPlatformAccess(access) ? access.role : listed(access.tenant);
  return `${who} (${access.permission})`;
}

const listed = (words: readonly string[]): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;

/** Who may call an operation, in sentences for documents. */
export const whoMay = ({ access, rule }: { readonly access: Access; readonly rule?: string }): string =>
  [accessSentence(access), rule].filter(Boolean).join(' ');

export function accessSentence(access: Access): string {
  if (typeof access === 'object') return objectSentence(access);
  switch (access) {
    case 'public':
      return 'Anybody may call it.';
    case 'bearer':
      return 'Needs a valid credential; an account need not exist yet.';
    case 'account':
      return 'Needs an account.';
    case 'managers':
      return 'Needs a staff or manager account.';
    case 'staff':
      return 'Needs a staff account.';
  }
}

const RIGHTS: Readonly<Record<TenantRight, string>> = {
  admin: 'a staff or manager account',
  owner: 'the ownership of the tenant',
  'tenant-manager': 'the role tenant-manager',
  'subscriptions-manager': 'the role subscriptions-manager',
  'accounts-manager': 'the role accounts-manager',
};

const WITHOUT_TENANT = {
  admin: ' Staff and managers may leave the tenant out.',
  anywhere: ' Without a tenant, the right in any tenant is enough.',
} as const;

function objectSentence(access: PlatformAccess | TenantAccess): string {
  if (isPlatformAccess(access)) {
    return `Needs the role ${access.role} with ${access.permission} permission, or a staff or manager account.`;
  }
  const rights = listed(access.tenant.map(right => RIGHTS[right]));
  const roles = access.tenant.some(right => right !== 'admin' && right !== 'owner');
  const permission = roles ? ` (roles with ${access.permission} permission)` : '';
  const without = access.withoutTenant === undefined ? '' : WITHOUT_TENANT[access.withoutTenant];
  return `Needs, in the tenant, ${rights}${permission}.${without}`;
}
