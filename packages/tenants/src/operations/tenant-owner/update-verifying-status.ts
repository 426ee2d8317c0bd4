import type { TenantId } from '@mycelium/kernel';
import { boolean, described, optional, shape, uuid } from '@mycelium/schema';
import { TenantView, tenantView } from '../../views/tenant-view.ts';
import { markedExample } from '../examples.ts';
import { operation } from '../operation.ts';
import type { Needs } from '../ports.ts';
import { TENANT } from '../subscriptions-manager/examples.ts';
import { openTenant, tenantListing } from '../tenant-at-hand.ts';
import { changeMark } from '../tenant-marks.ts';

type Ports = Needs<'unitOfWork' | 'clock' | 'ids'>;

export const updateVerifyingStatus = operation({
  name: 'tenantOwner.tenant.updateVerifyingStatus',
  route: 'PATCH /_adm/tenant-owner/tenants/{tenantId}/verify',
  access: { tenant: ['owner'], permission: 'write' },
  summary: 'Mark the tenant as verified, or take that mark away.',
  params: shape('UpdateVerifyingStatusParams', {
    tenantId: uuid<TenantId>(),
    verified: optional(described(boolean(), 'Left out: the opposite of what it is.')),
  }),
  result: TenantView,
  errors: ['TENANT_NOT_FOUND', 'INVALID_STATE'],
  run: async (ports: Ports, { caller }, { tenantId, verified }) =>
    ports.unitOfWork.run(async stores => {
      await changeMark(stores, ports, {
        tenant: await openTenant(stores, tenantId),
        mark: 'verified',
        wish: verified,
        caller,
        action: 'update_tenant_verifying_status',
      });
      return tenantView(await tenantListing(stores, tenantId));
    }),
  example: { params: { tenantId: TENANT, verified: true }, result: markedExample('verified') },
});
