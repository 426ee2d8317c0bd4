import type { TenantId } from '@mycelium/kernel';
import { boolean, described, optional, shape, uuid } from '@mycelium/schema';
import { TenantView, tenantView } from '../../views/tenant-view.ts';
import { markedExample } from '../examples.ts';
import { operation } from '../operation.ts';
import type { Needs } from '../ports.ts';
import { TENANT } from '../subscriptions-manager/examples.ts';
import { heldTenant, tenantListing } from '../tenant-at-hand.ts';
import { changeMark } from '../tenant-marks.ts';

type Ports = Needs<'unitOfWork' | 'clock' | 'ids'>;

export const updateArchivingStatus = operation({
  name: 'tenantOwner.tenant.updateArchivingStatus',
  route: 'PATCH /_adm/tenant-owner/tenants/{tenantId}/archive',
  access: { tenant: ['owner'], permission: 'write' },
  summary: 'Archive the tenant, or take it out of the archive.',
  description: 'Guests of an archived tenant keep what they may do, but nothing in it can be changed.',
  params: shape('UpdateArchivingStatusParams', {
    tenantId: uuid<TenantId>(),
    archived: optional(described(boolean(), 'Left out: the opposite of what it is.')),
  }),
  result: TenantView,
  errors: ['TENANT_NOT_FOUND', 'INVALID_STATE'],
  run: async (ports: Ports, { caller }, { tenantId, archived }) =>
    ports.unitOfWork.run(async stores => {
      await changeMark(stores, ports, {
        tenant: await heldTenant(stores, tenantId),
        mark: 'archived',
        wish: archived,
        caller,
        action: 'update_tenant_archiving_status',
      });
      return tenantView(await tenantListing(stores, tenantId));
    }),
  example: { params: { tenantId: TENANT, archived: true }, result: markedExample('archived') },
});
