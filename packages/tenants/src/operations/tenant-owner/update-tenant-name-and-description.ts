import { actor, audit } from '@mycelium/accounts';
import { refuse, type TenantId } from '@mycelium/kernel';
import { optional, shape, uuid } from '@mycelium/schema';
import { isReservedTenantName } from '../../model/tenant.ts';
import type { TenantChange } from '../../ports/tenant-store.ts';
import { TenantView, tenantView } from '../../views/tenant-view.ts';
import { tenantExample } from '../examples.ts';
import { tenantDescription, tenantName } from '../fields.ts';
import { operation } from '../operation.ts';
import { forgetOwners } from '../owners.ts';
import type { Needs } from '../ports.ts';
import { MOMENT, TENANT } from '../subscriptions-manager/examples.ts';
import { openTenant, tenantListing } from '../tenant-at-hand.ts';

type Ports = Needs<'unitOfWork' | 'clock' | 'ids' | 'cache'>;

export const updateTenantNameAndDescription = operation({
  name: 'tenantOwner.tenant.updateNameAndDescription',
  route: 'PATCH /_adm/tenant-owner/tenants/{tenantId}',
  access: { tenant: ['owner'], permission: 'write' },
  summary: 'Change the name of the tenant, its description, or both.',
  params: shape('UpdateTenantParams', {
    tenantId: uuid<TenantId>(),
    name: optional(tenantName()),
    description: optional(tenantDescription()),
  }),
  result: TenantView,
  errors: ['TENANT_NOT_FOUND', 'INVALID_STATE', 'TENANT_NAME_TAKEN'],
  run: async (ports: Ports, { caller }, { tenantId, ...change }) => {
    refuseEmpty(change);
    return ports.unitOfWork.run(async stores => {
      await openTenant(stores, tenantId);
      const reserved = change.name !== undefined && isReservedTenantName(change.name);
      const outcome = reserved
        ? 'duplicate'
        : await stores.tenants.update(tenantId, change, ports.clock.now());
      if (outcome === 'absent') throw refuse('TENANT_NOT_FOUND');
      if (outcome === 'duplicate') throw refuse('TENANT_NAME_TAKEN');
      await audit(stores, ports, {
        action: 'update_tenant_name_and_description',
        resourceType: 'tenant',
        resourceId: tenantId,
        tenantId,
        event: 'updated',
        performedBy: actor(caller),
      });
      await forgetOwners(stores, ports.cache, tenantId);
      return tenantView(await tenantListing(stores, tenantId));
    });
  },
  example: {
    params: { tenantId: TENANT, description: 'Anvils and rockets' },
    result: { ...tenantExample, updated: MOMENT },
  },
});

function refuseEmpty({ name, description }: TenantChange): void {
  if (name !== undefined || description !== undefined) return;
  throw refuse('INVALID_INPUT', {
    problems: [{ path: 'name', message: 'is required unless there is a description' }],
  });
}
