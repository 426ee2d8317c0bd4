import type { TenantId } from '@mycelium/kernel';
import { shape, uuid } from '@mycelium/schema';
import { TenantView, tenantView } from '../../views/tenant-view.ts';
import { tagExample, tenantExample } from '../examples.ts';
import { operation } from '../operation.ts';
import type { Needs } from '../ports.ts';
import { ACCOUNT, TENANT } from '../subscriptions-manager/examples.ts';
import { tenantListing } from '../tenant-at-hand.ts';

export const getTenant = operation({
  name: 'tenantManager.tenant.get',
  route: 'GET /_adm/tenant-manager/tenants/{tenantId}',
  access: { tenant: ['admin', 'owner', 'tenant-manager'], permission: 'read' },
  summary: 'Give the tenant with its owners, tags, metadata and status.',
  params: shape('GetTenantParams', { tenantId: uuid<TenantId>() }),
  result: TenantView,
  errors: ['TENANT_NOT_FOUND'],
  run: async ({ unitOfWork }: Needs<'unitOfWork'>, _context, { tenantId }) =>
    unitOfWork.run(async stores => tenantView(await tenantListing(stores, tenantId))),
  example: {
    params: { tenantId: TENANT },
    result: { ...tenantExample, manager: { id: ACCOUNT }, tags: [tagExample], meta: { country: 'BR' } },
  },
});
