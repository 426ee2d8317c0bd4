/** Who runs the accounts of a tenant and invites people to them. */
export const SUBSCRIPTIONS = ['admin', 'owner', 'tenant-manager', 'subscriptions-manager'] as const;

export const reading = { tenant: SUBSCRIPTIONS, permission: 'read' } as const;
export const writing = { tenant: SUBSCRIPTIONS, permission: 'write' } as const;
