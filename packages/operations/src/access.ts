/** The administrative roles, by the slug that licences carry. */
export const ROLES = [
  'staff',
  'managers',
  'gateway-manager',
  'guests-manager',
  'subscriptions-manager',
  'system-manager',
  'tenant-manager',
  'tenant-owner',
  'users-manager',
  'accounts-manager',
] as const;

export type Role = (typeof ROLES)[number];

/**
 * Who may call. `public`: anybody. `bearer`: a valid credential, an account need not exist yet. `account`: an
 * account with a resolved profile. A role: an account that holds it.
 */
export type Access = 'public' | 'bearer' | 'account' | Role;

const ACCESS = new Set<string>(['public', 'bearer', 'account', ...ROLES]);
export const isAccess = (word: string): word is Access => ACCESS.has(word);
export const isRole = (access: Access): access is Role => (ROLES as readonly string[]).includes(access);

/** What a name's first part or a path's first segment says about access; `self` is everybody's own affairs. */
export type Scope = Role | 'self';

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
  ...ROLES.map(role => [role, role] as const),
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
 * A role's scope takes that role, or `account` where the operation itself looks closer (an owner or a manager,
 * say). The scope of everybody's own affairs takes no role.
 */
export const fitsScope = (access: Access, scope: Scope): boolean =>
  scope === 'self' ? !isRole(access) : access === scope || access === 'account';

/** One sentence for documents. */
export function accessSentence(access: Access): string {
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
    case 'tenant-owner':
      return 'Needs the ownership of the tenant.';
    default:
      return `Needs the role ${access}.`;
  }
}
