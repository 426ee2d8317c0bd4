import { actor, audit } from '@mycelium/accounts';
import { refuse, type TenantId } from '@mycelium/kernel';
import { nothing } from '@mycelium/operations';
import { shape, uuid } from '@mycelium/schema';
import { operation } from '../operation.ts';
import { forgetOwners } from '../owners.ts';
import type { Needs } from '../ports.ts';
import { TENANT } from '../subscriptions-manager/examples.ts';
import { heldTenant } from '../tenant-at-hand.ts';

type Ports = Needs<'unitOfWork' | 'clock' | 'ids' | 'cache'>;

export const deleteTenant = operation({
  name: 'managers.tenants.delete',
  route: 'DELETE /_adm/managers/tenants/{id}',
  access: 'managers',
  summary: 'Delete a tenant that never had an account.',
  description:
    'Its owners, tags and metadata go with it. A tenant that was in use is trashed by its owner instead.',
  params: shape('DeleteTenantParams', { id: uuid<TenantId>() }),
  result: nothing(),
  errors: ['TENANT_NOT_FOUND', 'INVALID_STATE'],
  run: async (ports: Ports, { caller }, { id }) =>
    ports.unitOfWork.run(async stores => {
      await heldTenant(stores, id);
      await forgetOwners(stores, ports.cache, id);
      const outcome = await stores.tenants.delete(id);
      if (outcome === 'absent') throw refuse('TENANT_NOT_FOUND');
      if (outcome === 'in-use') {
        throw refuse('INVALID_STATE', {
          message: 'Accounts belong to the tenant, or did before they were deleted.',
          details: 'Its owner can trash it: that takes away what it grants.',
        });
      }
      await audit(stores, ports, {
        action: 'delete_tenant',
        resourceType: 'tenant',
        resourceId: id,
        tenantId: id,
        event: 'deleted',
        performedBy: actor(caller),
      });
    }),
  example: { params: { id: TENANT }, result: null },
});
