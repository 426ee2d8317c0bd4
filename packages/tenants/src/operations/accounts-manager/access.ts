/** Whoever may see which roles can be handed on. */
export const seeing = {
  tenant: ['admin', 'owner', 'tenant-manager', 'accounts-manager'],
  permission: 'read',
  withoutTenant: 'anywhere',
} as const;
