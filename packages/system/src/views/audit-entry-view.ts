import { type AuditEntry, type AuditedResource, WrittenByView, writerView } from '@mycelium/accounts';
import { type Infer, instant, json, nullable, oneOf, record, shape, uuid } from '@mycelium/schema';

/** The kinds of audited resources as answers and params name them; rows name them otherwise. */
export const AUDITED_RESOURCES = {
  account: 'account',
  accountMeta: 'account_meta',
  user: 'user',
  tenant: 'tenant',
  tenantMeta: 'tenant_meta',
  guestRole: 'guest_role',
  webhook: 'webhook',
} as const satisfies Record<string, AuditedResource>;
export type AuditedResourceName = keyof typeof AUDITED_RESOURCES;

export const auditedResource = () =>
  oneOf('account', 'accountMeta', 'user', 'tenant', 'tenantMeta', 'guestRole', 'webhook');

export const AuditEntryView = shape('ResourceAuditLog', {
  id: uuid(),
  resourceType: auditedResource(),
  resourceId: uuid(),
  tenantId: nullable(uuid()),
  event: oneOf('created', 'updated', 'deleted'),
  performedBy: nullable(WrittenByView),
  metadata: record(json()),
  createdAt: instant(),
});

/** `resourceType` in the spelling of answers. */
export const auditEntryView = (
  entry: AuditEntry,
  resourceType: AuditedResourceName,
): Infer<typeof AuditEntryView> => ({
  id: entry.id,
  resourceType,
  resourceId: entry.resourceId,
  tenantId: entry.tenantId ?? null,
  event: entry.event,
  performedBy: writerView(entry.performedBy),
  metadata: entry.metadata as Infer<typeof AuditEntryView>['metadata'],
  createdAt: entry.createdAt.toISOString(),
});
